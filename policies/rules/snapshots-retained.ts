import type { ResourceRule } from "../pack/rule.ts";

export const snapshotsRetained: ResourceRule = {
  name: "snapshots-retained",
  level: "mandatory",
  description:
    "Checks that an EBS snapshot cannot be lost with its resource: the component `StackSnapshots` declares it, which leaves it in AWS until its own rules let it go, or it is protected.",
  source:
    "[Pulumi, retainOnDelete](https://www.pulumi.com/docs/iac/concepts/options/retainondelete/), which the engine does not tell policies of; [Pulumi, protect](https://www.pulumi.com/docs/iac/concepts/options/protect/)",
  type: "aws:ebs/snapshot:Snapshot",
  resource: ({ component, protect }) =>
    component === "seisei:index:StackSnapshots" || protect
      ? []
      : [
          "expected a snapshot that outlives its resource, got one that an update may delete; declare it by `StackSnapshots`, or set the option `protect`",
        ],
};
