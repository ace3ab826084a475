import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { modules } from "../../../../live/checks/modules.ts";
import { compare } from "../../../../live/compare.ts";
import { readable } from "../../../../live/finding.ts";
import type { LiveHost } from "../../../../live/host.ts";
import { formatHashLock, moduleHashes } from "../../../../release/locks.ts";
import { localHost } from "../../../support/local-host.ts";

const released = {
  "addons/README.md": "beside the modules\n",
  "addons/sale/__init__.py": "from . import models\n",
  "addons/sale/models/order.py": "class Order: pass\n",
  'addons/sale/static/it\'s a "logo" é.svg': "<svg/>\n",
  "addons/stock/__manifest__.py": "{}\n",
  "more/hr/__init__.py": "",
};
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hashes = new Map(Object.entries(released).map(([path, text]) => [path, sha256(text)]));
const wanted = Object.fromEntries(
  moduleHashes(["addons", "more"], new Map([...hashes].map(([path, sha256]) => [path, { sha256 }]))),
);

describe("modules", () => {
  let folder = "";
  const write = (path: string, text = "x\n") => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const manifest = (text: string) => write("state/current/manifest", text);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-modules-"));
    chmodSync(folder, 0o755);
    for (const [path, text] of Object.entries(released)) write(path, text);
    manifest(formatHashLock(hashes));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const observe = async (host: LiveHost = localHost()) => {
    const place = { host, stack: "erp", folder, state: join(folder, "state"), documented: [] };
    const files = { "addons/README.md": hashes.get("addons/README.md")! };
    const expected = { images: {}, containers: {}, files, modules: wanted };
    return (await modules.observe(place, expected)).modules as Record<string, string>;
  };
  const find = async (host?: LiveHost) => {
    const own = compare({ modules: wanted }, { modules: await observe(host) }).map(readable);
    return modules.findings(own, own, { host: "app-1", stack: "erp", folder: "/opt/erp" });
  };

  it("have the hash that the lock has", async () => {
    assert.deepEqual(await observe(), wanted);
  });

  it("are not asked about where a stack has none", async () => {
    const host = localHost({ read: () => assert.fail("asked the host") });
    const place = { host, stack: "web", folder, state: folder, documented: [] };
    assert.deepEqual(await modules.observe(place, { images: {}, containers: {}, files: {} }), {});
  });

  const harmless: [string, () => void][] = [
    ["compiled files", () => write("addons/sale/models/__pycache__/order.cpython-312.pyc")],
    ["a compiled file beside its source", () => write("addons/stock/__manifest__.pyc")],
    ["what is left of a removed module", () => write("addons/gone/__pycache__/x.pyc")],
    ["another time of change", () => utimesSync(join(folder, "addons/sale/__init__.py"), 1, 1)],
    ["a file beside the modules", () => write("addons/notes.txt")],
  ];
  for (const [what, change] of harmless) {
    it(`are the same with ${what}`, async () => {
      change();
      assert.deepEqual(await find(), []);
    });
  }

  const tampered: [string, () => void, string, string, string, RegExp][] = [
    [
      "a changed file",
      () => write("addons/sale/models/order.py"),
      "module",
      "changed: models/order.py",
      "error",
      /`pulumi up` puts the release's files back/,
    ],
    [
      "a missing file",
      () => rmSync(join(folder, "addons/sale/models"), { recursive: true }),
      "module",
      "missing: models/order.py",
      "error",
      /`pulumi up`/,
    ],
    [
      "an added file",
      () => write("addons/sale/new one.py"),
      "module",
      "added: 'new one.py'",
      "warning",
      /removes nothing .*`cd \/opt\/erp\/addons\/sale && rm 'new one\.py'`/,
    ],
    [
      "a line break in a name",
      () => write("addons/sale/a\nb.py"),
      "module",
      'added: "a\\nb.py"',
      "warning",
      /on the host$/,
    ],
    [
      "a circle of links",
      () => symlinkSync("..", join(folder, "addons/sale/models/up")),
      "module",
      "added: models/up",
      "warning",
      /rm models\/up/,
    ],
    [
      "a special file",
      () => void execFileSync("mkfifo", [join(folder, "addons/sale/pipe")]),
      "module",
      "added: pipe",
      "warning",
      /rm pipe/,
    ],
    [
      "all at once",
      () => {
        for (const name of ["a", "b", "c", "d", "e"]) write(`addons/sale/${name}.py`);
        write("addons/sale/__init__.py");
        rmSync(join(folder, "addons/sale/models/order.py"));
      },
      "module",
      "changed: __init__.py; missing: models/order.py; added: a.py b.py c.py and 2 more",
      "error",
      /what was added/,
    ],
    [
      "a missing module",
      () => rmSync(join(folder, "addons/sale"), { recursive: true }),
      "module",
      "missing",
      "error",
      /puts it back/,
    ],
    [
      "missing modules' folder",
      () => rmSync(join(folder, "more"), { recursive: true }),
      "module",
      "missing",
      "error",
      /puts it back/,
    ],
    [
      "a link in a module's place",
      () => {
        renameSync(join(folder, "addons/sale"), join(folder, "elsewhere"));
        symlinkSync("../elsewhere", join(folder, "addons/sale"));
      },
      "module",
      "a symbolic link to ../elsewhere",
      "error",
      /`rm \/opt\/erp\/addons\/sale`, then/,
    ],
    [
      "an extra module",
      () => write("addons/own work/__init__.py"),
      "extra module",
      "present",
      "warning",
      /`rm -r '\/opt\/erp\/addons\/own work'`/,
    ],
    [
      "a link to an extra module",
      () => symlinkSync("/srv", join(folder, "addons/srv")),
      "extra module",
      "a symbolic link to /srv",
      "warning",
      /rm -r/,
    ],
  ];
  for (const [what, change, kind, observed, severity, action] of tampered) {
    it(`tell ${what} in one finding`, async () => {
      change();
      const found = await find();
      assert.deepEqual(
        found.map((one) => [one.kind, one.observed, one.severity]),
        [[kind, observed, severity]],
      );
      assert.match(found[0]!.action, action);
      assert.ok(!found[0]!.message.includes("\n"));
    });
  }

  it("tell only the hash where the host has no record of this release", async () => {
    write("addons/sale/models/order.py");
    for (const text of ["", formatHashLock(new Map([...hashes].slice(1)))]) {
      manifest(text.replaceAll(sha256(released["addons/sale/__init__.py"]), sha256("older")));
      assert.match((await find())[0]!.observed, /^sha256:[0-9a-f]{12}…$/);
    }
    rmSync(join(folder, "state"), { recursive: true });
    assert.match((await find())[0]!.observed, /^sha256:[0-9a-f]{12}…$/);
  });

  describe("could not be checked, and are never called missing,", () => {
    const nobody = localHost({ as: ["setpriv", "--reuid=65534", "--clear-groups"] });
    before(function () {
      if (process.getuid?.() !== 0) this.skip(); // takes another user's eyes
    });
    for (const path of ["addons/sale/models", "addons/sale", "addons", "addons/sale/__init__.py"]) {
      it(`where the user may not read ${path}`, async () => {
        chmodSync(join(folder, path), 0o700);
        const message = new RegExp(`could not check ${join(folder, path)}: the user may not read it`);
        await assert.rejects(observe(nobody), { name: "UserError", message });
      });
    }
    it("where the user may not enter the stack's folder", async () => {
      chmodSync(folder, 0o700);
      await assert.rejects(observe(nobody), { name: "UserError", message: /could not check/ });
    });
  });

  it("could not be checked after half an answer", async () => {
    for (const half of [
      "",
      "a".repeat(64),
      `${"a".repeat(64)}  ./addons/sale/x\0`,
      "link  ./addons/sale/x\0",
      "?\0end\0",
    ]) {
      const host = localHost({ read: async () => half });
      await assert.rejects(observe(host), {
        name: "UserError",
        message: /addons, more: the host's answer is incomplete/,
      });
    }
  });

  it("may have 50,000 files", async () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `${index}/file with a rather long name ${index}.py`);
    const text = names.map((name) => `${sha256("x")}  ./addons/sale/${name}\0`).join("");
    const host = localHost({ read: async (script) => (script.includes("find") ? `${text}end\0` : "") });
    assert.match((await observe(host))["addons/sale"]!, /^[0-9a-f]{64}$/);
  });
}).timeout(20_000);
