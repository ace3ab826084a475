import { liveState } from "../../../provider/live-state.ts";
import { servePlugin } from "../../../provider/plugin-server.ts";

// For the bench alone, to tell what the drift read costs: the same provider, except that it never looks at a host and
// takes what was deployed for what is there. It stands outside provider/, so that no setting can switch the read off.

const handler = liveState({
  openHost: (_, alias) => {
    throw new Error(`${alias}: the bench's provider without a read was asked to read`);
  },
  warn: async () => {},
});

servePlugin({
  name: "seisei",
  version: "0.1.0",
  acceptSecrets: false,
  resources: {
    "seisei:index:LiveState": {
      ...handler,
      check: async ({ olds, news }) => ({ inputs: { ...news, observed: olds.expected } }),
    },
  },
});
