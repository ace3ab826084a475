import { repaired, type Tampering } from "./tampering.ts";

const root = "/opt/seisei-main";
const image = "ghcr.io/seisei/web:sha-1a1a1a1";
const documented = /if it is meant, document it with `pulumi config set/;
const plugin = "/home/ubuntu/.docker/cli-plugins/docker-compose";

/** Volumes, networks, and what belongs to no stack. */
export const resourceTamperings: readonly Tampering[] = [
  {
    title: "a database's volume removed",
    place: "cache/redis",
    given: "docker rm -f cache-redis-1",
    script: "docker volume rm cache_rows",
    finding: {
      kind: "volume",
      ...{ stack: "cache", subject: "cache_rows", observed: /^missing$/, action: /restore it first.*an empty one/ },
    },
    short: true,
  },
  {
    title: "docker compose down -v, then up",
    place: "cache", // by the compose file on disk, which must be the release's
    script: "cd cache && docker compose down -v -t 1 && docker compose up -d; sleep 1",
    finding: {
      kind: "volume",
      ...{ stack: "cache", subject: "cache_rows", observed: /^made again$/, action: /`pulumi up` takes the volume/ },
    },
    short: true,
  },
  {
    title: "a database's volume removed and made again by hand",
    place: "erp/db", // not the one before: an update has taken its volume as it is, and knows it no more
    given: "docker rm -f erp-db-1",
    script: "docker volume rm erp_rows && docker volume create erp_rows",
    finding: {
      kind: "volume",
      ...{ stack: "erp", subject: "erp_rows", observed: /^made again$/, action: /dump or a backup first/ },
    },
  },
  {
    title: "a stack's network removed",
    place: "cache/redis",
    script: "docker network disconnect cache_private cache-redis-1 && docker network rm cache_private",
    finding: { kind: "network", stack: "cache", subject: "cache_private", observed: /^missing$/, action: repaired },
    short: true,
  },
  {
    title: "a stack's network made by hand",
    place: "cache/redis",
    script: `docker network disconnect cache_private cache-redis-1 && docker network rm cache_private &&
      docker network create cache_private && docker network connect --alias redis cache_private cache-redis-1`,
    finding: {
      kind: "network",
      stack: "cache",
      subject: "cache_private",
      observed: /^made by hand$/,
      action: /Compose|remove it/,
    },
    left: "docker rm -f cache-redis-1; docker network rm cache_private; cd cache && docker compose up -d",
    alone: true,
  },
  {
    title: "a stack started a second time, under another name",
    place: "host/project",
    script: "cd cache && docker compose -p cache2 up -d",
    finding: { kind: "unknown project", subject: "cache2", action: documented },
    left: true,
  },
  {
    title: "a volume more with the stack's labels",
    place: "cache/volume",
    script: "docker volume create --label com.docker.compose.project=cache cache_old",
    finding: { kind: "volume", stack: "cache", subject: "cache_old", action: /no update removes a volume/ },
    left: true,
    short: true,
  },
  {
    title: "a network more with the stack's labels",
    place: "cache/network",
    script: "docker network create --label com.docker.compose.project=cache cache_own",
    finding: { kind: "network", stack: "cache", subject: "cache_own", action: documented },
    left: true,
  },
  {
    title: "a container of nobody",
    place: "host/container",
    script: `docker run -d --name stray ${image}`,
    finding: { kind: "unknown container", subject: "stray", action: documented },
    left: true,
    short: true,
  },
  {
    title: "a Compose project that nobody declared",
    place: "host/project",
    script: `mkdir -p /tmp/blog && cd /tmp/blog && printf 'services: {a: {image: "${image}"}, b: {image: "${image}"}}' > compose.yml &&
      docker compose up -d`,
    finding: { kind: "unknown project", subject: "blog", action: documented },
    left: true,
  },
  {
    title: "a stack's folder that nobody declared",
    place: "host/folder",
    script: "mkdir left && touch left/docker-compose.yml",
    finding: { kind: "unknown folder", subject: `${root}/stacks/left`, action: documented },
    left: true,
  },
  {
    title: "an old Compose in the user's folder",
    place: "host/compose",
    script: `real=$(ls /usr/local/lib/docker/cli-plugins/docker-compose /usr/libexec/docker/cli-plugins/docker-compose /usr/lib/docker/cli-plugins/docker-compose 2>/dev/null | head -n 1)
      mkdir -p ${plugin.replace(/\/[^/]*$/, "")} && cat > ${plugin} <<END && chmod +x ${plugin}
#!/bin/sh
case "\\$*" in *"version --short"*) echo 2.10.0 ;; *) exec $real "\\$@" ;; esac
END`,
    finding: {
      kind: "version",
      stack: "router",
      subject: "compose",
      observed: /^2\.10\.0$/,
      action: /no update installs it/,
    },
    left: `rm ${plugin}`,
  },
  {
    title: "the network that all stacks join removed",
    place: "host/edge",
    script:
      "for name in shop-web-1 api-api-1 api-quiet-1 edge-traefik-1; do docker network disconnect edge $name; done; docker network rm edge",
    finding: { kind: "network", subject: "edge", observed: /^missing$/, action: repaired },
    alone: true,
    short: true,
  },
  {
    title: "a disk nearly full",
    place: "host/disk",
    root: true,
    given: `cp -a ${root} /tmp/kept && mount -t tmpfs -o size=64m,mode=777 tmpfs ${root} && cp -a /tmp/kept/. ${root}/`,
    script: `head -c 62000000 /dev/zero > ${root}/fill`,
    finding: { kind: "disk", subject: root, observed: /^9\d % full$/, action: /no update makes room/ },
    left: `cd / && umount ${root} && rm -r /tmp/kept`,
    alone: true,
  },
  {
    title: "what deploys keep on the host removed",
    place: "host/records",
    script: `rm -r ${root}/.seisei`,
    finding: { kind: "folder", subject: `${root}/.seisei`, observed: /^missing$/, action: repaired },
    alone: true,
  },
];
