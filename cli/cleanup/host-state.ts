import { quote } from "../../live/session.ts";

/** An image on a host. */
export interface HostImage {
  readonly id: string;
  /** `nginx:1.27` and `nginx@sha256:…`. */
  readonly references: readonly string[];
  readonly bytes: number;
}

/** What a host has that could be cleaned up. */
export interface HostState {
  readonly images: readonly HostImage[];
  readonly containers: readonly {
    readonly name: string;
    readonly imageId: string;
    readonly project: string;
    readonly state: string;
  }[];
  /** What the records of deployments on the host need: `nginx:1.27@sha256:…`, or an image's id. */
  readonly recorded: readonly string[];
  /** Stacks that the host has a record of. */
  readonly stacks: readonly string[];
  /** Files `<stack>.tar` and `<stack>.apply`. */
  readonly bundles: readonly { readonly name: string; readonly bytes: number }[];
  /** Folders `<stack>/incoming` and `<stack>/work` that no deployment needs. */
  readonly leftovers: readonly { readonly name: string; readonly bytes: number }[];
}

/** Reads it; writes one JSON array a line. A stack's names are plain, so they need no escapes. */
export function hostStateScript(root: string): string {
  const images = `["image",{{json .ID}},{{json .RepoTags}},{{json .RepoDigests}},{{json .Size}}]`;
  const containers = `["container",{{json .Name}},{{json .Image}},{{json (index .Config.Labels "com.docker.compose.project")}},{{json .State.Status}}]`;
  return `set -e
ids=$(docker image ls --all --quiet --no-trunc | sort -u)
[ -z "$ids" ] || docker image inspect --format '${images}' $ids
ids=$(docker ps --all --quiet --no-trunc)
[ -z "$ids" ] || docker inspect --type container --format '${containers}' $ids
cd ${quote(root)}/.seisei 2>/dev/null || { echo '["end"]'; exit 0; }
for file in *.tar *.apply; do
  [ ! -f "$file" ] || printf '["bundle","%s",%d]\\n' "$file" "$(stat -c %s "$file")"
done
for folder in */; do
  [ -d "$folder" ] || continue
  stack=\${folder%/}
  printf '["stack","%s"]\\n' "$stack"
  for release in current previous before incoming; do
    [ ! -e "$stack/$release/services" ] || awk -F '\\t' '{ printf "[\\"recorded\\",\\"%s\\"]\\n", $2 }' "$stack/$release/services"
  done
  # A journal means that a deployment was cut off: the next one finishes it.
  [ ! -e "$stack/journal" ] || continue
  [ ! -e "$stack/lock" ] || flock -n "$stack/lock" true || continue
  for name in incoming work; do
    [ ! -d "$stack/$name" ] || printf '["leftover","%s",%d]\\n' "$stack/$name" "$(($(du -sk "$stack/$name" | cut -f1) * 1024))"
  done
done
echo '["end"]'`;
}

/** Reads the script's output. `undefined` when it is not whole. */
export function parseHostState(text: string): HostState | undefined {
  const entries: unknown[][] = [];
  try {
    for (const line of text.split("\n")) if (line !== "") entries.push(JSON.parse(line));
  } catch {
    return undefined;
  }
  if (entries.at(-1)?.[0] !== "end") return undefined;
  const of = (kind: string) => entries.filter(([found]) => found === kind).map(([, ...fields]) => fields);
  const sized = (kind: string) => of(kind).map(([name, bytes]) => ({ name: String(name), bytes: Number(bytes) }));
  return {
    images: of("image").map(([id, tags, digests, bytes]) => ({
      id: String(id),
      references: [tags, digests].flatMap((names) => (Array.isArray(names) ? (names as string[]) : [])),
      bytes: Number(bytes),
    })),
    containers: of("container").map(([name, imageId, project, state]) => ({
      name: String(name).replace(/^\//, ""),
      imageId: String(imageId),
      project: String(project ?? ""),
      state: String(state),
    })),
    recorded: of("recorded").map(([reference]) => String(reference)),
    stacks: of("stack").map(([name]) => String(name)),
    bundles: sized("bundle"),
    leftovers: sized("leftover"),
  };
}
