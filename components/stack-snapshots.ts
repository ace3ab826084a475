import { Snapshot } from "@pulumi/aws/ebs/snapshot.js";
import { Command } from "@pulumi/command/remote/command.js";
import * as pulumi from "@pulumi/pulumi";
import { contentHash } from "../release/content-hash.ts";
import { mountPoint } from "../release/data-volume.ts";
import type { StackRelease } from "../release/release.ts";
import { compareVersions, parseVersion } from "../release/version.ts";
import { requestedSnapshot, snapshotOwner } from "./ask-snapshots.ts";
import type { DockerHost } from "./docker-host.ts";
import { quiesced, quiesceScript } from "./quiesce.ts";
import type { SnapshotPlan, SnapshotToTake } from "./snapshot-plan.ts";
import { type SnapshotRecord, snapshotDescription, snapshotTags } from "./snapshot-records.ts";

export interface StackSnapshotsArgs {
  plan: SnapshotPlan;
  /** Whether a stack was told to write what it has once before: that command stays in the state. */
  quiesced: boolean;
}

/** What the next release of the stack needs of its snapshots. */
export interface BeforeApply {
  release: StackRelease;
  host: DockerHost;
  /** The volume that has the data now. */
  volume: pulumi.Input<string>;
  /** What has to be there first: the next release's images, and a host that can be asked. */
  ready: pulumi.Resource;
}

/** What no later update changes about a snapshot. */
const asItIs = ["volumeId", "description", "tags"];

/** A completed snapshot of a large volume with many changes takes hours. */
const customTimeouts = { create: "24h" };

/**
 * The EBS snapshots of one stack's data volume.
 *
 * The engine deletes no snapshot in AWS that is declared here, whatever happens to the program or the stack, unless an
 * earlier update has marked it as one that leaves. It makes none anew that is lost: each one that the state knows is
 * declared by its id. `pulumi destroy` refuses, because this component is protected.
 *
 * @example new StackSnapshots("shop", { plan: { declared: [] }, quiesced: false })
 */
export class StackSnapshots extends pulumi.ComponentResource {
  readonly #stack: string;
  readonly #args: StackSnapshotsArgs;

  constructor(stack: string, args: StackSnapshotsArgs, options?: pulumi.ComponentResourceOptions) {
    super("seisei:index:StackSnapshots", `${stack}-snapshots`, {}, { ...options, protect: true });
    this.#stack = stack;
    this.#args = args;
    const { declared } = args.plan;
    const kept = declared.map((record) => this.#recorded(record));
    const leaves = declared.filter((record) => record.leaves).map(({ resource }) => resource);
    // Known once the state says of each that it may be deleted.
    this.registerOutputs({ leaves: pulumi.all(kept.map(({ urn }) => urn)).apply(() => leaves) });
  }

  /**
   * Takes the snapshot that is planned, to be called once.
   * @returns known when the next release may be applied; undefined when none is planned
   * @throws in the output, when the snapshot cannot be asked for
   */
  take(before: BeforeApply): pulumi.Output<unknown> | undefined {
    const { plan, quiesced } = this.#args;
    const { take } = plan;
    if (!take) {
      if (quiesced) this.#quiesce(before, undefined, false, { ignoreChanges: ["connection", "create", "stdin"] });
      return undefined;
    }
    const { release, definition } = before.release;
    const forward = compareVersions(parseVersion(release), parseVersion(take.holds)) > 0;
    const command = this.#quiesce(before, take, forward, { dependsOn: before.ready });
    const snapshot = this.#taken(take, before, command);
    if (forward && definition.data?.snapshots?.wait) return snapshot.id;
    if (pulumi.runtime.isDryRun()) return command.stdout;
    return command.stdout.apply(() => requestedSnapshot(take.resource));
  }

  #recorded(record: SnapshotRecord): Snapshot {
    const { resource, volumeId, id, leaves } = record;
    const args = { volumeId, description: snapshotDescription(record), tags: snapshotTags(snapshotOwner(), record) };
    return new Snapshot(resource, args, {
      ...{ parent: this, protect: false, retainOnDelete: !leaves, import: id, ignoreChanges: asItIs },
    });
  }

  #quiesce(
    before: BeforeApply,
    take: SnapshotToTake | undefined,
    strict: boolean,
    options: pulumi.CustomResourceOptions,
  ): Command {
    const { release, host } = before;
    const { postgres = [], quiesce: own } = release.definition.data ?? {};
    const [stack, mount, content] = [this.#stack, mountPoint(this.#stack), contentHash(release)];
    const known = { stack, root: host.settings.root, mount, content, strict, postgres, ...(own && { own }) };
    const stdin = pulumi.output(before.volume).apply((volume) => quiesceScript(take, { ...known, volume }));
    const args = { connection: host.connection, create: "sh -s", stdin, addPreviousOutputInEnv: false };
    return new Command(
      `${stack}-quiesce`,
      { ...args, logging: "stderr" },
      { parent: this, protect: false, ...options },
    );
  }

  #taken(take: SnapshotToTake, { volume, release }: BeforeApply, command: Command): Snapshot {
    const next = { holds: take.before, commit: release.commit, content: contentHash(release) };
    const told = command.stdout.apply((stdout) => {
      const { takenAt, already } = quiesced(stdout);
      return { ...take, takenAt, ...(already && next) };
    });
    const planned = snapshotDescription(take);
    const args = {
      volumeId: volume,
      description: pulumi.runtime.isDryRun() ? planned : told.apply(snapshotDescription),
      tags: told.apply((record) => snapshotTags(snapshotOwner(), record)),
    };
    return new Snapshot(take.resource, args, {
      ...{ parent: this, protect: false, retainOnDelete: true, dependsOn: command, customTimeouts },
    });
  }
}
