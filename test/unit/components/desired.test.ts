import assert from "node:assert/strict";
import { withNeighbours } from "../../../components/desired.ts";
import type { HostSettings } from "../../../components/settings.ts";
import type { StackRelease } from "../../../release/release.ts";

const stack = (name: string, host: string) => ({ name, definition: { host } }) as StackRelease;

describe("the stacks of a release", () => {
  it("that run on another host may have their folders here, as whole checkouts have; a host's own are not documented", () => {
    const reason = "for the auditors";
    const host = { name: "app-1", documented: [{ kind: "folder", name: "old", reason }] } as unknown as HostSettings;
    const { documented } = withNeighbours(host, [stack("shop", "app-1"), stack("blog", "app-2")]);
    assert.deepEqual(
      documented?.map(({ kind, name }) => `${kind} ${name}`),
      ["folder old", "folder blog"],
    );
  });
});
