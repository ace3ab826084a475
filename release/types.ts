import type { ComposeResources } from "./compose-resources.ts";
import type { Version } from "./version.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A file of a stack's folder as it is in git at the release's tag. */
export interface TrackedFile {
  /** SHA-256 of the content, in hex. */
  readonly sha256: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

/** What `stack.yaml` says; each key is described in `stacks/stack.schema.json`. */
export interface StackDefinition {
  readonly host: string;
  readonly after: string[];
  readonly health: string[];
  /** Seconds. */
  readonly timeout: number;
  readonly secrets: string[];
  readonly addons: string[];
  readonly loaded: LoadedConfiguration[];
  readonly data?: DataDefinition;
  /** A name for the form of the stack's data. Absent: not declared. */
  readonly schema?: string;
  /** The oldest versions that the host may have. */
  readonly requires?: { readonly docker?: string; readonly compose?: string };
  /** Present in the stack that runs its host's Traefik. */
  readonly traefik?: TraefikDefinition;
  /** Services that may break a rule of the policy pack. */
  readonly exceptions?: readonly { readonly rule: string; readonly service: string; readonly reason: string }[];
}

/** What a stack keeps that a release may spoil. */
export interface DataDefinition {
  /** Services whose databases are dumped before each release that changes the stack. */
  readonly postgres: string[];
  /** Services that are dumped by commands of the stack's own. */
  readonly dumps: ServiceDump[];
  /** How many releases' dumps stay on the host. */
  readonly keep: number;
  /** How many snapshots of `volume` are kept. Absent: the defaults of `stack.schema.json`. */
  readonly snapshots?: SnapshotsDefinition;
  /** What a service does just before a snapshot. Absent: nothing beside PostgreSQL's checkpoint. */
  readonly quiesce?: { readonly service: string; readonly command: string };
  /** The EBS volume that the data is on. Absent: the host's own disk. */
  readonly volume?: VolumeDefinition;
}

/** How what a service keeps is dumped and restored: commands for a shell in its container. */
export interface ServiceDump {
  readonly service: string;
  /** Writes it to standard output. */
  readonly dump: string;
  /** Reads from standard input what `dump` wrote. */
  readonly restore: string;
  /** Reads what `dump` wrote, and fails when that is not whole. */
  readonly check?: string;
}

/** The EBS snapshots of a stack's data. */
export interface SnapshotsDefinition {
  /** The data of how many releases. */
  readonly keep: number;
  /** No younger one is deleted. */
  readonly keepDays: number;
  /** Whether a later release waits until AWS has completed the snapshot. */
  readonly wait: boolean;
}

/** An EBS volume for the data of one stack. It has either a size, then it is made, or an id, then it is taken over. */
export interface VolumeDefinition {
  /** GiB. */
  readonly size?: number;
  readonly id?: string;
  /** EBS's volume type, for one that is made. */
  readonly type: string;
  /** What its attachment is called. */
  readonly device: string;
  /** Named volumes of docker-compose.yml. */
  readonly volumes: string[];
  /** Folders of the stack's folder that services mount and git does not know. */
  readonly folders: string[];
}

/** The Traefik of a host: how to ask it, and where its configuration is in the stack's folder. */
export interface TraefikDefinition {
  readonly service: string;
  /** Address of its API as the host itself reaches it, without a slash at the end. */
  readonly api: string;
  /** Its static configuration. Absent: the flags of the service's command. */
  readonly static?: string;
  /** The file provider's folder or file. Absent: none. */
  readonly dynamic?: string;
}

/** Files and folders of the stack's folder that a process of a service reads only when it starts or reloads. */
export interface LoadedConfiguration {
  readonly service: string;
  /** As `docker top` shows its arguments. */
  readonly process: string;
  readonly files: string[];
}

export interface ServiceRelease {
  /** Name and tag, as in the compose file: `nginx:1.27`. */
  readonly image: string;
  /** `sha256:…`, from the compose file when it is written there, else from the lock. */
  readonly digest: string;
  /** `nginx:1.27@sha256:…` */
  readonly reference: string;
  /** True for a service that runs to its end: `restart` is absent or "no". */
  readonly oneShot: boolean;
  readonly replicas: number;
  /** Tracked files and folders that the service mounts, relative to the stack's folder, sorted; "." is the folder itself. */
  readonly mounts: string[];
}

/** One stack as a release has it. */
export interface StackRelease {
  readonly name: string;
  /** The release's tag. */
  readonly release: string;
  /** The commit that the tag points to. */
  readonly commit: string;
  readonly definition: StackDefinition;
  /** By path relative to the stack's folder, sorted by path. */
  readonly files: ReadonlyMap<string, TrackedFile>;
  readonly services: ReadonlyMap<string, ServiceRelease>;
  /** Names of the external networks that the compose file needs, sorted. */
  readonly networks: string[];
  /** The volumes and the networks of its own that Compose makes for it. */
  readonly resources: ComposeResources;
  /** docker-compose.yml as it was read. */
  readonly composeFile: YamlFile;
  /** Hash of each module below the `addons` folders, by path relative to the stack's folder. */
  readonly modules: ReadonlyMap<string, string>;
  /** `stacks/<name>/stack.yaml:<line>` of a key, to begin a message with: `whereIs("after", 0)`. */
  whereIs(...key: (string | number)[]): string;
  /**
   * The tar that is copied to the host: the same bytes for the same content, whatever the tag's name.
   * @param applyScript text of the script that the host runs
   */
  bundle(applyScript: string): Promise<Buffer>;
}

/** Everything that an annotated tag says, read from git objects; the work tree plays no part. */
export interface Release {
  readonly tag: string;
  readonly version: Version;
  readonly commit: string;
  /** Sorted. */
  readonly stackNames: string[];
  /** @throws UserError when the release has no such stack, or when the stack has a mistake */
  stack(name: string): StackRelease;
}
