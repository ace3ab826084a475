import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Which rooms the files of a room may import from, beside their own. */
const allowed: Record<string, string[]> = {
  release: [],
  live: [
    ...["release/closed-folders.ts", "release/errors.ts", "release/locks.ts", "release/routes", "release/types.ts"],
    ...["release/data-volume.ts", "release/version.ts"],
  ],
  provider: ["live", "release/errors.ts"],
  components: ["release", "live", "stacks"],
  policies: ["release"],
};

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

const imports = (folder: string, file: string) =>
  [...readFileSync(join(folder, file), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, path]) =>
    join(folder, file, "..", path!),
  );

describe("the map of rooms", () => {
  it("in the README names every folder, and no other", () => {
    const map = readFileSync("README.md", "utf8").split("## Map")[1]!;
    const named = [...map.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!).sort();
    const onDisk = readdirSync(".", { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$|dist$)/.test(entry.name))
      .map((entry) => `${entry.name}/`);
    assert.deepEqual(named, [...onDisk, "index.ts"].sort());
  });

  for (const [room, others] of Object.entries(allowed)) {
    it(`${room}/ imports only what lies below it`, () => {
      const wrong = files(room).flatMap((file) =>
        imports(room, file)
          .filter((path) => ![room, ...others].some((prefix) => path === prefix || path.startsWith(`${prefix}/`)))
          .map((path) => `${room}/${file} imports ${path}`),
      );
      assert.deepEqual(wrong, []);
    });
  }

  it("keeps Pulumi's SDK out of release/ and live/", () => {
    for (const room of ["release", "live"]) {
      for (const file of files(room))
        assert.doesNotMatch(readFileSync(join(room, file), "utf8"), /@pulumi\//, `${room}/${file}`);
    }
  });

  it("keeps every file under 250 lines", () => {
    const long = ["cli", "components", "live", "policies", "provider", "release", "test"]
      .flatMap((room) => files(room).map((file) => join(room, file)))
      .filter((file) => readFileSync(file, "utf8").split("\n").length > 250);
    assert.deepEqual(long, []);
  });
});
