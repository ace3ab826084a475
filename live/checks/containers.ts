import { type ReadableDifference, repair, type Statement } from "../finding.ts";
import { type Container, namesake, type Snapshot } from "../snapshot.ts";
import type { ServiceState, StackExpected } from "../expected.ts";
import { partsOf, withWhole } from "../whole-folders.ts";
import type { Check, StackPlace } from "./check.ts";

/** The image and the state of each service's containers, and containers that the release does not have. */
export const containers: Check<StackPlace, StackExpected> = {
  keys: ["images", "containers", "unexpected"],

  async observe({ host, stack }, expected) {
    const observed = observeContainers(stack, expected, await host.snapshot());
    return { ...observed, containers: withAll(expected.containers, observed.containers) };
  },

  findings: (own) =>
    own.flatMap((difference) => {
      const of = (kind: string) => own.find((other) => other.kind === kind && other.name === difference.name);
      const [image, state] = [of("images"), of("containers")];
      if (state && partsOf(state.observed).whole !== undefined) {
        const first = own.find(({ kind, observed }) => kind === "containers" && partsOf(observed).whole !== undefined);
        return difference === first ? [allWords(own)] : [];
      }
      if (difference !== image && difference !== state) return [words.unexpected!(difference)];
      // Said once: as the missing container, or as the other image with what its container does.
      if (state?.observed === "made by hand") return difference === state ? [words.containers!(state)] : [];
      if (!image || image.observed === "missing") return difference === state ? [words.containers!(state)] : [];
      if (difference === state) return [];
      const statement = words.images!(image);
      return [state ? { ...statement, message: `${statement.message}, and is ${inWords(state.observed)}` } : statement];
    }),
};

/** Says of each service when all that run have one fate: `docker compose stop` and `down` are one thing. */
function withAll(expected: Record<string, ServiceState>, observed: Record<string, string>): Record<string, string> {
  const running = Object.keys(expected).filter((service) => expected[service] !== "completed");
  const [fate] = new Set(running.map((service) => observed[service]!));
  const isOne = running.length > 1 && running.every((service) => observed[service] === fate);
  if (!isOne || (fate !== "missing" && fate !== "stopped")) return observed;
  return mapValues(observed, (state) => (state === fate ? withWhole(state, "") : state));
}

function allWords(own: readonly ReadableDifference[]): Statement {
  const all = own.filter(({ kind, observed }) => kind === "containers" && partsOf(observed).whole !== undefined);
  const { state } = partsOf(all[0]!.observed);
  const subject = all.map(({ name }) => name).join(", ");
  return {
    ...{ kind: "container", severity: "error", subject, expected: "running", observed: state },
    message:
      state === "missing"
        ? `no service of the stack has a container (${subject})`
        : `every service of the stack is stopped (${subject})`,
    ...repair("makes them again"),
  };
}

const inWords = (state: string) => (state === "restart loop" ? "in a restart loop" : state);

const words: Record<string, (difference: ReadableDifference) => Statement> = {
  images: ({ name, expected, observed }) => ({
    ...{ kind: "image", severity: "error", subject: name, expected, observed },
    message: `${name} runs ${observed}, the release has ${expected}`,
    ...repair("puts it right", "if the newer image is meant, `make lock` and tag a release"),
  }),
  containers: ({ name, expected, observed }) => ({
    kind: observed === "restart loop" ? observed : "container",
    ...{ severity: "error", subject: name, expected, observed },
    ...containerWords(name, expected, observed),
  }),
  unexpected: ({ name, observed }) => ({
    ...{ kind: "extra container", severity: "error", subject: name, expected: "nothing", observed },
    message: `container ${name} (${observed}) is not in the release`,
    ...repair("removes it", "if it is meant, add it to the stack's docker-compose.yml and tag a release"),
  }),
};

function containerWords(
  service: string,
  expected: string,
  observed: string,
): Pick<Statement, "message" | "action" | "command"> {
  if (observed === "made by hand") {
    return { message: `${service} has a container that no Compose made`, ...repair("makes it again") };
  }
  if (observed === "missing") return { message: `${service} has no container`, ...repair("makes it again") };
  if (/^\d+ running$/.test(observed)) {
    const wanted = Number.parseInt(expected, 10) || 1;
    return { message: `${service} has ${observed}, the release has ${wanted}`, ...repair("makes them so many") };
  }
  if (observed === "restart loop") {
    return {
      message: `${service} is started again and again: it ends by itself`,
      action: `\`docker compose logs ${service}\` on the host says why; \`pulumi up\` makes it again, and puts back the previous release if that does not help`,
      command: "pulumi up",
    };
  }
  const wanted = expected === "completed" ? "it should have completed" : "it should be running";
  const { action, ...rest } = repair("makes it again");
  return {
    message: `${service} is ${observed}, ${wanted}`,
    action: `\`docker compose logs ${service}\` on the host says why, ${action}`,
    ...rest,
  };
}

/** Reads one stack out of the host's snapshot. */
export function observeContainers(stack: string, expected: StackExpected, snapshot: Snapshot) {
  const own = snapshot.containers.filter((container) => container.project === stack);
  const ofService = (service: string) => own.filter((one) => !one.oneOff && one.service === service);
  const extra = own.filter((one) => one.oneOff || !(one.service in expected.images));
  return {
    images: mapValues(expected.images, (reference, service) => observedImage(reference, ofService(service), snapshot)),
    containers: mapValues(expected.containers, (wanted, service) => {
      const since = Math.max(snapshot.now - 300, snapshot.recorded.get(stack) ?? 0);
      const isNamesake = (container: Container) => {
        const own = namesake(snapshot, container);
        return own?.stack === stack && own.service === service;
      };
      if (snapshot.containers.some(isNamesake)) return "made by hand";
      return observedState(wanted, ofService(service), since);
    }),
    ...(extra.length > 0 ? { unexpected: Object.fromEntries(extra.map(({ name, image }) => [name, image])) } : {}),
  };
}

/** Of several containers of a service, the first that runs something else decides. The tag does not: content is the digest. */
function observedImage(reference: string, containers: readonly Container[], snapshot: Snapshot): string {
  if (containers.length === 0) return "missing";
  const wanted = reference.slice(reference.indexOf("@") + 1);
  // An image that lost all its names is still the one that the container was made from.
  const isWanted = ({ image, imageId }: Container) =>
    snapshot.digests.get(imageId)?.has(wanted) ||
    (!snapshot.digests.get(imageId)?.size && image.endsWith(`@${wanted}`));
  const other = containers.find((container) => !isWanted(container));
  if (!other) return reference;
  const name = other.image.replace(/@.*$/, "");
  const [digest] = snapshot.digests.get(other.imageId) ?? [];
  return digest ? `${name}@${digest}` : `${name} (image id ${other.imageId}, from no registry)`;
}

/** @param since a container that was often restarted, and after this, still is; in the deploy that was watched it may settle */
function observedState(wanted: ServiceState, containers: readonly Container[], since: number): string {
  if (containers.length === 0) return "missing";
  const each = wanted === "completed" ? "completed" : "running";
  const states = containers.map((container) => stateOf(each, container, since));
  const other = states.find((state) => state !== each);
  if (other) return other;
  const count = wanted === "completed" ? containers.length : Number.parseInt(wanted, 10) || 1;
  return containers.length === count ? wanted : `${containers.length} ${each}`;
}

/** A container that runs once and has not ended is as it should be: it does its work. */
function stateOf(wanted: "running" | "completed", container: Container, since: number): string {
  const { state, exitCode, health, restarts, started } = container;
  if (state === "restarting" || (state === "running" && restarts >= 3 && started > since)) return "restart loop";
  if (state === "running") return health === "unhealthy" ? "unhealthy" : wanted;
  if (state !== "exited" && state !== "dead") return state; // paused, created, removing: Docker's own words
  if (wanted === "running") return "stopped";
  return exitCode === 0 ? "completed" : "failed";
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
