import assert from "node:assert/strict";
import { closedFolders } from "../../../release/closed-folders.ts";
import { stacksOf } from "../../support/stacks.ts";

const tracked = ["config/a.txt", "config/deep/b.txt", "site/index.html", "single.conf", "addons/sale/x.py"];

/** @param volumes of the services `web` and `jobs` */
function closed(web: string, jobs = "[]", definition = ""): string[] {
  const [stack] = stacksOf({
    ...Object.fromEntries(tracked.map((path) => [`shop/${path}`, "x"])),
    "shop/stack.yaml": `host: app-1\n${definition}`,
    "shop/docker-compose.yml": `services:
  web: {image: "a:1", restart: always, volumes: ${web}}
  jobs: {image: "a:1", restart: always, volumes: ${jobs}}
`,
  });
  return closedFolders(stack!);
}

describe("folders with nothing but the release's files", () => {
  it("are those that are mounted whole and only to read, in either form, and what is below them", () => {
    assert.deepEqual(closed('["./config:/c:ro", "./single.conf:/s:ro"]'), ["config", "config/deep"]);
    assert.deepEqual(closed('["./config:/c:z,ro"]', '["./site/:/s:ro"]'), ["config", "config/deep", "site"]);
    assert.deepEqual(closed("[{type: bind, source: ./site, target: /s, read_only: true}]"), ["site"]);
  });

  const open: [string, string, string?][] = [
    ["mounted to be written to", '["./config:/c"]'],
    ["written to by another service", '["./config:/c:ro"]', '["./config:/c"]'],
    ["written to in a folder below", '["./config:/c:ro"]', '["./config/cache:/c"]'],
    ["written to in a folder above", '["./config:/c:ro"]', '[".:/all"]'],
    ["the whole stack's", '[".:/all:ro"]'],
    ["a volume with a folder's name", '["config:/c:ro"]'],
    ["elsewhere on the host", '["/config:/c:ro"]'],
    ["mounted as a volume", "[{type: volume, source: config, target: /c, read_only: true}]"],
  ];
  for (const [what, web, jobs] of open) {
    it(`are not what is ${what}`, () => assert.deepEqual(closed(web, jobs), []));
  }

  it("leave out modules, and what a process loads", () => {
    const definition = "addons: [addons]\nloaded: [{service: web, process: x, files: [config/deep]}]\n";
    assert.deepEqual(closed('["./config:/c:ro", "./addons:/a:ro"]', "[]", definition), ["config"]);
  });
});
