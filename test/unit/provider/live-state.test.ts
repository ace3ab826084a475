import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { LiveHost } from "../../../live/host.ts";
import { liveState } from "../../../provider/live-state.ts";
import { type Properties, UNKNOWN } from "../../../provider/plugin-server.ts";
import { emptySnapshot, runningContainer } from "../../support/snapshot.ts";

const [a, b] = ["a".repeat(64), "b".repeat(64)];
const urn = "urn:pulumi:prod::seisei::seisei:index:LiveState::shop-state";
const expected = {
  images: { web: `nginx:1.27@sha256:${a}` },
  containers: { web: "running" },
  files: { "docker-compose.yml": a },
  environment: "as deployed",
};
const news: Properties = {
  ...{ sshConfig: "config", host: "app-1", root: "/opt", stack: "shop", bundleBytes: 1000 },
  ...{ expected, environmentHash: a },
};

const df = "/dev/vda 1000 100 900 10% /\n";

/** The resource type over a host made of plain values. */
function resource({
  files = {},
  digest = a,
  free = 1e9,
}: {
  files?: Record<string, string>;
  digest?: string;
  free?: number;
} = {}) {
  const warnings: string[] = [];
  const there: Record<string, string> = {
    "/opt/stacks/shop/docker-compose.yml": a,
    "/opt/stacks/shop/.env": a,
    ...files,
  };
  const answers: Record<string, string> = {
    "how full the disk is": `/\n${df}${df}/\n${df}${df}`,
    "/opt/stacks/shop/.env": "600\n",
  };
  const host: LiveHost = {
    name: "app-1",
    snapshot: async () => ({
      ...emptySnapshot,
      containers: [runningContainer],
      digests: new Map([["id", new Set([`sha256:${digest}`])]]),
    }),
    files: async (paths) => new Map(paths.map((path) => [path, there[path] ?? "missing"])),
    freeBytes: async () => free,
    networks: async () => ({}),
    read: async (_script, what) => answers[what] ?? "",
  };
  const handler = liveState({ openHost: () => host, warn: async (_urn, line) => void warnings.push(line) });
  /** Check and Diff, as a preview does them; `recorded` is what the last update left. */
  const preview = async (inputs: Properties, recorded: Properties = news) => {
    const checked = (await handler.check!({ urn, olds: recorded, news: inputs })).inputs;
    const oldOutputs = { ...recorded, observed: recorded.expected, generation: 1 };
    const difference = await handler.diff!({
      urn,
      id: "app-1/shop",
      oldInputs: recorded,
      oldOutputs,
      news: checked,
      ignoreChanges: [],
    });
    return { checked, ...difference };
  };
  return { handler, warnings, preview, there };
}

const file = 'observed["files"]["docker-compose.yml"]';

describe("LiveState's difference", () => {
  it("is empty where the host is as deployed, and nothing is said", async () => {
    const { preview, warnings } = resource();
    const { changes, detailed, checked } = await preview(news);
    assert.deepEqual([changes, detailed, warnings], [[], {}, []]);
    assert.deepEqual(checked.observed, expected);
  });

  it("is drift, with one warning however often it is asked, where the host is not as deployed", async () => {
    const { preview, warnings } = resource({ files: { "/opt/stacks/shop/docker-compose.yml": b } });
    await preview(news);
    const { changes, detailed } = await preview(news);
    assert.deepEqual(changes, ["observed"]);
    assert.deepEqual(detailed, { [file]: { kind: "update", inputDiff: false } });
    assert.equal(warnings.length, 1);
  });

  it("is the release, and no warning, where only the release changes", async () => {
    const { preview, warnings } = resource();
    const { changes, detailed } = await preview({
      ...news,
      expected: { ...expected, images: { web: `nginx:1.28@sha256:${b}` } },
    });
    assert.deepEqual(changes, ["expected"]);
    assert.deepEqual(detailed, { 'expected["images"]["web"]': { kind: "update", inputDiff: true } });
    assert.deepEqual(warnings, []);
  });

  it("shows both apart where both change, even when the host has the new release already", async () => {
    const { preview } = resource({ digest: b });
    const { detailed } = await preview({
      ...news,
      expected: { ...expected, images: { web: `nginx:1.27@sha256:${b}` } },
    });
    assert.deepEqual(Object.keys(detailed!), ['observed["images"]["web"]', 'expected["images"]["web"]']);
  });

  it("judges .env by the hash that was deployed, not by the one to come", async () => {
    const { preview } = resource();
    const { changes } = await preview({ ...news, environmentHash: b });
    assert.deepEqual(changes, ["environmentHash"]);
  });

  it("finds a changed .env", async () => {
    const { detailed } = await resource({ files: { "/opt/stacks/shop/.env": b } }).preview(news);
    assert.deepEqual(Object.keys(detailed!), ['observed["environment"]']);
  });

  it("is empty where only the way to the host changes", async () => {
    const { changes } = await resource().preview({ ...news, sshConfig: "elsewhere", bundleBytes: 5 });
    assert.deepEqual(changes, []);
  });

  it("is a move, and no drift, where the host changes", async () => {
    const { preview, warnings } = resource({ files: { "/opt/stacks/shop/docker-compose.yml": b } });
    const { changes } = await preview({ ...news, host: "app-2" });
    assert.deepEqual([changes, warnings], [["host"], []]);
  });

  it("is shown against the recorded input when a refresh wrote the output", async () => {
    const { handler } = resource({ files: { "/opt/stacks/shop/docker-compose.yml": b } });
    const read = (await handler.read!({ urn, id: "x", inputs: news, outputs: { ...news, observed: expected } }))!;
    const { inputs } = await handler.check!({ urn, olds: read.inputs, news });
    const oldOutputs = read.outputs;
    const { detailed } = await handler.diff!({
      urn,
      id: "x",
      oldInputs: read.inputs,
      oldOutputs,
      news: inputs,
      ignoreChanges: [],
    });
    assert.deepEqual(detailed, { [file]: { kind: "update", inputDiff: true } });
    assert.deepEqual(read.inputs.observed, expected);
  });

  it("does not stumble over values that are not known yet", async () => {
    const { changes } = await resource().preview({ ...news, expected: UNKNOWN });
    assert.deepEqual(changes, ["expected"]);
  });
});

describe("LiveState", () => {
  it("says nothing about drift where nothing was deployed", async () => {
    const { handler, warnings } = resource({ files: { "/opt/stacks/shop/docker-compose.yml": "missing" } });
    const { inputs } = await handler.check!({ urn, olds: {}, news });
    assert.equal(inputs.observed.files["docker-compose.yml"], "missing");
    const { id, outputs } = await handler.create({ urn, inputs, preview: false, timeout: 0 });
    assert.deepEqual([id, outputs.observed, outputs.generation], ["app-1/shop", expected, 1]);
    assert.deepEqual(warnings, []);
  });

  it("counts each update, and does not know the number in a preview", async () => {
    const { handler } = resource();
    const args = { urn, id: "x", oldInputs: news, oldOutputs: { generation: 4 }, news, timeout: 0 };
    assert.equal((await handler.update!({ ...args, preview: false })).generation, 5);
    assert.equal((await handler.update!({ ...args, preview: true })).generation, UNKNOWN);
  });

  it("triggers the upload of a bundle that stays the same, and no other: its content does", async () => {
    const { handler } = resource();
    const oldOutputs = { generation: 4, bundleTrigger: 2 };
    const triggers = async (bundleSha256: string) => {
      const args = { urn, id: "x", oldInputs: { ...news, bundleSha256: "a" }, oldOutputs, timeout: 0 };
      const update = (preview: boolean) => handler.update!({ ...args, news: { ...news, bundleSha256 }, preview });
      return [(await update(false)).bundleTrigger, (await update(true)).bundleTrigger];
    };
    assert.deepEqual(await triggers("a"), [5, UNKNOWN]);
    assert.deepEqual(await triggers("b"), [2, 2]);
  });

  it("refuses to begin when the disk has not enough room, in a preview too", async () => {
    const { handler } = resource({ free: 1024 ** 2 + 1999 });
    await assert.rejects(handler.create({ urn, inputs: news, preview: true, timeout: 0 }), {
      message: /free, deploying shop needs/,
    });
    const enough = resource({ free: 1024 ** 2 + 2000 }).handler;
    await enough.create({ urn, inputs: news, preview: true, timeout: 0 });
  });

  it("fails where the host cannot be read, instead of finding nothing", async () => {
    const openHost = () =>
      ({
        snapshot: () => Promise.reject(new Error("down")),
        files: async () => new Map(),
        read: async () => "",
      }) as unknown as LiveHost;
    const handler = liveState({ openHost, warn: async () => {} });
    await assert.rejects(handler.check!({ urn, olds: news, news }), { message: "down" });
  });

  it("takes what was read ahead, and reads for itself where it has something else to ask", async () => {
    const { handler, preview, there } = resource();
    handler.readAhead([news]);
    await setImmediate();
    there["/opt/stacks/shop/docker-compose.yml"] = b;
    assert.equal((await preview(news)).checked.observed.files["docker-compose.yml"], a);
    const recorded = { ...news, expected: { ...expected, files: { "docker-compose.yml": b } } };
    assert.equal((await preview(news, recorded)).checked.observed.files["docker-compose.yml"], b);
  });

  it("reads what belongs to no stack for the host itself", async () => {
    const inputs = {
      sshConfig: "c",
      host: "app-1",
      root: "/opt",
      projects: [],
      expected: { unknownContainers: {}, folders: { "/opt/x": "present" } },
    };
    const { checked } = await resource({ files: { "/opt/x": "a directory" } }).preview(inputs, inputs);
    assert.deepEqual(checked.observed, {
      unknownContainers: {},
      unknownProjects: { shop: "shop-web-1 (nginx:1.27)" },
      folders: { "/opt/x": "present" },
    });
  });
});
