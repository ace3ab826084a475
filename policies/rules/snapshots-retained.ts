import type { ResourceRule } from "../pack/rule.ts";

export const snapshotsRetained: ResourceRule = {
  name: "snapshots-retained",
  level: "mandatory",
  description: "Checks that an EBS snapshot is protected: one without is deleted when it leaves the program.",
  source: "[Pulumi, protect](https://www.pulumi.com/docs/iac/concepts/options/protect/)",
  type: "aws:ebs/snapshot:Snapshot",
  resource: ({ protect }) =>
    protect ? [] : ["expected a protected snapshot, got one that an update may delete; set the option `protect`"],
};
