import type { Router } from "./router.ts";
import { type Conjunction, conjunctions } from "./rule/conjunctions.ts";

/** A router with the ways in which its rule can match, on one entry point. */
export interface Ways {
  readonly router: Router;
  readonly ways: readonly Conjunction[];
}

/** Routers that Traefik tries one after the other: of one protocol and entry point, with TLS or without. */
export interface Row {
  readonly entryPoint: string;
  readonly tls: boolean;
  /** The first is tried first. */
  readonly all: readonly Ways[];
}

/**
 * The rows of a host's routers. A rule with too many ways to compare is left out.
 * @param routers by priority
 */
export function rowsOf(routers: readonly Router[]): Row[] {
  const rows = new Map<string, { entryPoint: string; tls: boolean; all: Ways[] }>();
  for (const router of routers) {
    const ways = conjunctions(router.rule);
    if (!ways) continue;
    for (const { entryPoint, tls } of router.on) {
      const key = JSON.stringify([router.route.protocol, entryPoint, tls]);
      const row = rows.get(key) ?? { entryPoint, tls, all: [] };
      row.all.push({ router, ways });
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

/** For each router of a row those before it that may match the same request: of the same host, or of any. */
export function* pairsOf({ all }: Row): Generator<[earlier: readonly Ways[], later: Ways]> {
  const byHost = new Map<string, number[]>();
  const open: number[] = [];
  for (const [index, later] of all.entries()) {
    const names = hostsOf(later.ways);
    const places = names
      ? [...open, ...names.flatMap((name) => byHost.get(name) ?? [])]
      : [...all.keys()].slice(0, index);
    yield [[...new Set(places)].sort((a, b) => a - b).map((place) => all[place]!), later];
    if (!names) open.push(index);
    else for (const name of names) byHost.set(name, [...(byHost.get(name) ?? []), index]);
  }
}

/** The only hosts that a rule can match; undefined when it can match others too. */
function hostsOf(ways: readonly Conjunction[]): string[] | undefined {
  const names = ways.map(
    (way) => way.find(({ name, not, values }) => !not && isHost(name) && values[0] !== "*")?.values[0],
  );
  return names.includes(undefined) ? undefined : [...new Set(names as string[])];
}

const isHost = (name: string) => name === "Host" || name === "HostSNI";
