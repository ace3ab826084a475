/** What may be wrong with routes, by its kind. */
export type RouteKind =
  | "unreadable"
  | "unknown value"
  | "rule"
  | "version 2 syntax"
  | "same name"
  | "two places"
  | "overlap"
  | "shadowed"
  | "prefix"
  | "missing"
  | "network"
  | "host port";

/** Something about a route that must be corrected, or should be looked at. */
export interface RouteFinding {
  readonly kind: RouteKind;
  readonly severity: "error" | "warning";
  /** `stacks/<name>/<path>` */
  readonly file: string;
  /** From 1; 0 where there is none. */
  readonly line: number;
  /** A label's beginning, or the keys in a dynamic file. @example "traefik.http.routers.erp" */
  readonly key: string;
  /** What is expected and what is there, then what to do next. */
  readonly message: string;
  /** A request that proves it. @example "GET https://erp.example/qr_ordering" */
  readonly request?: string;
}

/** The one form of a finding in a text. */
export const findingText = ({ file, line, key, message }: RouteFinding) =>
  [line > 0 ? `${file}:${line}` : file, ...(key === "" ? [] : [key]), message].join(": ");
