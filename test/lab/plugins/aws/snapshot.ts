// Stands in for the official aws plugin 7.48.0: aws:ebs/snapshot:Snapshot.
import type { Snapshot } from "@aws-sdk/client-ec2";
import { type Properties, type ResourceHandler, UNKNOWN } from "../../../../provider/plugin-server.ts";
import { detailedDiff } from "../shared/detailed-diff.ts";
import { unsupportedInputs } from "../shared/unsupported.ts";
import { type Ec2Api, notFound, orNothing } from "./client.ts";
import { tagOutputs, tagSpecifications, updateTags } from "./tags.ts";
import { waitUntil } from "./wait.ts";

const unsupported = ["outpostArn", "permanentRestore", "storageTier", "temporaryRestoreDays"];

/**
 * `Snapshot` with the official plugin's behaviour:
 *
 * - Create waits, ten minutes unless the resource says otherwise, until the snapshot is completed.
 * - A change of volume or description replaces; tags are changed in place.
 * - Delete of a snapshot that is gone is fine; `read` then says "gone".
 *
 * Not as there: storage tiers and Outposts are refused; a snapshot that fails or takes too long is not kept in the state.
 */
export function snapshot(api: Ec2Api): ResourceHandler {
  const find = (id: string) =>
    orNothing(async () => (await (await api()).describeSnapshots({ SnapshotIds: [id] })).Snapshots?.[0]);
  const outputsOf = async (found: Snapshot) => snapshotOutputs(found, await (await api()).config.region());

  return {
    async check({ news }) {
      return { inputs: news, failures: unsupportedInputs(unsupported, news) };
    },

    async diff({ oldInputs, news }) {
      return detailedDiff(oldInputs, news, ["volumeId", "description"]);
    },

    async create({ inputs, preview, timeout }) {
      if (preview) {
        const later = ["arn", "encrypted", "kmsKeyId", "ownerId", "storageTier", "tagsAll", "volumeSize"];
        return { id: "", outputs: { ...Object.fromEntries(later.map((key) => [key, UNKNOWN])), ...inputs } };
      }
      const { volumeId, description, tags } = inputs;
      const request = { VolumeId: volumeId, Description: description, ...tagSpecifications("snapshot", tags) };
      const created = await (await api()).createSnapshot(request).catch((error: Error) => {
        throw new Error(`creating EBS Snapshot: ${error.name}: ${error.message}`);
      });
      const id = created.SnapshotId!;
      const state = (found: Snapshot | undefined) => found?.State ?? "gone";
      const ended = (found: Snapshot | undefined) => state(found) !== "pending";
      const found = await waitUntil(`EBS Snapshot (${id}) create`, () => find(id), ended, state, [timeout, 600]);
      if (state(found) !== "completed")
        throw new Error(`EBS Snapshot (${id}) create: unexpected state '${state(found)}', wanted target 'completed'`);
      return { id, outputs: await outputsOf(found!) };
    },

    async read({ id, inputs }) {
      const found = await find(id);
      if (!found) return undefined;
      const outputs = await outputsOf(found);
      const names = Object.keys(inputs).length > 0 ? Object.keys(inputs) : ["volumeId", "description", "tags"];
      return { id, inputs: Object.fromEntries(names.map((key) => [key, outputs[key]])), outputs };
    },

    async update({ id, oldInputs, oldOutputs, news, preview }) {
      if (preview) return { ...oldOutputs, ...news };
      await updateTags(api, id, oldInputs.tags, news.tags);
      return outputsOf((await find(id))!);
    },

    async delete({ id }) {
      await (await api()).deleteSnapshot({ SnapshotId: id }).catch((error: unknown) => {
        if (!notFound(error)) throw new Error(`deleting EBS Snapshot (${id}): ${(error as Error).message}`);
      });
    },
  };
}

/** A snapshot in the words of the resource's schema. */
export function snapshotOutputs(snapshot: Snapshot, region: string): Properties {
  return {
    ...{ arn: `arn:aws:ec2:${region}::snapshot/${snapshot.SnapshotId}`, region },
    ...{ volumeId: snapshot.VolumeId, volumeSize: snapshot.VolumeSize, description: snapshot.Description ?? "" },
    ...{ encrypted: snapshot.Encrypted, kmsKeyId: snapshot.KmsKeyId ?? "", ownerId: snapshot.OwnerId },
    storageTier: snapshot.StorageTier ?? "standard",
    ...tagOutputs(snapshot.Tags),
  };
}
