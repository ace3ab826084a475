import { existsSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { builtEngineFolder } from "./setup/engine.ts";
import { ask, which } from "./setup/processes.ts";
import { atLeast, engineVersion, oldestEngine, pluginVersions, root } from "./setup/versions.ts";

/** One thing that the project needs. `found` undefined: missing, and `get` says how to get it. */
interface Finding {
  name: string;
  found: string | undefined;
  get: string;
}

/**
 * Prints what is there, what is missing and how to get it. Changes nothing; needs no npm package and no setup.
 * The exit code is 1 when something is missing that no command of this project gets by itself.
 */
export async function run(): Promise<void> {
  const cache = process.env.SEISEI_CACHE ?? "";
  const groups: Record<string, Finding[]> = {
    "Toolchain (`make setup` prepares it)": toolchain(cache),
    "To deploy": programs({ git: "git", ssh: "openssh-client", tar: "tar" }),
    "Lab, for the demo, the tests and the bench": lab(),
  };
  for (const [title, findings] of Object.entries(groups)) {
    console.log(title);
    for (const { name, found, get } of findings) console.log(`  ${found ? "✓" : "✗"} ${name}: ${found ?? get}`);
  }
  console.log(`Cache: ${cache}, ${freeSpace(cache)} free (the toolchain and the lab take about 3 GB)`);
  if (Object.values(groups).some((findings) => findings.some(({ found }) => !found))) process.exitCode = 1;
}

function toolchain(cache: string): Finding[] {
  const packages = existsSync(join(root, "node_modules/.seisei-package-lock.json"));
  return [
    { name: "Node", found: `${process.version} (${process.execPath})`, get: "" },
    { name: "npm", found: ask("npm", "--version"), get: "missing; apt-get install npm" },
    { name: "flock", found: which("flock"), get: "missing; apt-get install util-linux" },
    { name: "npm packages", found: packages ? "installed" : "not yet; `make setup` installs them", get: "" },
    engine(cache),
    { name: "plugins", found: plugins(), get: "" },
  ];
}

function engine(cache: string): Finding {
  const built = join(builtEngineFolder(cache), "pulumi");
  const pulumi = which("pulumi");
  if (pulumi && pulumi !== built) {
    const version = ask(pulumi, "version");
    if (version && atLeast(version, oldestEngine) && which("pulumi-language-nodejs")) {
      return { name: "Pulumi", found: `${version} (${pulumi})`, get: "" };
    }
  }
  if (existsSync(built))
    return { name: "Pulumi", found: `${engineVersion()}, built from its Go module (${built})`, get: "" };
  const go = ask("go", "env", "GOVERSION");
  return {
    name: "Pulumi",
    found: go && `not yet; \`make setup\` builds ${engineVersion()} with ${go} in 5 to 10 minutes${newerGo(go)}`,
    get: `expected ${oldestEngine} or later, or Go to build it; https://www.pulumi.com/docs/iac/download-install/ or apt-get install golang-go`,
  };
}

/** Go 1.21 and later fetch the toolchain that go.mod asks for, through the module proxy. */
function newerGo(go: string): string {
  return atLeast(`${go.replace(/^go/, "")}.0`, "1.25.0")
    ? ""
    : ", after Go has fetched a newer Go by itself (GOTOOLCHAIN must not be `local`)";
}

function plugins(): string {
  const wanted = pluginVersions().map(({ name, version }) => ({
    label: `${name} ${version}`,
    folder: `resource-${name}-v${version}`,
  }));
  const standIns = wanted.filter(({ folder }) => existsSync(join(root, ".seisei/pulumi-home/plugins", folder)));
  const labels = (list: { label: string }[]) => list.map(({ label }) => label).join(", ");
  if (standIns.length > 0)
    return `${labels(standIns)}: stand-ins of the lab, because the official ones could not be downloaded`;
  const official = join(process.env.PULUMI_HOME ?? join(process.env.HOME ?? "", ".pulumi"), "plugins");
  const there = wanted.filter(({ folder }) => existsSync(join(official, folder)));
  return there.length === wanted.length ? labels(there) : `${labels(wanted)}: not yet; \`make setup\` gets them`;
}

function lab(): Finding[] {
  const isRoot = process.getuid?.() === 0;
  const system = process.platform === "linux" && which("apt-get") !== undefined;
  return [
    {
      name: "system",
      found: system ? "Linux with apt" : undefined,
      get: "expected Debian or one of its children; use a virtual machine",
    },
    {
      name: "rights",
      found: isRoot ? "root" : undefined,
      get: "expected root, for namespaces and mounts; run the command with sudo",
    },
    ...programs(
      { unshare: "util-linux", ip: "iproute2", openssl: "openssl", debootstrap: "debootstrap", pip3: "python3-pip" },
      "`make lab-up` installs it",
    ),
  ];
}

/** Program → the Debian package that has it. `otherwise`: the command that installs it, so that it is not missing. */
function programs(packages: Record<string, string>, otherwise?: string): Finding[] {
  return Object.entries(packages).map(([name, debian]) => ({
    name,
    found: which(name) ?? (otherwise && `not yet; ${otherwise} (${debian})`),
    get: `missing; apt-get install ${debian}`,
  }));
}

function freeSpace(folder: string): string {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : root);
  return `${Math.round((bavail * bsize) / 1e9)} GB`;
}
