import type { Text } from "../../release/routes/model.ts";

/** Items by key, in the order of each key's first one. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** What of a router, a service or a middleware is compared, in short texts. */
export type Fields = Record<string, string>;

/** The text of a field whose value depends on a secret or on the host's environment: it is not compared. */
export const notKnown = "not known from the release";

/** What an entry point makes of a router. `null`: not known. */
export interface OnEntryPoint {
  readonly entryPoint: string;
  readonly middlewares: readonly string[] | null;
  readonly tls: Text;
}

/** A router as the release or as Traefik has it. */
export interface RouterState {
  readonly protocol: string;
  readonly rule: Text;
  readonly priority: Text;
  readonly service: Text;
  /** `null`: not known. */
  readonly on: readonly OnEntryPoint[] | null;
  readonly status: string;
}

/** @example "router erp@docker", "tcp service db@docker" */
export const subjectOf = (
  kind: "router" | "service" | "middleware",
  { protocol, name }: { protocol: string; name: string },
) => `${protocol === "http" ? "" : `${protocol} `}${kind} ${name}`;

export function routerFields({ protocol, rule, priority, service, on, status }: RouterState): Fields {
  const entryPoints = on?.map(({ entryPoint }) => entryPoint).sort();
  const each = (value: (one: OnEntryPoint) => Text) => (on ? joined(on, value) : null);
  const fields: Record<string, Text> = {
    ...(protocol === "udp" ? {} : { rule, priority }),
    entryPoints: entryPoints ? entryPoints.join(",") : null,
    service,
    ...(protocol === "udp"
      ? {}
      : {
          middlewares: each(({ middlewares }) => middlewares && (middlewares.join(",") || "none")),
          tls: each(({ tls }) => tls),
        }),
    status,
  };
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value ?? notKnown]));
}

/** One text where all entry points agree, else one for each. */
function joined(on: readonly OnEntryPoint[], value: (one: OnEntryPoint) => Text): Text {
  const values = [...on]
    .sort((a, b) => (a.entryPoint < b.entryPoint ? -1 : 1))
    .map((one) => [one.entryPoint, value(one)]);
  if (values.some(([, text]) => text === null)) return null;
  const [first] = values;
  if (values.every(([, text]) => text === first![1])) return first?.[1] ?? "none";
  return values.map(([entryPoint, text]) => `${entryPoint}: ${text}`).join("; ");
}

/** A TLS setting in short; `options` of the provider itself get its name. @example "letsencrypt, a.example (www.a.example)" */
export function tlsText(
  tls:
    | {
        readonly passthrough?: boolean;
        readonly options?: Text;
        readonly certResolver?: Text;
        readonly domains?: readonly { readonly main?: Text; readonly sans?: readonly string[] | null }[];
      }
    | undefined,
  provider: string,
): Text {
  if (!tls) return "none";
  const { passthrough, options = "", certResolver = "", domains = [] } = tls;
  if (options === null || certResolver === null) return null;
  const names = domains.map(({ main, sans }) => {
    if (main === null || sans === null) return null;
    return sans && sans.length > 0 ? `${main} (${sans.join(" ")})` : String(main);
  });
  if (names.includes(null)) return null;
  const qualified =
    options === "" || options === "default" || options.includes("@") ? options : `${options}@${provider}`;
  const parts = [passthrough ? "passthrough" : "", certResolver, qualified && `options ${qualified}`, ...names];
  return parts.filter(Boolean).join(", ") || "on";
}
