import assert from "node:assert/strict";
import type { StackExpected } from "../../live/expected.ts";
import { shop } from "./apply-fixture.ts";
import { ApplyRun, type TestRelease } from "./apply-run.ts";
import { type LabHost, labUp } from "./lab.ts";
import { LiveDrift } from "./live-drift.ts";

/** The stack `shop` on a host of the lab, deployed by its script, and the questions of a drift check to it. */
export class DeployedShop {
  readonly host: LabHost;
  readonly live: LiveDrift;
  /** What its release has: containers, and what they were started with. */
  readonly expected: StackExpected;
  readonly #runs: ApplyRun;
  readonly #release: TestRelease;

  private constructor(runs: ApplyRun, release: TestRelease, images: Record<string, string>) {
    this.host = runs.host;
    this.#runs = runs;
    this.#release = release;
    this.live = new LiveDrift(runs.host);
    this.expected = {
      images,
      containers: { web: "running", queue: "running" },
      files: {},
      settings: { web: "as deployed", queue: "as deployed" },
    };
  }

  /** @param environment text of its `.env` */
  static async create(environment?: string): Promise<DeployedShop> {
    const runs = new ApplyRun((await labUp()).hosts[0]!);
    const deployed = new DeployedShop(runs, shop(environment === undefined ? {} : { environment }), {
      web: await runs.pull("ghcr.io/seisei/web:sha-1a1a1a1"),
      queue: await runs.pull("ghcr.io/seisei/crm-api:sha-1a1a1a1"),
    });
    await deployed.host.reset();
    await deployed.apply();
    return deployed;
  }

  /** Deploys it again. @returns what the script said */
  async apply(): Promise<string> {
    const { code, stdout, stderr } = await this.#runs.apply("shop", this.#release);
    assert.equal(code, 0, stdout + stderr);
    return stderr;
  }

  async remove(): Promise<void> {
    this.live.close();
    await this.host.reset();
  }
}
