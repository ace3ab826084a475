import { readFileSync } from "node:fs";
import { Volume } from "@pulumi/aws/ebs/volume.js";
import { VolumeAttachment } from "@pulumi/aws/ec2/volumeAttachment.js";
import type { types } from "@pulumi/command";
import { Command } from "@pulumi/command/remote/command.js";
import * as pulumi from "@pulumi/pulumi";

/** The instance that a host is. */
export interface Instance {
  /** @example "i-0abcd1234ef567890" */
  id: string;
  /** Its availability zone: a volume can be attached to no instance of another. @example "ap-northeast-1a" */
  zone: string;
}

/** A volume to be made, or one that is there already. */
export type VolumeSource =
  | {
      /** GiB; it may grow in place, and never shrinks. The file system is grown by hand: `sudo resize2fs`. */
      size: number;
      /** EBS's volume type. @example "gp3" */
      type: string;
    }
  | {
      /** A volume that a person has made. It is taken over as it is, and nothing about it is changed. */
      id: string;
    };

export interface DataVolumeArgs {
  /** Name of the stack whose data it holds. */
  stack: string;
  source: VolumeSource;
  /** What the attachment is called on the instance; the kernel gives the device another name. @example "/dev/sdf" */
  deviceName: string;
  instance: Instance;
  connection: types.input.remote.ConnectionArgs;
  /** Where it is mounted on the host. @example "/mnt/seisei/odoo18-prod" */
  mountPoint: string;
  /** Named volumes of the stack: name in docker-compose.yml → name that Docker knows. @example { db: "odoo18-prod_db" } */
  volumes: Readonly<Record<string, string>>;
  /** Folders that the stack mounts: name on the volume → path on the host. @example { filestore: "/opt/seisei-main/stacks/odoo18-prod/filestore" } */
  folders: Readonly<Record<string, string>>;
}

const script = readFileSync(new URL("volume/data-volume.sh", import.meta.url), "utf8");

/** What EC2 has chosen for a volume that is taken over. */
const asItIs = [
  ...["availabilityZone", "encrypted", "iops", "kmsKeyId", "size", "snapshotId", "throughput", "type", "tags"],
];

/**
 * The EBS volume that holds one stack's data, mounted on the stack's host: all of the data on one volume, so that one
 * snapshot is one moment.
 *
 * The file system is made only on a volume that holds nothing at all. Data that is on the root disk already is not moved:
 * the update stops and says so. `pulumi destroy` refuses, because the volume is protected; when it leaves the program
 * otherwise it stays in AWS.
 *
 * @example new DataVolume("shop-data", { stack: "shop", source: { size: 20, type: "gp3" }, deviceName: "/dev/sdf", instance,
 *   connection, mountPoint: "/mnt/seisei/shop", volumes: { db: "shop_db" }, folders: {} })
 */
export class DataVolume extends pulumi.ComponentResource {
  readonly volume: Volume;
  readonly #name: string;
  readonly #args: DataVolumeArgs;
  readonly #attachment: VolumeAttachment;

  constructor(name: string, args: DataVolumeArgs, options?: pulumi.ComponentResourceOptions) {
    super("seisei:index:DataVolume", name, {}, options);
    this.#name = name;
    this.#args = args;
    this.volume = this.#volume(name, args);
    this.#attachment = new VolumeAttachment(
      `${name}-attachment`,
      { deviceName: args.deviceName, instanceId: args.instance.id, volumeId: this.volume.id },
      { parent: this, deleteBeforeReplace: true },
    );
    this.registerOutputs({ volumeId: this.volume.id });
  }

  /**
   * Mounts it, to be called once; what needs the data waits for it.
   * @param generation another number when the host is to be brought to the release, or back to it
   */
  mount(generation: pulumi.Input<number>): Command {
    const { stack, mountPoint, volumes, folders, connection } = this.#args;
    const attachment = this.#attachment;
    const places = [
      ...Object.entries(volumes).map(([key, docker]) => `volume:${key}=${docker}`),
      ...Object.entries(folders).map(([key, path]) => `folder:${key}=${path}`),
    ].sort();
    const run = (action: string, more: readonly string[] = []) =>
      pulumi.interpolate`sh -s ${action} ${stack} ${attachment.volumeId} ${[mountPoint, ...more].join(" ")}`;
    return new Command(
      `${this.#name}-mount`,
      {
        connection,
        create: run("mount", places),
        update: run("mount", places),
        delete: run("unmount"),
        stdin: pulumi.interpolate`# generation ${generation}\n${script}`,
        // Another volume or another instance: the old one is unmounted before the new one is attached.
        triggers: [attachment.id],
        addPreviousOutputInEnv: false,
      },
      { parent: this, deleteBeforeReplace: true, replaceOnChanges: ["connection.host"] },
    );
  }

  #volume(name: string, { source, stack, instance }: DataVolumeArgs): Volume {
    const kept = { parent: this, protect: true, retainOnDelete: true };
    const availabilityZone = instance.zone;
    if ("id" in source) {
      return new Volume(name, { availabilityZone }, { ...kept, import: source.id, ignoreChanges: asItIs });
    }
    const tags = { Name: `${pulumi.getStack()}-${name}`, "seisei:stack": stack };
    return new Volume(name, { availabilityZone, encrypted: true, ...source, tags }, kept);
  }
}
