// Stands in for the official plugin pulumi-resource-command 1.2.1 where it cannot be downloaded: the same schema and
// effect for the resource types that the program uses.
import { servePlugin } from "../../../../provider/plugin-server.ts";
import { command } from "./command.ts";
import { copyToRemote } from "./copy-to-remote.ts";
import { disconnectAll } from "./ssh.ts";

servePlugin({
  name: "command",
  version: "1.2.1",
  acceptSecrets: false, // the engine keeps the marks: an output is secret when the input of its name is
  resources: { "command:remote:Command": command, "command:remote:CopyToRemote": copyToRemote },
  cancel: disconnectAll,
});
