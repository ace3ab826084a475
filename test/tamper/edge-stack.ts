/**
 * The host's Traefik, and a stack that has its routes by labels: path → text. Its dynamic files say what a Traefik says
 * to people: routers with and without TLS, middlewares, a service, options.
 */
export const edgeStacks: Readonly<Record<string, string>> = {
  "stacks/edge/stack.yaml": `host: app-1
timeout: 60
health: [http://127.0.0.1:8888/ping]
traefik: {service: traefik, api: "http://127.0.0.1:8888/api", static: traefik.yml, dynamic: dynamic}
`,
  "stacks/edge/docker-compose.yml": `services:
  traefik:
    image: traefik:v3.5
    restart: unless-stopped
    ports: ["80:80", "127.0.0.1:8888:8888"]
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
      - ./traefik.yml:/etc/traefik/traefik.yml:ro
      - ./dynamic:/etc/traefik/dynamic:ro
      - ./acme:/acme
      - ./logs:/logs
    networks: [edge]
networks:
  edge: {external: true}
`,
  "stacks/edge/traefik.yml": `entryPoints:
  web: {address: ":80"}
  websecure: {address: ":443", http: {tls: {options: modern@file}}}
  traefik: {address: ":8888"}
providers:
  file: {directory: /etc/traefik/dynamic}
  docker: {exposedByDefault: false, network: edge}
api: {}
ping: {entryPoint: traefik}
accessLog: {filePath: /logs/access.log}
global: {checkNewVersion: false, sendAnonymousUsage: false}
`,
  "stacks/edge/dynamic/system.yml": `http:
  routers:
    api: {rule: "PathPrefix(\`/api\`)", entryPoints: [traefik], service: api@internal, priority: 100}
tls: {options: {modern: {minVersion: VersionTLS12}}}
`,
  "stacks/edge/dynamic/tenants.yml": `http:
  routers:
    tenants: {rule: "Host(\`tenants.example\`)", entryPoints: [websecure], middlewares: [rate], service: tenants, priority: 60}
  services:
    tenants: {loadBalancer: {servers: [{url: "http://nginx:8080"}]}}
  middlewares:
    rate: {rateLimit: {average: 50, burst: 100}}
`,
  "stacks/api/stack.yaml": "host: app-1\ntimeout: 60\n",
  "stacks/api/docker-compose.yml": `services:
  api:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    networks: [edge]
    labels:
      traefik.enable: "true"
      traefik.http.routers.api.rule: Host(\`api.example\`)
      traefik.http.routers.api.entrypoints: web
      traefik.http.routers.api.middlewares: rate@file,api
      traefik.http.middlewares.api.addprefix.prefix: /v1
      traefik.http.services.api.loadbalancer.server.port: "3000"
  quiet:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    networks: [edge]
networks:
  edge: {external: true}
`,
};
