import type { RoutesExpected } from "./expected-routes.ts";
import { type Fields, grouped, notKnown, type OnEntryPoint, routerFields, subjectOf, tlsText } from "./fields.ts";
import type { RawData, RawRouter } from "./raw-data.ts";
import { shownSetting } from "./settings.ts";

/** What Traefik has: subject → fields. */
export type Found = ReadonlyMap<string, Fields>;

/**
 * Traefik's routers, services and middlewares in the shape of `expected`.
 *
 * A router on several entry points, one of which adds TLS or middlewares, is shown by Traefik as one router for each,
 * named `<entry point>-<name>`; here it is one again. What is wrong only because of a service or a middleware that has a
 * finding of its own is not said of what uses it.
 * @param names subjects that the release has, of this stack and of others
 */
export function readFound({ routers, services, middlewares }: RawData, names: ReadonlySet<string>): Found {
  const parts = [
    ...services.map((one) => ["service", one] as const),
    ...middlewares.map((one) => ["middleware", one] as const),
  ];
  const there = new Set(parts.map(([kind, part]) => subjectOf(kind, part)));
  const isMissing = (protocol: string, error: string) => {
    const [, kind, name = ""] = /\b(middleware|service) "([^"]+)" does not exist/.exec(error) ?? [];
    const subject = subjectOf(kind as "service", { protocol, name });
    return names.has(subject) && !there.has(subject);
  };
  const isOfPart = ({ name, middlewares, service = "" }: RawRouter, error: string) => {
    const used = [...middlewares, qualified(service, name)];
    return parts.some(([, part]) => used.includes(part.name) && part.errors.some((own) => error.includes(own)));
  };
  const found = new Map<string, Fields>();
  for (const [subject, split] of joinedRouters(routers, names)) {
    const status = statusOf(split, (router, error) => isMissing(router.protocol, error) || isOfPart(router, error));
    found.set(subject, fieldsOfRouters(split, status));
  }
  for (const [kind, part] of parts) {
    const status = statusOf([part], ({ protocol }, error) => isMissing(protocol, error));
    const { type, servers, settings } = part;
    found.set(subjectOf(kind, part), {
      ...settings,
      type,
      ...(servers ? { servers: serversText(servers) } : {}),
      status,
    });
  }
  return found;
}

/** Subject → the routers that Traefik made of one: they have the same rule and service. */
function joinedRouters(routers: readonly RawRouter[], names: ReadonlySet<string>): Map<string, RawRouter[]> {
  /** What the router would be called without the entry point in front. */
  const shorter = ({ protocol, name, entryPoints: [entryPoint, ...others] }: RawRouter): string | undefined => {
    if (others.length > 0 || !name.startsWith(`${entryPoint}-`)) return undefined;
    return subjectOf("router", { protocol, name: name.slice(entryPoint!.length + 1) });
  };
  return grouped(routers, (router) => {
    const [subject, base] = [subjectOf("router", router), shorter(router)];
    const isTwin = (other: RawRouter) =>
      other !== router &&
      [subjectOf("router", other), shorter(other)].includes(base) &&
      other.rule === router.rule &&
      other.service === router.service;
    return base !== undefined && !names.has(subject) && routers.some(isTwin) ? base : subject;
  });
}

function fieldsOfRouters(split: readonly RawRouter[], status: string): Fields {
  const { protocol, name, rule = "", service } = split[0]!;
  const priority = split.find((router) => router.priority !== undefined)?.priority;
  const on: OnEntryPoint[] = split.flatMap(({ entryPoints, middlewares, tls }) =>
    entryPoints.map((entryPoint) => ({ entryPoint, middlewares, tls: tlsText(tls, providerOf(name)) })),
  );
  return routerFields({
    ...{ protocol, rule, on, status },
    priority: priority === undefined ? "" : String(priority),
    service: service === undefined ? "none" : qualified(service, name),
  });
}

/** What a load balancer can reach; the addresses change with every container. */
function serversText(servers: readonly string[]): string {
  const down = servers.filter((state) => state === "DOWN").length;
  if (servers.length === 0) return "none";
  if (down === 0) return "up";
  return down === servers.length ? "down" : `${down} of ${servers.length} down`;
}

/** @param follows whether an error is told by another finding */
function statusOf<T extends { status: string; errors: readonly string[] }>(
  elements: readonly T[],
  follows: (element: T, error: string) => boolean,
): string {
  const wrong = elements.filter(
    (one) => one.status !== "enabled" && (one.errors.length === 0 || one.errors.some((error) => !follows(one, error))),
  );
  if (wrong.length === 0) return "enabled";
  return [wrong[0]!.status, [...new Set(wrong.flatMap(({ errors }) => errors))].join("; ")].filter(Boolean).join(": ");
}

/**
 * What was found, for each subject that is expected.
 * @param told whether what a service or a dynamic file says of a subject is told by another finding
 */
export function observedRoutes(
  expected: RoutesExpected,
  found: Found,
  told: (from: string, subject: string) => boolean,
): RoutesExpected {
  const observe = (fields: Fields, now: Fields | undefined): Fields => {
    if (!now) return { ...fields, status: "missing" };
    // One that Traefik could not build has no more than its error.
    if (now.status !== fields.status)
      return { ...fields, status: hasSecret(fields) ? now.status!.split(":")[0]! : now.status! };
    return Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, shown(field, text, now)]));
  };
  return Object.fromEntries(
    Object.entries(expected).map(([from, subjects]) => [
      from,
      Object.fromEntries(
        Object.entries(subjects).map(([subject, fields]) => [
          subject,
          told(from, subject) ? fields : observe(fields, found.get(subject)),
        ]),
      ),
    ]),
  );
}

function shown(field: string, wanted: string, now: Fields): string {
  if (wanted === notKnown) return wanted;
  if (field.includes(".")) return shownSetting(field, wanted, now);
  return now[field] === undefined || (field === "priority" && now[field] === "") ? wanted : now[field];
}

/** An error may quote what it is about. */
const hasSecret = (fields: Fields) => Object.values(fields).includes(notKnown);

const providerOf = (name: string) => name.slice(name.lastIndexOf("@") + 1);
const qualified = (name: string, like: string) => (name.includes("@") ? name : `${name}@${providerOf(like)}`);
