/** What Docker runs on a host. Holds no value of an environment variable, no command line and no label: they may be secret. */
export interface DockerState {
  readonly versions: Readonly<Record<string, string>>;
  readonly containers: readonly Readonly<Record<string, unknown>>[];
  readonly images: readonly Readonly<Record<string, string>>[];
  readonly volumes: readonly string[];
  readonly networks: readonly Readonly<Record<string, string>>[];
}

const label = (name: string) => `{{json (index .Config.Labels "com.docker.compose.${name}")}}`;

/** Field → Docker's template for it. The values of variables are dropped on the host: they never travel. */
const containerFields = {
  name: "{{json .Name}}",
  id: "{{json .ID}}",
  project: label("project"),
  service: label("service"),
  image: "{{json .Config.Image}}",
  imageId: "{{json .Image}}",
  state: "{{json .State.Status}}",
  exitCode: "{{json .State.ExitCode}}",
  health: '{{if .State.Health}}{{json .State.Health.Status}}{{else}}""{{end}}',
  created: "{{json .Created}}",
  started: "{{json .State.StartedAt}}",
  restarts: "{{json .RestartCount}}",
  restartPolicy: "{{json .HostConfig.RestartPolicy.Name}}",
  environment: '[{{range $i, $e := .Config.Env}}{{if $i}},{{end}}{{json (index (split $e "=") 0)}}{{end}}]',
  mounts:
    '[{{range $i, $m := .Mounts}}{{if $i}},{{end}}{"type":{{json .Type}},"source":{{json .Source}},"destination":{{json .Destination}},"writable":{{json .RW}}}{{end}}]',
  ports: "{{json .HostConfig.PortBindings}}",
  networks: '[""{{range $name, $_ := .NetworkSettings.Networks}},{{json $name}}{{end}}]', // begins with an empty one: a map has no index
};

const formats = {
  image:
    '{"name":{{json .Repository}},"tag":{{json .Tag}},"digest":{{json .Digest}},"id":{{json .ID}},"size":{{json .Size}}}',
  network: '{"name":{{json .Name}},"driver":{{json .Driver}},"scope":{{json .Scope}}}',
  volume: "{{json .Name}}",
};

const tagged = (kind: string, format: string) => `'["${kind}",${format}]'`;
const containerFormat = `{${Object.entries(containerFields)
  .map(([name, format]) => `"${name}":${format}`)
  .join(",")}}`;

/** Writes one JSON array a line: what it is, and the thing. */
export const dockerStateScript = `set -e
docker version --format ${tagged("version", '"docker",{{json .Server.Version}}')}
printf '["version","compose","%s"]\\n' "$(docker compose version --short)"
ids=$(docker ps --all --quiet --no-trunc)
[ -z "$ids" ] || docker inspect --type container --format ${tagged("container", containerFormat)} $ids
docker image ls --no-trunc --digests --format ${tagged("image", formats.image)}
docker volume ls --format ${tagged("volume", formats.volume)}
docker network ls --no-trunc --format ${tagged("network", formats.network)}
echo '["end"]'`;

/** Reads the script's output. `undefined` when it is not whole. */
export function parseDockerState(text: string): DockerState | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  const entries: unknown[][] = [];
  try {
    for (const line of lines) entries.push(JSON.parse(line));
  } catch {
    return undefined;
  }
  if (entries.at(-1)?.[0] !== "end") return undefined;
  const of = <T>(kind: string) => entries.filter((entry) => entry[0] === kind).map((entry) => entry[1] as T);
  const versions = entries.filter(([kind]) => kind === "version").map(([, name, version]) => [name, version]);
  return {
    versions: Object.fromEntries(versions),
    containers: of<Record<string, unknown>>("container")
      .map(tidy)
      .sort(by((one) => String(one.name))),
    images: of<Record<string, string>>("image").sort(by(({ name, tag, digest }) => `${name}:${tag}@${digest}`)),
    volumes: of<string>("volume").sort(),
    networks: of<Record<string, string>>("network").sort(by(({ name }) => String(name))),
  };
}

function tidy(container: Record<string, unknown>): Record<string, unknown> {
  const { name, networks, environment } = container as { name: string; networks: string[]; environment: string[] };
  return {
    ...container,
    name: name.replace(/^\//, ""),
    environment: environment.sort(),
    networks: networks.slice(1).sort(),
  };
}

function by<T>(key: (item: T) => string) {
  return (a: T, b: T) => (key(a) < key(b) ? -1 : 1);
}
