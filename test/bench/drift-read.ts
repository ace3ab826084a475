import { text } from "node:stream/consumers";
import { closeHosts, openHost } from "../../live/host.ts";
import { liveState } from "../../provider/live-state.ts";

// stdin: the recorded inputs of every LiveState, JSON. stdout: seconds until the provider has checked them all.

const states: Record<string, never>[] = JSON.parse(await text(process.stdin));
const handler = liveState({ openHost, warn: async () => {} });
const from = performance.now();
await Promise.all(states.map((inputs, index) => handler.check!({ urn: String(index), olds: inputs, news: inputs })));
console.log((performance.now() - from) / 1000);
closeHosts();
