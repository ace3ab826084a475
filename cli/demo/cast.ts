// Which of the stacks play which part in the demo: the only place here that knows their names.

/** What main1.0.1 changes: two applications get a new version, and a configuration file of a third stack a line. */
export const upgrade = [
  {
    stack: "crm-api",
    edit: "sed -i 's/crm-api:sha-1a1a1a1/crm-api:sha-2b2b2b2/' stacks/crm-api/docker-compose.yml",
  },
  {
    stack: "erp-seisei",
    edit: "sed -i 's/erp:sha-1a1a1a1/erp:sha-2b2b2b2/' stacks/erp-seisei/docker-compose.yml",
  },
  {
    stack: "edge-nginx-router",
    edit: "sed -i '/ acme;/a\\    shop.erp.seisei.example acme;' stacks/edge-nginx-router/conf.d/tenants.conf",
  },
] as const;

// Every name is this host, and the certificate Traefik's own: no public name server or authority here. Traefik takes up
// to 2 s to see a container that became healthy, hence the retries.
const ask = (url: string) => `curl -fsSk --retry 5 --retry-all-errors --connect-to ::127.0.0.1: ${url}`;

/** What the upgrade's new line routes to a tenant: Traefik, nginx, Odoo and PostgreSQL answer together. */
export const newRoute = { ask: ask("https://shop.erp.seisei.example/"), answer: '"database": "acme"' } as const;

/** A version of an application that starts and never becomes healthy. */
export const failing = {
  stack: "web-seisei",
  edit: "sed -i 's/web:sha-1a1a1a1/web:sha-bad0bad/' stacks/web-seisei/docker-compose.yml",
  ask: ask("https://www.seisei.example/"),
} as const;

/** The stack that goes back alone. */
export const pinned = { stack: "crm-api", ask: "curl -fsS http://127.0.0.1:3001/" } as const;

/** An application that writes a row in PostgreSQL for each visit, and counts them. */
export const data = { stack: "erp-seisei", ask: ask("https://erp.seisei.example/") } as const;

const root = "/opt/seisei-main/stacks";

/** Five things that people do on servers: what a preview must say about each, and what holds on the host when it is undone. */
export const tampering = [
  {
    what: "edits a mounted file",
    command: `echo '# quick fix' >> ${root}/edge-traefik/dynamic/middlewares.yml`,
    stack: "edge-traefik",
    seen: /edge-traefik: dynamic\/middlewares\.yml has sha256:.* on the host/,
    undone: `! grep 'quick fix' ${root}/edge-traefik/dynamic/middlewares.yml`,
  },
  {
    what: "stops a container",
    command: "docker stop ocr-ocr-1",
    stack: "ocr",
    seen: /ocr: ocr is stopped/,
    undone: "docker inspect --format '{{.State.Status}}' ocr-ocr-1 | grep running",
  },
  {
    what: "runs another image in a container's place, with its labels",
    command: [
      "docker inspect langbot-langbot-1 > /tmp/before --format \\",
      "  '{{range $key, $value := .Config.Labels}}{{println (print $key \"=\" $value)}}{{end}}'",
      "docker rm -f langbot-langbot-1",
      "docker run -d --name langbot-langbot-1 --label-file /tmp/before --network edge \\",
      "  ghcr.io/seisei/langbot:sha-2b2b2b2",
    ].join("\n"),
    stack: "langbot",
    seen: /langbot: langbot runs .*sha-2b2b2b2/,
    undone: "docker inspect --format '{{.Config.Image}}' langbot-langbot-1 | grep sha-1a1a1a1",
  },
  {
    what: "changes a password in .env",
    command: `sed -i 's/^POSTGRES_PASSWORD=.*/POSTGRES_PASSWORD=letmein/' ${root}/erp-seisei/.env`,
    stack: "erp-seisei",
    seen: /erp-seisei: \.env was changed on the host/,
    undone: `! grep letmein ${root}/erp-seisei/.env`,
  },
  {
    what: "starts something to try it out",
    command: "docker run -d --name try-out redis:7",
    stack: "",
    seen: /container try-out .*belongs to no stack/,
    undone: "! docker inspect try-out 2>/dev/null",
  },
] as const;

/** What the finding about the unknown container says to do. */
export const removeUnknown = "docker rm -f try-out";
