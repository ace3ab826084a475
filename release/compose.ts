import { posix } from "node:path";
import { type ComposeResources, composeResources, plainVolumes } from "./compose-resources.ts";
import { type ImageName, parseImage } from "./image.ts";
import { type ReadText, readComposeFiles } from "./compose-files.ts";
import { trackedMounts } from "./mounts.ts";
import { isMapping, type Key, type Mapping, type YamlFile } from "./yaml-file.ts";

export interface ComposeService {
  readonly image: ImageName;
  /** `file:line` of the image, for messages. */
  readonly imageAt: string;
  readonly oneShot: boolean;
  readonly replicas: number;
  readonly mounts: string[];
}

export interface Compose {
  /** Those that run without a profile; a person starts the others by hand. */
  readonly services: ReadonlyMap<string, ComposeService>;
  readonly networks: string[];
  readonly resources: ComposeResources;
  readonly plainVolumes: ReadonlyMap<string, string>;
  readonly source: YamlFile;
}

/**
 * Reads from a docker-compose.yml what a release has to know: images, restarts, replicas, tracked mounts, external
 * networks. What Compose itself would refuse is left to Compose; what would hide an image or a file from us is refused here.
 * @param stack name of the stack, which is also the name of the compose project
 * @param tracked paths of the stack's files in git, relative to its folder
 * @param read their texts: what the file includes and extends is read with it
 */
export function parseCompose(
  file: string,
  text: string,
  stack: string,
  tracked: Iterable<string>,
  problems: string[],
  read: ReadText = () => undefined,
): Compose {
  const before = problems.length;
  const source = readComposeFiles(posix.dirname(file), posix.basename(file), text, read, problems);
  const services = new Map<string, ComposeService>();
  const nothing = { services, networks: [], resources: { volumes: [], networks: [] }, plainVolumes: new Map(), source };
  if (problems.length > before) return nothing;
  const problem = (key: Key, rest: string) => problems.push(`${source.at(key)}: ${key.join(".")}: ${rest}`);
  if (!isMapping(source.data) || !isMapping(source.data.services) || Object.keys(source.data.services).length === 0) {
    problems.push(
      `${source.at(["services"])}: services: expected at least one service, got none; add one, or remove the stack`,
    );
    return nothing;
  }
  const data = source.data;
  if (data.name !== undefined && data.name !== stack) {
    problem(
      ["name"],
      `expected ${stack}, the stack's folder, got ${JSON.stringify(data.name)}; remove the line or rename the folder`,
    );
  }
  const paths = [...tracked];
  for (const [name, service] of Object.entries(data.services as Mapping)) {
    const key = ["services", name];
    if (!isMapping(service)) {
      problem(
        key,
        `expected a mapping with an image, got ${JSON.stringify(service)}; write the service's keys below it`,
      );
      continue;
    }
    if (Array.isArray(service.profiles) && service.profiles.length > 0) continue;
    const image = readImage(service, key, problem);
    const replicas = readReplicas(service, key, problem);
    const mounts = trackedMounts(service, data, paths, (at, rest) => problem([...key, ...at], rest));
    if (image === undefined) continue;
    services.set(name, { image, imageAt: source.at([...key, "image"]), oneShot: isOneShot(service), replicas, mounts });
  }
  if (services.size === 0 && problems.length === before) {
    problem(["services"], "expected a service that runs without a profile, got none; remove the profiles of one");
  }
  const running = Object.entries(data.services as Mapping).filter(([name]) => services.has(name));
  const used = { ...data, services: Object.fromEntries(running) };
  const [resources, plain] = [composeResources(used, stack), plainVolumes(used, stack)];
  return { services, networks: externalNetworks(data, problem), resources, plainVolumes: plain, source };
}

type Problem = (key: Key, rest: string) => void;

function readImage(service: Mapping, key: Key, problem: Problem): ImageName | undefined {
  const { image } = service;
  if (image === undefined) {
    const got = service.build === undefined ? "nothing" : "a build";
    problem(
      service.build === undefined ? key : [...key, "build"],
      `expected an image, got ${got}; hosts pull and never build: push the image to a registry and write \`image: name:tag\``,
    );
    return undefined;
  }
  if (typeof image === "string" && image.includes("$")) {
    problem(
      [...key, "image"],
      `expected a name that git knows, got ${JSON.stringify(image)}, which depends on the host's environment; write the tag itself`,
    );
    return undefined;
  }
  const name = typeof image === "string" ? parseImage(image) : undefined;
  if (name === undefined) {
    problem(
      [...key, "image"],
      `expected a name with a tag, such as nginx:1.27, got ${JSON.stringify(image)}; write the tag`,
    );
  }
  return name;
}

/** `deploy.replicas` wins in Compose only when `scale` is absent; both at once is Compose's own error. */
function readReplicas(service: Mapping, key: Key, problem: Problem): number {
  const deploy = isMapping(service.deploy) ? service.deploy : {};
  const [at, replicas] =
    service.scale === undefined ? [["deploy", "replicas"], deploy.replicas ?? 1] : [["scale"], service.scale];
  if (Number.isInteger(replicas) && (replicas as number) >= 0) return replicas as number;
  problem([...key, ...at], `expected a whole number, got ${JSON.stringify(replicas)}; write the number of containers`);
  return 1;
}

/** Compose reads `restart` first, then `deploy.restart_policy.condition`. */
function isOneShot(service: Mapping): boolean {
  if (service.restart !== undefined) return service.restart === "no" || service.restart === false;
  const policy = isMapping(service.deploy) ? service.deploy.restart_policy : undefined;
  return !isMapping(policy) || policy.condition === "none";
}

function externalNetworks(data: Mapping, problem: Problem): string[] {
  const names: string[] = [];
  for (const [key, network] of Object.entries(isMapping(data.networks) ? data.networks : {})) {
    if (!isMapping(network) || !network.external) continue;
    const old = isMapping(network.external) ? network.external.name : undefined; // `external: {name: …}`, Compose file 2
    const name = network.name ?? old ?? key;
    if (typeof name === "string" && /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) names.push(name);
    else
      problem(
        ["networks", key, "name"],
        `expected a network's name, got ${JSON.stringify(name)}; write the name itself`,
      );
  }
  return [...new Set(names)].sort();
}
