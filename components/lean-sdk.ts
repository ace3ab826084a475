import { createRequire, Module } from "node:module";

/**
 * Parts of Pulumi's SDK that a program of plain resources never runs, and that are most of the time the SDK takes to
 * load: the Automation API, and npm's dependency tree, with which functions are packed for the cloud. They are given
 * as empty modules. Import this file before the SDK.
 */
const here = createRequire(import.meta.url);
const sdk = createRequire(here.resolve("@pulumi/pulumi"));

for (const unused of [here.resolve("@pulumi/pulumi/automation"), sdk.resolve("@npmcli/arborist")]) {
  here.cache[unused] ??= Object.assign(new Module(unused), { exports: {}, loaded: true });
}
