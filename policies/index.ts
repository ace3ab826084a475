import { flushCompileCache } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./pack/policies.ts";
import { rules } from "./pack/rules.ts";

const { PULUMI_CONFIG, PULUMI_STACK, PULUMI_DRY_RUN } = process.env;
delete process.env.PULUMI_CONFIG; // it has the secrets, and git is about to be started

// The engine greets the pack before it starts the program, and waits for each answer: the reading comes just after.
const desired = sleep(100).then(async () => {
  const { readDesired } = await import("./pack/desired.ts");
  return readDesired(process.cwd(), { PULUMI_CONFIG, PULUMI_STACK, PULUMI_DRY_RUN });
});
new PolicyPack("seisei", { policies: policiesOf(rules, process.cwd(), desired) });

desired.catch(() => {}).finally(() => flushCompileCache()); // Node writes it at its exit, but the engine kills its plugins
const parent = process.ppid; // a killed engine cannot say goodbye, but its child gets another parent
setInterval(() => process.ppid === parent || process.exit(), 1000).unref();
