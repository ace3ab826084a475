import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type QuiesceArgs, quiesced, quiesceScript } from "../../../components/quiesce.ts";

const take = {
  ...{ resource: "shop-data-main1.0.0-1", stack: "shop", holds: "main1.0.0", before: "main1.0.1" },
  ...{ commit: "c", content: "f0" },
};
/** Notes what it is asked; `ps` answers `c-<service>`, but for the service `stopped`; what runs in `c-broken` fails. */
const docker = `#!/bin/sh
case $* in
ps*service=stopped) ;;
ps*) echo "c-\${*##*service=}" ;;
exec*) echo "$*" >>"$NOTES"; case $* in *c-broken*) echo "no such thing" >&2; exit 1;; esac ;;
esac
`;

describe("what a stack does before a snapshot", () => {
  let root: string;
  const args = (more: Partial<QuiesceArgs> = {}): QuiesceArgs => ({
    ...{ stack: "shop", root, mount: root, volume: "vol-1", content: "f1", strict: true, postgres: ["db"], ...more },
  });
  function run(more: Partial<QuiesceArgs> = {}) {
    const env = { PATH: `${root}/bin:${process.env.PATH}`, NOTES: `${root}/notes` };
    writeFileSync(env.NOTES, "");
    const input = quiesceScript(take, args(more));
    const { status, stdout, stderr } = spawnSync("sh", { input, env, encoding: "utf8" });
    return { status, stdout, stderr, did: readFileSync(env.NOTES, "utf8").split("\n").slice(0, -1) };
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "quiesce-"));
    for (const folder of ["bin", ".seisei/shop/current"]) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, "bin/docker"), docker);
    chmodSync(join(root, "bin/docker"), 0o755);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is a checkpoint of each database of both releases, then its own command", () => {
    writeFileSync(join(root, ".seisei/shop/current/postgres"), "old\ndb\n");
    const { status, stdout, stderr, did } = run({
      own: { service: "redis", command: "redis-cli 'save'\necho it's done" },
    });
    assert.equal(status, 0);
    assert.match(did[0]!, /^exec c-db sh -c .* --command CHECKPOINT$/);
    assert.match(did[1]!, /^exec c-old .*CHECKPOINT$/);
    assert.deepEqual(did.slice(2), ["exec c-redis sh -ec redis-cli 'save'", "echo it's done"]);
    assert.match(stderr, /shop: main1\.0\.1 is applied once AWS has been asked for a snapshot of main1\.0\.0's data/);
    assert.match(quiesced(stdout).takenAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it("leaves out what does not run, and a database that cannot", () => {
    const { status, stderr } = run({ postgres: ["stopped", "broken"], own: { service: "stopped", command: "x" } });
    assert.equal(status, 0);
    assert.match(stderr, /shop: stopped does not run: no CHECKPOINT/);
    assert.match(stderr, /shop: broken cannot do a CHECKPOINT; goes on without/);
    assert.match(stderr, /shop: stopped does not run: `data.quiesce` is left out/);
  });

  it("stops a later release when the stack's own command fails, not the way back", () => {
    const own = { service: "broken", command: "x" };
    const forward = run({ own });
    assert.deepEqual([forward.status, forward.stdout], [1, ""]);
    assert.match(forward.stderr, /shop: `data.quiesce` failed in broken; nothing was changed/);
    const back = run({ own, strict: false });
    assert.equal(back.status, 0);
    assert.match(back.stderr, /failed in broken; goes on without/);
  });

  it("tells whether the host runs the next release on this volume already", () => {
    const already = () => quiesced(run().stdout).already;
    assert.equal(already(), false);
    writeFileSync(join(root, ".seisei/shop/current/release"), "main1.0.1 f1\n");
    writeFileSync(join(root, ".seisei/shop/current/volume"), "vol-2 /mnt\n");
    assert.equal(already(), false);
    writeFileSync(join(root, ".seisei/shop/current/volume"), "vol-1 /mnt\n");
    assert.equal(already(), true);
    writeFileSync(join(root, ".seisei/shop/current/release"), "main1.0.0 f0\n");
    assert.equal(already(), false);
  });

  it("has said when, or nothing that is understood", () => {
    assert.throws(() => quiesced("else"), /expected a line `taken …`, got "else"/);
  });
});
