import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../release/errors.ts";
import { ask, say, succeeds, which } from "./processes.ts";
import { atLeast, engineVersion, oldestEngine, root } from "./versions.ts";

export interface Engine {
  /** The folder that holds `pulumi` and its language host. */
  folder: string;
  /** True: an installed Pulumi with its own language hosts. False: built here, with the lab's language host beside it. */
  official: boolean;
}

/** The folder of a built engine in the cache. */
export const builtEngineFolder = (cache: string) => join(cache, `engine-${engineVersion()}`);

// The language host must lie beside the engine, which all checkouts share; so the checkout comes from the environment.
const languageHost = `#!/bin/sh
exec node "\${SEISEI_LANGUAGE_HOST:?expected the path of a language host; start Pulumi through scripts/toolchain.sh or in \\\`make shell\\\`}" "$@"
`;

/** An installed Pulumi that is new enough and can run Node programs, or undefined. */
export function installedEngine(cache: string): Engine | undefined {
  const pulumi = which("pulumi");
  if (!pulumi || dirname(pulumi) === builtEngineFolder(cache)) return undefined;
  const version = ask(pulumi, "version");
  if (!version || !atLeast(version, oldestEngine) || !which("pulumi-language-nodejs")) {
    say(
      `${pulumi} (${version ?? "no version"}): expected ${oldestEngine} or later with pulumi-language-nodejs; not used`,
    );
    return undefined;
  }
  return { folder: dirname(pulumi), official: true };
}

/** The engine built from its Go module, which go.sum in scripts/engine checks. Built once, in the cache. @throws UserError */
export function builtEngine(cache: string): Engine {
  const folder = builtEngineFolder(cache);
  if (!existsSync(join(folder, "pulumi"))) build(folder);
  const wrapper = join(folder, "pulumi-language-nodejs");
  if (!existsSync(wrapper) || readFileSync(wrapper, "utf8") !== languageHost) {
    writeFileSync(`${wrapper}.new`, languageHost, { mode: 0o755 });
    renameSync(`${wrapper}.new`, wrapper); // another checkout may start it right now
  }
  return { folder, official: false };
}

function build(folder: string): void {
  const version = engineVersion();
  if (!which("go")) {
    throw new UserError(
      `pulumi: expected ${oldestEngine} or later, or Go to build it with, found neither; install Pulumi (https://www.pulumi.com/docs/iac/download-install/) or Go 1.21 or later (apt-get install golang-go)`,
    );
  }
  say(`building the Pulumi engine ${version} from its Go module (5 to 10 minutes on two cores, once)`);
  const started = Date.now();
  const building = mkdtempSync(`${folder}.`);
  chmodSync(building, 0o755);
  const module = "github.com/pulumi/pulumi";
  const linking = `-s -w -X ${module}/sdk/v3/go/common/version.Version=${version}`;
  const args = [
    "build",
    "-mod=readonly",
    "-ldflags",
    linking,
    "-o",
    join(building, "pulumi"),
    `${module}/pkg/v3/cmd/pulumi`,
  ];
  const environment = { ...process.env, CGO_ENABLED: "0" };
  if (!succeeds("nice", ["go", ...args], { cwd: join(root, "scripts/engine"), env: environment })) {
    rmSync(building, { recursive: true, force: true });
    throw new UserError(
      "pulumi: the engine did not build; what Go says stands above, `make doctor` shows what is needed",
    );
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(building, folder);
  say(`built in ${Math.round((Date.now() - started) / 1000)} s: ${folder}`);
}
