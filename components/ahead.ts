import { getVersion } from "@pulumi/command/utilities.js";
import * as pulumi from "@pulumi/pulumi";
import type { HostStateArgs, StackStateArgs } from "./live-state.ts";
import type { HostSettings } from "./settings.ts";

// The engine starts plugins one after the other, each when it is first needed, and checks one resource after the other.
// What can be begun earlier is asked for here. Nothing waits for an answer: what fails is reported by the resource that
// needs it.

const nobodyWaits = () => {};

/** Lets the provider start and begin to read the hosts while the program still loads. */
export function connectHosts(sshConfig: string, hosts: Iterable<HostSettings>): void {
  for (const { name: host, root } of hosts) {
    pulumi.runtime.invoke("seisei:index:connect", { sshConfig, host, root }).catch(nobodyWaits);
  }
}

let states: (HostStateArgs | StackStateArgs)[] = [];

/** Lets the provider ask the hosts about all states at once, and then the command plugin start. */
export function readAhead(state: HostStateArgs | StackStateArgs): void {
  if (states.push(state) > 1) return;
  setImmediate(() => {
    const asked = pulumi.runtime.invoke("seisei:index:readAhead", { states });
    asked.catch(nobodyWaits).then(startCommandPlugin).catch(nobodyWaits);
    states = [];
  });
}

/** No plugin has this function: the answer is an error, from a plugin that runs. The version is the resources' own. */
function startCommandPlugin(): Promise<unknown> {
  return pulumi.runtime.invoke("command:index:start", {}, { version: getVersion() });
}
