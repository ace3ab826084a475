import { example } from "./example.ts";
import type { RouteFinding } from "./finding.ts";
import { pairsOf, type Row, rowsOf, type Ways } from "./pairs.ts";
import { findingOf, type Router } from "./router.ts";
import { type Conjunction, covers, exclude } from "./rule/conjunctions.ts";
import { equalPriority, matchesNothing, noPriority, requestOf, shadowed, shadowedPrefix } from "./wording.ts";

/** From this priority on a router is an emergency's: that it takes all of another's requests may be meant. */
const emergency = 200;

/** What the comparison needs beside the routers. */
export interface Comparison {
  /** Whether a router's priority is written. */
  readonly isWritten: (router: Router) => boolean;
  /** Whether two routers are told of as one route in two places. */
  readonly isToldOf: (a: Router, b: Router) => boolean;
}

/**
 * Routers that get in each other's way: the same priority or none, with a request that both match; one that never gets a
 * request; a prefix that takes what a longer one is for.
 * @param routers of one host, by priority
 */
export function overlaps(routers: readonly Router[], comparison: Comparison): RouteFinding[] {
  const rows = rowsOf(routers);
  const found = new Map<string, RouteFinding>();
  /** Once, on however many entry points it is so. */
  const add = (router: Router, other: string, finding: RouteFinding) => {
    const key = [finding.kind, router.route.protocol, router.route.name, other].join("\n");
    if (!found.has(key)) found.set(key, finding);
  };
  const loose = new Map<Router, { others: Set<Router>; request: string }>();
  const covered = new Map<Router, (Set<Router> | undefined)[]>();
  for (const row of rows) {
    for (const [earlier, later] of pairsOf(row)) {
      covered.set(later.router, [...(covered.get(later.router) ?? []), coveredBy(earlier, later)]);
      if (later.ways.length === 0) {
        add(later.router, "", findingOf(later.router.route, "rule", matchesNothing()));
      }
      for (const other of earlier) compare(row, other, later);
    }
  }

  function compare(row: Row, earlier: Ways, later: Ways): void {
    const [a, b] = [earlier.router, later.router];
    const isEqual = a.priority === b.priority;
    const without = [a, b].filter((router) => !comparison.isWritten(router));
    const mayBePrefix = has(earlier, "PathPrefix") && has(later, "PathPrefix", "Path");
    if (!(mayBePrefix || isEqual || without.length > 0) || comparison.isToldOf(a, b)) return;
    const meeting = earlier.ways.flatMap((x) => later.ways.filter((y) => !exclude(x, y)).map((y) => [x, y] as const));
    if (meeting.length === 0) return;
    const prefix = prefixOf(meeting);
    const swapped = isEqual && !prefix && prefixOf(meeting.map(([x, y]) => [y, x] as const));
    if (swapped) {
      compare(row, later, earlier);
      return;
    }
    if (!(prefix || isEqual || without.length > 0)) return;
    const ways = prefix
      ? [prefix.way, ...meeting.map(([x, y]) => [...x, ...y])]
      : meeting.map(([x, y]) => [...x, ...y]);
    const request = firstOf(ways, (way) => example([a, b], way, row.tls));
    if (!request) return;
    const text = requestOf(b, request);
    if (prefix && (isEqual || without.length === 0)) {
      const isMeant = a.priority >= emergency && b.priority < emergency;
      const isWhole = isEqual || coveredBy([earlier], later) !== undefined;
      const finding = findingOf(b.route, "prefix", shadowedPrefix(a, prefix.short, prefix.long, text));
      add(b, a.route.name, { ...finding, severity: isWhole && !isMeant ? "error" : "warning", request: text });
    } else if (isEqual) {
      const finding = findingOf(b.route, "overlap", equalPriority(b, a, without.length === 0, text));
      add(b, a.route.name, { ...finding, request: text });
    } else {
      for (const router of without) {
        const known = loose.get(router) ?? { others: new Set(), request: text };
        known.others.add(router === a ? b : a);
        loose.set(router, known);
      }
    }
  }

  for (const [router, { others, request }] of loose) {
    const finding = findingOf(router.route, "overlap", noPriority(router, [...others], request));
    add(router, "", { ...finding, severity: "warning", request });
  }
  const told = new Set([...found.values()].filter(({ kind }) => kind === "prefix").map(({ key, file }) => file + key));
  for (const [router, all] of covered) {
    if (all.includes(undefined) || told.has(router.route.source.file + router.route.source.key)) continue;
    const by = [...new Set(all.flatMap((set) => [...set!]))];
    if (by.length === 0) continue;
    const isMeant = router.priority < emergency && by.every(({ priority }) => priority >= emergency);
    const finding = findingOf(router.route, "shadowed", shadowed(router, by));
    add(router, "", { ...finding, severity: isMeant ? "warning" : "error" });
  }
  return [...found.values()];
}

/** Routers of a higher priority that together take every request of a router; undefined when they do not. */
function coveredBy(earlier: readonly Ways[], { router, ways }: Ways): Set<Router> | undefined {
  const higher = earlier.filter((other) => other.router.priority > router.priority);
  const by = new Set<Router>();
  for (const way of ways) {
    const one = higher.find((other) => other.ways.some((whole) => covers(way, whole)));
    if (!one) return undefined;
    by.add(one.router);
  }
  return by;
}

/** A prefix that ends within a part of the other's path, with the conditions of both. */
function prefixOf(
  meeting: readonly (readonly [Conjunction, Conjunction])[],
): { short: string; long: string; way: Conjunction } | undefined {
  return firstOf(meeting, ([x, y]) => {
    const [short] = pathsOf(x, "PathPrefix");
    const [long] = pathsOf(y, "PathPrefix", "Path");
    if (short === undefined || long === undefined || !long.startsWith(short) || short.endsWith("/")) return undefined;
    const next = long[short.length];
    return next === undefined || next === "/" ? undefined : { short, long, way: [...x, ...y] };
  });
}

const has = ({ ways }: Ways, ...names: readonly string[]) => ways.some((way) => pathsOf(way, ...names).length > 0);

/** The longest first. */
const pathsOf = (way: Conjunction, ...names: readonly string[]): string[] =>
  way
    .filter(({ name, not }) => !not && names.includes(name))
    .map(({ values }) => values[0]!)
    .sort((a, b) => b.length - a.length);

function firstOf<T, U>(all: readonly T[], make: (one: T) => U | undefined): U | undefined {
  for (const one of all) {
    const made = make(one);
    if (made !== undefined) return made;
  }
  return undefined;
}
