import { child, children, flag, list, type Tree, text } from "./tree.ts";
import type { Text, Tls } from "./model.ts";

/** What an entry point adds to every router on it. */
export interface EntryPoint {
  /** Of its address, in the container; undefined when the address is not known. */
  readonly port?: number;
  readonly middlewares: readonly string[];
  readonly tls?: Tls;
  /** Where it sends every request, by a router of Traefik's own. */
  readonly redirection?: { readonly to: string; readonly priority: string; readonly place: Tree };
}

/** Traefik's default: only what Traefik makes itself can be higher. */
const redirectionPriority = String(2n ** 63n - 2n);

/** What Traefik's static configuration says about routes. */
export interface StaticConfiguration {
  readonly entryPoints: ReadonlyMap<string, EntryPoint>;
  /** Entry points of a router that names none, sorted. */
  readonly defaultEntryPoints: readonly string[];
  /** Absent without the Docker provider. */
  readonly docker?: { readonly exposedByDefault: boolean; readonly defaultRule: string; readonly network?: string };
  /** Whether the file provider is on. */
  readonly file: boolean;
  /** Names of the certificate resolvers. */
  readonly certResolvers: readonly string[];
}

/**
 * Reads a static configuration with Traefik v3's defaults: every TCP entry point but `traefik` is a default one, unless
 * some are marked `asDefault`; containers are exposed unless `exposedByDefault` is off.
 * https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/
 */
export function readStaticConfiguration(root: Tree, problems: string[]): StaticConfiguration {
  const declared = children(child(root, "entryPoints"));
  const named =
    declared.length > 0 ? declared.map((entry) => [entry.name, entry] as const) : ([["http", undefined]] as const);
  const usable = named.filter(
    ([name, entry]) => name !== "traefik" && !text(entry, "address")?.toLowerCase().endsWith("/udp"),
  );
  const marked = usable.filter(([, entry]) => flag(text(entry, "asDefault")));
  const docker = child(root, "providers", "docker");
  const constraints = child(docker, "constraints");
  if (constraints) {
    problems.push(
      `${constraints.at()}: ${constraints.key}: expected no constraints, got some, and what they let through cannot be told here; use \`traefik.enable\` labels`,
    );
  }
  const network = text(docker, "network");
  return {
    entryPoints: new Map(named.map(([name, entry]) => [name, readEntryPoint(entry)])),
    defaultEntryPoints: (marked.length > 0 ? marked : usable).map(([name]) => name).sort(),
    ...(docker && flag(docker.value) !== false
      ? {
          docker: {
            exposedByDefault: flag(text(docker, "exposedByDefault")) ?? true,
            defaultRule: text(docker, "defaultRule") ?? "Host(`{{ normalize .Name }}`)",
            ...(network ? { network } : {}),
          },
        }
      : {}),
    file: child(root, "providers", "file") !== undefined,
    certResolvers: children(child(root, "certificatesResolvers")).map(({ name }) => name),
  };
}

function readEntryPoint(entry: Tree | undefined): EntryPoint {
  const http = child(entry, "http");
  const port = /:(\d+)(?:\/(?:tcp|udp))?$/i.exec(text(entry, "address") ?? (entry ? "" : ":80"))?.[1];
  const tls = readTls(child(http, "tls"));
  const place = child(http, "redirections", "entryPoint");
  const to = text(place, "to");
  const priority = text(place, "priority") || redirectionPriority;
  return {
    ...(port ? { port: Number(port) } : {}),
    ...{ middlewares: list(http, "middlewares") ?? [], ...(tls && { tls }) },
    ...(place && to ? { redirection: { to, priority, place } } : {}),
  };
}

/** `tls: {}`, `tls: true` and a `tls` label without a value switch it on with defaults. */
export function readTls(tree: Tree | undefined): Tls | undefined {
  if (!tree || flag(tree.value) === false) return undefined;
  const optional = (name: string): Text => text(tree, name) ?? (child(tree, name) ? null : "");
  return {
    passthrough: flag(text(tree, "passthrough")) ?? false,
    options: optional("options"),
    certResolver: optional("certResolver"),
    domains: children(child(tree, "domains")).map((domain) => ({
      main: text(domain, "main") ?? null,
      sans: list(domain, "sans"),
    })),
  };
}
