import type {
  Policies,
  ResourceValidation,
  ResourceValidationPolicy,
  StackValidation,
  StackValidationPolicy,
} from "@pulumi/policy";
import { UserError } from "../../release/errors.ts";
import type { Desired, HistoryRule, ReleaseRule, ResourceRule, Rule, Settings, StackRule } from "./rule.ts";
import { secretInputs, secretInputsOf } from "./secret-inputs.ts";

/** What a program registers before everything else: a release that is refused there changes nothing. */
const ROOT = "pulumi:pulumi:Stack";

/**
 * The rules as Pulumi takes them.
 * @param desired what the configuration asks for; when it cannot be read, the first rule that needs it tells
 */
export function policiesOf(rules: readonly Rule[], repository: string, desired: Promise<Desired>): Policies {
  let told = false;
  const readable = desired.catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    return error;
  });
  const answers = new Map<Rule, Promise<string[]>>();
  readable.then((found) => found instanceof UserError || judgeEarly(rules, found, answers)).catch(() => {});
  const judge = async (rule: DesiredRule, settings: Settings): Promise<string[]> => {
    const found = await readable;
    if (!(found instanceof UserError)) return answers.get(rule) ?? answer(rule, found, settings);
    if (told) return [];
    told = true;
    return [`the release could not be read: ${found.message}`];
  };
  const policies = rules.map((rule) => {
    if ("stacks" in rule || "release" in rule) return releasePolicy(rule, judge);
    return "history" in rule ? historyPolicy(rule, repository) : resourcePolicy(rule);
  });
  return [secretInputs, ...policies];
}

type DesiredRule = StackRule | ReleaseRule;

async function answer(rule: DesiredRule, desired: Desired, settings: Settings): Promise<string[]> {
  return "stacks" in rule ? rule.stacks(desired.stacks) : rule.release(desired, settings);
}

/** While the program still starts: what needs no settings of the pack, which the engine gives later. */
function judgeEarly(rules: readonly Rule[], desired: Desired, answers: Map<Rule, Promise<string[]>>): void {
  for (const rule of rules) {
    if (!("stacks" in rule || "release" in rule) || rule.settings || rule.level === "disabled") continue;
    const found = answer(rule, desired, {});
    found.catch(() => {}); // told when the engine asks
    answers.set(rule, found);
  }
}

function about({ name, level, description, settings }: Rule) {
  const config = settings && { configSchema: { properties: settings } };
  return { name, description, enforcementLevel: level, ...config };
}

/** Pulumi asks a policy with this mark about resources of this type only, and unpacks no others for it. */
function only<F extends object>(type: string | undefined, validate: F): F {
  return type === undefined ? validate : Object.assign(validate, { __pulumiType: type });
}

function releasePolicy(
  rule: DesiredRule,
  judge: (rule: DesiredRule, settings: Settings) => Promise<string[]>,
): ResourceValidationPolicy {
  return {
    ...about(rule),
    validateResource: only<ResourceValidation>(ROOT, ({ getConfig }, report) =>
      reportAll(report, async () => judge(rule, getConfig<Record<string, unknown>>())),
    ),
  };
}

function historyPolicy(rule: HistoryRule, repository: string): StackValidationPolicy {
  return {
    ...about(rule),
    validateStack: only<StackValidation>(ROOT, ({ resources }, report) => {
      const root = resources.find(({ type }) => type === ROOT);
      // Through descriptors: Pulumi's own view throws where another output is not known yet.
      const outputs = Object.entries(Object.getOwnPropertyDescriptors(root?.props ?? {}));
      const values = Object.fromEntries(outputs.map(([key, { value }]) => [key, value]));
      return reportAll(report, () => rule.history(values, repository));
    }),
  };
}

function resourcePolicy(rule: ResourceRule): ResourceValidationPolicy {
  return {
    ...about(rule),
    validateResource: only<ResourceValidation>(rule.type, ({ type, name, urn, props, opts }, report) => {
      const isSecret = secretInputsOf(urn);
      const component = opts.parent?.split("::")[2]?.split("$").at(-1);
      const inputs = { type, name, props, protect: opts.protect, isSecret, ...(component && { component }) };
      for (const problem of rule.resource(inputs)) report(problem);
    }),
  };
}

/** What could not be read is a problem, too: never "nothing found". */
async function reportAll(report: (problem: string) => void, judge: () => Promise<string[]>): Promise<void> {
  try {
    for (const problem of await judge()) report(problem);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`could not be checked: ${error.message}`);
  }
}
