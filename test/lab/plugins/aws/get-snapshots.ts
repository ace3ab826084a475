// Stands in for the official aws plugin 7.48.0: aws:ebs/getSnapshotIds:getSnapshotIds and aws:ebs/getSnapshot:getSnapshot.
import type { DescribeSnapshotsRequest, Snapshot } from "@aws-sdk/client-ec2";
import type { Properties } from "../../../../provider/plugin-server.ts";
import type { Ec2Api } from "./client.ts";
import { snapshotOutputs } from "./snapshot.ts";

type Invoke = (args: Properties) => Promise<Properties>;

const known = ["filters", "owners", "snapshotIds"];

/**
 * Both with the official plugin's behaviour: the ids newest first, none when nothing is found; the one snapshot with all
 * that its schema has, an error when nothing or more than one is found.
 *
 * Not as there: other arguments than filters, owners and ids are refused.
 */
export function getSnapshots(api: Ec2Api): { getSnapshotIds: Invoke; getSnapshot: Invoke } {
  const find = async (args: Properties): Promise<Snapshot[]> => {
    const unknown = Object.keys(args).filter((key) => !known.includes(key) && args[key] !== undefined);
    if (unknown.length > 0)
      throw new Error(`${unknown.join(", ")}: not supported by the plugin that stands in for the official one`);
    const request: DescribeSnapshotsRequest = {
      OwnerIds: args.owners,
      SnapshotIds: args.snapshotIds,
      Filters: args.filters?.map(({ name, values }: Properties) => ({ Name: name, Values: values })),
    };
    const found: Snapshot[] = [];
    do {
      const page = await (await api()).describeSnapshots(request);
      found.push(...(page.Snapshots ?? []));
      request.NextToken = page.NextToken;
    } while (request.NextToken);
    return found.sort((a, b) => Number(b.StartTime) - Number(a.StartTime));
  };
  const region = async () => (await api()).config.region();

  return {
    async getSnapshotIds(args) {
      const ids = (await find(args)).map(({ SnapshotId }) => SnapshotId);
      return { ...args, id: await region(), region: await region(), ids };
    },

    async getSnapshot(args) {
      const found = await find(args);
      if (found.length === 0)
        throw new Error("Your query returned no results. Please change your search criteria and try again.");
      if (found.length > 1)
        throw new Error("Your query returned more than one result. Please try a more specific search criteria.");
      const [one] = found as [Snapshot];
      const { tagsAll: _, ...outputs } = snapshotOutputs(one, await region());
      const { SnapshotId: id, State: state, StartTime: startTime } = one;
      return { ...args, ...outputs, id, snapshotId: id, state, startTime: startTime?.toISOString() ?? "" };
    },
  };
}
