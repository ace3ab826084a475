import type { StackRelease } from "../../release/types.ts";
import { stacksOf } from "./stacks.ts";

const traefik = `entryPoints:
  web: {address: ":80"}
  websecure: {address: ":443", http: {tls: {certResolver: le}}}
  postgres: {address: ":5432"}
  dns: {address: ":53/udp"}
certificatesResolvers: {le: {acme: {email: a@example.com, storage: /acme/acme.json}}}
providers: {docker: {exposedByDefault: false, network: edge}, file: {directory: /dynamic}}
`;

/** What differs from a host with a Traefik on the network `edge`. */
export interface EdgeSetting {
  readonly statics?: string;
  /** Name in the dynamic folder → text. */
  readonly dynamic?: Readonly<Record<string, string>>;
  /** Stack → its docker-compose.yml. */
  readonly stacks?: Readonly<Record<string, string>>;
}

/** A host with a Traefik and more stacks, as a release has them. */
export function edgeStacks({
  statics = traefik,
  dynamic = { "a.yml": "{}\n" },
  stacks = {},
}: EdgeSetting): StackRelease[] {
  const more = Object.entries(stacks).flatMap(([name, compose]) => [
    [`${name}/docker-compose.yml`, compose] as const,
    [`${name}/stack.yaml`, `host: app-1\n${compose.includes("${SECRET}") ? "secrets: [SECRET]\n" : ""}`] as const,
  ]);
  return stacksOf({
    "edge/docker-compose.yml":
      'services: {traefik: {image: "traefik:v3", restart: always, ports: ["80:80", "443:443"], networks: [edge]}}\nnetworks: {edge: {external: true}}\n',
    "edge/stack.yaml":
      "host: app-1\ntraefik: {service: traefik, api: 'http://127.0.0.1:8888/api', dynamic: dynamic, static: traefik.yml}\n",
    "edge/traefik.yml": statics,
    ...Object.fromEntries(Object.entries(dynamic).map(([path, text]) => [`edge/dynamic/${path}`, text])),
    ...Object.fromEntries(more),
  });
}

/** A dynamic file with HTTP routers that share the service `s`: name → rule, then more keys such as `priority: 7`, then the entry point. */
export function dynamicFile(
  routers: Readonly<Record<string, readonly [rule: string, more?: string, entryPoint?: string]>>,
): string {
  const lines = Object.entries(routers).map(
    ([name, [rule, more = "", entryPoint = "websecure"]]) =>
      `    ${name}: {rule: ${JSON.stringify(rule)}, entryPoints: [${entryPoint}], service: s${more && `, ${more}`}}`,
  );
  const service = "  services:\n    s: {loadBalancer: {servers: [{url: 'http://127.0.0.1:1'}]}}";
  return `http:\n  routers:\n${lines.join("\n")}\n${service}\n`;
}

/** A stack whose one service `web` has these labels. */
export function labelled(labels: Readonly<Record<string, string>>, more = ""): string {
  const lines = Object.entries({ "traefik.enable": "true", ...labels }).map(
    ([name, value]) => `      ${name}: ${JSON.stringify(value)}`,
  );
  return `services:\n  web:\n    image: web:1\n    restart: always\n    networks: [edge]\n    labels:\n${lines.join("\n")}\n${more}networks: {edge: {external: true}}\n`;
}
