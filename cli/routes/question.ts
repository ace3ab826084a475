import { isIP } from "node:net";
import { answer, firsts } from "../../policies/routes/answer.ts";
import { requestText, type Sent } from "../../policies/routes/request.ts";
import type { Router } from "../../policies/routes/router.ts";
import { UserError } from "../../release/errors.ts";
import type { HostTable } from "./table.ts";

/** A request that somebody asks about. */
export interface Question {
  readonly sent: Sent;
  /** TCP port of the host. */
  readonly port: number;
}

/** So many of the next candidates are named. */
const most = 5;

/** @throws UserError for what is no request */
export function questionOf(
  url: string,
  { method, headers, from = "203.0.113.1" }: { method?: string; headers: readonly string[]; from?: string },
): Question {
  const [, scheme = "", host = "", port, target = ""] =
    /^(https?):\/\/(\[[^\]]*\]|[^/:?#]+)(?::(\d+))?([^#]*)$/i.exec(url) ?? [];
  if (host === "") {
    throw new UserError(`${url}: expected https://HOST/PATH, got something else; a # and what follows is never sent`);
  }
  if (isIP(from) === 0) throw new UserError(`--from: expected an IP address, got ${from}`);
  const tls = scheme.toLowerCase() === "https";
  const pairs = headers.map((header) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)[=:](.*)$/s.exec(header) ?? [];
    if (name === undefined) throw new UserError(`--header: expected NAME=VALUE, got ${header}`);
    return [name, value!] as const;
  });
  const sent = {
    ...{ host: port === undefined ? host : `${host}:${port}`, tls, client: from, headers: pairs },
    target: target.startsWith("/") ? target : `/${target}`,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
  };
  return { sent, port: Number(port ?? (tls ? 443 : 80)) };
}

/** What a host's Traefik does with the request, in words. */
export function answerText(table: HostTable, { sent, port }: Question): { text: string; isAnswered: boolean } {
  const entryPoint = table.entryPointOf(port);
  const { client: _, ...shown } = sent;
  const asked = `${requestText(shown)} on ${table.host}`;
  if (entryPoint === undefined) {
    return { text: `${asked}: Traefik has no entry point on port ${port}`, isAnswered: false };
  }
  const found = answer(table, entryPoint, sent);
  const head = `${asked}, entry point ${entryPoint}`;
  if (found.refused) return { text: `${head}: Traefik refuses the path with 400`, isAnswered: false };
  if (found.routers.length === 0) return { text: `${head}: no router matches, Traefik answers 404`, isAnswered: false };
  const tied = firsts(found);
  const next = found.routers.slice(tied.length);
  const lines = (label: string, routers: readonly Router[]) =>
    routers.flatMap((router, index) => [
      `${(index === 0 ? label : "").padEnd(8)}${routerText(router)}`,
      ...(label === "next" ? [] : [`        ${targetText(router, table.middlewaresOf(router, entryPoint))}`]),
    ]);
  const more = next.length > most ? [`        and ${next.length - most} more`] : [];
  const text = [
    head,
    ...lines(tied.length > 1 ? "any of" : "answers", tied),
    ...lines("next", next.slice(0, most)),
    ...more,
    ...(tied.length > 1
      ? ["Traefik has no order for routers with the same priority; give one a higher `priority`"]
      : []),
  ];
  return { text: text.join("\n"), isAnswered: tied.length === 1 };
}

const routerText = ({ route: { name, rule, source }, priority }: Router) =>
  `${name}  priority ${priority}  ${rule}  (${source.file}${source.line > 0 ? `:${source.line}` : ""})`;

const targetText = ({ route: { service } }: Router, middlewares: readonly string[]) =>
  `by ${service ?? "no service"}${middlewares.length === 0 ? "" : `, through ${middlewares.join(", ")}`}`;
