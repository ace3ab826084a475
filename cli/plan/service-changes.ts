import { isDeepStrictEqual } from "node:util";
import type { ServiceRelease, StackRelease } from "../../release/types.ts";
import { isMapping, type Mapping } from "../../release/yaml-file.ts";

/** What an update does with a service's containers, as far as two releases tell. */
export interface ServiceChange {
  readonly service: string;
  readonly action: "start" | "restart" | "remove";
  /** In words; more than one reason may hold. Empty for a service that is new or gone. */
  readonly why: readonly string[];
  /** As `nginx:1.27@sha256:…`; absent where the image stays. */
  readonly image?: { readonly from?: string; readonly to?: string };
}

/**
 * What changes between two releases of a stack, service by service; the rule is the one by which the host's script starts
 * a service again: another image, another configuration by Compose's own hash, or a changed file that it mounts.
 * @param touched paths of the files that are new, changed or gone
 */
export function serviceChanges(
  before: StackRelease | undefined,
  after: StackRelease | undefined,
  touched: readonly string[],
): ServiceChange[] {
  const names = [...new Set([...(before?.services.keys() ?? []), ...(after?.services.keys() ?? [])])].sort();
  return names.flatMap((service): ServiceChange[] => {
    const [old, now] = [before?.services.get(service), after?.services.get(service)];
    if (now === undefined) return [{ service, action: "remove", why: [], image: { from: old!.reference } }];
    if (old === undefined) return [{ service, action: "start", why: [], image: { to: now.reference } }];
    const moved = old.reference !== now.reference;
    const definitions = [before!, after!].map((stack) => definitionOf(stack, service)) as [Mapping, Mapping];
    const why = [
      ...(moved ? ["image"] : []),
      ...configuration(definitions, touched),
      ...touched.filter((path) => mounts(now, path)).map((path) => `mounted file ${path}`),
    ];
    const more = now.replicas - old.replicas;
    if (why.length === 0 && more === 0) return [];
    const image = moved ? { image: { from: old.reference, to: now.reference } } : {};
    if (why.length > 0) return [{ service, action: "restart", why, ...image }];
    return [
      { service, action: more > 0 ? "start" : "remove", why: [`${now.replicas} containers, not ${old.replicas}`] },
    ];
  });
}

/** Keys that Compose leaves out of the hash by which it tells whether a container is as its service says. */
const unhashed = new Set(["image", "build", "pull_policy", "scale", "depends_on", "profiles"]);

function configuration([before, after]: [Mapping, Mapping], touched: readonly string[]): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !unhashed.has(key) && !key.startsWith("x-"),
  );
  const different = keys.filter((key) => !isDeepStrictEqual(normal(key, before[key]), normal(key, after[key])));
  return [
    ...(different.length > 0 ? [`configuration (${different.join(", ")})`] : []),
    ...envFiles(after)
      .filter((path) => touched.includes(path))
      .map((path) => `environment file ${path}`),
  ];
}

/** Both forms of a key that Compose reads as one; the number of replicas is not in the hash either. */
function normal(key: string, value: unknown): unknown {
  if (key === "deploy" && isMapping(value)) return { ...value, replicas: undefined };
  if (key !== "environment" && key !== "labels") return value;
  const entries = Array.isArray(value)
    ? value.map((entry) => /^([^=]*)(?:=(.*))?$/s.exec(String(entry))!.slice(1, 3))
    : Object.entries(isMapping(value) ? value : {});
  const none = key === "labels" ? "" : null; // a variable without a value is the host's own
  return Object.fromEntries(
    entries.map(([name, text]) => [name, text === undefined || text === null ? none : String(text)]),
  );
}

function envFiles({ env_file: files }: Mapping): string[] {
  const list = Array.isArray(files) ? files : [files];
  return list
    .map((file) => (isMapping(file) ? file.path : file))
    .filter((file) => typeof file === "string")
    .map((file) => file.replace(/^\.\//, ""));
}

function definitionOf({ composeFile }: StackRelease, service: string): Mapping {
  const { services } = composeFile.data as { services: Record<string, Mapping> };
  return services[service]!;
}

/** As the host's script takes it: the mount is the path, a folder above it, or the stack's folder. */
function mounts({ mounts }: ServiceRelease, path: string): boolean {
  return mounts.some((mount) => mount === "." || path === mount || path.startsWith(`${mount}/`));
}
