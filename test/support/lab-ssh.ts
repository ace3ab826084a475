import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LabHost } from "../lab/lab.ts";

/**
 * Arguments of `ssh` for a connection of its own to a host of the lab, as its user, up to the place for a command.
 * @param folder where the file with the host's key is written
 */
export function sshTo({ name, address, port, user, hostKey, privateKeyFile }: LabHost, folder: string): string[] {
  const knownHosts = join(folder, `known-hosts-${name}`);
  writeFileSync(knownHosts, `${name} ${hostKey}\n`);
  const options = {
    ...{ HostKeyAlias: name, UserKnownHostsFile: knownHosts, GlobalKnownHostsFile: "/dev/null" },
    ...{ StrictHostKeyChecking: "yes", HostKeyAlgorithms: "ssh-ed25519", IdentitiesOnly: "yes", BatchMode: "yes" },
    ...{ ControlMaster: "no", ConnectTimeout: "10", ExitOnForwardFailure: "yes", LogLevel: "ERROR" },
  };
  const words = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  return ["-F", "/dev/null", "-i", privateKeyFile, "-p", `${port}`, ...words, `${user}@${address}`];
}
