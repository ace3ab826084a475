import assert from "node:assert/strict";
import {
  formatHashLock,
  formatImagesLock,
  moduleHashes,
  parseHashLock,
  parseImagesLock,
} from "../../../release/locks.ts";

const digest = `sha256:${"a".repeat(64)}`;
const hash = (letter: string) => letter.repeat(64);
const files = (entries: Record<string, string>) =>
  new Map(Object.entries(entries).map(([path, letter]) => [path, { sha256: hash(letter) }]));

describe("a lock file", () => {
  it("of images is read as it was written, sorted by image", () => {
    const images = new Map(["redis:7", "nginx:1.27"].map((image) => [image, { digest, platform: "linux/amd64" }]));
    const text = formatImagesLock(images);
    assert.ok(text.indexOf("nginx") < text.indexOf("redis"));
    const problems: string[] = [];
    assert.deepEqual(parseImagesLock(text, problems), new Map([...images].reverse()));
    assert.deepEqual(problems, []);
  });

  it("of hashes is read as it was written, sorted by path", () => {
    const text = formatHashLock(
      new Map([
        ["b c", hash("1")],
        ["a", hash("2")],
      ]),
    );
    assert.equal(text, `${hash("2")}  a\n${hash("1")}  b c\n`);
    assert.deepEqual(
      parseHashLock("x", text, []),
      new Map([
        ["a", hash("2")],
        ["b c", hash("1")],
      ]),
    );
  });

  it("of hashes is refused at the line that is none", () => {
    const problems: string[] = [];
    parseHashLock("locks.txt", `${hash("1")}  a\n<<<<<<< HEAD\n`, problems);
    assert.match(problems.join(), /^locks\.txt:2: expected "<sha256> {2}<path>", got "<<<<<<< HEAD"; .*`make lock`/);
  });
});

describe("a module's hash", () => {
  const module = { "addons/sale/a.py": "1", "addons/sale/views/b.xml": "2" };
  const of = (entries: Record<string, string>) => moduleHashes(["addons"], files(entries));

  it("is one for each folder below the addons folder", () => {
    const hashes = of({ ...module, "addons/stock/a.py": "1", "addons/README.md": "3", "conf/x/y": "4" });
    assert.deepEqual([...hashes.keys()], ["addons/sale", "addons/stock"]);
  });

  it("does not depend on the order of the files or on the module's name", () => {
    const reversed = Object.fromEntries(Object.entries(module).reverse());
    assert.deepEqual(of(module), of(reversed));
    const renamed = of({ "addons/other/a.py": "1", "addons/other/views/b.xml": "2" });
    assert.equal(of(module).get("addons/sale"), renamed.get("addons/other"));
  });

  it("leaves out what Python compiled", () => {
    assert.deepEqual(
      of({ ...module, "addons/sale/a.pyc": "5", "addons/sale/__pycache__/a.cpython-311": "6" }),
      of(module),
    );
  });

  it("differs when a file's content, name or presence differs", () => {
    const variants: Record<string, string>[] = [
      module,
      { ...module, "addons/sale/a.py": "9" },
      { "addons/sale/b.py": "1", "addons/sale/views/b.xml": "2" },
      { "addons/sale/a.py": "1" },
    ];
    const hashes = variants.map((entries) => of(entries).get("addons/sale"));
    assert.equal(new Set(hashes).size, 4);
  });
});
