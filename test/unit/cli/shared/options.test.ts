import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { helpText, readOptions, type Usage } from "../../../../cli/shared/options.ts";

const usage = {
  forms: ["make thing"],
  text: "Does it.",
  options: { apply: { text: "really" }, host: { value: "NAME", text: "this one" } },
} as const satisfies Usage;

describe("options", () => {
  it("are read as the command declares them", () => {
    assert.deepEqual(
      { ...readOptions("thing", usage, ["--apply", "--host", "app-1"]) },
      { apply: true, host: "app-1" },
    );
  });

  for (const args of [["--aply"], ["--host"], ["app-1"]]) {
    it(`that are not declared so are refused in one line: ${args}`, () =>
      assert.throws(() => readOptions("thing", usage, args), {
        name: "UserError",
        message: /^thing: .*`--help` lists what it takes$/,
      }));
  }

  it("are listed in the help, aligned", () => {
    assert.equal(helpText(usage), "make thing\n\nDoes it.\n\n  --apply      really\n  --host NAME  this one");
  });

  const commands = readdirSync("cli").filter(
    (name) => name.endsWith(".ts") && readFileSync(`cli/${name}`, "utf8").includes("export const usage"),
  );
  for (const file of commands) {
    it(`of ${file} are told by --help`, async () => {
      const { usage } = (await import(`../../../../cli/${file}`)) as { usage: Usage };
      const args = ["cli/main.ts", file.replace(".ts", ""), "--help"];
      const { stdout, status } = spawnSync("node", args, { encoding: "utf8" });
      assert.deepEqual([stdout, status], [`${helpText(usage)}\n`, 0]);
    });
  }
});
