import type { Finding } from "../../live/finding.ts";

/** What was asked of one stack, or of the things of a host that belong to no stack, and what came out. */
export interface Place {
  /** Absent for what belongs to no stack. */
  readonly stack?: string;
  /** The release it was compared with. */
  readonly release?: string;
  /** Kinds of things that are as they should be, with how many there are. */
  readonly passed: readonly { readonly kind: string; readonly count: number }[];
  readonly findings: readonly Finding[];
  /** What was not compared, and why. */
  readonly notCompared?: readonly string[];
  /** Why it could not be checked. */
  readonly error?: string;
}

/** One host's places. For the locks the host is the repository itself. */
export interface HostResult {
  readonly host: string;
  readonly address?: string;
  readonly places: readonly Place[];
  /** Why the host could not be asked at all; it has no places then. */
  readonly error?: string;
}

/** Everything that one check found. */
export interface DriftReport {
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  /** The release's tag; for the locks, what the next release would be made of. */
  readonly release: string;
  readonly hosts: readonly HostResult[];
  readonly findings: readonly Finding[];
}

/** @param since when each finding was first seen */
export function driftReport(
  release: string,
  hosts: readonly HostResult[],
  checkedAt: Date,
  since: (finding: Finding) => string | undefined = () => undefined,
): DriftReport {
  const dated = (finding: Finding): Finding => {
    const first = since(finding);
    return first === undefined ? finding : { ...finding, since: first };
  };
  const withDates = hosts.map((host) => ({
    ...host,
    places: host.places.map((place) => ({ ...place, findings: place.findings.map(dated) })),
  }));
  const findings = withDates.flatMap(({ places }) => places.flatMap((place) => place.findings));
  return { checkedAt: checkedAt.toISOString(), release, hosts: withDates, findings };
}

/** 0 no drift, 1 drift, 2 something could not be checked, whatever else was found. */
export function exitCode({ hosts, findings }: DriftReport): 0 | 1 | 2 {
  if (errors(hosts).length > 0) return 2;
  return findings.length > 0 ? 1 : 0;
}

/** Every reason for which something could not be checked. */
export function errors(hosts: readonly HostResult[]): string[] {
  return hosts
    .flatMap(({ error, places }) => [error, ...places.map((place) => place.error)])
    .filter((e) => e !== undefined);
}

/** The text of `drift_report.json` and of `--json`; each finding once, in `findings`. */
export function reportJson({ checkedAt, release, hosts, findings }: DriftReport): string {
  const short = hosts.map(({ places, ...host }) => ({
    ...host,
    places: places.map(({ findings, ...place }) => ({ ...place, findings: findings.length })),
  }));
  return `${JSON.stringify({ checkedAt, release, hosts: short, findings }, undefined, 2)}\n`;
}
