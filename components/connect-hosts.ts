import * as pulumi from "@pulumi/pulumi";
import type { HostSettings } from "./settings.ts";

/**
 * Lets the provider start and begin to read the hosts while the program still loads.
 * Nothing waits for it: a host that cannot be read is reported by the resource that needs it.
 */
export function connectHosts(sshConfig: string, hosts: Iterable<HostSettings>): void {
  for (const { name: host, root } of hosts) {
    pulumi.runtime.invoke("seisei:index:connect", { sshConfig, host, root }).catch(() => {});
  }
}
