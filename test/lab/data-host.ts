import type { EC2 } from "@aws-sdk/client-ec2";
import { type LabHost, labUp } from "./lab.ts";
import { deviceLink, ec2Client } from "./storage/client.ts";
import type { Storage } from "./storage/storage.ts";
import { Workspace } from "./workspace.ts";

/** The lab's first host as an EC2 instance with EBS volumes. The lab is shared: it begins and ends without any. */
export class DataHost {
  readonly host: LabHost;
  readonly storage: Storage;
  readonly ec2: EC2;
  readonly instance: string;

  private constructor(host: LabHost, storage: Storage) {
    this.host = host;
    this.storage = storage;
    this.ec2 = ec2Client(storage);
    this.instance = storage.instances[host.name]!;
  }

  static async create(): Promise<DataHost> {
    const lab = await labUp({ storage: true });
    const data = new DataHost(lab.hosts[0]!, lab.storage!);
    await data.clean();
    return data;
  }

  /** A workspace whose configuration knows the instance and the lab's EC2. */
  async workspace(): Promise<Workspace> {
    const lab = await labUp({ storage: true });
    const { endpoint, region, zone } = this.storage;
    const workspace = await Workspace.create(lab, [this.host]);
    await workspace.addHost(this.host, { instance: this.instance, zone });
    const aws = { "endpoints[0].ec2": endpoint, region, accessKey: "lab", secretKey: "lab" };
    const settings = { ...aws, skipCredentialsValidation: "true", skipRequestingAccountId: "true" };
    const pairs = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `aws:${key}=${value}`]);
    await workspace.pulumi("config", "set-all", "--path", ...pairs);
    return workspace;
  }

  /** What a command prints there. */
  async output(command: string): Promise<string> {
    return (await this.host.run(command)).stdout.trim();
  }

  /** A volume made by hand and attached. @param snapshot what it is made from; default: it is empty */
  async attached(device: string, snapshot?: string): Promise<string> {
    const from = snapshot ? { SnapshotId: snapshot } : { Size: 1 };
    const id = (await this.ec2.createVolume({ AvailabilityZone: this.storage.zone, ...from })).VolumeId!;
    await this.ec2.attachVolume({ VolumeId: id, InstanceId: this.instance, Device: device });
    return id;
  }

  /** A snapshot made by hand, of what has been written until now. */
  async snapshot(volume: string): Promise<string> {
    await this.host.run("sync");
    return (await this.ec2.createSnapshot({ VolumeId: volume })).SnapshotId!;
  }

  /** The volumes with a stack's tag, by their device names; "" for one that is not attached. */
  async volumesOf(stack: string): Promise<{ id: string; device: string; tags: Record<string, string> }[]> {
    const filter = { Filters: [{ Name: "tag:seisei:stack", Values: [stack] }] };
    return (await this.ec2.describeVolumes(filter)).Volumes!.map(({ VolumeId, Attachments, Tags }) => ({
      id: VolumeId!,
      device: Attachments?.[0]?.Device ?? "",
      tags: Object.fromEntries(Tags!.map(({ Key, Value }) => [Key!, Value!])),
    }));
  }

  /** The volume that is mounted at a folder, by EC2's id; "" where there is none. */
  async mounted(folder: string): Promise<string> {
    const device = await this.output(`findmnt -n -o SOURCE --mountpoint ${folder} || :`);
    if (device === "") return "";
    const { Volumes } = await this.ec2.describeVolumes({});
    const links = Volumes!.map(({ VolumeId }) => `echo ${VolumeId} $(readlink ${deviceLink(VolumeId!)} || echo none)`);
    const lines = (await this.output(links.join("; "))).split("\n");
    return lines.find((line) => line.endsWith(`/${device.split("/").at(-1)}`))?.split(" ")[0] ?? device;
  }

  async clean(): Promise<void> {
    await this.host.reset();
    const mounts = "umount /mnt/seisei/* 2>/dev/null; rm -rf /mnt/seisei; sed -i '\\|/mnt/seisei/|d' /etc/fstab";
    await this.host.run(mounts, { check: false });
    for (const { VolumeId, Attachments } of (await this.ec2.describeVolumes({})).Volumes!) {
      if (Attachments?.some(({ Device }) => Device === "/dev/sda1")) continue;
      if (Attachments?.length) await this.ec2.detachVolume({ VolumeId });
      await this.ec2.deleteVolume({ VolumeId });
    }
    const { Snapshots } = await this.ec2.describeSnapshots({ OwnerIds: ["self"] });
    for (const { SnapshotId } of Snapshots!) await this.ec2.deleteSnapshot({ SnapshotId });
  }
}
