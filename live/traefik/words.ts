import { howToDocument, word } from "../documented.ts";
import { leftByUp, notChecked, type ReadableDifference, repair, type Statement } from "../finding.ts";
import type { NotAsked } from "./ask.ts";
import type { TraefikExpected } from "./expected-routes.ts";
import { noContainer } from "./extra-routes.ts";

/** What is observed of a Traefik that could not be asked: an error would keep an update from mending it. */
export const notAsked = (traefik: TraefikExpected, { why, next }: NotAsked): TraefikExpected => ({
  ...{ ...traefik, api: `${why}; ${next}` },
});

export function notAskedWords({ expected, observed }: ReadableDifference): Statement {
  const [why = "", next = ""] = observed.split("; ");
  return {
    ...{ kind: notChecked, severity: "error", subject: "routes", expected: `an answer at ${expected}`, observed: why },
    ...{ message: `could not check the routes: ${why}`, action: next },
  };
}

/** Words for a dynamic file that the release does not have and that brings several things. */
function fileWords(from: string, folder: string, differences: readonly ReadableDifference[]): Statement {
  const all = differences.map(({ rest, observed }) => `${rest[0]} (${observed})`).join(", ");
  return {
    ...{ kind: "extra file", severity: "error", subject: from, expected: "nothing", observed: all },
    message: `${from} is on the host, and the release does not have it; Traefik has ${all} from it`,
    ...leftByUp(`rm ${word(`${folder}/${from}`)}`),
  };
}

/**
 * Words for one router, service or middleware.
 * @param host its name in the configuration
 * @param folder the stack's folder on the host
 * @param differences all of one subject, at least one
 */
export function routeWords(host: string, folder: string, differences: readonly ReadableDifference[]): Statement {
  const { name: from, rest, observed } = differences[0]!;
  const [subject = "", field] = rest;
  const [, kind = "", name = ""] = /^(.*) (\S+)$/.exec(subject) ?? [];
  const common = { kind, subject: name, severity: "error" } as const;
  const isFile = /\.\w+$/.test(from);
  if (field === undefined && differences.length > 1 && isFile) return fileWords(from, folder, differences);
  const byLabels = name.endsWith("@docker") && from !== noContainer;
  if (field === undefined) {
    const { action, command }: Pick<Statement, "action" | "command"> = byLabels
      ? repair(`makes the containers of ${from} again, with the release's labels`)
      : from === noContainer
        ? { action: "no update changes it: restart Traefik's container, which has not seen that the container is gone" }
        : leftByUp(isFile ? `rm ${word(`${folder}/${from}`)}` : undefined);
    return {
      ...{ ...common, expected: "nothing", observed, ...(command ? { command } : {}) },
      message: `${subject} (${observed}) is not in the release; it comes from ${from}`,
      action: `${action}; if it is meant, ${howToDocument(host, "router", name)}`,
    };
  }
  const again = byLabels
    ? repair(`makes the container of ${from} again where its labels differ`, "if they do not, Traefik's log says why")
    : { action: `no update changes it, since ${from} is as released: Traefik's log says why; restart its container` };
  const status = differences.find(({ rest }) => rest[1] === "status");
  if (status?.observed === "missing") {
    return {
      ...{ ...common, expected: status.expected, observed: "missing" },
      message: `${subject} of ${from} is missing in Traefik`,
      ...again,
    };
  }
  if (status) {
    return {
      ...{ ...common, expected: status.expected, observed: status.observed },
      message: `${subject} of ${from} is ${status.observed}`,
      action: `no update changes it, since ${from} is as released: correct it there and tag a release`,
    };
  }
  const list = (value: "expected" | "observed") => differences.map((one) => `${one.rest[1]} ${one[value]}`).join(", ");
  const servers = differences.some(({ rest }) => rest[1] === "servers");
  return {
    ...{ ...common, expected: list("expected"), observed: list("observed") },
    message: `${subject} of ${from} has ${list("observed")}, the release has ${list("expected")}`,
    ...(servers
      ? { action: "what it leads to does not answer Traefik: its own log says why (`docker logs` on the host)" }
      : again),
  };
}
