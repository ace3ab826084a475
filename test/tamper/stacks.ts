import { edgeStacks } from "./edge-stack.ts";

const image = "ghcr.io/seisei/web:sha-1a1a1a1";

const site = `server {
  listen 8080;
  location / { return 200 "released\\n"; }
}
`;

/** Small stacks with all that a check looks at: path → text. Their images are the lab's. */
export const stacks: Readonly<Record<string, string>> = {
  ...edgeStacks,

  "stacks/shop/stack.yaml": `host: app-1
timeout: 60
health: [http://127.0.0.1:3101/health]
secrets: [TOKEN]
`,
  "stacks/shop/docker-compose.yml": `services:
  web:
    image: ${image}
    restart: unless-stopped
    environment: {TOKEN: "\${TOKEN}"}
    ports: ["127.0.0.1:3101:3000"]
    volumes: ["./config:/config:ro", "./logs:/logs"]
    networks: [default, edge]
    healthcheck: {test: [CMD, test, "!", -e, /tmp/sick], interval: 3s, retries: 1}
  jobs:
    image: ${image}
    restart: unless-stopped
  worker:
    image: ${image}
    restart: unless-stopped
    scale: 2
  migrate:
    image: ${image}
    command: ["true"]
networks:
  edge: {external: true}
`,
  "stacks/shop/config/settings.txt": "released\n",
  "stacks/shop/hooks/start.sh": "#!/bin/sh\nexit 0\n",

  "stacks/erp/stack.yaml": `host: app-1
timeout: 60
secrets: [POSTGRES_PASSWORD]
addons: [addons]
`,
  "stacks/erp/docker-compose.yml": `services:
  odoo:
    image: ${image}
    restart: unless-stopped
    volumes: ["./addons:/addons:ro"]
  db:
    image: postgres:15
    restart: unless-stopped
    environment: {POSTGRES_PASSWORD: "\${POSTGRES_PASSWORD}"}
    volumes: ["rows:/var/lib/postgresql/data"]
volumes: {rows: {}}
`,
  "stacks/erp/addons/sale/__init__.py": "# sale\n",
  "stacks/erp/addons/sale/models/order.py": "# order\n",
  "stacks/erp/addons/stock/__manifest__.py": "{}\n",

  "stacks/router/stack.yaml": `host: app-1
timeout: 60
health: [http://127.0.0.1:8080/]
requires: {compose: "2.20"}
loaded: [{service: nginx, process: "nginx: worker process", files: [conf.d]}]
`,
  "stacks/router/docker-compose.yml": `services:
  nginx:
    image: nginx:1.27
    restart: unless-stopped
    ports: ["127.0.0.1:8080:8080"]
    volumes: ["./conf.d:/etc/nginx/conf.d:ro"]
`,
  "stacks/router/conf.d/site.conf": site,
  "stacks/router/conf.d/more.include": "# nothing\n",

  "stacks/cache/stack.yaml": "host: app-1\ntimeout: 60\n",
  "stacks/cache/docker-compose.yml": `services:
  redis:
    image: redis:7
    restart: unless-stopped
    volumes: ["rows:/data", "./redis.conf:/etc/redis.conf:ro"]
    networks: [private]
volumes: {rows: {}}
networks: {private: {}}
`,
  "stacks/cache/redis.conf": "maxmemory 10mb\n",
};

/** Their secrets: stack, name, value. */
export const secrets: readonly [string, string, string][] = [
  ["shop", "TOKEN", "tamper-canary-1"],
  ["erp", "POSTGRES_PASSWORD", "tamper-canary-2"],
];

/** Those of the files that git keeps as executable. */
export const executable = ["stacks/shop/hooks/start.sh"];
