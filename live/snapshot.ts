import { readFileSync } from "node:fs";
import { probeExit } from "./failures.ts";
import { quote } from "./session.ts";

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
  /** How often Docker started it again by itself. */
  readonly restarts: number;
  /** The last start, in seconds since 1970 by the host's clock. */
  readonly started: number;
  /** Names of its labels for Traefik. */
  readonly routeLabels: readonly string[];
}

/** One thing in which a container differs from what the last deploy recorded. */
export interface SettingChange {
  readonly stack: string;
  readonly service: string;
  /** @example "memory", "environment DEBUG" */
  readonly key: string;
  /** As Docker gives it; null: absent; true: a value that stays on the host, since it may be secret. */
  readonly before: unknown;
  readonly now: unknown;
}

/** A volume or a network. */
export interface Named {
  readonly name: string;
  /** Compose project, "" when it was not made by Compose. */
  readonly project: string;
}

export interface Volume extends Named {
  /** What a deploy that made it put on it, never the same twice; "" when somebody else made it. */
  readonly mark: string;
}

/** What a host has at one moment. */
export interface Snapshot {
  readonly containers: readonly Container[];
  /** Image id → the digests under which a registry knows it (`sha256:…`). */
  readonly digests: ReadonlyMap<string, ReadonlySet<string>>;
  readonly volumes: readonly Volume[];
  /** Volume → the mark that it had when its stack was deployed last, where it had one. */
  readonly marks: ReadonlyMap<string, string>;
  readonly networks: readonly (Named & { readonly id: string })[];
  readonly settings: readonly SettingChange[];
  /** Stacks whose containers a deploy has recorded, and when (as `now`): of the others `settings` tells nothing. */
  readonly recorded: ReadonlyMap<string, number>;
  /** Name of a recorded service's container → its stack and service; its own name, or the usual one without the number. */
  readonly own: ReadonlyMap<string, { readonly stack: string; readonly service: string }>;
  /** Stack/service → how many containers it was recorded with, where there were several. */
  readonly replicas: ReadonlyMap<string, number>;
  /** The host's clock, in seconds since 1970. */
  readonly now: number;
  /** Folders and records that the user may not read. */
  readonly closed: readonly string[];
}

const label = (name: string) => `{{json (index .Config.Labels "com.docker.compose.${name}")}}`;
const health = '{{if .State.Health}}{{json .State.Health.Status}}{{else}}""{{end}}';
const routeLabels =
  '{{range $name, $_ := .Config.Labels}}{{if eq (index (split $name ".") 0) "traefik"}}{{json $name}},{{end}}{{end}}';
const containerFormat =
  `["container",{{json .Name}},${label("project")},${label("service")},${label("oneoff")},` +
  `{{json .Config.Image}},{{json .Image}},{{json .State.Status}},{{json .State.ExitCode}},${health},{{.RestartCount}},{{json .State.StartedAt}},[${routeLabels}""]]`;
const projectLabel = '{{json (.Label "com.docker.compose.project")}}';

/** Finds Compose by its file, in `$file`: starting it costs more than all that a probe asks. */
export const composeFile = `
compose_file() {
  for file in "\${DOCKER_CONFIG:-$HOME/.docker}" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
    file=$file/cli-plugins/docker-compose
    if [ -x "$file" ]; then return 0; fi
  done
  return 1
}`;

/** What a container was started with, in one form for the probe and for the deploy that records it. */
export const containerSettings = readFileSync(new URL("./container-settings.sh", import.meta.url), "utf8");

/**
 * The script that reads containers, images, volumes and networks, side by side: each pipe keeps its list until what is
 * within has been written.
 * What containers were started with is compared on the host with the deploys' records below `root`: values stay there.
 * Only reads; writes no file on the host. A container that goes away between the list and the question is asked for again.
 */
export const snapshotScript = (root: string) => `
export GOGC=400 # Docker's commands end at once: collecting garbage is a quarter of what they cost
${containerSettings}
${composeFile}
failed() {
  command -v docker >/dev/null || exit ${probeExit.noDocker}
  socket=\${DOCKER_HOST:-unix:///var/run/docker.sock}; socket=\${socket#unix://}
  if [ -e "$socket" ] && [ ! -w "$socket" ]; then exit ${probeExit.notInGroup}; fi
  exit ${probeExit.noDaemon}
}
containers() {
  ids=$(docker ps --all --quiet --no-trunc) || return 1
  [ -z "$ids" ] || docker inspect --type container --format '${containerFormat}'"$settings_format" $ids
}
records() {
  set --
  for folder in ${quote(root)}/.seisei ${quote(root)}/.seisei/* ${quote(root)}/.seisei/*/current; do
    [ -d "$folder" ] || continue
    record=$folder/as-deployed
    if [ ! -r "$folder" ] || [ ! -x "$folder" ]; then printf '["closed"]%s\\n' "$folder"
    elif [ -r "$record" ]; then set -- "$@" "$record"
    elif [ -e "$record" ]; then printf '["closed"]%s\\n' "$record"
    fi
  done
  printf '["now",%s]\\n' "$(date +%s)"
  printf '%s\\n' "$found" | settings compare "$@"
}
list() {
  docker "$@" 2>/dev/null && printf '["end","%s"]\\n' "$1"
}
list image ls --no-trunc --digests --format '["image",{{json .ID}},{{json .Digest}}]' | {
  list volume ls --format '["volume",{{json .Name}},${projectLabel},{{json (.Label "seisei.made")}}]' | {
    list network ls --no-trunc --format '["network",{{json .Name}},${projectLabel},{{json .ID}}]' | {
      found=$(containers) || found=$(containers) || found=$(containers) || failed
      compose_file || docker compose version >/dev/null 2>&1 || exit ${probeExit.noCompose}
      records || exit ${probeExit.noComparison}
      cat
    } || exit
    cat
  } || exit
  cat
}`;

/** Reads the script's output. `undefined` when it is not whole. */
export function parseSnapshot(text: string): Snapshot | undefined {
  const containers: Container[] = [];
  const digests = new Map<string, Set<string>>();
  const [volumes, networks]: [Volume[], (Named & { id: string })[]] = [[], []];
  const marks = new Map<string, string>();
  const settings: SettingChange[] = [];
  const recorded = new Map<string, number>();
  const own = new Map<string, { stack: string; service: string }>();
  const replicas = new Map<string, number>();
  let now: number | undefined;
  const closed: string[] = [];
  const ended = new Set<unknown>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    if (line.startsWith('["closed"]')) {
      closed.push(line.slice('["closed"]'.length));
      continue;
    }
    const [kind, ...fields] = parseLine(line);
    if (kind === "end") ended.add(fields[0]);
    else if (kind === "image") addDigest(digests, fields[0], fields[1]);
    else if (kind === "container") containers.push(parseContainer(fields));
    else if (kind === "volume") {
      volumes.push({ name: String(fields[0]), project: String(fields[1]), mark: String(fields[2]) });
    } else if (kind === "made") marks.set(String(fields[1]), String(fields[2]));
    else if (kind === "network") {
      networks.push({ name: String(fields[0]), project: String(fields[1]), id: String(fields[2]) });
    } else if (kind === "settings") settings.push(parseSetting(fields));
    else if (kind === "recorded") recorded.set(String(fields[0]), Number(fields[1]));
    else if (kind === "own") {
      const [stack, service, name] = fields.map(String) as [string, string, string];
      own.set(name || `${stack}-${service}`, { stack, service });
    } else if (kind === "replicas") replicas.set(`${fields[0]}/${fields[1]}`, Number(fields[2]));
    else if (kind === "now") now = Number(fields[0]);
    else return undefined;
  }
  const whole = ["image", "volume", "network"].every((list) => ended.has(list));
  return whole && now
    ? { containers, digests, volumes, marks, networks, settings, recorded, own, replicas, now, closed }
    : undefined;
}

/** The recorded service that lost a container and whose name a container of no Compose project has. */
export function namesake({ own, replicas, containers }: Snapshot, { name, project }: Container) {
  const found = project === "" ? (own.get(name) ?? own.get(name.replace(/-\d+$/, ""))) : undefined;
  if (!found) return undefined;
  const left = containers.filter((one) => !one.oneOff && one.project === found.stack && one.service === found.service);
  return left.length < (replicas.get(`${found.stack}/${found.service}`) ?? 1) ? found : undefined;
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

function parseSetting([stack, service, , key, before, now]: readonly unknown[]): SettingChange {
  return { stack: String(stack), service: String(service), key: String(key), before, now };
}

function parseContainer(fields: readonly unknown[]): Container {
  const [name, project, service, oneOff, image, imageId, state, , health, , started] = fields.map((field) =>
    String(field ?? ""),
  );
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
    restarts: Number(fields[9]),
    started: Math.floor(Date.parse(started!) / 1000) || 0,
    routeLabels: (Array.isArray(fields[11]) ? fields[11] : []).filter(Boolean).map(String),
  };
}
