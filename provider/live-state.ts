import { stackPlace } from "../live/checks/check.ts";
import { compare, type Difference as LeafDifference } from "../live/compare.ts";
import { findings, observeHost, observeStack } from "../live/drift.ts";
import { noSpace } from "../live/failures.ts";
import { findingLine } from "../live/finding.ts";
import type { LiveHost } from "../live/host.ts";
import { dataNotices } from "./data-notices.ts";
import {
  type ChangeKind,
  type Difference,
  type Properties,
  type ResourceHandler,
  same,
  UNKNOWN,
} from "./plugin-server.ts";

/** What LiveState needs from outside: how to reach a host, and how to tell the user. */
export interface Surroundings {
  openHost(sshConfig: string, alias: string, root: string): LiveHost;
  warn(urn: string, message: string): Promise<void>;
}

export interface LiveStateHandler extends ResourceHandler {
  /**
   * Begins to read for these inputs of LiveStates. The engine checks one resource at a time and each would wait for its
   * own answer; a Check that has the same to ask takes this one. One that has not asks for itself.
   */
  readAhead(states: readonly Properties[]): void;
}

/**
 * The resource type `seisei:index:LiveState`: what a host runs, beside what was deployed there. Reads only.
 *
 * Check reads the host into the input `observed`, in every preview and update. Diff answers two questions apart: old
 * against new `expected` is the release changing; `observed` against the *old* `expected` is drift. Either makes
 * `generation` unknown, and what depends on it runs again and brings the host to `expected`. `bundleTrigger` moves with it
 * only when the bundle stays the same: another one is uploaded for its content, in one step instead of three.
 * `networkTriggers` names the external networks of a host; the number of one that was removed moves.
 */
export function liveState({ openHost, warn }: Surroundings): LiveStateHandler {
  const seen = new Map<string, unknown>(); // URN → what Check read in this operation
  const reported = new Set<string>();
  const ahead = new Map<string, { inputs: Properties; observed: Promise<Properties> }>(); // by place

  const observe = async (inputs: Properties): Promise<Properties> => {
    const { root, stack, environmentHash, documented = [] } = inputs;
    const host = openHost(inputs.sshConfig, inputs.host, root);
    return stack
      ? observeStack(stackPlace(host, root, stack, { environmentHash, documented }), inputs.expected)
      : observeHost({ host, root, projects: inputs.projects ?? [], documented }, inputs.expected);
  };

  const report = async (urn: string, lines: readonly string[]): Promise<void> => {
    for (const line of lines) {
      const key = `${urn}\n${line}`; // the engine may ask several times
      if (!reported.has(key)) await warn(urn, line);
      reported.add(key);
    }
  };

  return {
    readAhead(states) {
      for (const inputs of states) {
        const observed = observe(inputs);
        observed.catch(() => {}); // Check reports it, under the resource
        ahead.set(placeOf(inputs), { inputs, observed });
      }
    },

    async check({ urn, olds, news }) {
      if (![news.sshConfig, news.host, news.root, news.stack, news.expected].every(isKnown)) return { inputs: news };
      const deployed = olds.expected && samePlace(olds, news) ? { ...news, ...pick(olds, deployedKeys) } : news;
      // Compared with what was deployed there: the old inputs, or the new ones when nothing was.
      const read = ahead.get(placeOf(deployed));
      const observed = await (read && sameQuestion(read.inputs, deployed) ? read.observed : observe(deployed));
      seen.set(urn, observed);
      await report(urn, await dataNotices(() => openHost(news.sshConfig, news.host, news.root), olds, news));
      return { inputs: { ...news, observed } };
    },

    async diff({ urn, oldInputs, oldOutputs, news }) {
      const moved = placeKeys.filter((key) => oldInputs[key] !== news[key]);
      // A refresh asks the other way round: what was read is the old state, and the new inputs are history.
      const refresh = !seen.has(urn) || !same(seen.get(urn), news.observed);
      const observed = refresh ? oldOutputs.observed : news.observed;
      const drift = moved.length === 0 && isKnown(observed) ? compare(oldInputs.expected, observed) : [];
      await report(
        urn,
        findings({ host: news.host, stack: news.stack, folder: `${news.root}/stacks/${news.stack}` }, drift).map(
          findingLine,
        ),
      );
      const keys = [...deployedKeys, ...moved];
      const made = difference(
        drift,
        compare(pick(oldInputs, keys), pick(news, keys)),
        refresh ? oldInputs.expected : oldOutputs.observed,
      );
      // A preview takes what an older version did not record for unknown, and would make every network again.
      const unrecorded = news.expected?.externalNetworks && oldOutputs.networkTriggers === undefined;
      return unrecorded ? { ...made, changes: [...made.changes, "networkTriggers"] } : made;
    },

    async create({ inputs, preview }) {
      await requireSpace(openHost, inputs);
      const id = inputs.stack ? `${inputs.host}/${inputs.stack}` : inputs.host;
      const generation = preview ? UNKNOWN : 1;
      return { id, outputs: deployed(inputs, generation, generation, {}) };
    },

    async update({ oldInputs, oldOutputs, news, preview }) {
      await requireSpace(openHost, news);
      const generation = preview ? UNKNOWN : (oldOutputs.generation ?? 0) + 1;
      const sent = oldInputs.bundleSha256 === news.bundleSha256 ? generation : oldOutputs.bundleTrigger;
      return deployed(news, generation, sent ?? generation, oldOutputs);
    },

    async read({ id, inputs, outputs }) {
      if (!inputs.expected) throw new Error(`${id}: LiveState cannot be imported; \`pulumi up\` makes it`);
      // The recorded input keeps what was deployed: the next difference is shown against that.
      return {
        id,
        inputs: { ...inputs, observed: inputs.expected },
        outputs: { ...outputs, observed: await observe(inputs) },
      };
    },
  };
}

const placeKeys = ["host", "root", "stack"];
const deployedKeys = ["expected", "environmentHash"];
const questionKeys = [...placeKeys, ...deployedKeys, "sshConfig", "projects", "documented"];

const isKnown = (value: unknown) => value !== UNKNOWN;
const placeOf = (inputs: Properties) => JSON.stringify(placeKeys.map((key) => inputs[key]));
const sameQuestion = (a: Properties, b: Properties) => same(pick(a, questionKeys), pick(b, questionKeys));
const samePlace = (a: Properties, b: Properties) => placeKeys.every((key) => a[key] === b[key]);
const pick = (from: Properties, keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, from[key]]));

/** The recorded state runs ahead: what depends on `generation` makes it so. When that fails, the next preview sees drift. */
const deployed = (inputs: Properties, generation: unknown, bundleTrigger: unknown, before: Properties) => ({
  ...inputs,
  observed: inputs.expected,
  generation,
  bundleTrigger,
  ...(inputs.expected?.externalNetworks ? { networkTriggers: networkTriggers(inputs, before) } : {}),
});

/** Known in a preview too: only the network that is missing is made again. */
function networkTriggers({ expected, observed }: Properties, before: Properties): Record<string, number> {
  const next = (name: string) =>
    (before.networkTriggers?.[name] ?? 0) + (observed?.externalNetworks?.[name] === "missing" ? 1 : 0);
  return Object.fromEntries(Object.keys(expected.externalNetworks).map((name) => [name, next(name)]));
}

/** The bundle is there twice for a moment, packed and unpacked; a full disk must stop the update before it begins. */
async function requireSpace(openHost: Surroundings["openHost"], inputs: Properties): Promise<void> {
  if (typeof inputs.bundleBytes !== "number" || !isKnown(inputs.root)) return;
  const needed = 2 * inputs.bundleBytes + 1024 ** 2;
  const folder = `${inputs.root}/.seisei`; // may be a mount of its own
  const free = await openHost(inputs.sshConfig, inputs.host, inputs.root).freeBytes(folder);
  if (free < needed) throw noSpace(inputs.host, folder, inputs.stack, needed, free);
}

/** Drift is shown against what was deployed: the recorded output, or the recorded input after a refresh wrote the output. */
function difference(
  drift: readonly LeafDifference[],
  release: readonly LeafDifference[],
  recorded: Properties | undefined,
): Difference {
  const atDeployment = new Set(compare(recorded, undefined).map(({ keys, before }) => JSON.stringify([keys, before])));
  const entries = [
    ...drift.map((leaf) => {
      const inputDiff = leaf.before !== undefined && !atDeployment.has(JSON.stringify([leaf.keys, leaf.before]));
      return [propertyPath(["observed", ...leaf.keys]), { kind: kindOf(leaf), inputDiff }] as const;
    }),
    ...release.map((leaf) => [propertyPath(leaf.keys), { kind: kindOf(leaf), inputDiff: true }] as const),
  ];
  const changes = [...(drift.length > 0 ? ["observed"] : []), ...new Set(release.map(({ keys }) => keys[0]!))];
  return { changes, detailed: Object.fromEntries(entries) };
}

function kindOf({ before, now }: LeafDifference): ChangeKind {
  if (before === undefined) return "add";
  return now === undefined ? "delete" : "update";
}

/** The engine's notation: `expected["files"]["a b.conf"]`. */
function propertyPath(keys: readonly string[]): string {
  const [first, ...rest] = keys;
  return `${first}${rest.map((key) => `["${key.replaceAll('"', '\\"')}"]`).join("")}`;
}
