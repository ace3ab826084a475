import { parseRawData, type RawData } from "../../../../live/traefik/raw-data.ts";

type Json = Record<string, unknown>;

const on = { status: "enabled" };
const rule = "Host(`shop.example`)";

/** A router as Traefik's API shows it. */
export const router = (changed: Json = {}): Json => ({
  ...{ entryPoints: ["web"], service: "shop", rule, priority: 20, observability: { metrics: true }, using: ["web"] },
  ...{ ...on, ...changed },
});

const servers = [{ url: "http://172.18.0.4:3000" }];

/** A service with one server. */
export const service = (changed: Json = {}): Json => ({
  ...{ loadBalancer: { servers, strategy: "wrr", passHostHeader: true }, usedBy: ["shop@docker"] },
  ...{ serverStatus: { "http://172.18.0.4:3000": "UP" }, ...on, ...changed },
});

export const middleware = (changed: Json = {}): Json => ({ basicAuth: { users: ["a:b"] }, ...on, ...changed });

/** What the API shows: kind → name → element; of Traefik's own, always its API. */
export function rawData({ services = {}, ...kinds }: Record<string, Record<string, Json>>): RawData {
  const own = { "api@internal": { status: "enabled" } };
  return parseRawData({ ...kinds, services: { ...own, ...services } })!;
}
