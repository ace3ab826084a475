// Stands in for the official aws plugin 7.48.0: aws:ebs/volume:Volume.
import type { Volume, VolumeType } from "@aws-sdk/client-ec2";
import { type Properties, type ResourceHandler, UNKNOWN } from "../../../../provider/plugin-server.ts";
import { detailedDiff } from "../shared/detailed-diff.ts";
import { unsupportedInputs } from "../shared/unsupported.ts";
import { type Ec2Api, notFound, orNothing } from "./client.ts";
import { tagOutputs, tagSpecifications, updateTags } from "./tags.ts";
import { waitUntil } from "./wait.ts";

const replaces = ["availabilityZone", "encrypted", "kmsKeyId", "multiAttachEnabled", "outpostArn", "snapshotId"];
/** What EC2 chooses where the program does not say. */
const chosen = ["encrypted", "iops", "kmsKeyId", "size", "snapshotId", "throughput", "type"];
const unsupported = ["finalSnapshot", "multiAttachEnabled", "outpostArn", "volumeInitializationRate"];

/**
 * `Volume` with the official plugin's behaviour:
 *
 * - A change of zone, encryption, key or snapshot replaces; size, type, IOPS, throughput and tags are changed in place.
 * - What the program leaves to EC2 is no difference, whatever an import found.
 * - Delete of a volume that is gone is fine.
 *
 * Not as there: final snapshots, multi-attach, Outposts and a rate of initialization are refused; default tags
 * are not added; delete of an attached volume fails at once, not after ten minutes.
 */
export function volume(api: Ec2Api): ResourceHandler {
  const find = (id: string) =>
    orNothing(async () => (await (await api()).describeVolumes({ VolumeIds: [id] })).Volumes?.[0]);

  return {
    async check({ news }) {
      const failures = unsupportedInputs(unsupported, news);
      if (news.size === undefined && news.snapshotId === undefined)
        failures.push({ property: "size", reason: 'one of "size,snapshotId" must be specified' });
      return { inputs: news, failures };
    },

    async diff({ oldInputs, news }) {
      return detailedDiff(withoutChosen(oldInputs, news), news, replaces);
    },

    async create({ inputs, preview, timeout }) {
      if (preview) return { id: "", outputs: { ...unknown(inputs), ...inputs } };
      const { availabilityZone, encrypted, iops, kmsKeyId, size, snapshotId, tags, throughput, type } = inputs;
      const created = await (await api()).createVolume({
        ...{ AvailabilityZone: availabilityZone, Encrypted: encrypted, Iops: iops, KmsKeyId: kmsKeyId, Size: size },
        ...{ SnapshotId: snapshotId, Throughput: throughput, VolumeType: type as VolumeType },
        ...tagSpecifications("volume", tags),
      });
      const id = created.VolumeId!;
      const ready = await waitUntil(
        `EBS Volume (${id}) create`,
        () => find(id),
        (found) => found?.State === "available",
        (found) => found?.State ?? "gone",
        [timeout, 300],
      );
      return { id, outputs: outputsOf(ready!) };
    },

    async read({ id, inputs }) {
      const found = await find(id);
      if (!found) return undefined;
      const outputs = outputsOf(found);
      const names = Object.keys(inputs).length > 0 ? Object.keys(inputs) : imported(outputs);
      return { id, inputs: Object.fromEntries(names.map((key) => [key, outputs[key]])), outputs };
    },

    async update({ id, oldInputs, oldOutputs, news, preview }) {
      if (preview) return { ...oldOutputs, ...news };
      const [size, type, iops, throughput] = ["size", "type", "iops", "throughput"].map((key) =>
        news[key] === undefined || news[key] === oldInputs[key] ? undefined : news[key],
      );
      if (size ?? type ?? iops ?? throughput)
        await (await api()).modifyVolume({
          VolumeId: id,
          Size: size,
          VolumeType: type,
          Iops: iops,
          Throughput: throughput,
        });
      await updateTags(api, id, oldInputs.tags, news.tags);
      return outputsOf((await find(id))!);
    },

    async delete({ id }) {
      await (await api()).deleteVolume({ VolumeId: id }).catch((error: unknown) => {
        if (!notFound(error)) throw new Error(`deleting EBS Volume (${id}): ${(error as Error).message}`);
      });
    },
  };
}

function withoutChosen(before: Properties, now: Properties): Properties {
  return Object.fromEntries(Object.entries(before).filter(([key]) => key in now || !chosen.includes(key)));
}

const unknown = (inputs: Properties) =>
  Object.fromEntries([...chosen, "arn", "createTime", "tagsAll"].map((key) => [key, inputs[key] ?? UNKNOWN]));

/** The inputs that make this volume. */
const imported = (outputs: Properties) =>
  ["availabilityZone", ...chosen, "tags"].filter((key) => outputs[key] !== undefined && outputs[key] !== "");

/** A volume in the words of the resource's schema. */
function outputsOf(volume: Volume): Properties {
  const region = volume.AvailabilityZone!.replace(/[a-z]$/, "");
  return {
    arn: `arn:aws:ec2:${region}:123456789012:volume/${volume.VolumeId}`,
    availabilityZone: volume.AvailabilityZone,
    createTime: volume.CreateTime?.toISOString(),
    encrypted: volume.Encrypted,
    ...{ iops: volume.Iops, kmsKeyId: volume.KmsKeyId ?? "", size: volume.Size, snapshotId: volume.SnapshotId ?? "" },
    ...{ throughput: volume.Throughput, type: volume.VolumeType, region },
    ...tagOutputs(volume.Tags),
  };
}
