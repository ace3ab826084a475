import type { Harmless } from "./tampering.ts";

const kill = (name: string) => `kill -9 $(docker inspect --format '{{.State.Pid}}' ${name}); sleep 2`;

/** What happens to a host every day, and is no drift. */
export const harmless: readonly Harmless[] = [
  {
    title: "a log grew",
    script: "echo line >> shop/logs/access.log; echo line >> shop/logs/error.log",
    root: true,
    short: true,
  },
  {
    title: "acme.json was renewed",
    script: "echo '{}' > edge/acme/acme.json && chmod 600 edge/acme/acme.json",
    root: true,
  },
  {
    title: "Traefik's access log grew and was rotated",
    script: `curl -s -o /dev/null http://127.0.0.1:80/; mv edge/logs/access.log edge/logs/access.log.1 &&
      docker kill --signal USR1 edge-traefik-1`,
    root: true,
  },
  {
    title: "Traefik started again",
    script: "docker restart -t 1 edge-traefik-1",
  },
  { title: "Docker started a container again", script: kill("shop-jobs-1"), root: true, short: true },
  {
    title: "another time of change",
    script: "touch shop/config shop/config/settings.txt shop/docker-compose.yml shop/.env erp/addons/sale/__init__.py",
    short: true,
  },
  { title: "docker restart", script: "docker restart -t 1 erp-odoo-1 router-nginx-1; sleep 1" },
  {
    title: "docker compose up by a person, with the stack's own file",
    script: "cd shop && docker compose up -d; sleep 1",
    short: true,
  },
  {
    title: "a database's container made again by a person, its volume kept",
    script: "cd cache && docker compose up -d --force-recreate -t 1; sleep 1",
  },
  {
    title: "a tag that a compose file names moved on the host, where services run by digest",
    script:
      "docker pull -q ghcr.io/seisei/web:sha-2b2b2b2 >/dev/null && docker tag ghcr.io/seisei/web:sha-2b2b2b2 nginx:1.27",
  },
  { title: "nginx reloaded what is on disk", script: "sleep 3; docker exec router-nginx-1 nginx -s reload; sleep 0.5" },
  {
    title: "compiled Python",
    script: "mkdir -p erp/addons/sale/__pycache__ && echo x > erp/addons/sale/__pycache__/a.cpython-312.pyc",
  },
  {
    title: "an image pulled and the old ones pruned",
    script:
      "docker pull -q ghcr.io/seisei/web:sha-3c3c3c3 || docker pull -q ghcr.io/seisei/web:sha-2b2b2b2; docker image prune -f",
  },
  {
    title: "an image lost its names while it runs",
    script: `docker rmi -f $(docker image inspect --format '{{join .RepoTags " "}} {{join .RepoDigests " "}}' \
      $(docker inspect --format '{{.Image}}' router-nginx-1))`,
  },
  {
    title: "a command inside a container",
    script: "docker exec shop-jobs-1 sh -c 'echo x > /tmp/x' && docker exec cache-redis-1 redis-cli set a b",
  },
  { title: "a file's mode for the group, which git does not know", script: "chmod g+w,o-r shop/stack.yaml" },
];
