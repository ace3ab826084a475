import type { FileState } from "./files.ts";
import type { Container, Snapshot } from "./snapshot.ts";

/** What the containers of a service do: one runs, several run, or one has run to its end. */
export type ServiceState = "running" | `${number} running` | "completed";

/** What a release expects of one stack. `observed` has the same shape. */
export interface StackExpected {
  /** Service → `name:tag@sha256:…`. */
  images: Record<string, string>;
  /** Service → what its containers do; `2 running` for two replicas. */
  containers: Record<string, ServiceState>;
  /** Path below the stack's folder → SHA-256, hex. */
  files: Record<string, string>;
  /** Present when `.env` is ours. */
  environment?: "as deployed";
}

/** What is there. */
export interface StackObserved {
  images: Record<string, string>;
  containers: Record<string, string>;
  files: Record<string, FileState>;
  environment?: "as deployed" | "changed on the host" | "missing";
  /** Containers of the project that the release does not have: name → image. Absent when there are none. */
  unexpected?: Record<string, string>;
}

/** What is expected of a host beside its stacks. */
export interface HostExpected {
  /** Containers of no declared stack: name → image. */
  unknownContainers: Record<string, string>;
  /** Absolute path → "present". */
  folders?: Record<string, string>;
}

/** Reads one stack out of the host's snapshot. */
export function observeStack(
  stack: string,
  expected: StackExpected,
  snapshot: Snapshot,
): Pick<StackObserved, "images" | "containers" | "unexpected"> {
  const own = snapshot.containers.filter((container) => container.project === stack);
  const ofService = (service: string) => own.filter((one) => !one.oneOff && one.service === service);
  const extra = own.filter((one) => one.oneOff || !(one.service in expected.images));
  return {
    images: mapValues(expected.images, (reference, service) => observedImage(reference, ofService(service), snapshot)),
    containers: mapValues(expected.containers, (wanted, service) => observedState(wanted, ofService(service))),
    ...(extra.length > 0 ? { unexpected: Object.fromEntries(extra.map(({ name, image }) => [name, image])) } : {}),
  };
}

/** Containers that belong to none of the declared Compose projects. */
export function unknownContainers(projects: readonly string[], snapshot: Snapshot): Record<string, string> {
  const unknown = snapshot.containers.filter(({ project }) => !projects.includes(project));
  return Object.fromEntries(unknown.map(({ name, image }) => [name, image]));
}

/** Of several containers of a service, the first that runs something else decides. The tag does not: content is the digest. */
function observedImage(reference: string, containers: readonly Container[], snapshot: Snapshot): string {
  if (containers.length === 0) return "missing";
  const wanted = digestOf(reference);
  const other = containers.find(({ imageId }) => !snapshot.digests.get(imageId)?.has(wanted));
  if (!other) return reference;
  const name = other.image.replace(/@.*$/, "");
  const [digest] = snapshot.digests.get(other.imageId) ?? [];
  return digest ? `${name}@${digest}` : `${name} (image id ${other.imageId}, from no registry)`;
}

const digestOf = (reference: string) => reference.slice(reference.indexOf("@") + 1);

function observedState(wanted: ServiceState, containers: readonly Container[]): string {
  if (containers.length === 0) return "missing";
  const each = wanted === "completed" ? "completed" : "running";
  const states = containers.map((container) => stateOf(each, container));
  const other = states.find((state) => state !== each);
  if (other) return other;
  const count = wanted === "completed" ? containers.length : Number.parseInt(wanted, 10) || 1;
  return containers.length === count ? wanted : `${containers.length} ${each}`;
}

/** A container that runs once and has not ended is as it should be: it does its work. */
function stateOf(wanted: "running" | "completed", { state, exitCode, health }: Container): string {
  if (state === "running") return health === "unhealthy" ? "unhealthy" : wanted;
  if (state !== "exited" && state !== "dead") return state; // restarting, paused, created, removing: Docker's own words
  if (wanted === "running") return "stopped";
  return exitCode === 0 ? "completed" : "failed";
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
