import { compare } from "../compare.ts";
import { howToDocument } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { type ReadableDifference, repair, type Statement } from "../finding.ts";
import type { Snapshot } from "../snapshot.ts";
import { askTraefik } from "../traefik/ask.ts";
import type { RoutesExpected, TraefikExpected } from "../traefik/expected-routes.ts";
import { extraRoutes } from "../traefik/extra-routes.ts";
import { grouped } from "../traefik/fields.ts";
import { observedRoutes, readFound } from "../traefik/observed-routes.ts";
import type { Check, StackPlace } from "./check.ts";
import { observeContainers } from "./containers.ts";

/** Traefik makes a change its own within two seconds: what differs is asked for again before it is told. */
const askedAgain = 3;

/** The routers, services and middlewares that a stack's labels and dynamic files give, against those that Traefik has. */
export const routes: Check<StackPlace, StackExpected> = {
  keys: ["traefik", "routes"],

  async observe(place, expected) {
    const { traefik, routes } = expected;
    if (!traefik || !routes) return {};
    const snapshot = await place.host.snapshot();
    // A Traefik that does not run, or is unhealthy, is told in its own stack.
    if (!runs(traefik.stack, traefik.service, snapshot, /^(?!unhealthy)/)) return { traefik, routes };
    for (let attempt = 0; ; attempt++) {
      const observed = await look(place, expected, traefik, routes, snapshot, attempt);
      if (attempt === askedAgain || compare(routes, observed).length === 0) return { traefik, routes: observed };
    }
  },

  findings(own, all, { host }) {
    const told = (from: string) =>
      all.some(({ kind, name }) => {
        if (kind === "files") return name === from || name.startsWith(`${from}/`);
        return ["images", "containers", "settings"].includes(kind) && name === from;
      });
    const subjects = grouped(
      own.filter(({ kind, name }) => kind === "routes" && !told(name)),
      ({ name, rest }) => `${name}\0${rest[0]}`,
    );
    return [...subjects.values()].map((differences) => words(host, differences));
  },
};

async function look(
  { host, stack, documented }: StackPlace,
  expected: StackExpected,
  traefik: TraefikExpected,
  routes: RoutesExpected,
  snapshot: Snapshot,
  attempt: number,
): Promise<RoutesExpected> {
  const data = await askTraefik(host, traefik.api, attempt);
  const own = Object.values(routes).flatMap(Object.keys);
  const found = readFound(data, new Set([...own, ...Object.keys(traefik.others)]));
  const { images, containers } = observeContainers(stack, expected, snapshot);
  // A container that is not as it should be has no routes for that reason alone; Traefik leaves out one that only starts.
  const told = (from: string) =>
    from in expected.images &&
    (images[from] !== expected.images[from] ||
      containers[from] !== expected.containers[from] ||
      !runs(stack, from, snapshot, /^(healthy)?$/));
  const owner = {
    stack,
    services: Object.keys(expected.images),
    ...(stack === traefik.stack ? { dynamic: traefik.dynamic ?? "dynamic configuration" } : {}),
  };
  const extra = extraRoutes(data, found, new Set(own), owner, snapshot.containers, documented);
  const observed: Record<string, object> = observedRoutes(routes, found, told);
  for (const [from, subjects] of Object.entries(extra)) {
    if (!told(from)) observed[from] = { ...observed[from], ...subjects };
  }
  return observed as RoutesExpected;
}

/** Whether a container of the service runs, with such a health. */
const runs = (project: string, service: string, { containers }: Snapshot, healths: RegExp) =>
  containers.some(
    (one) => one.project === project && one.service === service && one.state === "running" && healths.test(one.health),
  );

/** @param differences all of one subject */
function words(host: string, differences: readonly ReadableDifference[]): Statement {
  const { name: from, rest } = differences[0]!;
  const [subject = "", field] = rest;
  const [, kind = "", name = ""] = /^(.*) (\S+)$/.exec(subject) ?? [];
  const common = { kind, subject: name, severity: "error" } as const;
  if (field === undefined) {
    const { observed } = differences[0]!;
    return {
      ...{ ...common, expected: "nothing", observed },
      message: `${subject} (${observed}) is not in the release`,
      action:
        `find what brings it, and remove it on the host: a file that no release has below ${from}, or a label of ${from}` +
        `; if it is meant, add it to the release, or ${howToDocument(host, "router", name)}`,
    };
  }
  const status = differences.find(({ rest }) => rest[1] === "status");
  if (status) {
    const is = status.observed === "missing" ? "missing in Traefik" : status.observed;
    return {
      ...{ ...common, expected: status.expected, observed: status.observed },
      message: `${subject}, which ${from} says, is ${is}`,
      action:
        status.observed === "missing"
          ? "Traefik's log says why (`docker logs` on the host); restart its container when it has lost the change"
          : `correct it in ${from} and tag a release`,
    };
  }
  const list = (value: "expected" | "observed") => differences.map((one) => `${one.rest[1]} ${one[value]}`).join(", ");
  return {
    ...{ ...common, expected: list("expected"), observed: list("observed") },
    message: `${subject} has ${list("observed")}, the release has ${list("expected")}`,
    ...repair("brings its container or file back", "restart Traefik's container when it has lost the change"),
  };
}
