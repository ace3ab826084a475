import { type StackPlace, stackPlace, type Where } from "../../live/checks/check.ts";
import { routesNotCompared } from "../../live/checks/routes.ts";
import { compare } from "../../live/compare.ts";
import { findings, observeHost, observeStack } from "../../live/drift.ts";
import { expectedOfHost, expectedOfStack } from "../../live/expected.ts";
import type { FileState } from "../../live/files.ts";
import { unreadable } from "../../live/failures.ts";
import { notChecked } from "../../live/finding.ts";
import { type LiveHost, openHost } from "../../live/host.ts";
import { UserError } from "../../release/errors.ts";
import type { StackRelease } from "../../release/release.ts";
import type { HostResult, Place } from "./report.ts";
import type { Target } from "./targets.ts";

/** Asks one host, over one connection, about everything that it should run. Never rejects for what a user can correct. */
export async function checkHost({ settings, sshConfig, stacks, managed }: Target): Promise<HostResult> {
  const { name, address, root, documented = [] } = settings;
  const host = openHost(sshConfig, name, root);
  const placeOf = (stack: StackRelease) => stackPlace(host, root, stack.name, { documented });
  const notAsked = new Set<string>();

  const checkStack = async (stack: StackRelease, records: ReadonlyMap<string, FileState>): Promise<Place> => {
    const place = placeOf(stack);
    const record = records.get(`${place.state}/current/env`);
    const expected = expectedOfStack(stack, stacks);
    const notCompared: string[] = [];
    if (record === "missing" && records.get(`${place.folder}/.env`) !== "missing") {
      expected.environment = undefined;
      notCompared.push(`.env is not compared: the host has no record of a deploy (${place.state}/current/env)`);
    }
    if (!(await host.snapshot()).recorded.has(stack.name)) {
      expected.settings = undefined;
      notCompared.push("settings of containers are not compared: the host has no record of a deploy");
    }
    const observed = await observeStack({ ...place, environmentHash: record }, expected);
    const judged = judge({ host: name, stack: stack.name, folder: place.folder }, expected, observed, notAsked);
    return {
      ...(routesNotCompared(host, stack.name) ? withoutUnasked(judged, new Set(["routes"])) : judged),
      release: stack.release,
      notCompared,
    };
  };

  const checkRest = async (): Promise<Place> => {
    const expected = expectedOfHost(root, [...new Set(stacks.flatMap((stack) => stack.networks))].sort());
    if (!managed) expected.folders = undefined;
    const projects = stacks.map((stack) => stack.name);
    return judge({ host: name }, expected, await observeHost({ host, root, projects, documented }, expected), notAsked);
  };

  try {
    const records = await readRecords(host, stacks, placeOf);
    const places = await Promise.all([
      attempt(undefined, checkRest),
      ...stacks.map((stack) => attempt(stack.name, () => checkStack(stack, records))),
    ]);
    const reasons = new Set(places.map(({ error }) => error));
    const [reason] = reasons;
    // What stops every question, such as a Docker daemon that does not answer, is said once.
    if (reasons.size === 1 && reason !== undefined) return { host: name, address, places: [], error: reason };
    return { host: name, address, places: places.map((place) => withoutUnasked(place, notAsked)) };
  } catch (error) {
    return { host: name, address, places: [], error: userMessage(error) };
  }
}

/** The states of `.env` and of the deploy's record of it, for each stack that has secrets. */
async function readRecords(
  host: LiveHost,
  stacks: readonly StackRelease[],
  placeOf: (stack: StackRelease) => StackPlace,
): Promise<ReadonlyMap<string, FileState>> {
  await host.files(["/"]); // whether the host can be reached at all
  const secret = stacks.filter(({ definition }) => definition.secrets.length > 0);
  const states = await host.files(
    secret.map(placeOf).flatMap(({ folder, state }) => [`${folder}/.env`, `${state}/current/env`]),
  );
  const closed = [...states].flatMap(([path, state]) =>
    state === "not readable" && !path.endsWith("/.env") ? [path] : [],
  );
  if (closed.length > 0) throw unreadable(host.name, closed);
  return states;
}

/** What differs under each key of `expected` is told by its findings; the other keys are as they should be. */
function judge(where: Where, expected: object, observed: object, notAsked: Set<string>): Place {
  const differences = compare(expected, observed);
  const drifted = new Set(differences.map(({ keys }) => keys[0]));
  const passed = Object.entries(expected)
    .filter(([key, value]) => value !== undefined && key !== "traefik" && !drifted.has(key))
    .map(([key, value]) => ({ kind: words(key), count: countOf(value, key) }));
  const all = findings(where, differences);
  const [unknown] = all.filter(({ kind }) => kind === notChecked);
  if (unknown) notAsked.add(unknown.subject);
  return {
    ...{ stack: where.stack, passed, findings: all.filter((finding) => finding !== unknown) },
    ...(unknown ? { error: `${where.host}: ${unknown.message}; ${unknown.action}` } : {}),
  };
}

/** What could not be asked once for the whole host is not as it should be in any of its places: nobody knows. */
export function withoutUnasked(place: Place, notAsked: ReadonlySet<string>): Place {
  return { ...place, passed: place.passed.filter(({ kind }) => !notAsked.has(kind)) };
}

const words = (key: string) => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Of routes, those of every service and file. */
const countOf = (value: unknown, key: string): number => {
  if (typeof value !== "object" || value === null) return 1;
  return key === "routes" ? Object.values(value).flatMap(Object.keys).length : Object.keys(value).length;
};

async function attempt(stack: string | undefined, check: () => Promise<Place>): Promise<Place> {
  try {
    return await check();
  } catch (error) {
    return { stack, passed: [], findings: [], error: userMessage(error) };
  }
}

function userMessage(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}
