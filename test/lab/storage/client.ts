import { EC2 } from "@aws-sdk/client-ec2";
import type { Storage } from "./storage.ts";

/** A client of the lab's EC2 API. */
export function ec2Client({ endpoint, region }: Storage): EC2 {
  return new EC2({ endpoint, region, credentials: { accessKeyId: "lab", secretAccessKey: "lab" } });
}

/** Where a volume is on the host that it is attached to, as udev names it on Nitro instances. */
export function deviceLink(volume: string): string {
  return `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volume.replace("-", "")}`;
}
