// Stands in for the official plugin pulumi-resource-aws 7.48.0 where it cannot be downloaded: the same schema and effect
// for the resource types and functions that the program uses, with the EC2 API that `aws:endpoints` names.
import { servePlugin } from "../../../../provider/plugin-server.ts";
import { ec2 } from "./client.ts";
import { getSnapshots } from "./get-snapshots.ts";
import { snapshot } from "./snapshot.ts";
import { volume } from "./volume.ts";
import { volumeAttachment } from "./volume-attachment.ts";

const { configure, api } = ec2();
const { getSnapshotIds, getSnapshot } = getSnapshots(api);

servePlugin({
  name: "aws",
  version: "7.48.0",
  acceptSecrets: false, // the engine keeps the marks itself
  resources: {
    "aws:ebs/volume:Volume": volume(api),
    "aws:ebs/snapshot:Snapshot": snapshot(api),
    "aws:ec2/volumeAttachment:VolumeAttachment": volumeAttachment(api),
  },
  invokes: {
    "aws:ebs/getSnapshotIds:getSnapshotIds": getSnapshotIds,
    "aws:ebs/getSnapshot:getSnapshot": getSnapshot,
  },
  async configure(config) {
    configure(config);
  },
});
