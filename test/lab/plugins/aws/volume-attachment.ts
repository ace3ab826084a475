// Stands in for the official aws plugin 7.48.0: aws:ec2/volumeAttachment:VolumeAttachment.
import { crc32 } from "node:zlib";
import type { VolumeAttachment } from "@aws-sdk/client-ec2";
import type { Properties, ResourceHandler } from "../../../../provider/plugin-server.ts";
import { detailedDiff } from "../shared/detailed-diff.ts";
import { type Ec2Api, orNothing } from "./client.ts";
import { waitUntil } from "./wait.ts";

/**
 * `VolumeAttachment` with the official plugin's behaviour:
 *
 * - A change of device, instance or volume replaces.
 * - Create takes over an attachment that is there already, as it is asked for.
 * - Delete waits, five minutes unless the resource says otherwise, while EC2 is detaching, and fails with `busy` while a
 *   file system on the volume is mounted. An attachment or a volume that is gone is fine.
 * - Import by `DEVICE:VOLUME:INSTANCE`.
 *
 * Not as there: no operation takes ten seconds before the first look, and an instance cannot be stopped for it.
 */
export function volumeAttachment(api: Ec2Api): ResourceHandler {
  const find = ({ volumeId, instanceId, deviceName }: Properties): Promise<VolumeAttachment | undefined> =>
    orNothing(async () => {
      const { Volumes } = await (await api()).describeVolumes({ VolumeIds: [volumeId] });
      return Volumes?.[0]?.Attachments?.find(
        ({ InstanceId, Device }) => InstanceId === instanceId && Device === deviceName,
      );
    });
  const describe = ({ volumeId, instanceId }: Properties) =>
    `EBS Volume (${volumeId}) from EC2 Instance (${instanceId})`;
  const state = (found: VolumeAttachment | undefined) => found?.State ?? "detached";

  return {
    async check({ news }) {
      const reason = "not supported by the plugin that stands in for the official one";
      const failures = news.stopInstanceBeforeDetaching ? [{ property: "stopInstanceBeforeDetaching", reason }] : [];
      return { inputs: news, failures };
    },

    async diff({ oldInputs, news }) {
      return detailedDiff(oldInputs, news, ["deviceName", "instanceId", "volumeId"]);
    },

    async create({ inputs, preview, timeout }) {
      const outputs = { ...inputs };
      if (preview) return { id: "", outputs };
      const { volumeId, instanceId, deviceName } = inputs;
      if (!(await find(inputs)))
        await (await api())
          .attachVolume({ VolumeId: volumeId, InstanceId: instanceId, Device: deviceName })
          .catch((error: Error) => {
            throw new Error(
              `attaching EBS Volume (${volumeId}) to EC2 Instance (${instanceId}): ${error.name}: ${error.message}`,
            );
          });
      const attached = (found: VolumeAttachment | undefined) => state(found) === "attached";
      await waitUntil(`attaching ${describe(inputs)}`, () => find(inputs), attached, state, [timeout, 300]);
      return { id: attachmentId(inputs), outputs };
    },

    async read({ id, inputs, outputs }) {
      const [deviceName, volumeId, instanceId] = id.split(":");
      const known = instanceId ? { deviceName, volumeId, instanceId } : outputs;
      if (!(await find(known))) return undefined;
      return { id: attachmentId(known), inputs: instanceId ? known : inputs, outputs: { ...outputs, ...known } };
    },

    async delete({ outputs, timeout }) {
      if (outputs.skipDestroy || !(await find(outputs))) return;
      const { volumeId, instanceId, deviceName, forceDetach } = outputs;
      const target = { VolumeId: volumeId, InstanceId: instanceId, Device: deviceName, Force: forceDetach };
      await (await api()).detachVolume(target).catch((error: Error) => {
        throw new Error(`detaching ${describe(outputs)}: ${error.name}: ${error.message}`);
      });
      const ended = (found: VolumeAttachment | undefined) => state(found) !== "detaching";
      const found = await waitUntil(`detaching ${describe(outputs)}`, () => find(outputs), ended, state, [
        timeout,
        300,
      ]);
      if (found)
        throw new Error(`detaching ${describe(outputs)}: unexpected state '${state(found)}', wanted target ''`);
    },
  };
}

/** As the official plugin names it. */
export function attachmentId({ deviceName, instanceId, volumeId }: Properties): string {
  return `vai-${crc32(`${deviceName}-${instanceId}-${volumeId}-`)}`;
}
