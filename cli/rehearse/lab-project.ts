import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../release/errors.ts";
import { IMAGES_LOCK, parseImagesLock } from "../../release/locks.ts";
import type { StackRelease } from "../../release/release.ts";
import type { Lab, LabHost } from "../../test/lab/lab.ts";
import { type Finished, run } from "../../test/lab/process.ts";
import { Workspace } from "../../test/lab/workspace.ts";
import type { Rollback } from "./choose.ts";

/** Names of the hosts that the stacks run on, sorted. */
export const hostNames = ({ before, after }: Rollback): string[] =>
  [...new Set([...before, ...after].map(({ definition }) => definition.host))].sort();

/** Whether one of them has its data on an EBS volume. */
export const needsStorage = ({ before, after }: Rollback): boolean =>
  [...before, ...after].some(({ definition }) => definition.data?.volume);

/** A project with the content of both releases, whose hosts are the lab's. */
export class LabProject {
  readonly workspace: Workspace;
  /** Name in `stack.yaml` → the host of the lab that stands for it. */
  readonly hosts: ReadonlyMap<string, LabHost>;
  /** Name and tag → digest, of both releases. */
  readonly images: Record<string, string> = {};
  readonly #rollback: Rollback;
  readonly #secrets = new Set<string>();

  private constructor(workspace: Workspace, hosts: ReadonlyMap<string, LabHost>, rollback: Rollback) {
    this.workspace = workspace;
    this.hosts = hosts;
    this.#rollback = rollback;
  }

  /** @param repository where the releases' content is */
  static async create(lab: Lab, rollback: Rollback, repository: string): Promise<LabProject> {
    const hosts = new Map(hostNames(rollback).map((name, index) => [name, lab.hosts[index]!]));
    const workspace = await Workspace.create(lab, []);
    const project = new LabProject(workspace, hosts, rollback);
    try {
      for (const [name, host] of hosts) {
        await workspace.addHost(host, {}, name);
        if (lab.storage) await workspace.useStorage(lab.storage, host, name);
      }
      // The earlier one first: the later one's commit follows it, as in the repository.
      await project.#release(rollback.to.release, rollback.after, repository);
      await project.#release(rollback.from.release, rollback.before, repository);
    } catch (error) {
      workspace.remove();
      throw error;
    }
    return project;
  }

  /** What ran before the release that is to be left, then that one: images and data are there as on a host in use. */
  async prepare(progress: (line: string) => void): Promise<void> {
    const { before, after, from, to } = this.#rollback;
    for (const [tag, stacks] of [
      [to.release, after],
      [from.release, before],
    ] as const) {
      progress(`deploying ${tag}`);
      await this.#setSecrets(stacks);
      await this.workspace.pulumi("config", "set", "release", tag);
      const done = await this.workspace.tryPulumi(["up", "--yes", "--skip-preview"], { check: false });
      if (done.code !== 0) throw new UserError(`${tag} cannot be deployed in the lab:\n${tail(done)}`);
    }
  }

  /** Goes back with the commands that a person types. */
  async goBack(): Promise<Finished> {
    const { to, stack, data } = this.#rollback;
    const words = ["--tag", to.release, ...(stack ? ["--stack", stack] : []), ...(data ? ["--data"] : [])];
    const { folder, environment } = this.workspace;
    const options = { cwd: folder, env: environment, check: false };
    const set = await run("node", ["cli/main.ts", "rollback", ...words], options);
    return set.code === 0 ? this.workspace.tryPulumi(["up", "--yes", "--skip-preview"], { check: false }) : set;
  }

  async #release(tag: string, stacks: readonly StackRelease[], repository: string): Promise<void> {
    const { folder } = this.workspace;
    rmSync(join(folder, "stacks"), { recursive: true, force: true });
    for (const { name, commit } of stacks) {
      const copy = 'git -C "$1" archive "$2" "stacks/$3" | tar -x -C "$4"';
      await run("bash", ["-euo", "pipefail", "-c", copy, "bash", repository, commit, name, folder]);
    }
    await this.workspace.release(tag);
    const locked = parseImagesLock(readFileSync(join(folder, IMAGES_LOCK), "utf8"), []);
    for (const [image, { digest }] of locked) this.images[image] = digest;
  }

  /** Of stacks that the release has: the configuration of one that it has not is a mistake. */
  async #setSecrets(stacks: readonly StackRelease[]): Promise<void> {
    for (const { name, definition } of stacks) {
      for (const secret of definition.secrets) {
        if (this.#secrets.has(`${name}.${secret}`)) continue;
        this.#secrets.add(`${name}.${secret}`);
        await this.workspace.secret(name, secret, randomBytes(16).toString("hex"));
      }
    }
  }
}

/** Why a command failed: what Pulumi says under its diagnostics, else the last lines that were printed. */
export function tail({ stdout, stderr }: Pick<Finished, "stdout" | "stderr">): string {
  const lines = (stdout + stderr).trimEnd().split("\n");
  const start = lines.indexOf("Diagnostics:") + 1;
  const length = start > 0 ? lines.slice(start).findIndex((line) => /^\S/.test(line)) : -1;
  return lines
    .slice(start, length < 0 ? undefined : start + length)
    .join("\n")
    .trimEnd()
    .split("\n")
    .slice(-20)
    .join("\n");
}
