import { compare } from "../compare.ts";
import type { StackExpected } from "../expected.ts";
import type { Snapshot } from "../snapshot.ts";
import { askTraefik } from "../traefik/ask.ts";
import type { RoutesExpected, TraefikExpected } from "../traefik/expected-routes.ts";
import { extraRoutes } from "../traefik/extra-routes.ts";
import { grouped } from "../traefik/fields.ts";
import { observedRoutes, readFound } from "../traefik/observed-routes.ts";
import type { RawData } from "../traefik/raw-data.ts";
import { changedFiles, runs, traefikChanged, unknownFilesWith } from "../traefik/on-the-host.ts";
import { notAsked, notAskedWords, routeWords } from "../traefik/words.ts";
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
    const isOwn = place.stack === traefik.stack;
    const changed = () => changedFiles(place, traefik, expected.files);
    let told = (from: string) => isTold(place.stack, from, expected, snapshot);
    for (let attempt = 0; ; attempt++) {
      const data = await askTraefik(place.host, traefik.api, attempt);
      // Said once, in Traefik's own stack; and not where a file of it that changed may be why.
      if ("why" in data) {
        const silent = !isOwn || (await changed()).length > 0;
        return { traefik: silent ? traefik : notAsked(traefik, data), routes };
      }
      const look = () => inShape(data, place, expected, traefik, routes, told);
      const same = (observed: object) => compare(routes, observed).length === 0;
      if (same(await look())) return { traefik, routes };
      if (attempt === 0) {
        if (!isOwn && (await traefikChanged(place, traefik))) return { traefik, routes };
        const [before, files] = [told, isOwn ? await changed() : []];
        told = (from) => before(from) || isBelow(files, from);
      }
      const observed = await look();
      if (attempt === askedAgain || same(observed)) return { traefik, routes: observed };
    }
  },

  findings(own, _all, { host, folder = "." }) {
    const unknown = own.filter(({ kind, name }) => kind === "traefik" && name === "api");
    const routes = own.filter(({ kind }) => kind === "routes");
    const subjects = grouped(routes, ({ name, rest }) => `${name}\0${rest[0]}`);
    return [...unknown.map(notAskedWords), ...[...subjects.values()].map((one) => routeWords(host, folder, one))];
  },
};

/**
 * Whether another finding tells what is wrong with a service. A container that is not as it should be has no routes for
 * that reason alone, one with other labels has others; Traefik leaves out one that only starts.
 */
function isTold(stack: string, service: string, expected: StackExpected, snapshot: Snapshot): boolean {
  if (!(service in expected.images)) return false;
  const { images, containers } = observeContainers(stack, expected, snapshot);
  return (
    images[service] !== expected.images[service] ||
    containers[service] !== expected.containers[service] ||
    !runs(stack, service, snapshot, /^(healthy)?$/) ||
    (expected.settings !== undefined &&
      snapshot.settings.some((change) => change.stack === stack && change.service === service))
  );
}

const isBelow = (paths: readonly string[], folder: string) =>
  paths.some((path) => path === folder || path.startsWith(`${folder}/`));

async function inShape(
  data: RawData,
  place: StackPlace,
  { images, files }: StackExpected,
  traefik: TraefikExpected,
  routes: RoutesExpected,
  told: (from: string) => boolean,
): Promise<Record<string, object>> {
  const { host, stack, documented } = place;
  const own = Object.values(routes).flatMap(Object.keys);
  const found = readFound(data, new Set([...own, ...Object.keys(traefik.others)]));
  const { dynamic = "the file provider" } = traefik;
  const owner = { stack, services: Object.keys(images), ...(stack === traefik.stack ? { dynamic } : {}) };
  const { containers } = await host.snapshot();
  const extra = extraRoutes(data, found, new Set(own), owner, containers, documented);
  const observed: Record<string, object> = observedRoutes(routes, found, told);
  for (const [from, subjects] of Object.entries(extra)) {
    for (const [subject, what] of Object.entries(subjects)) {
      const name = /(\S+)@/.exec(subject)![1]!;
      const [file = from, ...more] = from === dynamic ? await unknownFilesWith(place, dynamic, name, files) : [];
      const where = more.length > 0 ? from : file;
      if (!told(where)) observed[where] = { ...observed[where], [subject]: what };
    }
  }
  return observed;
}
