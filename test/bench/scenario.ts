import assert from "node:assert/strict";
import type { Lab, LabHost } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { AnsibleWay } from "./ansible-way.ts";
import { Fleet, releases } from "./fleet.ts";
import { PlainHost } from "./plain-host.ts";
import { PulumiWay } from "./pulumi-way.ts";
import type { Recorder } from "./recorder.ts";
import { SeedWay } from "./seed-way.ts";

/** All ways over the same number of stacks on one host, one after the other. */
export class Scenario {
  readonly #fleet: Fleet;
  readonly #pulumi: PulumiWay;
  readonly #plain: PlainHost;
  readonly #seed: SeedWay;
  readonly #ansible: AnsibleWay;

  private constructor(fleet: Fleet, pulumi: PulumiWay, plain: PlainHost, ansible: string) {
    this.#fleet = fleet;
    this.#pulumi = pulumi;
    this.#plain = plain;
    this.#seed = new SeedWay(plain, fleet);
    this.#ansible = new AnsibleWay(plain, fleet, ansible);
  }

  /** @param ansible folder of the installed Ansible */
  static async create(lab: Lab, host: LabHost, count: number, ansible: string): Promise<Scenario> {
    const fleet = new Fleet(host, count);
    await fleet.prepare();
    const pulumi = await PulumiWay.create(lab, host, fleet);
    const plain = await PlainHost.create(host, `/opt/bench-plain-${count}`, pulumi.workspace);
    return new Scenario(fleet, pulumi, plain, ansible);
  }

  /** Every operation once. The ways have the same stacks, so each begins on a host without the other's containers. */
  async round(recorder: Recorder): Promise<void> {
    await this.#fleet.removeContainers();
    await this.#pulumi.round(recorder);
    await this.#fleet.removeContainers();
    await this.#seed.round(recorder);
    await this.#driftCheckServer(recorder);
    await this.#ansible.round(recorder, this.#seed);
    await this.#fleet.removeContainers();
  }

  /** What a person types beside a clone and a key; from the first release, deployed by hand. */
  async #driftCheckServer(recorder: Recorder): Promise<void> {
    const { host, root, workspace } = this.#plain;
    const where = ["--server", host.address, "--ssh-key", host.privateKeyFile, "--root", root, "--tag", releases.base];
    const check = () => run("node", ["cli/main.ts", "drift-check", ...where], { cwd: workspace.folder });
    const containers = await this.#fleet.containers();
    await recorder.measure("driftCheckServer", this.#fleet.names.length, check, async () =>
      assert.deepEqual(await this.#fleet.containers(), containers, "a container was recreated"),
    );
  }
}
