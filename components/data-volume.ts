import { Volume } from "@pulumi/aws/ebs/volume.js";
import { VolumeAttachment } from "@pulumi/aws/ec2/volumeAttachment.js";
import * as pulumi from "@pulumi/pulumi";
import { RESTORED_FROM, volumeName } from "./known-volumes.ts";
import { attachmentName, type VolumePlan } from "./volume-plan.ts";

/** The instance that a host is. */
export interface Instance {
  /** @example "i-0abcd1234ef567890" */
  id: string;
  /** Its availability zone: a volume can be attached to no instance of another. @example "ap-northeast-1a" */
  zone: string;
}

export interface DataVolumeArgs {
  /** Name of the stack whose data it holds. */
  stack: string;
  /** Which of the stack's volumes it is, and how large. */
  plan: VolumePlan;
  /** EBS's volume type, for one that is made. @example "gp3" */
  type: string;
  /**
   * The stack's first volume, when a person has made it: it is taken over as it is, and nothing about it is changed.
   * @default it is made
   */
  existing?: string;
  /** What the first attachment is called on the instance; the kernel gives the device another name. @example "/dev/sdf" */
  deviceName: string;
  instance: Instance;
  /** Where it is mounted on the host. @example "/mnt/seisei/odoo18-prod" */
  mountPoint: string;
  /** Named volumes of the stack: name in docker-compose.yml → name that Docker knows. @example { db: "odoo18-prod_db" } */
  volumes: Readonly<Record<string, string>>;
  /** Folders that the stack mounts: name on the volume → path on the host. @example { filestore: "/opt/seisei-main/stacks/odoo18-prod/filestore" } */
  folders: Readonly<Record<string, string>>;
}

/** What EC2 has chosen for a volume that is taken over. */
const asItIs = [
  ...["availabilityZone", "encrypted", "iops", "kmsKeyId", "size", "snapshotId", "throughput", "type", "tags"],
];

/**
 * The EBS volume that holds one stack's data, attached to the stack's host: all of the data on one volume, so that one
 * snapshot is one moment. The script that applies a release mounts it.
 *
 * A restore makes another volume from a snapshot, under the next number and with a device name of its own, and no longer
 * declares the present one. So the engine attaches the new one first; it detaches the other one at the end of the update
 * that has succeeded, and never after a failure. A volume that leaves the program stays in AWS.
 *
 * @example new DataVolume("shop-data", { stack: "shop", plan: { number: 1, size: 20 }, type: "gp3", deviceName: "/dev/sdf",
 *   instance, mountPoint: "/mnt/seisei/shop", volumes: { db: "shop_db" }, folders: {} })
 */
export class DataVolume extends pulumi.ComponentResource {
  readonly volume: Volume;
  /** The volume that has the data before this update; a snapshot of the present state is taken of it. */
  readonly present: pulumi.Output<string>;
  /** The volume that has the data after this update: its number, and what it was made from. */
  readonly plan: VolumePlan;
  /** Lines for the script that applies a release: which volume is mounted where, and what is on it. */
  readonly request: pulumi.Output<string>;

  constructor(name: string, args: DataVolumeArgs, options?: pulumi.ComponentResourceOptions) {
    super("seisei:index:DataVolume", name, {}, options);
    const { plan, stack, deviceName, instance, mountPoint } = args;
    this.plan = plan;
    this.volume = this.#volume(args);
    const attachment = new VolumeAttachment(
      `${volumeName(stack, plan.number)}-attachment`,
      { deviceName: attachmentName(deviceName, plan.number), instanceId: instance.id, volumeId: this.volume.id },
      { parent: this, deleteBeforeReplace: true },
    );
    this.present = plan.replaces === undefined ? this.volume.id : pulumi.output(plan.replaces);
    const places = [
      ...Object.entries(args.volumes).map(([key, docker]) => `volume:${key}=${docker}`),
      ...Object.entries(args.folders).map(([key, path]) => `folder:${key}=${path}`),
    ].sort();
    const lines = places.map((place) => `place ${place}\n`).join("");
    this.request = pulumi.interpolate`volume ${attachment.volumeId} ${mountPoint}\n${lines}`;
    this.registerOutputs({ volumeId: this.volume.id });
  }

  #volume({ stack, plan: { number, restored, size }, type, existing, instance }: DataVolumeArgs): Volume {
    const name = volumeName(stack, number);
    const kept = { parent: this, retainOnDelete: true };
    const availabilityZone = instance.zone;
    if (existing !== undefined && !restored) {
      return new Volume(name, { availabilityZone }, { ...kept, import: existing, ignoreChanges: asItIs });
    }
    const own = { Name: `${pulumi.getStack()}-${name}`, "seisei:stack": stack };
    const tags = restored ? { ...own, [RESTORED_FROM]: restored.from } : own;
    const from = restored && { snapshotId: restored.snapshotId };
    return new Volume(name, { availabilityZone, encrypted: true, size, type, ...from, tags }, kept);
  }
}
