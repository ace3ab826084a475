import * as pulumi from "@pulumi/pulumi";
import type { Documented } from "../live/documented.ts";
import type { HostExpected, StackExpected } from "../live/expected.ts";
import { readAhead } from "./ahead.ts";

/** What is the same for a stack and for a host. */
interface PlaceArgs {
  /** Path of the OpenSSH configuration that knows the host; relative to the project. */
  sshConfig: pulumi.Input<string>;
  /** The host's alias in that file. @example "app-1" */
  host: pulumi.Input<string>;
  /** The folder on the host that holds the stacks. @example "/opt/seisei-main" */
  root: pulumi.Input<string>;
  /** Things of the host that no release has and that are meant to be there. @default none */
  documented?: pulumi.Input<readonly Documented[]>;
}

/** One stack: its containers, images, files and `.env`. */
export interface StackStateArgs extends PlaceArgs {
  /** Stack name; its Compose project and its folder below `<root>/stacks` have the same. */
  stack: pulumi.Input<string>;
  /** What the release has. */
  expected: pulumi.Input<StackExpected>;
  /**
   * Size of the bundle in bytes; a change is refused when the host has less free than twice that and 1 MiB.
   * @default no check
   */
  bundleBytes?: pulumi.Input<number>;
  /** SHA-256 of the bundle, hex. @default none; each change moves `bundleTrigger` then */
  bundleSha256?: pulumi.Input<string>;
  /** The release's tag. Not compared: two releases may have the same stack. */
  release?: pulumi.Input<string>;
  /** The declared form of the stack's data; compared only when an earlier release is asked for. @default not declared */
  schema?: pulumi.Input<string>;
  /** Lets an earlier release meet data whose form has moved since. @default false */
  codeOnly?: pulumi.Input<boolean>;
  /** `contentHash` of the stack whose data is to be restored. Needed to restore a dump. */
  restoreContent?: pulumi.Input<string>;
  /** The EBS snapshot that is to be restored, when it was taken (ISO 8601), and the volume that has the data until then. */
  restoreSnapshot?: pulumi.Input<{ id: string; takenAt: string; present: pulumi.Input<string> }>;
  /** SHA-256 of the `.env` text, hex; secret, since a short text can be guessed from it. Needed with `expected.environment`. */
  environmentHash?: pulumi.Input<string>;
}

/** The host itself: what belongs to no stack. */
export interface HostStateArgs extends PlaceArgs {
  /** Compose projects that belong there; a container of any other is reported. */
  projects: pulumi.Input<pulumi.Input<string>[]>;
  /** Normally no unknown containers, and the folders that must be there. */
  expected: pulumi.Input<HostExpected>;
}

/**
 * What a host runs now, beside what the release expects. It only reads.
 *
 * Every preview and update looks at the host over one SSH connection. Where it differs from what was deployed, the
 * resource shows a change with a warning for each finding, and `generation` becomes a new number: make what repairs the
 * host depend on it.
 *
 * @example new LiveState("web-state", { sshConfig, host: "app-1", root: "/opt/seisei-main", stack: "web", expected })
 */
export class LiveState extends pulumi.CustomResource {
  /** Counts the changes of release or host; unknown in a preview that found one. */
  declare readonly generation: pulumi.Output<number>;
  /** Another number when the host needs the bundle again though the bundle is the same. */
  declare readonly bundleTrigger: pulumi.Output<number>;

  /** Of a stack: the release that brought what it runs; a later one that changes nothing about it is not named. */
  declare readonly release: pulumi.Output<string>;
  /** Of a host: external network → another number when somebody removed it, so that it has to be made again. */
  declare readonly networkTriggers: pulumi.Output<Readonly<Record<string, number>> | undefined>;

  constructor(name: string, args: StackStateArgs | HostStateArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = {
      observed: undefined,
      generation: undefined,
      bundleTrigger: undefined,
      networkTriggers: undefined,
    };
    super("seisei:index:LiveState", name, { ...args, ...outputs }, options);
    readAhead(args);
  }
}
