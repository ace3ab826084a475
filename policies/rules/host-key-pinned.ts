import { isMapping } from "../../release/yaml-file.ts";
import type { Inputs, ResourceRule } from "../pack/rule.ts";

const fix = "pin it: pulumi config set --path 'hosts.NAME.hostKey' \"ssh-ed25519 AAAA…\"";

export const hostKeyPinned: ResourceRule = {
  name: "host-key-pinned",
  level: "mandatory",
  description: "Checks that every SSH connection names the host's key, so that nobody can stand between.",
  source:
    "[Pulumi, command.remote: without hostKey the key is not checked](https://www.pulumi.com/registry/packages/command/api-docs/remote/command/)",
  resource: ({ type, props }) => {
    if (type.startsWith("command:remote:")) return connectionProblems(props);
    return type === "pulumi:providers:docker" ? dockerProblems(props) : [];
  },
};

function connectionProblems({ connection }: Inputs["props"]): string[] {
  const keys = isMapping(connection) ? [connection, connection.proxy].filter(isMapping) : [];
  if (keys.length > 0 && keys.every(({ hostKey }) => typeof hostKey === "string" && hostKey !== "")) return [];
  return [`connection.hostKey: expected the host's ed25519 key, got none; ${fix}`];
}

/** OpenSSH checks keys by itself; what switches that off is a mistake. */
function dockerProblems({ sshOpts }: Inputs["props"]): string[] {
  const text = typeof sshOpts === "string" ? sshOpts : JSON.stringify(sshOpts ?? "");
  return /StrictHostKeyChecking\s*[= ]\s*(no|off|accept-new)|UserKnownHostsFile\s*[= ]\s*\/dev\/null/i.test(text)
    ? [`sshOpts: expected the host's key to be checked, got an option that switches it off; remove it, and ${fix}`]
    : [];
}
