import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerSettings } from "../../../live/snapshot.ts";

const id = (letter: string) => letter.repeat(64);

/** What `docker inspect` writes with the format, for one container. */
const inspected = (lines: string[], { service = "web", number = 1, name = "", of = "a" } = {}) =>
  [
    `\tcontainer\t${id(of)}\t"/${name || `shop-${service}-${number}`}"\t"shop"\t"${service}"\t"False"\t"${number}"`,
    '\tconfiguration\t"hash"',
    `\thost name\t"${of.repeat(12)}"`,
    '\tports\t{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}',
    `\tnetwork\t"edge"\t["shop-${service}-${number}","web","${of.repeat(12)}"]\t`,
    "\tmemory\t0",
    ...lines,
    "",
  ].join("\n");

describe("container-settings.sh", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-settings-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const sh = (command: string, input: string) =>
    execFileSync("sh", ["-c", `${containerSettings}\n${command}`], { input, encoding: "utf8", cwd: folder });
  const record = (text: string) => sh("settings record shop", text);
  const changes = (before: string, now: string, exact = "") => {
    writeFileSync(join(folder, "as-deployed"), before);
    const lines = sh(`exact=${exact}; settings compare ./as-deployed`, now).split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line)).filter(([kind]) => kind === "settings");
  };
  const secrets = [
    '\tenvironment\t"TOKEN=hunter2 = \\" x"',
    '\tcommand\t["serve","hunter2"]',
    '\tlabel\t"a"\t"hunter2"',
  ];

  it("finds no difference between equal containers, whatever Docker chose by itself", () => {
    const anonymous = (of: string) => `\tmount\t"/data"\t"volume"\t"${id(of)}"\ttrue`;
    const before = record(inspected([...secrets, anonymous("1")]));
    assert.deepEqual(changes(before, inspected([anonymous("2"), ...secrets].toReversed(), { of: "b", number: 2 })), []);
  });

  it("tells what was added, removed and changed, without a value that may be secret", () => {
    const before = record(inspected([...secrets, '\tuser\t"app"']));
    const now = inspected(['\tenvironment\t"TOKEN=other"', '\tlabel\t"a"\t"hunter2"', '\tuser\t"root"', "\tmemory\t5"]);
    assert.deepEqual(
      changes(before, now)
        .map(([, stack, service, , ...change]) => [stack, service, ...change])
        .sort(),
      [
        ["shop", "web", "command", true, null],
        ["shop", "web", "environment TOKEN", true, true],
        ["shop", "web", "memory", null, 5],
        ["shop", "web", "user", "app", "root"],
      ],
    );
  });

  it("hands on the marks of volumes that a record has, and takes them for no setting", () => {
    const before = `${record(inspected(secrets))}\tvolume\t"shop_rows","17"\n`;
    writeFileSync(join(folder, "as-deployed"), before);
    const lines = sh("settings compare ./as-deployed", inspected(secrets)).split("\n").filter(Boolean);
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('["recorded"')),
      ['["own","shop","web",""]', '["made","shop","shop_rows","17"]'],
    );
  });

  it("puts no value that may be secret into a record", () => {
    const text = record(inspected(secrets));
    assert.doesNotMatch(text, /hunter2/);
    assert.match(text, /^web\tenvironment TOKEN\t#\d+$/m);
    assert.notEqual(record(inspected(secrets)), text, "nor the same for the same value");
  });

  it("tells a container by its id, and one that was renamed", () => {
    const before = record(inspected([]));
    assert.deepEqual(changes(before, inspected([], { name: "other" })), [
      ["settings", "shop", "web", id("a"), "name", null, "other"],
    ]);
  });

  it("records each service once, and knows nothing of other services, stacks and versions", () => {
    const before = record(inspected([]) + inspected(["\tmemory\t5"], { number: 2, of: "b" }));
    assert.equal(before.split("\n").filter((line) => line.startsWith("web\tports")).length, 1);
    assert.deepEqual(changes(before, inspected(["\tmemory\t5"], { service: "db" })), []);
    assert.deepEqual(changes(before.replace("settings 1", "settings 0"), inspected(["\tmemory\t5"])), []);
    assert.deepEqual(changes("", inspected(["\tmemory\t5"])), []);
  });

  it("records how many containers a service has, where there are several", () => {
    const two = record(
      inspected([]) + inspected([], { number: 2, of: "b" }) + inspected([], { service: "db", of: "c" }),
    );
    writeFileSync(join(folder, "as-deployed"), two);
    const lines = sh("settings compare ./as-deployed", inspected([])).split("\n").filter(Boolean);
    const told = lines.map((line) => JSON.parse(line)).filter(([kind]) => kind !== "recorded" && kind !== "own");
    assert.deepEqual(told, [["replicas", "shop", "web", 2]]);
  });

  it("leaves out a container of another configuration when it is asked to", () => {
    const before = record(inspected([]));
    const now = inspected(["\tmemory\t5"]).replace('"hash"', '"newer"');
    assert.deepEqual([changes(before, now).length, changes(before, now, "no").length], [1, 0]);
  });
});
