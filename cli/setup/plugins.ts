import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  rmSync(join(home, "plugins"), { recursive: true, force: true }); // other versions, from another commit
  for (const plugin of pluginVersions()) writeWrapper(home, plugin);
  return home;
}

const program = ({ name }: PluginVersion) => join(root, "test/lab/plugins", name, "main.ts");

function writeWrapper(home: string, plugin: PluginVersion): void {
  const folder = join(home, "plugins", `resource-${plugin.name}-v${plugin.version}`);
  mkdirSync(folder, { recursive: true });
  const wrapper = join(folder, `pulumi-resource-${plugin.name}`);
  const text = `#!/bin/sh\nexec node '${program(plugin).replaceAll("'", "'\\''")}' "$@"\n`;
  writeFileSync(`${wrapper}.new`, text, { mode: 0o755 });
  renameSync(`${wrapper}.new`, wrapper); // an engine of another run may start it right now
}
