import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

const unused = ["/node_modules/typescript/", "/node_modules/@npmcli/arborist/", "/@pulumi/pulumi/automation/local"];

/** Which of `unused` a Node process has loaded with Pulumi's SDK. */
function loaded(...nodeArguments: string[]): string[] {
  const list = 'require("@pulumi/pulumi"); console.log(Object.keys(require.cache).join("\\n"))';
  const files = execFileSync("node", [...nodeArguments, "-e", list], { encoding: "utf8" });
  return unused.filter((part) => files.includes(part));
}

describe("the SDK as Pulumi.yaml has it loaded", function () {
  this.timeout(30_000); // each starts a Node process
  it("comes without TypeScript's compiler, npm's dependency tree and the Automation API", () => {
    assert.deepEqual(loaded("--import", "./components/lean-sdk.ts"), []);
  });

  it("would come with them otherwise", () => {
    assert.deepEqual(loaded(), unused);
  });
});
