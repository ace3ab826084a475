import assert from "node:assert/strict";
import { files as check } from "../../../live/checks/files.ts";
import { compare } from "../../../live/compare.ts";
import { compareLoaded } from "../../../live/compare-loaded.ts";
import { readable } from "../../../live/finding.ts";
import type { Loaded } from "../../../live/loaded.ts";

const [a, b] = ["a".repeat(64), "b".repeat(64)];
const files = { "conf.d/a.conf": a, "conf.d/sub/b.conf": a, "main.conf": a, "docker-compose.yml": a };
const loaded = {
  nginx: { process: "nginx: worker process", files: { "conf.d": "loaded", "main.conf": "loaded" } },
} as const;
const folders = ["conf.d", "conf.d/sub"];

/** What is told of a host whose files are as released but for `found`, and whose process has loaded all but `changed`. */
function told(
  state: Loaded["state"],
  changed: readonly string[] = [],
  found: Record<string, string> = {},
  extra: readonly string[] = [],
) {
  const paths = [...folders, "conf.d/a.conf", "conf.d/sub/b.conf", "main.conf", ...extra];
  const entries = paths
    .filter((path) => found[path] !== "missing")
    .map((path) => [path, { folder: folders.includes(path), changed: changed.includes(path) }] as const);
  const all = [{ service: "nginx", state, entries: new Map(entries) }];
  const observed = compareLoaded({ files, loaded }, { ...files, ...found }, all);
  const own = compare({ files, loaded }, observed).map(readable);
  const where = { host: "app-1", stack: "shop", folder: "/opt/shop" };
  return check.findings(own, own, where);
}
const short = (...args: Parameters<typeof told>) =>
  told(...args).map(({ kind, subject, observed }) => `${kind} ${subject}: ${observed}`);
const B = "sha256:bbbbbbbbbbbb…";

describe("files that a process loads", () => {
  const clean: [string, Parameters<typeof told>][] = [
    ["nothing was touched", ["started"]],
    ["something was touched and nothing reloaded", ["started", ["conf.d", "conf.d/a.conf", "main.conf"]]],
    ["something was reloaded and nothing touched", ["reloaded"]],
    ["the container has stopped, which is told by itself", ["stopped", ["conf.d/a.conf"]]],
  ];
  for (const [when, args] of clean) it(`are as deployed when ${when}`, () => assert.deepEqual(short(...args), []));

  const one: [string, Parameters<typeof told>, string][] = [
    [
      "a change that is not loaded",
      ["started", ["conf.d/a.conf"], { "conf.d/a.conf": b }],
      `file conf.d/a.conf: ${B} (not loaded yet)`,
    ],
    [
      "a change that is not loaded after a reload before it",
      ["reloaded", ["conf.d", "conf.d/a.conf"], { "conf.d/a.conf": b }],
      `file conf.d/a.conf: ${B} (not loaded yet)`,
    ],
    ["a change that is loaded", ["reloaded", [], { "main.conf": b }], `file main.conf: ${B} (loaded)`],
    [
      "a change of a file that nothing loads",
      ["reloaded", [], { "docker-compose.yml": b }],
      `file docker-compose.yml: ${B}`,
    ],
    [
      "a change while the container has stopped",
      ["stopped", ["conf.d/a.conf"], { "conf.d/a.conf": b }],
      `file conf.d/a.conf: ${B}`,
    ],
    [
      "a missing file that is still loaded",
      ["started", ["conf.d"], { "conf.d/a.conf": "missing" }],
      "file conf.d/a.conf: missing (still loaded)",
    ],
    [
      "a missing file that is not loaded any more",
      ["reloaded", [], { "conf.d/a.conf": "missing" }],
      "file conf.d/a.conf: missing (no longer loaded)",
    ],
    [
      "a missing file that is declared by itself",
      ["started", [], { "main.conf": "missing" }],
      "file main.conf: missing",
    ],
    [
      "an extra file",
      ["started", ["conf.d", "conf.d/x y"], {}, ["conf.d/x y"]],
      "extra file conf.d/x y: present (not loaded yet)",
    ],
    [
      "an extra file that is loaded",
      ["reloaded", [], {}, ["conf.d/sub/x"]],
      "extra file conf.d/sub/x: present (loaded)",
    ],
    ["an extra file beside a stopped container", ["stopped", [], {}, ["conf.d/x"]], "extra file conf.d/x: present"],
    [
      "what was loaded and put back",
      ["reloaded", ["conf.d/a.conf"]],
      "loaded configuration nginx: changed after it was loaded",
    ],
    [
      "what was loaded and put back in two places",
      ["reloaded", ["conf.d/a.conf", "main.conf"]],
      "loaded configuration nginx: changed after it was loaded",
    ],
    [
      "an extra file that was loaded and removed",
      ["reloaded", ["conf.d"]],
      "loaded configuration nginx: changed after it was loaded",
    ],
    ["a process that does not run", ["absent", ["conf.d"]], "process nginx: not running"],
  ];
  for (const [what, args, finding] of one) {
    it(`tell ${what} in one finding`, () => assert.deepEqual(short(...args), [finding]));
  }

  it("tell two things apart: one that is on disk, and one that was put back", () => {
    assert.deepEqual(short("reloaded", ["conf.d/a.conf", "conf.d"], {}, ["conf.d/x"]).sort(), [
      "extra file conf.d/x: present (loaded)",
      "loaded configuration nginx: changed after it was loaded",
    ]);
  });

  it("say what a deploy does about it, and what it does not", () => {
    const [extra] = told("started", ["conf.d/x y"], {}, ["conf.d/x y"]);
    assert.equal(extra!.severity, "warning");
    assert.equal(extra!.command, "rm '/opt/shop/conf.d/x y'");
    assert.match(extra!.action, /removes nothing that it did not bring/);
    assert.equal(told("reloaded", [], {}, ["conf.d/x"])[0]!.severity, "error");
    const [stale] = told("reloaded", ["conf.d/a.conf"]);
    assert.match(stale!.message, /nginx uses a configuration that is not on disk: conf\.d changed after/);
    assert.equal(stale!.command, "pulumi up");
    assert.equal(told("absent")[0]!.command, "docker compose -p shop restart nginx");
  });

  it("are asked about nothing more where none are declared", () => {
    assert.deepEqual(compareLoaded({ files }, { ...files, "main.conf": b }, []), {
      files: { ...files, "main.conf": b },
      extraFiles: {},
      loaded: {},
    });
  });
});
