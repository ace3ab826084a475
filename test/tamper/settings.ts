import { again, replica } from "./containers.ts";
import { repaired, type Tampering } from "./tampering.ts";

/** A service started again by `docker compose` with a file more, which gives it this. */
const withMore = (stack: string, service: string, yaml: string) =>
  `cd ${stack} && printf '%s' 'services: {${service}: ${yaml}}' > /tmp/${stack}-more.yml &&
  docker compose -f docker-compose.yml -f /tmp/${stack}-more.yml up -d --no-deps ${service}`;

const settings = (stack: string, service: string, observed: RegExp): Tampering["finding"] => ({
  kind: "settings",
  ...{ stack, subject: service, observed, action: repaired },
});

/** What containers were started with. */
export const settingTamperings: readonly Tampering[] = [
  {
    title: "docker rename",
    place: "shop/web",
    script: "docker rename shop-web-1 other",
    finding: settings("shop", "web", /^named other$/),
  },
  {
    title: "docker update --memory",
    place: "erp/odoo",
    script: "docker update --memory 256m --memory-swap 512m erp-odoo-1",
    finding: settings("erp", "odoo", /memory 256 MiB added/),
  },
  {
    title: "docker update --cpus",
    place: "cache/redis",
    script: "docker update --cpus 0.5 cache-redis-1",
    finding: settings("cache", "redis", /^CPUs 0\.5 added$/),
  },
  {
    title: "docker update --restart",
    place: "erp/db",
    script: "docker update --restart no erp-db-1",
    finding: settings("erp", "db", /^restart policy unless-stopped removed$/),
  },
  {
    title: "docker update of one of two replicas",
    place: "shop/worker",
    script: `docker update --memory 256m --memory-swap 512m ${replica}`,
    finding: settings("shop", "worker", /memory 256 MiB added/),
  },
  {
    title: "an environment variable more",
    place: "shop/web",
    script: withMore("shop", "web", '{environment: {DEBUG: "1"}}'),
    finding: settings("shop", "web", /^environment DEBUG added$/),
  },
  {
    title: "the value of a secret in the environment",
    place: "erp/db",
    script: withMore("erp", "db", '{environment: {POSTGRES_PASSWORD: "other"}}'),
    finding: settings("erp", "db", /^environment POSTGRES_PASSWORD changed$/),
  },
  {
    title: "another command",
    place: "shop/jobs",
    script: again("", undefined, 'sh -c "exec python3 /app/main.py"'),
    finding: settings("shop", "jobs", /^command (changed|added)$/),
  },
  {
    title: "a mount of the host's /etc",
    place: "erp/odoo",
    script: withMore("erp", "odoo", '{volumes: ["/etc:/host:ro"]}'),
    finding: settings("erp", "odoo", /^mount \/host \/etc read-only added$/),
  },
  {
    title: "a mount made writable",
    place: "erp/odoo",
    script: withMore("erp", "odoo", '{volumes: ["./addons:/addons:rw"]}'),
    finding: settings("erp", "odoo", /^mount \/addons .* instead of .* read-only$/),
  },
  {
    title: "a port published to the world",
    place: "cache/redis",
    script: withMore("cache", "redis", '{ports: ["6379:6379"]}'),
    finding: settings("cache", "redis", /port 6379\/tcp → .*6379 added/),
  },
  {
    title: "a capability more",
    place: "shop/jobs",
    script: again("--cap-add NET_BIND_SERVICE"),
    finding: settings("shop", "jobs", /^added capabilities .*NET_BIND_SERVICE added$/),
  },
  {
    title: "the host's processes, another folder and more",
    place: "shop/jobs",
    script: again("--pid host --workdir /tmp --add-host other:10.0.0.1 --ulimit nofile=64"),
    finding: settings("shop", "jobs", /^extra hosts .*limits .*process mode host added.*working directory \/tmp/),
  },
  {
    title: "docker update of a one-shot's restart policy",
    place: "shop/migrate",
    script: "docker update --restart on-failure shop-migrate-1",
    finding: settings("shop", "migrate", /^restart policy on-failure added$/),
  },
  {
    title: "another user",
    place: "shop/jobs",
    script: again("--user 0"),
    finding: settings("shop", "jobs", /^user 0 added$/),
  },
  {
    title: "a label more",
    place: "shop/jobs",
    script: again("--label traefik.enable=true"),
    finding: settings("shop", "jobs", /^label traefik\.enable added$/),
  },
  {
    title: "another health check",
    place: "shop/web",
    script: withMore("shop", "web", '{healthcheck: {test: [CMD, "true"]}}'),
    finding: settings("shop", "web", /^health check changed$/),
  },
  {
    title: "docker network disconnect",
    place: "shop/web",
    script: "docker network disconnect edge shop-web-1",
    finding: settings("shop", "web", /^network edge as web removed$/),
    short: true,
  },
  {
    title: "docker network connect",
    place: "erp/db",
    script: "docker network connect edge erp-db-1",
    finding: settings("erp", "db", /^network edge added$/),
  },
  {
    title: "the network of the host",
    place: "shop/jobs",
    script: again("--label x=y").replace(
      "--network shop_default --network-alias jobs --label x=y",
      "--network host -e PORT=3999",
    ),
    finding: settings("shop", "jobs", /network mode host instead of shop_default/),
  },
];
