import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Fleet, releases, stackFiles } from "./fleet.ts";
import type { PlainHost } from "./plain-host.ts";
import type { Recorder } from "./recorder.ts";

/** By hand: ssh to the host for each stack; and the limit of that, everything in one session. */
export class SeedWay {
  readonly #plain: PlainHost;
  readonly #fleet: Fleet;

  constructor(plain: PlainHost, fleet: Fleet) {
    this.#plain = plain;
    this.#fleet = fleet;
  }

  /** One run of each operation, from a host without containers; leaves the first release. */
  async round(recorder: Recorder): Promise<void> {
    const fleet = this.#fleet;
    const count = fleet.names.length;
    await this.oneSession(releases.base);
    await fleet.verify(releases.base);
    await recorder.settle();

    const containers = await fleet.containers();
    const untouched = async () => assert.deepEqual(await fleet.containers(), containers, "a container was recreated");
    const base = () => fleet.verify(releases.base);
    const next = () => fleet.verify(releases.next);
    await recorder.measure("seedNothing", count, () => this.#perStack(releases.base), untouched);
    await recorder.measure("seedDrift", count, () => this.#driftScript(), untouched);
    await recorder.measure("seedAll", count, () => this.#perStack(releases.next), next);
    await recorder.measure("seedRollback", count, () => this.#perStack(releases.base), base);
    await recorder.measure("oneSessionAll", count, () => this.oneSession(releases.next), next);
    await this.#typed(recorder);
    await recorder.measure("oneSessionRollback", count, () => this.oneSession(releases.base), base);
  }

  /** All stacks in one session, four at a time. */
  oneSession(tag: string) {
    const names = this.#fleet.names.join(" ");
    const one = `sh -c "cd stacks/{} && docker compose up -d"`;
    return this.#plain.ssh(
      `cd ${this.#plain.root} && git checkout -q ${tag} && printf '%s\\n' ${names} | xargs -P4 -I{} ${one}`,
    );
  }

  async #perStack(tag: string): Promise<void> {
    for (const name of this.#fleet.names) {
      await this.#plain.ssh(
        `cd ${this.#plain.root} && git checkout -q ${tag} && cd stacks/${name} && docker compose up -d`,
      );
    }
  }

  /** Image ids and file hashes of each stack, compared here. */
  async #driftScript(): Promise<void> {
    for (const [index, name] of this.#fleet.names.entries()) {
      const files = Object.entries(stackFiles(index, "sha-1a1a1a1"));
      const hashes = files.map(([path, text]) => `${createHash("sha256").update(text).digest("hex")}  ${path}`);
      const { stdout } = await this.#plain.ssh(
        `cd ${this.#plain.root} && sha256sum ${files.map(([path]) => path).join(" ")} && ` +
          `cd stacks/${name} && docker inspect -f '{{.Image}}' $(docker compose ps -q)`,
      );
      assert.deepEqual(stdout.trim().split("\n"), [...hashes, this.#fleet.imageId(name, releases.base)]);
    }
  }

  /** What the upgrade of one stack costs when somebody on the host types it; put back to where it began. */
  async #typed(recorder: Recorder): Promise<void> {
    const { host, root } = this.#plain;
    const type = (tag: string) =>
      host.run(`cd ${root} && git checkout -q ${tag} && cd stacks/bench-1 && docker compose up -d --wait`, {
        user: "ubuntu",
      });
    const verify = () => this.#fleet.verify(releases.one);
    await recorder.measure("typedUpgrade", this.#fleet.names.length, () => type(releases.one), verify);
    await type(releases.next);
  }
}
