import assert from "node:assert/strict";
import { compare } from "../../../../live/compare.ts";
import { findings } from "../../../../live/drift.ts";
import { containers } from "../../../../live/checks/containers.ts";
import { files as check } from "../../../../live/checks/files.ts";
import type { StackPlace } from "../../../../live/checks/check.ts";
import { emptySnapshot, runningContainer } from "../../../support/snapshot.ts";

const hash = "a".repeat(64);
const files = { "stack.yaml": hash, "config/a.txt": hash, "config/b.txt": hash };
const where = { host: "app-1", stack: "shop", folder: "/opt/shop" };

/** What is told of a stack without modules whose files are in these states; the others are as released. */
async function told(found: Record<string, string>, more: object = {}) {
  const host = {
    files: async () => new Map(Object.entries({ ...files, ...found }).map(([p, s]) => [`/opt/shop/${p}`, s])),
  };
  const place = { ...where, host, state: "", documented: [] } as unknown as StackPlace;
  const observed = await check.observe(place, { images: {}, containers: {}, files });
  const expected = { files, environment: "as deployed", modules: { "addons/sale": hash } };
  const all = { ...expected, ...more, files: observed.files };
  return findings(where, compare(expected, all)).map(
    ({ kind, subject, observed }) => `${kind} ${subject}: ${observed}`,
  );
}

describe("files that are missing", () => {
  it("are one finding with their folder, where nothing of it is left", async () => {
    const config = { "config/a.txt": "missing", "config/b.txt": "missing" };
    assert.deepEqual(await told(config), ["file config: missing"]);
    assert.deepEqual(await told({ "config/a.txt": "missing" }), ["file config/a.txt: missing"]);
    const gone = { environment: "missing", modules: { "addons/sale": "missing" } };
    assert.deepEqual(await told({ ...config, "stack.yaml": "missing" }, gone), ["file /opt/shop: missing"]);
    assert.deepEqual(await told(config, gone), [
      "file config: missing",
      "module addons/sale: missing",
      "environment .env: missing",
    ]);
  });

  it("are told by what is in the place of their folder", async () => {
    const fileModes = { config: "a file in the place of a folder" };
    const found = await told({ "config/a.txt": "missing", "config/b.txt": "missing" }, { fileModes });
    assert.deepEqual(found, ["file config: a file in the place of a folder"]);
  });

  it("are told apart from one that the user may not read", async () => {
    assert.deepEqual(await told({ "config/a.txt": "not readable" }), ["file config/a.txt: not readable"]);
  });
});

describe("a stack's services that have one fate", () => {
  const expected = { web: "running", jobs: "2 running", migrate: "completed" } as const;
  const images = Object.fromEntries(Object.keys(expected).map((service) => [service, `nginx:1.27@sha256:${hash}`]));
  const one = (service: string, changed: object = {}) => ({ ...runningContainer, service, name: service, ...changed });
  const stopped = { state: "exited" };
  const told = async (...there: ReturnType<typeof one>[]) => {
    const snapshot = { ...emptySnapshot, containers: there, digests: new Map([["id", new Set([`sha256:${hash}`])]]) };
    const place = { ...where, host: { snapshot: async () => snapshot }, state: "", documented: [] };
    const release = { images, containers: expected, files: {}, networks: { shop_default: "present" } };
    const observed = await containers.observe(place as unknown as StackPlace, release);
    const all = { ...observed, networks: { shop_default: there.length > 0 ? "present" : "missing" } };
    const { files: _, ...compared } = release;
    return findings(where, compare(compared, all)).map(
      ({ kind, subject, observed }) => `${kind} ${subject}: ${observed}`,
    );
  };

  it("are one finding, with the network that goes with them", async () => {
    assert.deepEqual(await told(), ["container web, jobs, migrate: missing"]);
    const all = [one("web", stopped), one("jobs", stopped), one("jobs", stopped), one("migrate", stopped)];
    assert.deepEqual(await told(...all), ["container web, jobs: stopped"]);
  });

  it("are several where one of them runs", async () => {
    assert.deepEqual(await told(one("web"), one("jobs", stopped), one("migrate", stopped)), [
      "container jobs: stopped",
    ]);
    assert.deepEqual(await told(one("migrate", stopped), one("web")), ["container jobs: missing"]);
  });
});
