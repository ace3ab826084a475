import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { liveTable } from "../../cli/routes/live.ts";
import { parseRawData } from "../../live/traefik/raw-data.ts";
import { type Answer, answer, firsts } from "../../policies/routes/answer.ts";
import { hostRoutes } from "../../policies/routes/host-routes.ts";
import { requestText, type Sent } from "../../policies/routes/request.ts";
import { sendRaw } from "../lab/raw-request.ts";
import { TraefikProcess } from "../lab/traefik.ts";
import { edgeStacks } from "../support/edge-stacks.ts";
import { randomRequest, randomSet } from "../support/route-sets.ts";
import { Seeded } from "../support/seeded.ts";

/** Of the whole comparison: 200 sets, 10,000 requests. */
const whole = process.env.SEISEI_ROUTE_SETS === "all";
const [sets, requests] = whole ? [200, 50] : [20, 50];
const statics = `entryPoints:
  web: {address: ":80"}
  websecure: {address: ":443"}
providers: {file: {directory: /dynamic}}
`;

/** A router's line of a set, for the message about a difference. */
function described(text: string, name: string): string {
  const { http, tcp } = JSON.parse(text) as Record<string, { routers: Record<string, object> } | undefined>;
  const short = name.replace("@file", "");
  return JSON.stringify({ [short]: http?.routers[short] ?? tcp?.routers[short] });
}

/** Whether what answers first speaks TLS; an HTTP router is only asked by those that do as it does. */
const hasTls = ({ routers, entryPoint }: Answer) =>
  routers[0]!.on.some((one) => one.entryPoint === entryPoint && one.tls);

describe("the answer to a request", () => {
  let traefik: TraefikProcess;
  const servers: Server[] = [];

  before(async () => {
    traefik = await TraefikProcess.start();
    for (const index of [0, 1, 2]) {
      const server = createServer((socket) => socket.on("error", () => {}).end(`tcp ${index}`));
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
  });
  after(async () => {
    for (const server of servers) server.close();
    await traefik?.stop();
  });

  const port = (server: Server) => (server.address() as { port: number }).port;

  /** What Traefik answered, as the name of a router or a number. */
  async function answered(set: number, entryPoint: "web" | "websecure", sent: Sent): Promise<string> {
    const text = await sendRaw(traefik.ports[entryPoint], sent);
    const [, tcp] = /^tcp (\d)$/.exec(text) ?? [];
    if (tcp !== undefined) return `t${set}x${tcp}`;
    if (text === "no TLS") return text;
    return /^x-router: (\w+)/im.exec(text)?.[1] ?? /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? JSON.stringify(text);
  }

  it(`is Traefik's own, in ${sets} sets of routes and ${sets * requests} requests`, async function () {
    if (whole) this.timeout(1_800_000);
    const random = new Seeded(20_261_124);
    const seen = { routers: 0, refused: 0, ties: 0, tcp: 0, answers: new Set<string>() };
    const different: string[] = [];
    for (let set = 0; set < sets; set++) {
      const { text, names } = randomSet(random, set, servers.map(port));
      const shown = await traefik.configure(text, names);
      const { hosts, findings } = hostRoutes(edgeStacks({ statics, dynamic: { "routes.yml": text } }));
      const refused = new Set(findings.map(({ key }) => `${key.split(".").at(-1)}@file`));
      for (const { name, status, error } of shown) {
        if (!name.endsWith("@file")) continue;
        seen.routers++;
        if (status === "disabled") seen.refused++;
        if ((status === "disabled") !== refused.has(name))
          different.push(`set ${set}: ${status}, ${error}: ${described(text, name)}`);
      }
      const live = liveTable("here", "its API", parseRawData(await traefik.rawData())!, new Map());
      for (let index = 0; index < requests; index++) {
        const { entryPoint, ...sent } = randomRequest(random);
        const expected = answer(hosts[0]!, entryPoint, sent);
        const all = firsts(expected).map(({ route }) => route.name.replace("@file", ""));
        if (all.length > 1) seen.ties++;
        const actual = await answered(set, entryPoint, sent);
        seen.answers.add(actual);
        if (actual.startsWith("t")) seen.tcp++;
        const fromApi = firsts(answer(live, entryPoint, sent)).map(({ route }) => route.name.replace("@file", ""));
        if (fromApi.join() !== all.join()) different.push(`set ${set}: by the API ${fromApi}, by the file ${all}`);
        const ours = expected.refused
          ? ["400"]
          : all.length === 0
            ? ["404"]
            : hasTls(expected) === sent.tls
              ? all
              : ["no TLS"];
        if (!ours.includes(actual)) {
          const routers = [...all, actual].map((name) => described(text, name)).join("; ");
          different.push(
            `set ${set}: ${entryPoint}: ${requestText(sent)}: ${ours.join("|")}, Traefik ${actual}; ${routers}`,
          );
        }
      }
    }
    if (whole)
      console.log(`      ${JSON.stringify({ ...seen, answers: seen.answers.size, different: different.length })}`);
    assert.deepEqual(different.slice(0, 20), [], `${different.length} differences`);
    // The sets are worth something: every kind of answer was among them.
    const kinds = {
      refused: seen.refused,
      tcp: seen.tcp,
      "400": seen.answers.has("400"),
      "404": seen.answers.has("404"),
    };
    assert.ok(Object.values(kinds).every(Boolean), JSON.stringify(kinds));
  });
});
