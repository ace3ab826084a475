import { type HttpRequest, httpRequest, type Sent } from "./request.ts";
import type { Router } from "./router.ts";
import { addressRange } from "./rule/conditions.ts";
import { beginning, type Conjunction } from "./rule/conjunctions.ts";
import { type Connection, httpCondition, tcpCondition } from "./rule/matcher.ts";
import { httpMatches, tcpMatches } from "./answer.ts";
import { samples } from "./rule/samples.ts";

/** So many requests are tried for one way in which two rules may meet. */
const most = 200;

/**
 * A request that all the routers match: built from the texts of their conditions and tried with each of them.
 * @param way conditions that the request is to fulfil, those of one way of each rule
 * @returns undefined when none was found, which is no proof that there is none
 */
export function example(routers: readonly Router[], way: Conjunction, tls: boolean): Sent | undefined {
  const isTcp = routers[0]!.route.protocol === "tcp";
  let tried = 0;
  // Hosts and paths that cannot be are left out first, each by its own conditions.
  const usableHosts = hosts(way).filter((host) => holds(way, /^Host/, { host, serverName: host }));
  const usablePaths =
    isTcp || usableHosts.length === 0 ? ["/"] : paths(way).filter((path) => holds(way, /^Path/, { path }));
  for (const host of usableHosts) {
    for (const path of usablePaths) {
      for (const [method, client] of methodsAndClients(way)) {
        if (++tried > most) return undefined;
        const sent: Sent = {
          ...{ host, tls, target: target(path, way), headers: headers(way) },
          ...(method === "GET" ? {} : { method }),
          ...(client === undefined ? {} : { client }),
          ...(isTcp ? { protocols: values(way, "ALPN") } : {}),
        };
        if (routers.every((router) => isFor(router, sent))) return sent;
      }
    }
  }
  return undefined;
}

/** Whether a router's rule matches a request; its entry points play no part. */
function isFor(router: Router, sent: Sent): boolean {
  if (router.route.protocol === "tcp") {
    const { protocols = [], client = "127.0.0.1" } = sent;
    return tcpMatches(router)({ serverName: sent.tls ? sent.host : "", protocols, client });
  }
  const request = httpRequest(sent);
  return request !== undefined && httpMatches(router)(request);
}

/** Whether those conditions that have such a name are fulfilled. */
function holds(way: Conjunction, names: RegExp, part: Partial<HttpRequest> & Partial<Connection>): boolean {
  return way
    .filter(({ name }) => names.test(name))
    .every((one) => {
      const condition = one.name.startsWith("HostSNI") ? tcpCondition(one) : httpCondition(one);
      return condition(part as HttpRequest & Connection) !== one.not;
    });
}

const values = (way: Conjunction, ...names: readonly string[]): string[] =>
  way.filter(({ name, not }) => !not && names.includes(name)).map(({ values: [first = ""] }) => first);

/** Texts of several patterns, and each one's behind another's: patterns that ask for a beginning and an end. */
function withJoined(all: readonly (readonly string[])[]): string[] {
  const joined = all.flatMap((left, at) =>
    all.flatMap((right, other) =>
      at === other ? [] : left.slice(0, 3).flatMap((a) => right.slice(0, 3).map((b) => a + b)),
    ),
  );
  return [...all.flat(), ...joined];
}

function hosts(way: Conjunction): string[] {
  const exact = values(way, "Host", "HostSNI").filter((host) => host !== "*");
  const texts = withJoined(values(way, "HostRegexp", "HostSNIRegexp").map(samples));
  const around = texts.flatMap((text) => [text, `a${text}`, `${text}.example`, `a${text}.example`]);
  const usable = around
    .map((host) => host.toLowerCase())
    .filter((host) => /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/.test(host));
  return exact.length > 0 ? exact : [...new Set([...usable, "any.example", "other.example", "localhost"])];
}

function paths(way: Conjunction): string[] {
  const exact = values(way, "Path");
  if (exact.length > 0) return exact;
  const prefixes = values(way, "PathPrefix").sort((a, b) => b.length - a.length);
  const longest = prefixes[0] ?? "/";
  const texts = withJoined(values(way, "PathRegexp").map((regexp) => [...samples(regexp), beginning(regexp).text]));
  const joined = texts.flatMap((text) => [text, `/${text}`, longest + text, `${longest}/${text}`]);
  // The prefix, then what the pattern asks for at the end.
  const spliced = texts.flatMap((text) => [...text].map((_, at) => longest + text.slice(at)));
  const all = [...prefixes, ...joined, ...spliced, `${longest}x`, `${longest}/x`, "/", "/x"];
  return [...new Set(all.map((path) => path.replace(/\/\/+/g, "/")))].filter((path) => path.startsWith("/"));
}

/** The path as it is typed in an address. */
function target(path: string, way: Conjunction): string {
  const pairs = way
    .filter(({ name, not }) => !not && name.startsWith("Query"))
    .map(({ name, values: [key = "", value] }) => {
      const text = name === "Query" ? value : value === undefined ? "" : samples(value)[0];
      return `${encodeURIComponent(key)}${text ? `=${encodeURIComponent(text)}` : ""}`;
    });
  const typed = encodeURI(path).replaceAll("%25", "%").replaceAll("?", "%3F").replaceAll("#", "%23");
  return pairs.length === 0 ? typed : `${typed}?${[...new Set(pairs)].join("&")}`;
}

function headers(way: Conjunction): [string, string][] {
  const all = way
    .filter(({ name, not }) => !not && name.startsWith("Header"))
    .map(({ name, values: [key = "", value = ""] }): [string, string] => [
      key,
      name === "Header" ? value : (samples(value)[0] ?? ""),
    ]);
  return [...new Map(all.map((pair) => [pair.join("\n"), pair])).values()];
}

function methodsAndClients(way: Conjunction): [method: string, client: string | undefined][] {
  const methods = [...new Set([...values(way, "Method"), "GET", "POST", "DELETE"])];
  const ranges = values(way, "ClientIP");
  const clients =
    ranges.length > 0 ? ranges.map(addressIn) : way.some(({ name }) => name === "ClientIP") ? others : [undefined];
  return methods.flatMap((method) => clients.map((client): [string, string | undefined] => [method, client]));
}

/** Documentation addresses, for "from anywhere else". */
const others = ["203.0.113.1", "2001:db8::1", "192.0.2.1"];

/** An address in a range, which need not be its first. */
function addressIn(range: string): string {
  const address = range.replace(/\/.*$/, "");
  const next = address.replace(/\.0$/, ".1").replace(/::$/, "::1");
  return addressRange(range)?.check(next, next.includes(":") ? "ipv6" : "ipv4") ? next : address;
}
