import assert from "node:assert/strict";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Lab, LabHost } from "../lab/lab.ts";
import { type Finished, run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";
import { EmptyProgram } from "./empty-program.ts";
import { type Fleet, makeReleases, releases } from "./fleet.ts";
import { firstResources } from "./program-start.ts";
import type { Recorder } from "./recorder.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const providers = { whole: path("../../provider"), withoutRead: path("provider-without-read") };

/** This project's own way, and an empty program beside it. */
export class PulumiWay {
  readonly workspace: Workspace;
  readonly #fleet: Fleet;
  readonly #root: string;
  readonly #empty: EmptyProgram;

  private constructor(workspace: Workspace, fleet: Fleet, root: string, empty: EmptyProgram) {
    this.workspace = workspace;
    this.#fleet = fleet;
    this.#root = root;
    this.#empty = empty;
  }

  static async create(lab: Lab, host: LabHost, fleet: Fleet): Promise<PulumiWay> {
    const count = fleet.names.length;
    const workspace = await Workspace.create(lab, []);
    const root = `/opt/bench-pulumi-${count}`;
    await host.run(`rm -rf ${root} && install -d -o ubuntu -g ubuntu ${root}`);
    await workspace.addHost(host, { root });
    await makeReleases(workspace, count);
    return new PulumiWay(workspace, fleet, root, await EmptyProgram.create());
  }

  /** One run of each operation, from a host without containers. */
  async round(recorder: Recorder): Promise<void> {
    const { workspace } = this;
    const fleet = this.#fleet;
    const count = fleet.names.length;
    await this.#release(releases.next);
    await this.#up();
    await fleet.verify(releases.next);
    await recorder.settle();

    const containers = await fleet.containers();
    const untouched = async () => assert.deepEqual(await fleet.containers(), containers, "a container was recreated");
    const clean = ({ code, stdout, stderr }: Finished) => assert.equal(code, 0, stdout + stderr);
    const preview = async () => clean(await workspace.preview());

    await recorder.measure("emptyPreview", count, () => this.#empty.preview(), untouched);
    this.#use(providers.withoutRead);
    await recorder.measure("previewWithoutRead", count, preview, untouched);
    this.#use(providers.whole);
    await recorder.measure("preview", count, preview, untouched);
    const judged = async () => clean(await workspace.preview("--policy-pack", "policies"));
    await recorder.measure("previewWithPolicies", count, judged, untouched);
    await this.#drift(recorder, untouched);
    await this.#insideProvider(recorder);
    await this.#programStart(recorder);

    const up = () => this.#up();
    const verify = (release: (typeof releases)[keyof typeof releases]) => () =>
      fleet.verify(release, { answers: true });
    await recorder.measure("up", count, up, untouched);
    await this.#release(releases.one);
    await recorder.measure("upgradeOne", count, up, verify(releases.one));
    await workspace.pulumi("config", "set", "--path", "pins.bench-1", releases.next);
    await recorder.measure("rollbackOne", count, up, verify(releases.next));
    await workspace.pulumi("config", "rm", "pins");
    await this.#release(releases.base);
    await recorder.measure("rollbackAll", count, up, verify(releases.base));
  }

  #release(tag: string) {
    return this.workspace.pulumi("config", "set", "release", tag);
  }

  #up() {
    return this.workspace.pulumi("up", "--yes", "--skip-preview");
  }

  #use(provider: string): void {
    const link = join(this.workspace.folder, "provider");
    rmSync(link);
    symlinkSync(provider, link);
  }

  async #drift(recorder: Recorder, untouched: () => Promise<void>): Promise<void> {
    const file = `${this.#root}/stacks/bench-1/config/settings.txt`;
    const write = (text: string) => recorder.host.run(`echo ${text} > ${file}`, { user: "ubuntu" });
    await write("tampered");
    const preview = async () => {
      const { code, stdout, stderr } = await this.workspace.preview();
      assert.equal(code, 7, stdout + stderr);
      assert.match(stdout, /settings\.txt/);
    };
    await recorder.measure("driftPreview", this.#fleet.names.length, preview, untouched);
    await write("first"); // what the releases have
  }

  /** The provider's Check of every LiveState, in a process of its own as the engine starts one, on the recorded inputs. */
  async #insideProvider(recorder: Recorder): Promise<void> {
    const { stdout } = await this.workspace.pulumi("stack", "export", "--show-secrets");
    const resources: { type: string; inputs: object }[] = JSON.parse(stdout).deployment.resources;
    const states = resources.filter(({ type }) => type === "seisei:index:LiveState").map(({ inputs }) => inputs);
    const read = await run("node", [path("drift-read.ts")], {
      cwd: this.workspace.folder,
      input: JSON.stringify(states),
    });
    recorder.record("driftRead", this.#fleet.names.length, Number(read.stdout));
  }

  async #programStart(recorder: Recorder): Promise<void> {
    const log = await this.workspace.tryPulumi(["preview", "--logtostderr", "-v=7"]);
    const { first, firstOwn } = firstResources(log.stderr);
    recorder.record("programStart", this.#fleet.names.length, first);
    recorder.record("firstOwnResource", this.#fleet.names.length, firstOwn);
  }
}
