import assert from "node:assert/strict";
import { askSnapshots, requestedSnapshot, type SnapshotApi } from "../../../components/ask-snapshots.ts";
import { snapshotNotices } from "../../../components/snapshot-notices.ts";
import { type SnapshotRecord, snapshotTags } from "../../../components/snapshot-records.ts";

const record = (number: number): SnapshotRecord => ({
  ...{ resource: `shop-data-main1.0.${number}-${number}`, stack: "shop", volumeId: "vol-1", id: `snap-${number}` },
  ...{ holds: `main1.0.${number}`, before: "main1.0.9", commit: "c", content: "f" },
  takenAt: `2026-11-24T12:00:0${number}Z`,
});

/** Snapshots by their id, each with its status and, where it has them still, its tags. */
function awsWith(snapshots: Record<string, { status: string; tags?: Record<string, string> }>): SnapshotApi {
  return {
    ids: async (filters) =>
      Object.entries(snapshots)
        .filter(([id, { status, tags }]) =>
          filters.every(({ name, values: [first, ...rest] }) => {
            if (name === "snapshot-id") return [first, ...rest].includes(id);
            if (name === "status") return status === first;
            return tags?.[name.replace("tag:", "")] !== undefined;
          }),
        )
        .map(([id]) => id),
    one: async (id) => ({ volumeId: "vol-1", tags: snapshots[id]!.tags! }),
  };
}
const tags = (number: number) => snapshotTags("p/s", record(number));

describe("the snapshots that AWS has", () => {
  it("are those of the state, with what AWS says of each", async () => {
    const present = await askSnapshots(
      [record(1), record(2), record(3), record(4)],
      awsWith({
        "snap-1": { status: "completed", tags: tags(1) },
        "snap-2": { status: "pending", tags: tags(2) },
        "snap-3": { status: "error", tags: tags(3) },
      }),
    );
    assert.deepEqual(present, {
      records: [
        record(1),
        { ...record(2), state: "pending" },
        { ...record(3), state: "failed" },
        { ...record(4), gone: true },
      ],
      useless: [],
    });
    const said = snapshotNotices(present).map(({ severity, text }) => `${severity}: ${text}`);
    assert.match(said[0]!, /^info: shop: .* main1\.0\.2's data before main1\.0\.9 \(snap-2, .*\) is still pending/);
    assert.match(said[1]!, /^warning: shop: .* main1\.0\.3's data .* has failed/);
    assert.match(
      said[2]!,
      /^warning: shop: .* main1\.0\.4's data .* is not in AWS any more: .* — `pulumi up` takes it/,
    );
    assert.equal(said.length, 3);
  });

  it("are not gone when a person took off their tags", async () => {
    const { records } = await askSnapshots([record(1)], awsWith({ "snap-1": { status: "completed" } }));
    assert.deepEqual(records, [record(1)]);
  });

  it("are taken over when an update was cut off before the state had them, unless they failed", async () => {
    const api = awsWith({
      "snap-2": { status: "pending", tags: tags(2) },
      "snap-1": { status: "completed", tags: tags(1) },
      "snap-3": { status: "error", tags: tags(3) },
    });
    const present = await askSnapshots([], api);
    assert.deepEqual(present, { records: [record(1), { ...record(2), state: "pending" }], useless: ["snap-3"] });
    assert.match(snapshotNotices(present)[1]!.text, /^snapshot snap-3 has failed .*--snapshot-id snap-3`$/);
  });

  it("are not copies that a person made with the same tags", async () => {
    const api = awsWith({
      "snap-1": { status: "completed", tags: tags(1) },
      "snap-8": { status: "completed", tags: tags(1) },
      "snap-9": { status: "completed", tags: { "seisei:pulumi": "p/s", "seisei:stack": "shop" } },
    });
    assert.deepEqual((await askSnapshots([record(1)], api)).records, [record(1)]);
  });

  it("are not known when AWS does not answer, which is no finding", async () => {
    const refuses = { ...awsWith({}), ids: async () => Promise.reject(new Error("UnauthorizedOperation: no")) };
    await assert.rejects(
      askSnapshots([record(1)], refuses),
      /^UserError: the snapshots of the data volumes could not be checked: UnauthorizedOperation: no; the AWS credentials/,
    );
  });
});

describe("a snapshot that is asked for", () => {
  it("is waited for until AWS has it, completed or not", async () => {
    const answers = [[], [], ["snap-7"]];
    const asked: string[] = [];
    const ids: SnapshotApi["ids"] = async (filters) => {
      asked.push(filters.map(({ name, values }) => `${name}=${values}`).at(-1)!);
      return answers.shift()!;
    };
    assert.equal(await requestedSnapshot("shop-data-main1.0.0-1", { ...awsWith({}), ids }, 1), "snap-7");
    assert.deepEqual(asked, Array(3).fill("tag:Name=shop-data-main1.0.0-1"));
  });

  it("is an error where AWS cannot be asked", async () => {
    const ids = async () => Promise.reject(new Error("no"));
    await assert.rejects(requestedSnapshot("shop-data-main1.0.0-1", { ...awsWith({}), ids }, 1), /^Error: no$/);
  });
});
