import { shownSettings } from "./settings.ts";

/** What Traefik shows of routers, services and middlewares alike. */
interface RawElement {
  readonly protocol: "http" | "tcp" | "udp";
  /** @example "erp@docker" */
  readonly name: string;
  /** `enabled`, or what is wrong with it. */
  readonly status: string;
  readonly errors: readonly string[];
}

export interface RawRouter extends RawElement {
  readonly entryPoints: readonly string[];
  readonly middlewares: readonly string[];
  readonly service?: string;
  readonly rule?: string;
  readonly priority?: number;
  readonly tls?: RawTls;
}

export interface RawTls {
  readonly passthrough?: boolean;
  readonly options?: string;
  readonly certResolver?: string;
  readonly domains?: readonly { readonly main?: string; readonly sans?: readonly string[] }[];
}

/** A service or a middleware. */
export interface RawPart extends RawElement {
  /** In small letters. @example "loadbalancer", "basicauth" */
  readonly type: string;
  readonly usedBy: readonly string[];
  /** Path in small letters, which begins with the type → text. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of a load balancer: each server with what its health check says; "" where there is none. */
  readonly servers?: readonly string[];
}

/** Everything of all providers but Traefik's own. */
export interface RawData {
  readonly routers: readonly RawRouter[];
  readonly services: readonly RawPart[];
  readonly middlewares: readonly RawPart[];
}

type Json = Record<string, unknown>;

/** Reads the answer of `/api/rawdata`; `undefined` when it is something else. Traefik's API always shows itself as a service. */
export function parseRawData(value: unknown): RawData | undefined {
  if (!isObject(value) || !isObject(value.services)) return undefined;
  const kinds = { http: "", tcp: "tcp", udp: "udp" } as const;
  const all = (kind: "Routers" | "Services" | "Middlewares") =>
    Object.entries(kinds).flatMap(([protocol, prefix]) => {
      const found = value[prefix === "" ? kind.toLowerCase() : prefix + kind];
      return Object.entries(isObject(found) ? found : {}).flatMap(([name, element]) =>
        isObject(element) && !name.endsWith("@internal")
          ? [{ common: common(protocol as RawElement["protocol"], name, element), element }]
          : [],
      );
    });
  return {
    routers: all("Routers").map(({ common, element }) => readRouter(common, element)),
    services: all("Services").map(({ common, element }) => ({ ...common, ...readPart(element) })),
    middlewares: all("Middlewares").map(({ common, element }) => ({ ...common, ...readPart(element) })),
  };
}

function common(protocol: RawElement["protocol"], name: string, element: Json): RawElement {
  return { protocol, name, status: String(element.status ?? "enabled"), errors: strings(element.error) };
}

function readRouter(common: RawElement, element: Json): RawRouter {
  const { service, rule, priority, tls } = element;
  return {
    ...common,
    ...{ entryPoints: strings(element.entryPoints), middlewares: strings(element.middlewares) },
    ...(typeof service === "string" ? { service } : {}),
    ...(typeof rule === "string" ? { rule } : {}),
    ...(typeof priority === "number" ? { priority } : {}),
    ...(isObject(tls) ? { tls: tls as RawTls } : {}),
  };
}

function readPart(element: Json): Pick<RawPart, "type" | "usedBy" | "settings" | "servers"> {
  const { serverStatus, usedBy, status: _, error: __, ...rest } = element;
  const [type = "", settings] = Object.entries(rest).find(([, value]) => typeof value === "object") ?? [];
  const found = isObject(settings) && Array.isArray(settings.servers) ? settings.servers : [];
  const states = isObject(serverStatus) ? serverStatus : {};
  const servers = found.filter(isObject).map(({ url, address }) => String(states[String(url ?? address)] ?? ""));
  return {
    ...{ type: type.toLowerCase(), usedBy: strings(usedBy), settings: shownSettings(type, settings) },
    ...(type === "loadBalancer" ? { servers } : {}),
  };
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
