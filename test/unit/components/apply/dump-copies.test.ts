import assert from "node:assert/strict";
import { ApplyParts } from "../../../support/apply-parts.ts";

describe("copies of dumps on the data volume", function () {
  this.timeout(30_000); // many programs start
  let host: ApplyParts;
  beforeEach(() => {
    host = new ApplyParts("dump", "postgres", "own-commands", "restore", "dump-copies");
    host.write({
      "state/current/volume": "vol-1 /mnt/seisei/shop\n",
      "state/dumps/20261101T080000Z-a-before-b/about": "first\n",
      "state/dumps/20261102T080000Z-b-before-c/about": "second\n",
    });
  });
  afterEach(() => host.remove());

  /** @param lines that change what the host answers */
  const copied = (lines = "") => {
    const { code, output } = host.run(
      `sudo='' target=$HOST/volume; mounted_device() { echo /dev/nvme1n1; }; ${lines}\ncopy_dumps`,
    );
    assert.equal(code, 0, "a deploy that is done does not fail for them");
    return output;
  };
  const full = "df() { printf 'x\\nx 100 90 1 x\\n'; }";
  const both = ["20261101T080000Z-a-before-b", "20261102T080000Z-b-before-c"];

  it("are made for dumps that it has not, and go with them", () => {
    host.write({
      "volume/.seisei-dumps/20261001T080000Z-z-before-a/about": "dropped\n",
      "volume/.seisei-dumps/.copying/about": "",
    });
    assert.equal(copied(), "");
    assert.deepEqual(host.list("volume/.seisei-dumps"), both);
    assert.equal(host.read(`volume/.seisei-dumps/${both[1]}/about`), "second\n");
  });

  it("are the dumps again when the root disk has lost all of them", () => {
    copied();
    host.run('rm -rf "$state/dumps"');
    assert.equal(copied(), "");
    assert.deepEqual(host.list("state/dumps"), both);
    assert.deepEqual(host.list("volume/.seisei-dumps"), both);
  });

  it("are the dumps again before another one is made, all or none", () => {
    copied();
    host.run('rm -rf "$state/dumps"');
    const find = (lines = "") =>
      host.run(`: >"$new/volume"; target=$HOST/volume; mounted_device() { echo /dev/nvme1n1; }; ${lines}\nfind_dump`);
    host.write({ "state/incoming/bundle": "" });
    const { code, output } = find(full);
    assert.equal(code, 1);
    assert.match(output, /cannot be taken from the data volume: .* more than half .*; nothing was changed/);
    assert.deepEqual(host.list("state/dumps"), []);
    assert.equal(find().code, 0);
    assert.deepEqual(host.list("state/dumps"), both);
  });

  it("are not made where they would take more than half of what is free, which is told", () => {
    assert.match(copied(full), /not copied to the data volume: 20261102T080000Z-b-before-c needs more than half of/);
    assert.deepEqual(host.list("volume/.seisei-dumps"), []);
  });

  it("are not made on the root disk when no volume is mounted", () => {
    copied("mounted_device() { :; }");
    host.run('rm "$state/current/volume"');
    copied();
    assert.deepEqual(host.list("volume"), []);
  });
});
