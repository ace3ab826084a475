import { probeExit } from "./failures.ts";

/** One container of the host, running or not. */
export interface Container {
  readonly name: string;
  /** Compose project, "" when it was not made by Compose. */
  readonly project: string;
  readonly service: string;
  /** Made by `docker compose run`. */
  readonly oneOff: boolean;
  /** The name it was made from, such as `nginx:1.27` or `nginx:1.27@sha256:…`. */
  readonly image: string;
  readonly imageId: string;
  /** Docker's word: created, running, paused, restarting, removing, exited, dead. */
  readonly state: string;
  readonly exitCode: number;
  /** starting, healthy, unhealthy, or "" without a health check. */
  readonly health: string;
}

/** What a host has at one moment. */
export interface Snapshot {
  readonly containers: readonly Container[];
  /** Image id → the digests under which a registry knows it (`sha256:…`). */
  readonly digests: ReadonlyMap<string, ReadonlySet<string>>;
}

const label = (name: string) => `{{json (index .Config.Labels "com.docker.compose.${name}")}}`;
const health = '{{if .State.Health}}{{json .State.Health.Status}}{{else}}""{{end}}';
const containerFormat =
  `["container",{{json .Name}},${label("project")},${label("service")},${label("oneoff")},` +
  `{{json .Config.Image}},{{json .Image}},{{json .State.Status}},{{json .State.ExitCode}},${health}]`;
const pluginFolders = [
  '"$HOME/.docker',
  '"/usr/local/lib/docker',
  '"/usr/local/libexec/docker',
  '"/usr/lib/docker',
  '"/usr/libexec/docker',
].map((folder) => `${folder}/cli-plugins/docker-compose"`);

/**
 * The script that reads containers and images, side by side: the pipe keeps the images until the containers are out.
 * Only reads; writes no file on the host. A container that goes away between the list and the question is asked for again.
 * Compose is looked for by its file, since starting it costs more than all the rest.
 */
export const snapshotScript = `
failed() {
  command -v docker >/dev/null || exit ${probeExit.noDocker}
  socket=\${DOCKER_HOST:-unix:///var/run/docker.sock}; socket=\${socket#unix://}
  if [ -e "$socket" ] && [ ! -w "$socket" ]; then exit ${probeExit.notInGroup}; fi
  exit ${probeExit.noDaemon}
}
containers() {
  ids=$(docker ps --all --quiet --no-trunc) || return 1
  [ -z "$ids" ] || docker inspect --type container --format '${containerFormat}' $ids
}
compose() {
  for file in ${pluginFolders.join(" ")}; do if [ -x "$file" ]; then return 0; fi; done
  docker compose version >/dev/null 2>&1
}
{ docker image ls --no-trunc --digests --format '["image",{{json .ID}},{{json .Digest}}]' 2>/dev/null && echo '["end"]'; } | {
  found=$(containers) || found=$(containers) || found=$(containers) || failed
  compose || exit ${probeExit.noCompose}
  printf '%s\\n' "$found"
  cat
}`;

/** Reads the script's output. `undefined` when it is not whole. */
export function parseSnapshot(text: string): Snapshot | undefined {
  const containers: Container[] = [];
  const digests = new Map<string, Set<string>>();
  let whole = false;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [kind, ...fields] = parseLine(line);
    if (kind === "end") whole = true;
    else if (kind === "image") addDigest(digests, fields[0], fields[1]);
    else if (kind === "container") containers.push(parseContainer(fields));
    else return undefined;
  }
  return whole ? { containers, digests } : undefined;
}

function parseLine(line: string): unknown[] {
  try {
    const fields = JSON.parse(line);
    return Array.isArray(fields) ? fields : [];
  } catch {
    return [];
  }
}

function addDigest(digests: Map<string, Set<string>>, id: unknown, digest: unknown): void {
  const known = digests.get(String(id)) ?? new Set();
  digests.set(String(id), known);
  if (digest && digest !== "<none>") known.add(String(digest));
}

function parseContainer(fields: readonly unknown[]): Container {
  const [name, project, service, oneOff, image, imageId, state, , health] = fields.map((field) => String(field ?? ""));
  return {
    name: name!.replace(/^\//, ""),
    project: project!,
    service: service!,
    oneOff: oneOff === "True",
    image: image!,
    imageId: imageId!,
    state: state!,
    exitCode: Number(fields[7]),
    health: health!,
  };
}
