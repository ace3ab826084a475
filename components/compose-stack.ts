import { Command } from "@pulumi/command/remote/command.js";
import { CopyToRemote } from "@pulumi/command/remote/copyToRemote.js";
import type { RemoteImage } from "@pulumi/docker/remoteImage.js";
import * as pulumi from "@pulumi/pulumi";
import type { StackExpected } from "../live/expected.ts";
import { contentHash } from "../release/content-hash.ts";
import type { StackRelease } from "../release/release.ts";
import type { BundleFile } from "./bundle-file.ts";
import type { DataVolume } from "./data-volume.ts";
import type { DockerHost } from "./docker-host.ts";
import { environmentHash, environmentText } from "./environment.ts";
import type { DeployedStack } from "./ledger.ts";
import { LiveState } from "./live-state.ts";
import type { Restoration } from "./restore.ts";
import type { StackSnapshots } from "./stack-snapshots.ts";

export interface ComposeStackArgs {
  /** What the tag says about this stack. */
  release: StackRelease;
  /** The part of it that its host can be asked about. */
  expected: StackExpected;
  /** The stack's bundle, written for the upload. */
  bundle: BundleFile;
  /** Where it runs. */
  host: DockerHost;
  /** Values of the secrets that `stack.yaml` names; they become `.env`. */
  secrets: Readonly<Record<string, string>>;
  /** The volume that its data is on. @default the host's own disk */
  data?: DataVolume;
  /** The snapshots of that volume: one is taken first where one is planned. @default none */
  snapshots?: StackSnapshots;
  /** The data that is to be restored. @default the data stays */
  restore?: Restoration;
  /** Whether an earlier release may meet data whose form has moved since. */
  codeOnly?: boolean;
  /** Stacks that must run before this one. */
  after: ComposeStack[];
}

/**
 * One Docker Compose stack on a host, as a release describes it.
 *
 * Images first, then what the host runs against what the release expects, then one upload and one remote command.
 * The upload and the command run only when `LiveState` says that the release or the host has changed.
 *
 * @example new ComposeStack("web", { release, expected, bundle, host, secrets: {}, after: [] })
 */
export class ComposeStack extends pulumi.ComponentResource {
  /** The command that brings the host to the release; what runs after this stack waits for it. */
  readonly applied: Command;
  /** What the host was brought to; an update in which the command fails leaves the recorded value as it was. */
  readonly deployed: pulumi.Output<DeployedStack>;

  constructor(name: string, args: ComposeStackArgs, options?: pulumi.ComponentResourceOptions) {
    super("seisei:index:ComposeStack", name, {}, options);
    const images = [...new Set([...args.release.services.values()].map((service) => service.reference))].map(
      (reference) => args.host.image(reference),
    );
    const environment = args.release.definition.secrets.length > 0 ? environmentText(args.secrets) : undefined;
    const state = this.#liveState(name, args, environment, images);
    const upload = this.#upload(name, args, state);
    const { release, host, data, restore } = args;
    const saved = data && args.snapshots?.take({ release, host, volume: data.present, ready: state });
    // In place of a dependency: the snapshot itself may take hours, and its request is no resource.
    const generation = saved ? pulumi.all([state.generation, saved]).apply(([number]) => number) : state.generation;
    this.applied = this.#apply(name, args, environment, { state, generation }, [upload]);
    const wanted = {
      ...{ release: release.release, content: contentHash(release) },
      ...(data?.plan.restored && { volume: data.plan.restored }),
      ...(restore && { restored: restore.from }),
    };
    this.deployed = pulumi
      .all([state.generation, this.applied.id])
      .apply(([generation]) => ({ ...wanted, generation }));
    this.registerOutputs({ deployed: this.deployed });
  }

  #liveState(name: string, args: ComposeStackArgs, environment: string | undefined, images: RemoteImage[]): LiveState {
    const { expected, host, bundle } = args;
    return new LiveState(
      `${name}-state`,
      {
        sshConfig: host.sshConfig,
        host: host.settings.name,
        root: host.settings.root,
        documented: host.settings.documented ?? [],
        stack: name,
        bundleBytes: bundle.bytes,
        bundleSha256: bundle.sha256,
        release: args.release.release,
        ...(args.release.definition.schema !== undefined && { schema: args.release.definition.schema }),
        ...(args.codeOnly && { codeOnly: true }),
        expected: { ...expected, ...(args.restore && { restored: args.restore.from }) },
        ...(args.restore?.by === "dump" && { restoreContent: args.restore.content }),
        ...(args.restore?.snapshot && {
          restoreSnapshot: {
            id: args.restore.snapshot.id,
            takenAt: args.restore.snapshot.takenAt,
            present: args.data!.present,
          },
        }),
        ...(environment === undefined ? {} : { environmentHash: pulumi.secret(environmentHash(environment)) }),
      },
      // An image that cannot be pulled must fail before anything is recorded as deployed.
      { parent: this, dependsOn: [...images, ...host.ready, ...args.after.map(({ applied }) => applied)] },
    );
  }

  #upload(name: string, { host, bundle }: ComposeStackArgs, state: LiveState): CopyToRemote {
    return new CopyToRemote(
      `${name}-bundle`,
      {
        connection: host.connection,
        source: new pulumi.asset.FileAsset(bundle.path),
        remotePath: `${host.settings.root}/.seisei/${name}.tar`,
        // CopyToRemote never looks at the host: only a trigger makes it upload the same again after drift or a move.
        triggers: [host.settings.address, state.bundleTrigger],
      },
      { parent: this },
    );
  }

  #apply(
    name: string,
    { host, bundle, release, restore, data }: ComposeStackArgs,
    environment: string | undefined,
    { state, generation }: { state: LiveState; generation: pulumi.Output<number> },
    ready: pulumi.Resource[],
  ): Command {
    const folder = `${host.settings.root}/.seisei`;
    const toRestore =
      restore &&
      (restore.by === "dump" ? `restore ${restore.from} ${restore.content}\n` : `restored ${restore.from}\n`);
    const script = `cd ${folder} && tar -xOf ${name}.tar apply.sh > ${name}.apply && sh ${name}.apply ${name}`;
    return new Command(
      `${name}-apply`,
      {
        connection: host.connection,
        create: script,
        update: script,
        delete: `test ! -e ${folder}/${name}.tar || { ${script} down; }`,
        // Through stdin, which updates in place; a trigger would run `delete`, and secrets must not be in the command.
        stdin: pulumi.secret(
          pulumi.interpolate`bundle ${bundle.sha256}\ngeneration ${generation}\nrelease ${state.release}\ncontent ${contentHash(release)}\n${data?.request ?? ""}${toRestore ?? ""}env ${environment === undefined ? "no" : "yes"}\n\n${environment ?? ""}`,
        ),
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      {
        parent: this,
        dependsOn: ready,
        additionalSecretOutputs: ["stdout", "stderr"],
        replaceOnChanges: ["connection.host"],
      },
    );
  }
}
