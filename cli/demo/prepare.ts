import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Lab, labUp } from "../../test/lab/lab.ts";
import { hostSettings } from "../../test/lab/workspace.ts";
import { upgrade } from "./cast.ts";
import type { Narrator } from "./narrator.ts";
import { checkout, DemoProject } from "./project.ts";

/** Starts the lab and empties its first host. */
export async function startHost(narrator: Narrator): Promise<Lab> {
  narrator.command("make lab-up");
  const lab = await labUp({ hosts: 1, progress: (line) => narrator.output(line) });
  const host = lab.hosts[0]!;
  await host.reset();
  const { stdout } = await host.run("docker ps -aq; ls -A /opt/seisei-main");
  narrator.check(stdout === "", `${host.name} (${host.address}) answers and is empty`, stdout);
  return lab;
}

/** Clones the repository and makes a Pulumi stack whose host is the lab's. */
export async function makeProject(lab: Lab, narrator: Narrator): Promise<DemoProject> {
  const host = lab.hosts[0]!;
  const project = DemoProject.create(host, narrator);
  await project.here(`git clone --quiet --no-tags ${checkout} project`, { folder: project.folder });
  await project.furnishClone();
  await project.here("pulumi stack init lab --no-select");
  const settings = hostSettings(host).map(([key, value]) => `  --plaintext '${key}=${value}'`);
  await project.here(["pulumi config set-all --path", ...settings].join(" \\\n"));
  narrator.look("at hostKey. Nothing connects to a server that cannot prove this key.");
  const secrets = requiredSecrets(project.clone);
  await project.here(
    `for name in \\\n${secrets.map((name) => `  ${name}`).join(" \\\n")}\ndo\n` +
      "  head -c 32 /dev/urandom | sha256sum | cut -c 1-32 |\n" +
      '    pulumi config set --secret --path "secrets.$name"\ndone',
  );
  narrator.look("secrets are read from standard input and stored encrypted, in Pulumi.lab.yaml.");
  return project;
}

/** `stack.name` of every secret that a stack.yaml asks for. */
function requiredSecrets(clone: string): string[] {
  return readdirSync(join(clone, "stacks"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const definition = parse(readFileSync(join(clone, "stacks", name, "stack.yaml"), "utf8"));
      return ((definition.secrets ?? []) as string[]).map((secret) => `${name}.${secret}`);
    });
}

/** Locks, commits and tags what the clone's work tree has. */
export async function tagRelease(project: DemoProject, lab: Lab, tag: string): Promise<void> {
  await project.here(`make lock REGISTRY=${lab.registry}`, {
    show: (line) => /\bimage\b|^audit/.test(line),
  });
  await project.here(
    `git add audit stacks\ngit commit --quiet --allow-empty -m 'Release ${tag}'\ngit tag -a ${tag} -m 'Release ${tag}'`,
  );
}

/** The release to start with, and the next one, which changes some stacks only. */
export async function makeReleases(project: DemoProject, lab: Lab): Promise<void> {
  await tagRelease(project, lab, "main1.0.0");
  await project.here(upgrade.map(({ edit }) => edit).join("\n"));
  await tagRelease(project, lab, "main1.0.1");
  const { stdout } = await project.here("git diff --stat main1.0.0 main1.0.1");
  project.narrator.check(
    upgrade.every(({ stack }) => stdout.includes(`stacks/${stack}/`)),
    `main1.0.1 differs from main1.0.0 in ${upgrade.length} of the stacks`,
  );
}
