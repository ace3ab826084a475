import { closedFolders } from "../release/closed-folders.ts";
import { mountPoint } from "../release/data-volume.ts";
import type { LoadedConfiguration, ServiceRelease, StackRelease } from "../release/types.ts";
import type { FileState } from "./files.ts";
import { expectedRoutes, type RoutesExpected, type TraefikExpected } from "./traefik/expected-routes.ts";

/** What the containers of a service do: one runs, several run, or one has run to its end. */
export type ServiceState = "running" | `${number} running` | "completed";

/** What a release expects of one stack. `observed` has the same shape. */
export interface StackExpected {
  /** Service → `name:tag@sha256:…`. */
  images: Record<string, string>;
  /** Service → what its containers do; `2 running` for two replicas. */
  containers: Record<string, ServiceState>;
  /** Path below the stack's folder → SHA-256, hex; but for those of modules. */
  files: Record<string, string>;
  /** Those of `files` that git keeps as executable → "executable". */
  fileModes?: Record<string, string>;
  /** Folder that services mount whole and only to read → "as released": there is nothing else in it. */
  mountedFolders?: Record<string, string>;
  /** Service → its process that loads configuration as `docker top` shows it, and what it has loaded. */
  loaded?: Record<string, { process: string; files: Record<string, "loaded"> }>;
  /** Module → one SHA-256 over its files, hex. Absent without modules. */
  modules?: Record<string, string>;
  /** Service → what its containers were started with, as the deploy recorded it on the host. */
  settings?: Record<string, "as deployed">;
  /** Named volume → "present". */
  volumes?: Record<string, string>;
  /** Network of the stack's own → "present". */
  networks?: Record<string, string>;
  /** "docker" or "compose" → the version that the stack needs; observed is an older one, or the same text. */
  versions?: Record<string, string>;
  /** Present when `.env` is ours. */
  environment?: "as deployed";
  /** Where the volume with the stack's data is mounted → "mounted". */
  dataVolume?: Record<string, "mounted">;
  /** The release whose data is to be restored; observed is the one that was, or "nothing". */
  restored?: string;
  /** Present where a stack of the host runs Traefik. */
  traefik?: TraefikExpected;
  /** What the stack's labels and dynamic files make Traefik say. */
  routes?: RoutesExpected;
}

/** What is there. */
export interface StackObserved {
  images: Record<string, string>;
  containers: Record<string, string>;
  files: Record<string, FileState>;
  /** One that is a symbolic link says so, whatever it leads to. */
  fileModes?: Record<string, string>;
  /** Files that the release does not have and that Compose reads by itself → "present". */
  composeFiles?: Record<string, string>;
  /** Files and folders that the release does not have are "present". */
  mountedFolders?: Record<string, string>;
  /** The process may be "not running"; a path that changed after it was loaded by hand says so. */
  loaded?: Record<string, { process: string; files: Record<string, string> }>;
  /** Files that the release does not have, in folders that a process loads: path → whether it has. */
  extraFiles?: Record<string, string>;
  /** What differs, in words. One that the release does not have is "present". */
  modules?: Record<string, string>;
  /** Service → what differs, in words. */
  settings?: Record<string, string>;
  /** One with the stack's labels that the release does not have is "not in the release". */
  volumes?: Record<string, string>;
  networks?: Record<string, string>;
  environment?: "as deployed" | "changed on the host" | "missing" | "a symbolic link" | `mode ${string}`;
  /** Containers of the project that the release does not have: name → image. Absent when there are none. */
  unexpected?: Record<string, string>;
}

/** What is expected of a host beside its stacks. */
export interface HostExpected {
  /** Containers of no Compose project: name → image. */
  unknownContainers: Record<string, string>;
  /** Compose projects that are no declared stack: name → their containers. */
  unknownProjects?: Record<string, string>;
  /** Folders beside those of the declared stacks: path → "present". */
  unknownFolders?: Record<string, string>;
  /** Folders whose disk is nearly full → how full. */
  disk?: Record<string, string>;
  /** External network → "present". */
  externalNetworks?: Record<string, string>;
  /** Absolute path → "present". */
  folders?: Record<string, string>;
}

/**
 * What a release says about a stack that a host can be asked.
 * @param stacks all stacks of the release: one of them may run the host's Traefik
 * @throws UserError when its routes cannot be read
 */
export function expectedOfStack(stack: StackRelease, stacks: readonly StackRelease[]): StackExpected {
  const { services, files, modules, definition, resources } = stack;
  const folders = [...modules.keys()];
  const closed = closedFolders(stack);
  const single = [...files].filter(([path]) => !folders.some((module) => path.startsWith(`${module}/`)));
  const started = [...services].filter(([, { replicas }]) => replicas > 0);
  return {
    images: Object.fromEntries(started.map(([service, { reference }]) => [service, reference])),
    containers: Object.fromEntries(started.map(([service, release]) => [service, serviceState(release)])),
    files: Object.fromEntries(single.map(([path, { sha256 }]) => [path, sha256])),
    fileModes: Object.fromEntries(
      single.flatMap(([path, { executable }]) => (executable ? [[path, "executable"]] : [])),
    ),
    ...(definition.loaded.length > 0 ? { loaded: Object.fromEntries(definition.loaded.map(asLoaded)) } : {}),
    ...(closed.length > 0 ? { mountedFolders: Object.fromEntries(closed.map((path) => [path, "as released"])) } : {}),
    ...(modules.size > 0 ? { modules: Object.fromEntries(modules) } : {}),
    settings: Object.fromEntries(started.map(([service]) => [service, "as deployed"])),
    volumes: present(resources.volumes),
    networks: present(resources.networks),
    ...(Object.keys(definition.requires ?? {}).length > 0 ? { versions: { ...definition.requires } } : {}),
    ...(definition.secrets.length > 0 ? { environment: "as deployed" } : {}),
    ...(definition.data?.volume ? { dataVolume: { [mountPoint(stack.name)]: "mounted" } } : {}),
    ...expectedRoutes(stack, stacks),
  };
}

/**
 * @param root the folder on the host that holds the stacks
 * @param networks external networks that its stacks join
 */
export function expectedOfHost(root: string, networks: readonly string[]): HostExpected {
  return {
    unknownContainers: {},
    unknownProjects: {},
    unknownFolders: {},
    disk: {},
    externalNetworks: present(networks),
    folders: present([`${root}/.seisei`]),
  };
}

const present = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "present"]));

const asLoaded = ({ service, process, files }: LoadedConfiguration) =>
  [service, { process, files: Object.fromEntries(files.map((path) => [path, "loaded" as const])) }] as const;

function serviceState({ oneShot, replicas }: ServiceRelease): ServiceState {
  if (oneShot) return "completed";
  return replicas === 1 ? "running" : `${replicas} running`;
}
