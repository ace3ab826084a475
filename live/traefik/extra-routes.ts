import { normalize } from "../../release/routes/docker-provider.ts";
import { type Documented, isDocumented } from "../documented.ts";
import type { Container } from "../snapshot.ts";
import { type Fields, subjectOf } from "./fields.ts";
import type { Found } from "./observed-routes.ts";
import type { RawData } from "./raw-data.ts";

/** Where a router comes from whose container is gone, which Traefik has not noticed. */
export const noContainer = "no container";

/** Whose extra routes are looked for. */
export interface Owner {
  readonly stack: string;
  /** Services that the release has; a container of another one is told by itself. */
  readonly services: readonly string[];
  /** Of the stack that runs Traefik: where its dynamic files are. Other stacks have routes by their labels alone. */
  readonly dynamic?: string;
}

/**
 * What Traefik has and the release has not, and belongs to this stack: the service or the dynamic folder → subject → in
 * words what it is. What an unknown container brings is not told: the container is. A service or a middleware that only
 * such routers use comes and goes with them.
 * @param names subjects of the release
 */
export function extraRoutes(
  data: RawData,
  found: Found,
  names: ReadonlySet<string>,
  owner: Owner,
  containers: readonly Container[],
  documented: readonly Documented[],
): Record<string, Record<string, string>> {
  const brought = new Map(
    containers.flatMap((container) => subjectsOf(container).map((subject) => [subject, container])),
  );
  const from = (subject: string): string | undefined => {
    if (names.has(subject)) return undefined;
    const [, name, provider] = / (\S+)@(\S+)$/.exec(subject)!;
    if (isDocumented(documented, "router", `${name}@${provider}`)) return undefined;
    const container = provider === "docker" ? brought.get(subject.toLowerCase()) : undefined;
    if (!container) return owner.dynamic === undefined ? undefined : elsewhere(provider!, owner.dynamic);
    const isOwn = container.project === owner.stack && !container.oneOff && owner.services.includes(container.service);
    return isOwn ? container.service : undefined;
  };
  const parts = [
    ...data.services.map((one) => [subjectOf("service", one), one] as const),
    ...data.middlewares.map((one) => [subjectOf("middleware", one), one] as const),
  ];
  const unused = new Map(
    parts.filter(([, part]) => part.usedBy.length === 0).map(([subject, { type }]) => [subject, type]),
  );
  const extra: Record<string, Record<string, string>> = {};
  for (const [subject, fields] of found) {
    const place = from(subject);
    const what = fields.entryPoints === undefined ? unused.get(subject) : inWords(fields);
    if (place !== undefined && what !== undefined) extra[place] = { ...extra[place], [subject]: what };
  }
  return extra;
}

/** What a router does, or what sort of service or middleware it is. */
export const inWords = ({ rule = "everything", entryPoints, service, type }: Fields) =>
  entryPoints === undefined ? type! : `${rule} on ${entryPoints}, to ${service}`;

function elsewhere(provider: string, dynamic: string): string {
  if (provider === "file") return dynamic;
  return provider === "docker" ? noContainer : `the provider ${provider}`;
}

/** Every subject that a container's labels can bring, in small letters. */
export function subjectsOf({ project, service, name, routeLabels }: Container): string[] {
  const own = normalize(project ? `${service}_${project}` : name);
  const protocols = ["", "tcp ", "udp "];
  const byDefault = protocols.flatMap((protocol) => [
    `${protocol}router ${own}@docker`,
    `${protocol}service ${own}@docker`,
  ]);
  const written = routeLabels.flatMap((label) => {
    const [, protocol, kind, part] =
      /^traefik\.(http|tcp|udp)\.(router|service|middleware)s\.([^.]+)/i.exec(label) ?? [];
    return part ? [`${protocol!.toLowerCase() === "http" ? "" : `${protocol} `}${kind} ${part}@docker`] : [];
  });
  return routeLabels.length > 0
    ? [...byDefault, ...written].map((subject) => subject.toLowerCase())
    : byDefault.map((subject) => subject.toLowerCase());
}
