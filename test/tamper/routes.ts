import { leftByUp } from "./files.ts";
import { repaired, type Tampering } from "./tampering.ts";

const image = "ghcr.io/seisei/web:sha-1a1a1a1";

/** Waits until Traefik has taken a change: its answer is asked for a text, by name of a router or of its rule. */
const until = (test: string) =>
  `for try in $(seq 60); do curl -s http://127.0.0.1:8888/api/rawdata | ${test} && break; sleep 0.2; done`;
const has = (text: string) => until(`grep -qF '${text}'`);
const hasNot = (text: string) => until(`{ ! grep -qF '${text}'; }`);

/** A dynamic file written anew in one step, as Traefik sees it. */
const dynamic = (name: string, text: string) =>
  `cat > /tmp/${name} <<'END'\n${text}\nEND\ncp /tmp/${name} edge/dynamic/${name}`;

const router = (name: string, rule: string, service: string) =>
  `${name}: {rule: "Host(\`${rule}\`)", entryPoints: [web], service: ${service}}`;

/** The service `api` started again by `docker compose` with other labels. */
const relabelled = (labels: string) => `cd api && cat > /tmp/api-labels.yml <<'END'
services: {api: {labels: ${labels}}}
END
docker compose -f docker-compose.yml -f /tmp/api-labels.yml up -d --no-deps api && cd ..`;

const settings = (stack: string, subject: string, observed: RegExp): Tampering["finding"] => ({
  kind: "settings",
  ...{ stack, subject, observed, action: repaired },
});
const file = (subject: string, observed: RegExp): Tampering["finding"] => ({
  kind: "file",
  ...{ stack: "edge", subject, observed, action: repaired },
});
const extra = (kind: string, subject: string, observed: RegExp): Tampering["finding"] => ({
  ...{ kind, stack: "edge", subject, observed, action: leftByUp },
});

/** What Traefik is told: by labels, by dynamic files, by its own configuration. */
export const routeTamperings: readonly Tampering[] = [
  {
    title: "a router's rule changed in the labels",
    place: "api/api",
    script: `${relabelled('{traefik.http.routers.api.rule: "Host(`evil.example`)"}')} && ${has("evil.example")}`,
    finding: settings("api", "api", /^label traefik\.http\.routers\.api\.rule changed$/),
    short: true,
  },
  {
    title: "a router switched off in the labels",
    place: "api/api",
    script: `${relabelled('{traefik.enable: "false"}')} && ${hasNot("api@docker")}`,
    finding: settings("api", "api", /^label traefik\.enable changed$/),
  },
  {
    title: "a router with a middleware that is not there, in the labels",
    place: "api/api",
    script: `${relabelled('{traefik.http.routers.api.middlewares: "nothing@file"}')} && ${has("nothing@file")}`,
    finding: settings("api", "api", /^label traefik\.http\.routers\.api\.middlewares changed$/),
  },
  {
    title: "a service with routes taken off Traefik's network",
    place: "api/api",
    script: "docker network disconnect edge api-api-1; sleep 1",
    finding: settings("api", "api", /^network edge as api removed$/),
  },
  {
    title: "labels for Traefik on a service that has none",
    place: "api/quiet",
    script: `cd api && cat > /tmp/quiet.yml <<'END'
services: {quiet: {labels: {traefik.enable: "true", traefik.http.routers.quiet.rule: "Host(\`quiet.example\`)"}}}
END
docker compose -f docker-compose.yml -f /tmp/quiet.yml up -d --no-deps quiet && ${has("quiet.example")}`,
    finding: settings("api", "quiet", /^label traefik\.enable added; label traefik\.http\.routers\.quiet\.rule added$/),
  },
  {
    title: "a container of nobody with a route",
    place: "host/route",
    script: `docker run -d --name evil --network edge --expose 3000 --label traefik.enable=true \
      --label 'traefik.http.routers.evil.rule=Host(\`evil.example\`)' ${image} && ${has("evil@docker")}`,
    finding: { kind: "unknown container", subject: "evil", action: /if it is meant, document it/ },
    left: true,
  },
  {
    title: "a container of nobody that takes a router's name",
    place: "host/route",
    script: `docker run -d --name evil --network edge --expose 3000 --label traefik.enable=true \
      --label 'traefik.http.routers.api.rule=Host(\`evil.example\`)' ${image}; sleep 3`,
    finding: { kind: "unknown container", subject: "evil", action: /if it is meant, document it/ },
    left: true,
  },
  {
    title: "a router's priority changed in a dynamic file",
    place: "edge/dynamic/tenants",
    script: `sed -i 's/priority: 60/priority: 61/' edge/dynamic/tenants.yml && ${has('"priority":61')}`,
    finding: file("dynamic/tenants.yml", /^sha256:/),
    short: true,
  },
  {
    title: "a dynamic file that Traefik cannot read",
    place: "edge/dynamic",
    script: "echo '}' >> edge/dynamic/tenants.yml; sleep 1",
    finding: file("dynamic/tenants.yml", /^sha256:/),
  },
  {
    title: "a middleware renamed in a dynamic file",
    place: "edge/dynamic",
    script: `sed -i 's/rate: {rateLimit/limit: {rateLimit/' edge/dynamic/tenants.yml && ${has("limit@file")}`,
    finding: file("dynamic/tenants.yml", /^sha256:/),
  },
  {
    title: "a dynamic file removed, with a middleware that another stack uses",
    place: "edge/dynamic",
    script: `rm edge/dynamic/tenants.yml && ${hasNot("tenants@file")}`,
    finding: file("dynamic/tenants.yml", /^missing$/),
  },
  {
    title: "the dynamic file removed that makes Traefik's API answer",
    place: "edge/dynamic",
    script: "rm edge/dynamic/system.yml; sleep 1",
    finding: file("dynamic/system.yml", /^missing$/),
  },
  {
    title: "TLS options changed in a dynamic file",
    place: "edge/dynamic/system",
    script: "sed -i s/VersionTLS12/VersionTLS10/ edge/dynamic/system.yml",
    finding: file("dynamic/system.yml", /^sha256:/),
  },
  {
    title: "a dynamic file more, with a router",
    place: "edge/dynamic/evil",
    script: `${dynamic("evil.yml", `http: {routers: {${router("evil", "evil.example", "tenants")}}}`)} && ${has("evil@file")}`,
    finding: extra("router", "evil@file", /evil\.example/),
    left: true,
    short: true,
  },
  {
    title: "a dynamic file more, with two routers, a service and a middleware",
    place: "edge/dynamic/more",
    script: `${dynamic(
      "more.yml",
      `http: {routers: {${router("one", "one.example", "more")}, ${router("two", "two.example", "more")}}, services: {more: {loadBalancer: {servers: [{url: "http://x"}]}}}, middlewares: {more: {compress: {}}}}`,
    )} && ${has("two@file")}`,
    finding: extra("extra file", "dynamic/more.yml", /router one@file.*router two@file/),
    left: true,
  },
  {
    title: "a dynamic file more, with a router in error",
    place: "edge/dynamic/wrong",
    script: `${dynamic("wrong.yml", `http: {routers: {${router("wrong", "wrong.example", "nothing")}}}`)} && ${has("wrong@file")}`,
    finding: extra("router", "wrong@file", /wrong\.example/),
    left: true,
  },
  {
    title: "a dynamic file more, with a middleware",
    place: "edge/dynamic/open",
    script: `${dynamic("open.yml", "http: {middlewares: {open: {headers: {accessControlAllowOriginList: ['*']}}}}")} && ${has("open@file")}`,
    finding: extra("middleware", "open@file", /headers/),
    left: true,
  },
  {
    title: "a dynamic file more, with nothing but TLS options",
    place: "edge/dynamic/old-tls",
    script: dynamic("old-tls.yml", "tls: {options: {default: {minVersion: VersionTLS10}}}"),
    finding: extra("extra file", "dynamic/old-tls.yml", /^present$/),
    left: true,
  },
  {
    title: "a dynamic file more, which takes a router's name",
    place: "edge/dynamic/tenants",
    script: `${dynamic("a.yml", `http: {routers: {${router("tenants", "evil.example", "tenants")}}}`)} && ${has("evil.example")}`,
    finding: extra("router", "tenants@file", /evil\.example/),
    left: true,
  },
  {
    title: "Traefik's own configuration edited",
    place: "edge/files",
    script: "sed -i 's/exposedByDefault: false/exposedByDefault: true/' edge/traefik.yml",
    finding: file("traefik.yml", /^sha256:/),
  },
  {
    title: "Traefik started with flags by hand",
    place: "edge",
    script: `cd edge && printf '%s' 'services: {traefik: {command: [--providers.docker=true, --api.insecure=true]}}' > /tmp/flags.yml &&
      docker compose -f docker-compose.yml -f /tmp/flags.yml up -d --no-deps traefik`,
    finding: settings("edge", "traefik", /^command (added|changed)$/),
  },
  {
    title: "docker stop of Traefik",
    place: "edge",
    script: "docker stop -t 1 edge-traefik-1",
    finding: { kind: "container", stack: "edge", subject: "traefik", observed: /^stopped$/, action: repaired },
    short: true,
  },
];
