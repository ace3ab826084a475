import assert from "node:assert/strict";
import { partsOf, wholeFolders, withWhole } from "../../../live/whole-folders.ts";

const paths = ["stack.yaml", "config/a.txt", "config/deep/b.txt", "config/deep/c.txt", "hooks/start.sh"];
const gone = (...missing: string[]) => Object.fromEntries(wholeFolders(paths, new Set(missing)));

describe("folders of which nothing is left", () => {
  it("are told by the highest one", () => {
    assert.deepEqual(gone("config/a.txt", "config/deep/b.txt", "config/deep/c.txt"), {
      "config/a.txt": "config",
      "config/deep/b.txt": "config",
      "config/deep/c.txt": "config",
    });
    assert.deepEqual(new Set(Object.values(gone(...paths))), new Set([""]));
  });

  it("are none where a file is left, or where there was but one", () => {
    assert.deepEqual(gone("config/a.txt", "config/deep/b.txt"), {});
    assert.deepEqual(gone("hooks/start.sh"), {});
  });

  it("are beside what is missing by itself", () => {
    assert.deepEqual(gone("stack.yaml", "config/deep/b.txt", "config/deep/c.txt"), {
      "config/deep/b.txt": "config/deep",
      "config/deep/c.txt": "config/deep",
    });
  });

  it("are said with a state and read out of it", () => {
    assert.deepEqual(partsOf(withWhole("missing (loaded)", "conf.d")), { state: "missing (loaded)", whole: "conf.d" });
    assert.deepEqual(partsOf("missing"), { state: "missing" });
  });
});
