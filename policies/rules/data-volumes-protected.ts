import type { ResourceRule } from "../pack/rule.ts";

export const dataVolumesProtected: ResourceRule = {
  name: "data-volumes-protected",
  level: "mandatory",
  description:
    "Checks that an EBS volume cannot be lost with its resource: the component `DataVolume` declares it, which leaves it in AWS, or it is protected, or AWS takes a snapshot before it deletes it.",
  source:
    "[Pulumi, retainOnDelete](https://www.pulumi.com/docs/iac/concepts/options/retainondelete/), which the engine does not tell policies of; [Pulumi, protect](https://www.pulumi.com/docs/iac/concepts/options/protect/); [aws.ebs.Volume, finalSnapshot](https://www.pulumi.com/registry/packages/aws/api-docs/ebs/volume/)",
  type: "aws:ebs/volume:Volume",
  resource: ({ component, protect, props }) =>
    component === "seisei:index:DataVolume" || protect || props.finalSnapshot === true
      ? []
      : [
          "expected a volume whose data outlives it, got one without; declare it by `DataVolume`, set the option `protect`, or `finalSnapshot: true`",
        ],
};
