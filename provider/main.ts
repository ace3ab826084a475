import { closeHosts, openHost } from "../live/host.ts";
import { liveState } from "./live-state.ts";
import { engineLog, servePlugin } from "./plugin-server.ts";

const states = liveState({ openHost, warn: (urn, message) => engineLog("warning", urn, message) });

servePlugin({
  name: "seisei",
  version: "0.1.0",
  acceptSecrets: false, // the engine keeps the marks itself
  resources: { "seisei:index:LiveState": states },
  invokes: {
    // Begins the read of a host while the program still loads: the answer is there when the first resource asks.
    "seisei:index:connect": async ({ sshConfig, host, root }) => {
      openHost(sshConfig, host, root)
        .snapshot()
        .catch(() => {}); // whoever asks for it again gets the error
      return {};
    },
    "seisei:index:readAhead": async (args) => {
      states.readAhead(args.states);
      return {};
    },
    "seisei:index:networks": async ({ sshConfig, host, root, names }) => ({
      ids: await openHost(sshConfig, host, root).networks(names),
    }),
  },
  cancel: closeHosts,
});
