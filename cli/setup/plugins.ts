import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../release/errors.ts";
import { say, succeeds } from "./processes.ts";
import { type PluginVersion, pluginVersions, root } from "./versions.ts";

/** Downloads the official plugins with an installed Pulumi, into its own home. True when all of them are there. */
export function installOfficialPlugins(pulumi: string): boolean {
  return pluginVersions().every(({ name, version }) => {
    say(`official plugin ${name} ${version}`);
    const environment = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    return succeeds(pulumi, ["plugin", "install", "resource", name, version], { env: environment, timeout: 120_000 });
  });
}

/**
 * Puts the plugins of test/lab/plugins, which stand in for the official ones, into a Pulumi home of this checkout.
 * Returns that home.
 * @throws UserError for a plugin that has no stand-in
 */
export function installStandIns(): string {
  const home = join(root, ".seisei", "pulumi-home");
  const missing = pluginVersions().filter((plugin) => !existsSync(program(plugin)));
  if (missing.length > 0) {
    throw new UserError(
      missing
        .map(
          ({ name }) =>
            `@pulumi/${name}: the official plugin cannot be downloaded here, and there is no test/lab/plugins/${name}/main.ts in its place`,
        )
        .join("\n"),
    );
  }
  removeOthers(join(home, "plugins"));
  for (const plugin of pluginVersions()) writeWrapper(home, plugin);
  return home;
}

const folderName = ({ name, version }: PluginVersion) => `resource-${name}-v${version}`;
const program = ({ name }: PluginVersion) => join(root, "test/lab/plugins", name, "main.ts");

/** Plugins that another commit needed. Those of this one stay, because an engine may start them right now. */
function removeOthers(folder: string): void {
  const wanted = pluginVersions().map(folderName);
  const present = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of present.filter((name) => !wanted.includes(name))) rmSync(join(folder, name), { recursive: true });
}

function writeWrapper(home: string, plugin: PluginVersion): void {
  const folder = join(home, "plugins", folderName(plugin));
  mkdirSync(folder, { recursive: true });
  const wrapper = join(folder, `pulumi-resource-${plugin.name}`);
  const text = `#!/bin/sh\nexec node '${program(plugin).replaceAll("'", "'\\''")}' "$@"\n`;
  writeFileSync(`${wrapper}.new`, text, { mode: 0o755 });
  renameSync(`${wrapper}.new`, wrapper);
}
