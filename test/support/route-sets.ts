import type { Sent } from "../../policies/routes/request.ts";
import { randomRule, randomTcpRule } from "./route-rules.ts";
import type { Seeded } from "./seeded.ts";

/** A dynamic configuration with the names of its routers; each router's middleware or TCP server says its name. */
export interface RouteSet {
  readonly text: string;
  readonly names: readonly string[];
}

/**
 * Routers with rules of every kind, some broken, on the entry points `web` and `websecure`.
 * @param set number that names of HTTP routers (`h3x0`) and TCP routers (`t3x0`) begin with
 * @param servers ports of loopback where a TCP server says its index
 */
export function randomSet(random: Seeded, set: number, servers: readonly number[]): RouteSet {
  const count = 2 + random.below(12);
  const http = Array.from({ length: count }, (_, index) => {
    const router = { rule: randomRule(random), ...place(random), ...priority(random), service: "noop@internal" };
    return [`h${set}x${index}`, { ...router, middlewares: [`h${set}x${index}`] }] as const;
  });
  const tcp = random.chance(2) ? servers.slice(0, 1 + random.below(servers.length)) : [];
  const connections = tcp.map((_, index) => {
    const tls = !random.chance(4);
    const on = { entryPoints: [tls ? "websecure" : "web"], ...(tls ? { tls: {} } : {}) };
    return [
      `t${set}x${index}`,
      { rule: randomTcpRule(random, tls), ...on, ...priority(random), service: `t${set}x${index}` },
    ] as const;
  });
  const answers = http.map(([name]) => [name, { headers: { customResponseHeaders: { "X-Router": name } } }]);
  const services = tcp.map((port, index) => [
    `t${set}x${index}`,
    { loadBalancer: { servers: [{ address: `127.0.0.1:${port}` }] } },
  ]);
  const configuration = {
    http: { routers: Object.fromEntries(http), middlewares: Object.fromEntries(answers) },
    ...(tcp.length === 0
      ? {}
      : { tcp: { routers: Object.fromEntries(connections), services: Object.fromEntries(services) } }),
  };
  const names = [...http, ...connections].map(([name]) => `${name}@file`);
  return { text: JSON.stringify(configuration, null, 1), names };
}

function place(random: Seeded): { entryPoints: string[]; tls?: object } {
  const entryPoints = random.pick([["web"], ["websecure"], ["web", "websecure"]]);
  return entryPoints.includes("websecure") && !random.chance(5) ? { entryPoints, tls: {} } : { entryPoints };
}

function priority(random: Seeded): { priority?: number } {
  if (random.chance(3)) return {};
  return { priority: random.chance(6) ? 7 : 1 + random.below(200) };
}

const hosts = ["a.example", "b.example", "www.a.example", "x.erp.example", "yy.erp.example", "localhost", "10.0.0.1"];
const targets = [
  ...[
    "/",
    "/qr",
    "/qr_ordering",
    "/qr/1",
    "/api",
    "/api/",
    "/api/7",
    "/api/7/edit",
    "/API",
    "/x.php",
    "/a%20b",
    "/xxx",
  ],
  ...[
    "//api//7",
    "/qr/../api/7",
    "/qr/./x",
    "/a/%2e%2e/api",
    "/a%2Fb",
    "/a%2fb",
    "/%61pi/7",
    "/%C3%A9",
    "/é",
    "/100%25",
  ],
  ...[
    "/a;b",
    "/a%3Bb",
    "/a[1]",
    "/a(b)",
    '/a"b',
    "/a%22b",
    "/a%",
    "/a%zz",
    "/a#b",
    "/a%23b",
    "/q%72",
    "/*",
    "/a%2520b",
  ],
];
const queries = [
  "",
  "",
  "?a=1",
  "?a=2&a=1",
  "?b",
  "?a",
  "?b=x+y",
  "?b=x%20y",
  "?c=7;a=1",
  "?%61=1",
  "?a=%zz",
  "?d=x&e",
];

/** A request that some of the rules may match. */
export function randomRequest(random: Seeded): Sent & { readonly entryPoint: "web" | "websecure" } {
  const entryPoint = random.pick(["web", "websecure"] as const);
  const host = random.pick(hosts);
  const written = random.pick([host, host, host, host.toUpperCase(), `${host}:8443`, `${host}.`]);
  const headers = [
    ...(random.chance(3) ? [[random.pick(["X-A", "x-a"]), random.pick(["1", "12", "one", " 1 "])] as const] : []),
    ...(random.chance(5) ? [["X-A", "1"] as const] : []),
    ...(random.chance(5) ? [["X-Forwarded-Proto", "ftp"] as const] : []),
  ];
  return {
    ...{
      entryPoint,
      host: written,
      headers,
      tls: random.chance(6) ? entryPoint === "web" : entryPoint === "websecure",
    },
    method: random.pick(["GET", "GET", "GET", "POST", "DELETE", "get"]),
    target: random.pick(targets) + random.pick(queries),
    protocols: random.pick([["http/1.1"], []]),
    client: random.pick(["127.0.0.1", "127.0.0.1", "127.0.0.2"]),
  };
}
