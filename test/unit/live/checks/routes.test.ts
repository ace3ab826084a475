import assert from "node:assert/strict";
import type { StackPlace } from "../../../../live/checks/check.ts";
import { routes, routesNotCompared } from "../../../../live/checks/routes.ts";
import { compare } from "../../../../live/compare.ts";
import { findings } from "../../../../live/drift.ts";
import { expectedOfStack, type StackExpected } from "../../../../live/expected.ts";
import type { LiveHost } from "../../../../live/host.ts";
import type { Snapshot } from "../../../../live/snapshot.ts";
import { emptySnapshot, runningContainer } from "../../../support/snapshot.ts";
import { stacksOf } from "../../../support/stacks.ts";
import { router, service } from "../traefik/raw-fixture.ts";

const stacks = stacksOf({
  "edge/docker-compose.yml": "services: {traefik: {image: 'traefik:v3', restart: always}}\n",
  "edge/stack.yaml":
    "host: app-1\ntraefik: {service: traefik, api: 'http://127.0.0.1:8888/api', static: traefik.yml, dynamic: dynamic}\n",
  "edge/traefik.yml":
    "entryPoints: {web: {address: ':80'}}\nproviders: {docker: {exposedByDefault: false}, file: {directory: /d}}\n",
  "edge/dynamic/a.yml": "http: {routers: {own: {rule: 'Path(`/own`)', service: api@internal}}}\n",
  "shop/docker-compose.yml":
    "services: {web: {image: 'web:1', restart: always, labels: [traefik.enable=true, 'traefik.http.routers.shop.rule=Host(`shop.example`)', traefik.http.services.shop.loadbalancer.server.port=3000]}}\n",
  "shop/stack.yaml": "host: app-1\n",
});
const expectedOf = (name: string) => expectedOfStack(stacks.find((stack) => stack.name === name)!, stacks);
const container = (project: string, service: string) => ({
  ...{ ...runningContainer, name: `${project}-${service}-1`, project, service, imageId: service },
});
const digests = new Map(["web", "traefik"].map((id) => [id, new Set([`sha256:${"a".repeat(64)}`])]));
const labelled = { ...container("shop", "web"), routeLabels: ["traefik.http.routers.shop.rule"] };
const healthy: Snapshot = {
  ...emptySnapshot,
  digests,
  containers: [container("edge", "traefik"), labelled],
};

type Routers = Record<string, Record<string, unknown>>;
const shop: Routers = { "shop@docker": router() };
const own: Routers = { "own@file": router({ rule: "Path(`/own`)", service: "api@internal", priority: 12 }) };

/** A host whose Traefik answers with these routers, one after the other, the last again and again. */
function ask(
  stack: "shop" | "edge",
  answers: (Routers | string)[],
  {
    snapshot = healthy,
    changed = {},
    touched = false,
    unknown = "",
  }: { snapshot?: Snapshot; changed?: Partial<StackExpected>; touched?: boolean; unknown?: string } = {},
) {
  const expected = { ...expectedOf(stack), ...changed };
  let asked = 0;
  const answer = () => {
    const routers = answers[Math.min(asked++, answers.length - 1)];
    if (typeof routers === "string") return routers;
    const services = { "api@internal": { status: "enabled" }, "shop@docker": service() };
    return `curl 0 200\n${JSON.stringify({ routers, services })}\n`;
  };
  const read = async (script: string) => {
    if (script.includes("/rawdata")) return answer();
    return script.includes("sha256sum") ? (touched ? "changed\n" : "") : unknown;
  };
  const files = async (paths: string[]) =>
    new Map(paths.map((path) => [path, touched ? "other" : expected.files[path.slice("/o/stacks/edge/".length)]]));
  const host = { name: "app-1", read, files, snapshot: async () => snapshot };
  const folder = `/o/stacks/${stack}`;
  const place = { host, stack, folder, state: `/o/.seisei/${stack}`, documented: [] } as unknown as StackPlace;
  return routes.observe(place, expected).then((observed) => {
    const differences = compare({ traefik: expected.traefik, routes: expected.routes }, observed);
    const found = findings({ host: "app-1", stack, folder }, differences);
    const compared = !routesNotCompared(host as unknown as LiveHost, stack);
    return {
      asked,
      compared,
      found,
      words: found.map(({ kind, subject, observed }) => `${kind} ${subject}: ${observed}`),
    };
  });
}

describe("the check of routes", () => {
  const dead = (name: string, changed: object): Snapshot => ({
    ...healthy,
    containers: healthy.containers.map((one) => (one.service === name ? { ...one, ...changed } : one)),
  });

  it("finds nothing where all is as released, with one question", async () => {
    const [a, b] = [await ask("shop", [shop]), await ask("edge", [{ ...own, ...shop }])];
    assert.deepEqual([a.words, a.asked, b.words, b.asked], [[], 1, [], 1]);
  });

  it("is none where no stack runs Traefik", async () => {
    assert.deepEqual(await routes.observe({} as StackPlace, {} as StackExpected), {});
  });

  it("waits until Traefik has made a change its own", async () => {
    const { words, asked } = await ask("shop", [{}, {}, shop]);
    assert.deepEqual([words, asked], [[], 3]);
  });

  it("tells one finding for each router, with what to do", async () => {
    assert.deepEqual((await ask("shop", [{}])).words, ["router shop@docker: missing"]);
    const different = { "shop@docker": router({ priority: 5, entryPoints: ["other"] }) };
    const [finding] = (await ask("shop", [different])).found;
    assert.equal(finding?.expected, "priority 20, entryPoints web");
    assert.equal(finding?.observed, "priority 5, entryPoints other");
    assert.match(finding!.action, /`pulumi up` makes the container of web again/);
    const failed = { "shop@docker": router({ status: "disabled", error: ["x"] }) };
    assert.deepEqual((await ask("shop", [failed])).words, ["router shop@docker: disabled: x"]);
  });

  it("names the file that brings a router that no release has", async () => {
    const routers = { ...own, "evil@file": router({ service: "api@internal" }) };
    const { found, words } = await ask("edge", [routers], {
      unknown: "dynamic/a.yml\ndynamic/evil.yml\ndynamic/x.txt\n",
    });
    assert.deepEqual(words, ["router evil@file: Host(`shop.example`) on web, to api@internal"]);
    assert.equal(found[0]!.command, "rm /o/stacks/edge/dynamic/evil.yml");
    assert.match(found[0]!.action, /removes nothing that it did not bring.*documented\[0\]\.router' evil@file/);
  });

  it("tells a file that brings several things once", async () => {
    const routers = { ...own, "one@file": router(), "two@file": router({ rule: "Path(`/two`)" }) };
    const { found } = await ask("edge", [routers], { unknown: "dynamic/more.yml\n" });
    assert.deepEqual(
      found.map(({ kind, subject, command }) => [kind, subject, command]),
      [["extra file", "dynamic/more.yml", "rm /o/stacks/edge/dynamic/more.yml"]],
    );
    assert.match(found[0]!.observed, /router one@file .*router two@file .*Path\(`\/two`\)/);
  });

  it("names the file that says a router of the release otherwise, before the release's own", async () => {
    const routers = { "own@file": router({ rule: "Path(`/evil`)", service: "api@internal", priority: 12 }) };
    const { found } = await ask("edge", [routers], { unknown: "dynamic/0.yml\n" });
    assert.deepEqual(
      found.map(({ kind, subject, command }) => [kind, subject, command]),
      [["router", "own@file", "rm /o/stacks/edge/dynamic/0.yml"]],
    );
    assert.deepEqual(
      (await ask("edge", [routers])).words,
      ["router own@file: rule Path(`/evil`)"],
      "without such a file",
    );
  });

  it("says nothing of a router whose name a container of nobody takes, since that is told", async () => {
    const stray = { ...labelled, name: "evil", project: "", service: "" };
    const snapshot = { ...healthy, containers: [...healthy.containers, stray] };
    assert.deepEqual((await ask("shop", [{}], { snapshot })).words, []);
  });

  it("compares what services and middlewares say", async () => {
    const services = { "shop@docker": service({ loadBalancer: { servers: [{ url: "http://172.18.0.4:9" }] } }) };
    const answer = `curl 0 200\n${JSON.stringify({ routers: shop, services })}\n`;
    assert.deepEqual((await ask("shop", [answer])).words, ["service shop@docker: loadbalancer.server.port 9"]);
  });

  it("calls routes compared only where they were", async () => {
    const stopped = await ask("shop", [{}], { snapshot: dead("traefik", { state: "exited" }) });
    assert.deepEqual([stopped.compared, (await ask("shop", [shop])).compared], [false, true]);
  });

  it("could not be made is a finding of Traefik's own stack, which an update may mend", async () => {
    const [own] = (await ask("edge", ["curl 0 401\n"])).found;
    assert.deepEqual(
      [own?.kind, own?.subject, own?.expected],
      ["not checked", "routes", "an answer at http://127.0.0.1:8888/api"],
    );
    assert.match(
      `${own?.message} ${own?.action}`,
      /^could not check the routes: .* wants a login \(HTTP 401\) let it answer/,
    );
    assert.deepEqual((await ask("shop", ["curl 0 401\n"])).words, []);
    assert.deepEqual((await ask("edge", ["curl 0 404\n"], { touched: true })).words, [], "a changed file may be why");
    const changed = { stack: "edge", service: "traefik", key: "network edge", before: ["traefik"], now: null };
    const snapshot = { ...healthy, settings: [changed] };
    assert.deepEqual((await ask("edge", ["curl 7 000\n"], { snapshot })).words, [], "or a network that it lost");
  });

  it("names it beside a dynamic file that was changed", async () => {
    const routers = { ...own, "evil@file": router({ service: "api@internal" }) };
    const of = async (unknown: string) => (await ask("edge", [routers], { unknown, touched: true })).words.length;
    assert.deepEqual([await of("dynamic/evil.yml\n"), await of("")], [1, 0], "of the changed file itself it may be");
  });

  const change = { stack: "shop", service: "web", key: "memory", before: 1, now: 2 };
  const told: Record<string, Parameters<typeof ask>[2]> = {
    "a container that is stopped": { snapshot: dead("web", { state: "exited" }) },
    "a container of another image": { snapshot: dead("web", { imageId: "x" }) },
    "a container that only starts": { snapshot: dead("web", { health: "starting" }) },
    "a container that was changed by hand": { snapshot: { ...healthy, settings: [change] } },
    "a Traefik that is stopped": { snapshot: dead("traefik", { state: "exited" }) },
    "a Traefik that was changed by hand": {
      snapshot: { ...healthy, settings: [{ ...change, stack: "edge", service: "traefik" }] },
    },
    "Traefik's files": { touched: true },
  };
  for (const [what, circumstances] of Object.entries(told)) {
    it(`says nothing of what follows from ${what}`, async () => {
      assert.deepEqual((await ask("shop", [{}], circumstances)).words, []);
    });
  }

  it("says nothing of what follows from a dynamic file, but of a container's other settings without a record it does", async () => {
    assert.deepEqual((await ask("edge", [{}], { touched: true })).words, []);
    const settings = { snapshot: { ...healthy, settings: [change] }, changed: { settings: undefined } };
    assert.deepEqual((await ask("shop", [{}], settings)).words, ["router shop@docker: missing"]);
  });
});
