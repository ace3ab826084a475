import assert from "node:assert/strict";
import { dataOnOneVolume as rule } from "../../../../policies/rules/data-on-one-volume.ts";
import { onRecord } from "../../../support/desired.ts";
import { stacksOf } from "../../../support/stacks.ts";

const onVolume = "data: {volume: {size: 10, volumes: [rows], folders: [filestore]}}\n";

/** What the rule says of a service that keeps rows and files, and mounts this as well. */
function judge(mount: string, definition = onVolume): string[] {
  const mounts = ["rows:/rows", "./filestore:/files", mount].map((one) => `      - ${one}\n`).join("");
  const files = {
    "shop/docker-compose.yml": `services:\n  web:\n    image: nginx:1.27\n    restart: always\n    volumes:\n${mounts}volumes: {rows: {}, cache: {}}\n`,
    "shop/config/web.conf": "a\n",
    "shop/stack.yaml": `host: app-1\n${definition}`,
  };
  return rule.stacks(stacksOf(files));
}

describe(rule.name, () => {
  for (const mount of [
    "cache:/cache",
    "{type: volume, source: cache, target: /cache}",
    "./logs:/logs",
    "./logs:/logs:z",
  ]) {
    it(`finds what is written beside it: ${mount}`, () => {
      const problems = judge(mount);
      assert.equal(problems.length, 1);
      assert.match(
        problems[0]!,
        /docker-compose\.yml:8: services\.web\.volumes\.2: .* got (cache|logs) beside it.*data\.volume\./,
      );
      assert.deepEqual(judge(mount, onVolume + onRecord(rule.name)), []);
    });
  }

  for (const mount of [
    "./filestore/:/more",
    "./config:/etc/web",
    "./config/web.conf:/w",
    "cache:/cache:ro",
    "/etc/ssl:/ssl",
  ]) {
    it(`lets be what is on it, in git, only read, or the host's: ${mount}`, () => assert.deepEqual(judge(mount), []));
  }

  it("has nothing to say of a stack without a data volume", () => assert.deepEqual(judge("cache:/cache", ""), []));
});
