import assert from "node:assert/strict";
import { webStack } from "../lab/fixture-stacks.ts";
import type { LabHost } from "../lab/lab.ts";
import type { Workspace } from "../lab/workspace.ts";

/** Image tags of the two versions that the releases use. */
const [first, second] = ["sha-1a1a1a1", "sha-2b2b2b2"] as const;
const repository = "ghcr.io/seisei/web";

/** The releases: in `next` every stack has the second version; in `one` the first stack alone is back at the first. */
export const releases = { base: "main1.0.0", next: "main1.0.1", one: "main1.0.2" } as const;
type ReleaseTag = (typeof releases)[keyof typeof releases];

export const stackNames = (count: number) => Array.from({ length: count }, (_, index) => `bench-${index + 1}`);

const portOf = (index: number) => 3201 + index;

/**
 * The files of one stack. Its health is a URL that answers: ten container health checks a second, which is what a short
 * wait for Docker's own verdict takes, would keep a small machine busy and hide what is measured.
 */
export function stackFiles(index: number, version: string): Record<string, string> {
  return webStack(`bench-${index + 1}`, { port: portOf(index), version, healthcheck: false });
}

/** Makes the three releases of `count` one-service stacks. */
export async function makeReleases(workspace: Workspace, count: number): Promise<void> {
  const indexes = [...Array(count).keys()];
  workspace.write(Object.assign({}, ...indexes.map((index) => stackFiles(index, first))));
  await workspace.release(releases.base);
  workspace.write(Object.assign({}, ...indexes.map((index) => stackFiles(index, second))));
  await workspace.release(releases.next);
  workspace.write(stackFiles(0, first));
  await workspace.release(releases.one);
}

const versionOf = (name: string, release: ReleaseTag) =>
  release === releases.base || (release === releases.one && name === "bench-1") ? first : second;

/** What one host runs, looked at from inside it. */
export class Fleet {
  readonly host: LabHost;
  readonly names: readonly string[];
  #images: Record<string, string> = {};

  constructor(host: LabHost, count: number) {
    this.host = host;
    this.names = stackNames(count);
  }

  /** Puts both versions' images and the stacks' network on the host, so that no measured operation waits for them. */
  async prepare(): Promise<void> {
    for (const version of [first, second]) {
      await this.host.run(`docker pull -q ${repository}:${version}`);
      const { stdout } = await this.host.run(`docker image inspect -f '{{.Id}}' ${repository}:${version}`);
      this.#images[version] = stdout.trim();
    }
    await this.host.run("docker network inspect edge || docker network create edge");
  }

  /** Image id of a stack's service in a release. */
  imageId(name: string, release: ReleaseTag): string {
    return this.#images[versionOf(name, release)]!;
  }

  async removeContainers(): Promise<void> {
    await this.host.run("docker ps -aq | xargs -r docker rm -f");
  }

  /** Container name → id. */
  async containers(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.#list("{{.Name}} {{.Id}}")).map((line) => line.split(" ")));
  }

  /**
   * Fails unless exactly these stacks run, each with the image of this release.
   * @param answers also require that each answers at once; for ways that wait until it does
   */
  async verify(release: ReleaseTag, { answers = false } = {}): Promise<void> {
    const ask = this.names.map((_, index) => `curl -fsS http://127.0.0.1:${portOf(index)}/health`);
    if (answers) await this.host.run(ask.join(" && "));
    const expected = this.names.map((name) => `/${name}-web-1 ${this.imageId(name, release)} running`);
    const found = await this.#list("{{.Name}} {{.Image}} {{.State.Status}}");
    assert.deepEqual(found, expected.sort(), `the host does not run ${release}`);
  }

  async #list(format: string): Promise<string[]> {
    const { stdout } = await this.host.run(`docker ps -aq | xargs -r docker inspect -f '${format}'`);
    return stdout.split("\n").filter(Boolean).sort();
  }
}
