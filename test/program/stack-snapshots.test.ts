import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../../components/docker-host.ts";
import { type SnapshotRecord, snapshotTags } from "../../components/snapshot-records.ts";
import type { StackRelease } from "../../release/release.ts";
import { waitFor } from "../lab/wait.ts";
import { quiesceSays, registered } from "../support/mocks.ts";

const { StackSnapshots } = await import("../../components/stack-snapshots.ts");

const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));
const told = (stack: string, number: number) => ({
  ...{ resource: `${stack}-data-main1.0.0-${number}`, stack, holds: "main1.0.0", before: "main1.0.1" },
  ...{ commit: "c0", content: "f0" },
});
const record = (stack: string, number: number): SnapshotRecord => ({
  ...{ ...told(stack, number), volumeId: "vol-0", id: `snap-${number}`, takenAt: "2026-11-23T12:00:00Z" },
});
const host = { connection: { host: "10.0.0.1" }, settings: { root: "/opt/apps" } } as unknown as DockerHost;
const ready = new pulumi.ComponentResource("test:index:Ready", "ready");

/** Takes the snapshot of a stack's data before a release. */
function take(stack: string, release: string, wait = false, declared: SnapshotRecord[] = []) {
  const data = { postgres: ["db"], snapshots: { keep: 2, keepDays: 0, wait } };
  const next = { name: stack, release, commit: "c1", definition: { data }, files: new Map(), services: new Map() };
  const plan = { take: { ...told(stack, 9), before: release }, declared };
  const snapshots = new StackSnapshots(stack, { plan, quiesced: true });
  return snapshots.take({ release: next as unknown as StackRelease, host, volume: "vol-1", ready })!;
}
const inputsOf = (name: string) => registered.find((one) => one.name === name)!.inputs;
/** Inputs of the snapshot, which is registered beside what waits for it. */
async function taken(stack: string) {
  const name = `${stack}-data-main1.0.0-9`;
  await waitFor(name, 10, () => registered.some((one) => one.name === name));
  return inputsOf(name);
}

describe("the snapshots of a stack among its resources", () => {
  afterEach(() => {
    quiesceSays.stdout = "taken 2026-11-24T12:00:00Z planned";
  });

  it("let the next release be applied when AWS has been asked, and tell what they hold", async () => {
    assert.equal(await value(take("one", "main1.0.1")), "asked for one-data-main1.0.0-9");
    assert.deepEqual(await taken("one"), {
      ...{ volumeId: "vol-1", description: "main1.0.0, before main1.0.1" },
      tags: snapshotTags("seisei/test", { ...told("one", 9), takenAt: "2026-11-24T12:00:00Z" }),
    });
    const lines = inputsOf("one-quiesce").stdin.split("\n");
    for (const line of ["holds='main1.0.0'", "strict='yes'", "postgres='db'", "volume='vol-1'"])
      assert.ok(lines.includes(line), line);
  });

  it("let it wait until AWS has completed one, where the stack wants that, but not on the way back", async () => {
    assert.equal(await value(take("two", "main1.0.1", true)), "two-data-main1.0.0-9-id");
    assert.equal(await value(take("three", "main0.9.0", true)), "asked for three-data-main1.0.0-9");
    assert.match(inputsOf("three-quiesce").stdin, /\nstrict='no'\n/);
  });

  it("are named by the next release where the host runs that already", async () => {
    quiesceSays.stdout = "taken 2026-11-24T12:00:00Z already";
    await value(take("four", "main1.0.1"));
    const { description, tags } = await taken("four");
    assert.equal(description, "main1.0.1, before main1.0.1");
    assert.deepEqual([tags["seisei:release"], tags["seisei:commit"]], ["main1.0.1", "c1"]);
  });

  it("that are there are declared by their ids, so that none is made anew", async () => {
    await value(take("five", "main1.0.1", false, [record("five", 1), record("five", 2)]));
    const ids = ["five-data-main1.0.0-1", "five-data-main1.0.0-2"].map(
      (name) => registered.find((one) => one.name === name)?.id,
    );
    assert.deepEqual(ids, ["snap-1", "snap-2"]);
  });

  it("ask nothing of the host when none is taken", async () => {
    const plan = { declared: [record("six", 1)] };
    const release = { name: "six", definition: {}, files: new Map(), services: new Map() } as unknown as StackRelease;
    const snapshots = new StackSnapshots("six", { plan, quiesced: false });
    assert.equal(snapshots.take({ release, host, volume: "vol-1", ready }), undefined);
    await value(snapshots.urn);
    assert.equal(
      registered.some(({ name }) => name === "six-quiesce"),
      false,
    );
  });
});
