import { compare } from "../compare.ts";
import type { StackExpected } from "../expected.ts";
import type { LiveHost } from "../host.ts";
import type { Container, Snapshot } from "../snapshot.ts";
import { askTraefik } from "../traefik/ask.ts";
import type { RoutesExpected, TraefikExpected } from "../traefik/expected-routes.ts";
import { extraRoutes, inWords, subjectsOf } from "../traefik/extra-routes.ts";
import { type Fields, grouped } from "../traefik/fields.ts";
import { observedRoutes, readFound } from "../traefik/observed-routes.ts";
import type { RawData } from "../traefik/raw-data.ts";
import { changedFiles, runs, traefikChanged, unknownFilesWith } from "../traefik/on-the-host.ts";
import { notAsked, notAskedWords, routeWords } from "../traefik/words.ts";
import type { Check, StackPlace } from "./check.ts";
import { observeContainers } from "./containers.ts";

/** Traefik makes a change its own within two seconds: what differs is asked for again before it is told. */
const askedAgain = 3;

/** One that has just been started may take longer for all of its containers: so often is it asked then. */
const askedWhenYoung = 10;
const young = 20; // seconds

const notCompared = new WeakMap<LiveHost, Set<string>>();

/** Whether the routes of a stack were left alone, since another finding tells why: nobody knows whether they are right. */
export const routesNotCompared = (host: LiveHost, stack: string) => notCompared.get(host)?.has(stack) ?? false;

function unknown<T>({ host, stack }: StackPlace, observed: T): T {
  notCompared.set(host, (notCompared.get(host) ?? new Set()).add(stack));
  return observed;
}

/** The routers, services and middlewares that a stack's labels and dynamic files give, against those that Traefik has. */
export const routes: Check<StackPlace, StackExpected> = {
  keys: ["traefik", "routes"],

  async observe(place, expected) {
    const { traefik, routes } = expected;
    if (!traefik || !routes) return {};
    const snapshot = await place.host.snapshot();
    // A Traefik that does not run, or is unhealthy, is told in its own stack.
    if (!runs(traefik.stack, traefik.service, snapshot, /^(?!unhealthy)/)) return unknown(place, { traefik, routes });
    const isOwn = place.stack === traefik.stack;
    const isYoung = snapshot.containers.some(
      ({ project, service, started }) =>
        project === traefik.stack && service === traefik.service && started > snapshot.now - young,
    );
    const last = isYoung ? askedWhenYoung : askedAgain;
    const changed = () => changedFiles(place, traefik, expected.files);
    let told = (from: string) => isTold(place.stack, from, expected, snapshot);
    for (let attempt = 0; ; attempt++) {
      const data = await askTraefik(place.host, traefik.api, attempt);
      // Said once, in Traefik's own stack; and not where its container or a file that was changed may be why.
      if ("why" in data) {
        const isChanged = hasChangedSettings(traefik.stack, traefik.service, expected, snapshot);
        const silent = !isOwn || isChanged || (await changed()).length > 0;
        return unknown(place, { traefik: silent ? traefik : notAsked(traefik, data), routes });
      }
      const look = () => inShape(data, place, expected, traefik, routes, told);
      const same = (observed: object) => compare(routes, observed).length === 0;
      if (same(await look())) return { traefik, routes };
      if (attempt === 0) {
        if (!isOwn && (await traefikChanged(place, traefik))) return unknown(place, { traefik, routes });
        const [before, files] = [told, isOwn ? await changed() : []];
        told = (from) => before(from) || isBelow(files, from);
      }
      const observed = await look();
      if (attempt === last || same(observed)) return { traefik, routes: observed };
    }
  },

  findings(own, _all, { host, folder = "." }) {
    const noAnswer = own.filter(({ kind, name }) => kind === "traefik" && name === "api");
    const routes = own.filter(({ kind }) => kind === "routes");
    // A file that is too many is one finding, however much it brings.
    const subjects = grouped(routes, ({ name, rest }) =>
      isFile(name) && rest.length === 1 ? name : `${name}\0${rest[0]}`,
    );
    return [...noAnswer.map(notAskedWords), ...[...subjects.values()].map((one) => routeWords(host, folder, one))];
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
    hasChangedSettings(stack, service, expected, snapshot)
  );
}

const hasChangedSettings = (stack: string, service: string, { settings }: StackExpected, snapshot: Snapshot) =>
  settings !== undefined && snapshot.settings.some((change) => change.stack === stack && change.service === service);

const isFile = (from: string) => /\.\w+$/.test(from);
const isBelow = (paths: readonly string[], folder: string) =>
  paths.some((path) => path === folder || path.startsWith(`${folder}/`));

async function inShape(
  data: RawData,
  place: StackPlace,
  { images, files }: StackExpected,
  traefik: TraefikExpected,
  routes: RoutesExpected,
  told: (from: string) => boolean,
): Promise<Record<string, Record<string, Fields | string>>> {
  const { host, stack, documented } = place;
  const own = Object.values(routes).flatMap(Object.keys);
  const found = readFound(data, new Set([...own, ...Object.keys(traefik.others)]));
  const { dynamic = "the file provider" } = traefik;
  const owner = { stack, services: Object.keys(images), ...(stack === traefik.stack ? { dynamic } : {}) };
  const { containers } = await host.snapshot();
  const extra = extraRoutes(data, found, new Set(own), owner, containers, documented);
  const observed: Record<string, Record<string, Fields | string>> = observedRoutes(routes, found, (from, subject) => {
    return told(from) || isTaken(subject, stack, from, containers, told);
  });
  const filesWith = (subject: string) => unknownFilesWith(place, dynamic, /(\S+)@/.exec(subject)![1]!, files);
  for (const [from, subjects] of Object.entries(extra)) {
    for (const [subject, what] of Object.entries(subjects)) {
      const [file = from, ...more] = from === dynamic ? await filesWith(subject) : [];
      const where = more.length > 0 ? from : file;
      if (!told(where)) observed[where] = { ...observed[where], [subject]: what };
    }
  }
  // Of two files that say the same name, Traefik takes the first: what differs is the other one's.
  for (const {
    keys: [from = "", subject = ""],
  } of owner.dynamic === undefined ? [] : compare(routes, observed)) {
    const [file, ...more] = from in files && found.has(subject) ? await filesWith(subject) : [];
    if (file === undefined || more.length > 0) continue;
    observed[from] = { ...observed[from], [subject]: routes[from]![subject]! };
    observed[file] = { ...observed[file], [subject]: inWords(found.get(subject)!) };
  }
  return observed;
}

/** Whether another container, which is told by itself, has labels of the same name: Traefik then drops both. */
const isTaken = (
  subject: string,
  stack: string,
  from: string,
  containers: readonly Container[],
  told: (from: string) => boolean,
) =>
  containers.some(
    (one) =>
      (one.project !== stack || (one.service !== from && told(one.service))) &&
      subjectsOf(one).includes(subject.toLowerCase()),
  );
