import { repaired, type Tampering } from "./tampering.ts";

const image = "ghcr.io/seisei/web:sha-1a1a1a1";
const newer = "ghcr.io/seisei/web:sha-2b2b2b2";
const kill = (name: string) => `kill -9 $(docker inspect --format '{{.State.Pid}}' ${name}); sleep 2`;

/** One of the two replicas, in a shell: which numbers they have depends on what happened before. */
export const replica =
  "$(docker ps -q -f label=com.docker.compose.project=shop -f label=com.docker.compose.service=worker | head -n 1)";

/** Starts `jobs` again under its name and labels, with another image, options or command. */
export const again = (options: string, of = image, command = "") => `
  docker inspect --format '{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}{{"\\n"}}{{end}}' shop-jobs-1 > /tmp/labels
  docker rm -f shop-jobs-1
  docker run -d --name shop-jobs-1 --label-file /tmp/labels --restart unless-stopped \
    --network shop_default --network-alias jobs ${options} ${of} ${command}`;

/** What containers do, what they run, and how many there are. */
export const containerTamperings: readonly Tampering[] = [
  {
    title: "docker stop",
    place: "shop/web",
    script: "docker stop -t 1 shop-web-1",
    finding: { kind: "container", stack: "shop", subject: "web", observed: /^stopped$/, action: repaired },
    short: true,
  },
  {
    title: "docker kill of a database",
    place: "erp/db",
    script: "docker kill erp-db-1",
    finding: { kind: "container", stack: "erp", subject: "db", observed: /^stopped$/, action: repaired },
  },
  {
    title: "docker pause",
    place: "erp/odoo",
    script: "docker pause erp-odoo-1",
    finding: { kind: "container", stack: "erp", subject: "odoo", observed: /^paused$/, action: repaired },
  },
  {
    title: "docker rm -f",
    place: "shop/web",
    script: "docker rm -f shop-web-1",
    finding: { kind: "container", stack: "shop", subject: "web", observed: /^missing$/, action: repaired },
  },
  {
    title: "docker compose create, never started",
    place: "erp/odoo",
    script: "cd erp && docker compose rm -sf odoo && docker compose create --pull never odoo",
    finding: { kind: "container", stack: "erp", subject: "odoo", observed: /^created$/, action: repaired },
  },
  {
    title: "a health check that fails",
    place: "shop/web",
    script: "docker exec shop-web-1 touch /tmp/sick; sleep 7",
    finding: { kind: "container", stack: "shop", subject: "web", observed: /^unhealthy$/, action: repaired },
  },
  {
    title: "a restart loop",
    place: "shop/jobs",
    root: true,
    script: [1, 2, 3].map(() => kill("shop-jobs-1")).join("\n"),
    finding: { kind: "restart loop", stack: "shop", subject: "jobs", action: /`pulumi up` makes it again/ },
    short: true,
  },
  {
    title: "one of two replicas removed",
    place: "shop/worker",
    script: `docker rm -f ${replica}`,
    finding: { kind: "container", stack: "shop", subject: "worker", observed: /^1 running$/, action: repaired },
  },
  {
    title: "docker compose up --scale",
    place: "shop/worker",
    script: "cd shop && docker compose up -d --no-recreate --scale worker=3 worker",
    finding: { kind: "container", stack: "shop", subject: "worker", observed: /^3 running$/, action: repaired },
    short: true,
  },
  {
    title: "one of two replicas stopped",
    place: "shop/worker",
    script: `docker stop -t 1 ${replica}`,
    finding: { kind: "container", stack: "shop", subject: "worker", observed: /^stopped$/, action: repaired },
  },
  {
    title: "a one-shot's container removed",
    place: "shop/migrate",
    script: "docker rm shop-migrate-1",
    finding: { kind: "container", stack: "shop", subject: "migrate", observed: /^missing$/, action: repaired },
  },
  {
    title: "a one-shot that failed",
    place: "shop/migrate",
    script: `cd shop && printf 'services: {migrate: {command: ["false"]}}' > /tmp/false.yml &&
      docker compose -f docker-compose.yml -f /tmp/false.yml up -d --no-deps migrate; sleep 2`,
    finding: { kind: "container", stack: "shop", subject: "migrate", observed: /^failed$/, action: repaired },
  },
  {
    title: "docker compose run, left behind",
    place: "shop/extra",
    script: "cd shop && docker compose run -d --no-deps jobs sleep 1000",
    finding: { kind: "extra container", stack: "shop", subject: /^shop-jobs-run-/, action: repaired },
    short: true,
  },
  {
    title: "a service more, from another compose file",
    place: "shop/extra",
    script: `cd shop && printf 'services: {debug: {image: "${image}"}}' > /tmp/debug.yml &&
      docker compose -f docker-compose.yml -f /tmp/debug.yml up -d --no-deps debug`,
    finding: { kind: "extra container", stack: "shop", subject: "shop-debug-1", action: repaired },
  },
  {
    title: "another image, with the labels copied",
    place: "shop/jobs",
    script: `docker pull -q ${newer} >/dev/null && ${again("", newer)}`,
    finding: { kind: "image", stack: "shop", subject: "jobs", observed: /sha-2b2b2b2@sha256/, action: repaired },
  },
  {
    title: "another image, by docker compose with another file",
    place: "erp/odoo",
    script: `docker pull -q ${newer} >/dev/null && cd erp && printf 'services: {odoo: {image: "${newer}"}}' > /tmp/odoo.yml &&
      docker compose -f docker-compose.yml -f /tmp/odoo.yml up -d --no-deps odoo`,
    finding: { kind: "image", stack: "erp", subject: "odoo", observed: /sha-2b2b2b2@sha256/, action: repaired },
    short: true,
  },
  {
    title: "a tag moved on the host, then docker compose up",
    place: "erp/odoo",
    script: `docker pull -q ${newer} >/dev/null && docker tag ${newer} ${image} && cd erp &&
      docker compose up -d --no-deps --force-recreate --pull never odoo; docker tag ${image}@$(docker image inspect --format '{{index .RepoDigests 0}}' $(docker inspect --format '{{.Image}}' shop-web-1) | sed 's/.*@//') ${image}`,
    finding: { kind: "image", stack: "erp", subject: "odoo", action: repaired },
  },
  {
    title: "docker commit, an image from no registry",
    place: "shop/jobs",
    script: `docker commit shop-jobs-1 own:1 >/dev/null && ${again("", "own:1")}`,
    finding: { kind: "image", stack: "shop", subject: "jobs", observed: /own:1.*from no registry/, action: repaired },
  },
  {
    title: "docker rm, then docker run under the same name",
    place: "shop/jobs",
    script: `docker rm -f shop-jobs-1 && docker run -d --name shop-jobs-1 --network shop_default ${image}`,
    finding: { kind: "container", stack: "shop", subject: "jobs", observed: /^made by hand$/, action: repaired },
  },
  {
    title: "one of two replicas replaced by docker run under its name",
    place: "shop/worker",
    script: `name=$(docker inspect --format '{{.Name}}' ${replica} | tr -d /) && docker rm -f $name &&
      docker run -d --name $name --network shop_default ${image}`,
    finding: { kind: "container", stack: "shop", subject: "worker", observed: /^made by hand$/, action: repaired },
    short: true,
  },
  {
    title: "a container of nobody with a service's labels",
    place: "shop/web",
    script: `docker run -d --name stranger --label com.docker.compose.project=shop --label com.docker.compose.service=web \
      --label com.docker.compose.oneoff=False ${image}`,
    finding: { kind: "container", stack: "shop", subject: "web", observed: /^2 running$/, action: repaired },
  },
  {
    title: "docker compose stop",
    place: "erp",
    script: "cd erp && docker compose stop -t 1",
    finding: { kind: "container", stack: "erp", subject: "odoo, db", observed: /^stopped$/, action: repaired },
  },
  {
    title: "docker compose down",
    place: "erp",
    script: "cd erp && docker compose down -t 1",
    finding: { kind: "container", stack: "erp", subject: "odoo, db", observed: /^missing$/, action: repaired },
    short: true,
  },
];
