import type { Settings } from "./settings.ts";

/** What Traefik tells connections apart by. */
export type Protocol = "http" | "tcp" | "udp";

/** A text of the release; `null` when it depends on a secret or on the host's environment, and so is not known here. */
export type Text = string | null;

/** Where something is written. */
export interface Source {
  /** `stacks/<name>/<path>` */
  readonly file: string;
  readonly line: number;
  /** A label's beginning, or the keys in a dynamic file. @example "traefik.http.routers.erp" */
  readonly key: string;
}

/** What routers, services and middlewares have in common. */
export interface Element {
  readonly protocol: Protocol;
  /** As Traefik shows it. @example "erp@docker" */
  readonly name: string;
  readonly provider: "docker" | "file";
  readonly stack: string;
  /** The Compose service whose labels say it, or the dynamic file's path in the stack's folder. */
  readonly from: string;
  readonly source: Source;
}

export interface Tls {
  readonly passthrough: boolean;
  readonly options: Text;
  readonly certResolver: Text;
  readonly domains: readonly { readonly main: Text; readonly sans: readonly string[] | null }[];
}

/** A router before its entry points add their own middlewares and TLS. */
export interface Route extends Element {
  /** Absent for UDP, which has no rules. */
  readonly rule?: Text;
  /** Traefik's default when none is written: the rule's length in bytes, -1 for TCP's catch-all. */
  readonly priority?: Text;
  /** Traefik's default entry points when none are written. */
  readonly entryPoints: readonly string[] | null;
  /** With its provider. Absent when the release names none and Traefik cannot choose one. */
  readonly service?: Text;
  /** With their providers, in the order in which they act. */
  readonly middlewares: readonly string[] | null;
  /** Absent: the entry point's own, if it has one. */
  readonly tls?: Tls;
}

export interface RouteService extends Element {
  /** @example "loadBalancer", "weighted" */
  readonly type: string;
  /** Whether it has servers of its own at all. */
  readonly hasServers: boolean;
  readonly settings: Settings;
}

export interface Middleware extends Element {
  /** @example "basicAuth" */
  readonly type: string;
  readonly settings: Settings;
}

export interface Routes {
  readonly routers: readonly Route[];
  readonly services: readonly RouteService[];
  readonly middlewares: readonly Middleware[];
}
