import { isIPv6 } from "node:net";
import { routingPath } from "./request-path.ts";

/** An HTTP request as rules see it. */
export interface HttpRequest {
  readonly method: string;
  /** In small letters, without a port. */
  readonly host: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** By name in small letters; with those that Traefik sets itself. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Address of the client. */
  readonly client: string;
}

/** What a client sends. */
export interface Sent {
  readonly method?: string;
  /** As in the `Host` header; may have a port. */
  readonly host: string;
  readonly tls: boolean;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly client?: string;
  /** What a TLS client offers to speak (ALPN). @default ["h2", "http/1.1"], as browsers do */
  readonly protocols?: readonly string[];
}

/** What Traefik removes from a client that it does not trust. */
const forwarded =
  /^(x-forwarded-(for|host|method|port|prefix|proto|server|tls-client-cert|tls-client-cert-info|uri)|x-real-ip)$/;

/** @returns undefined for a request that Traefik refuses before it looks at routers */
export function httpRequest(sent: Sent): HttpRequest | undefined {
  const [, target = "", query = ""] = /^([^?]*)\??(.*)$/s.exec(sent.target)!;
  const path = routingPath(target);
  if (path === undefined) return undefined;
  const client = sent.client ?? "127.0.0.1";
  const headers = new Map<string, string[]>();
  const add = (name: string, value: string) => headers.set(name, [...(headers.get(name) ?? []), value]);
  for (const [name, value] of sent.headers ?? []) {
    if (!forwarded.test(name.toLowerCase()) && name.toLowerCase() !== "host") add(name.toLowerCase(), value.trim());
  }
  const port = /:(\d+)$/.exec(sent.host)?.[1] ?? (sent.tls ? "443" : "80");
  add("x-real-ip", client);
  add("x-forwarded-host", sent.host);
  add("x-forwarded-port", port);
  add("x-forwarded-proto", sent.tls ? "https" : "http");
  return {
    ...{ method: sent.method ?? "GET", host: canonicalHost(sent.host), path, query: queryOf(query), headers, client },
  };
}

/** Without its port, in small letters; an IPv6 address without brackets when it has a port, as Go parts it. */
export function canonicalHost(host: string): string {
  const [, name, address] = /^(?:([^:[\]]*)|\[([^\]]*)\]):[^:]*$/.exec(host) ?? [];
  return (name ?? address ?? host).trim().toLowerCase();
}

/** Go's reading of a query; Traefik takes `;` for `&`. What is not well encoded is left out. */
function queryOf(text: string): Map<string, string[]> {
  const query = new Map<string, string[]>();
  for (const part of text.split(/[&;]/)) {
    const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(part)!;
    if (part === "" || /%(?![0-9A-Fa-f]{2})/.test(part)) continue;
    query.set(unescaped(key), [...(query.get(unescaped(key)) ?? []), unescaped(value)]);
  }
  return query;
}

function unescaped(text: string): string {
  const bytes = Buffer.from(text.replaceAll("+", " ")).toString("latin1");
  const plain = bytes.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(plain, "latin1").toString();
}

/** For people. @example "GET https://erp.example/qr_ordering" */
export function requestText({ method = "GET", host, tls, target, headers = [], client }: Sent): string {
  const name = isIPv6(host) ? `[${host}]` : host;
  const more = [
    ...headers.map(([key, value]) => `${key}: ${value}`),
    ...(client === undefined ? [] : [`from ${client}`]),
  ];
  return [`${method} ${tls ? "https" : "http"}://${name}${target}`, ...more].join(", ");
}
