import { quote } from "../../live/session.ts";
import type { SnapshotFact, VolumeFact } from "./facts.ts";

/** A stack's data to be brought back by hand onto another EBS volume. */
export interface ByHandVolume {
  readonly stack: string;
  /** The release that left the data so. */
  readonly from: string;
  /** What the host has mounted now. */
  readonly volume: VolumeFact;
  /** What holds the data; undefined where Pulumi could not say, then AWS is asked. */
  readonly snapshot?: SnapshotFact;
  readonly instance: string;
  readonly zone: string;
  /** EBS's volume type. */
  readonly type: string;
  /** Command that runs what follows on the host. */
  readonly ssh: string;
}

/** The device name of a volume that a person attaches: none that the program uses. */
const DEVICE_BY_HAND = "/dev/sdp";

/**
 * Commands for a person's machine with the AWS CLI: a volume is made from the snapshot and attached while the stack serves,
 * then it is mounted in the place of the present one, which stays as it is.
 */
export function volumeByHand({ ssh, ...wanted }: ByHandVolume): string[] {
  const { stack, from, volume, snapshot, instance, zone, type } = wanted;
  const tagged = `ResourceType=volume,Tags=[{Key=Name,Value=${stack}-by-hand},{Key=seisei:stack,Value=${stack}},{Key=seisei:restored-from,Value=${from}}]`;
  const filters = `Name=tag:seisei:stack,Values=${stack} Name=tag:seisei:release,Values=${from} Name=status,Values=completed`;
  const newest = `aws ec2 describe-snapshots --owner-ids self --filters ${filters} --query 'sort_by(Snapshots,&StartTime)[-1].SnapshotId' --output text`;
  return [
    `# The data of ${volume.id} goes out of use; that volume is detached and stays.`,
    `snapshot=${snapshot ? snapshot.id : `$(${newest})`}`,
    `volume=$(aws ec2 create-volume --availability-zone ${zone} --snapshot-id $snapshot --volume-type ${type} --encrypted --tag-specifications ${quote(tagged)} --query VolumeId --output text)`,
    "aws ec2 wait volume-available --volume-ids $volume",
    `aws ec2 attach-volume --volume-id $volume --instance-id ${instance} --device ${DEVICE_BY_HAND}`,
    `${ssh} sh -eu -s $volume <<'END'`,
    ...onTheHost(stack, volume),
    "END",
    `aws ec2 detach-volume --volume-id ${volume.id}`,
    "# Before Pulumi runs again: `pulumi state delete` of the old volume and its attachment, and in the stack.yaml of the next",
    `# release \`data: {volume: {id: …, device: ${DEVICE_BY_HAND}}}\` with the new volume's id.`,
  ];
}

/** Commands for the host; `$1` is the volume that takes the place of the present one. */
export function onTheHost(stack: string, { mountPoint }: Pick<VolumeFact, "mountPoint">): string[] {
  return [
    'link=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(echo "$1" | tr -d -)',
    'until [ -b "$link" ]; do sleep 1; done',
    `docker ps --quiet --filter label=com.docker.compose.project=${stack} | xargs -r docker stop`,
    `sudo umount ${mountPoint}`,
    `sudo sed -i "s|^[^ ]* ${mountPoint} |$link ${mountPoint} |" /etc/fstab`,
    "[ ! -d /run/systemd/system ] || sudo systemctl daemon-reload",
    `sudo mount ${mountPoint}`,
  ];
}
