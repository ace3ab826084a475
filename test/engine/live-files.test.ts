import assert from "node:assert/strict";
import { expectedOfStack, type StackExpected } from "../../live/expected.ts";
import type { Finding } from "../../live/finding.ts";
import { openRelease } from "../../release/release.ts";
import { containerIds } from "../lab/host-facts.ts";
import { type LabHost, labUp } from "../lab/lab.ts";
import { LiveDrift } from "../lab/live-drift.ts";
import { Workspace } from "../lab/workspace.ts";

const folder = "/opt/seisei-main/stacks/erp";
const site = (text: string) => `server { listen 8080; location / { return 200 "${text}\\n"; } }\n`;

const stack = {
  "stacks/erp/docker-compose.yml": `services:
  nginx:
    image: nginx:1.27
    restart: unless-stopped
    ports: ["127.0.0.1:8080:8080"]
    volumes: ["./conf.d:/etc/nginx/conf.d:ro"]
  web:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    volumes: ["./addons:/addons:ro"]
`,
  "stacks/erp/stack.yaml": `host: app-1
timeout: 30
health: [http://127.0.0.1:8080/]
addons: [addons]
loaded: [{service: nginx, process: "nginx: worker process", files: [conf.d]}]
`,
  "stacks/erp/conf.d/site.conf": site("released"),
  "stacks/erp/conf.d/more.include": "# nothing\n",
  "stacks/erp/addons/README.md": "beside the modules\n",
  "stacks/erp/addons/sale/__init__.py": "# sale\n",
  'stacks/erp/addons/sale/static/it\'s a "logo" é.svg': "<svg/>\n",
  "stacks/erp/addons/stock/__manifest__.py": "{}\n",
};
const kinds = (found: readonly Finding[]) => found.map(({ kind, subject }) => [kind, subject]);
const reload = "docker exec erp-nginx-1 nginx -s reload && sleep 0.5";

describe("files of modules and of what a process loads, changed by hand", () => {
  let host: LabHost;
  let workspace: Workspace;
  let live: LiveDrift;
  let expected: StackExpected;

  const drift = () => live.stack("erp", expected);
  const onHost = (script: string) => host.run(`cd ${folder} && ${script}`, { user: "ubuntu" });
  /** Deploys. @returns the services whose containers are new */
  const up = async () => {
    const before = await containerIds(host);
    await workspace.pulumi("up", "--yes", "--skip-preview");
    const now = await containerIds(host);
    return ["nginx", "web"].filter((service) => before[`erp-${service}-1`] !== now[`erp-${service}-1`]);
  };

  before(async () => {
    const lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    live = new LiveDrift(host);
    workspace.write(stack);
    await workspace.release("main1.0.0");
    expected = expectedOfStack((await openRelease(workspace.folder, "main1.0.0")).stack("erp"), []);
    await workspace.deploy("main1.0.0");
  });

  after(async () => {
    live?.close();
    workspace?.remove();
    await host?.reset();
  });

  it("are as deployed after a deploy, and the state has no entry for a module's file", async () => {
    assert.deepEqual(await drift(), []);
    const { stdout } = await workspace.pulumi("stack", "export");
    assert.ok(stdout.includes('"addons/sale"') && !stdout.includes("__init__.py"));
  });

  const harmless: [string, string][] = [
    [
      "compiled Python",
      "mkdir addons/sale/__pycache__ && echo x | tee addons/sale/__pycache__/a.pyc > addons/stock/b.pyc",
    ],
    ["another time of change", "touch addons/sale/__init__.py conf.d conf.d/site.conf"],
    ["a container that Docker started again", "docker restart -t 1 erp-nginx-1 && sleep 1"],
    ["a reload with nothing changed", `sleep 3 && ${reload}`],
  ];
  for (const [what, script] of harmless) {
    it(`${what}: is no finding`, async () => {
      await onHost(script);
      assert.deepEqual(await drift(), []);
    });
  }

  /** What somebody types, and the finding that it makes. */
  type Change = [script: string, kind: string, subject: string, observed: RegExp];
  const stale = ["loaded configuration", "nginx", /^changed after it was loaded$/] as const;
  const repaired: [what: string, restarted: string[], ...Change[]][] = [
    [
      "a changed file of a module, and a missing module",
      ["web"],
      ["echo tampered >> addons/sale/__init__.py", "module", "addons/sale", /^changed: __init__\.py$/],
      ["rm -r addons/stock", "module", "addons/stock", /^missing$/],
    ],
    [
      "a change that is not loaded, and a missing file that is still loaded",
      ["nginx"],
      ["echo '# x' >> conf.d/site.conf", "file", "conf.d/site.conf", / \(not loaded yet\)$/],
      ["rm conf.d/more.include", "file", "conf.d/more.include", /^missing \(still loaded\)$/],
    ],
    [
      "a change that is loaded",
      ["nginx"],
      [`echo '# x' >> conf.d/site.conf && ${reload}`, "file", "conf.d/site.conf", / \(loaded\)$/],
    ],
    [
      "a change that was loaded and taken back",
      ["nginx"],
      [
        `cp conf.d/site.conf /tmp/site && sed -i s/released/tampered/ conf.d/site.conf && ${reload} && cat /tmp/site > conf.d/site.conf`,
        ...stale,
      ],
    ],
    [
      "an extra file that was loaded and removed",
      ["nginx"],
      [`echo '# x' > conf.d/x.conf && ${reload} && rm conf.d/x.conf`, ...stale],
    ],
  ];
  for (const [what, restarted, ...changes] of repaired) {
    it(`${what}: is one finding each, and a deploy repairs it and starts ${restarted} alone`, async () => {
      const told: [string, string][] = [];
      await onHost("sleep 3"); // a container may take that long until its processes run
      for (const [script, kind, subject, observed] of changes) {
        await onHost(script);
        told.push([kind, subject]);
        const found = await drift();
        assert.deepEqual(kinds(found).sort(), told.toSorted());
        const finding = found.find((one) => one.subject === subject)!;
        assert.match(finding.observed, observed);
        assert.match(finding.action, /`pulumi up` (puts|starts)/);
      }
      assert.deepEqual(await up(), restarted);
      assert.deepEqual(await drift(), []);
      assert.equal((await host.run("curl -s http://127.0.0.1:8080/")).stdout, "released\n");
    });
  }

  const left: [what: string, script: string, kind: string, subject: string, observed: RegExp][] = [
    [
      "an extra module",
      "mkdir addons/own && echo x > addons/own/__init__.py",
      "extra module",
      "addons/own",
      /^present$/,
    ],
    ["an extra file in a module", "echo x > 'addons/sale/my own.py'", "module", "addons/sale", /^added: 'my own\.py'$/],
    ["a circle of links in a module", "ln -s .. addons/sale/static/up", "module", "addons/sale", /^added: static\/up$/],
    [
      "an extra file that is not loaded",
      "echo '# x' > conf.d/x.conf",
      "extra file",
      "conf.d/x.conf",
      /^present \(not loaded yet\)$/,
    ],
  ];
  for (const [what, script, kind, subject, observed] of left) {
    it(`${what}: is one finding, which says that a deploy leaves it, and its command removes it`, async () => {
      await onHost(script);
      const found = await drift();
      assert.deepEqual(kinds(found), [[kind, subject]]);
      assert.match(found[0]!.observed, observed);
      assert.match(found[0]!.action, /`pulumi up` removes nothing that it did not bring/);
      await onHost(found[0]!.command!);
      assert.deepEqual(await drift(), []);
    });
  }

  it("what no deploy brought stays after one, and starts nothing again", async () => {
    await onHost(`mkdir addons/own && echo x > addons/own/__init__.py && echo '# x' > conf.d/x.conf && ${reload}`);
    assert.deepEqual(await up(), []);
    const found = await drift();
    assert.deepEqual(
      found.map((one) => [one.kind, one.subject, one.observed]),
      [
        ["extra file", "conf.d/x.conf", "present (loaded)"],
        ["extra module", "addons/own", "present"],
      ],
    );
    for (const { command } of found) await onHost(command!);
    assert.deepEqual(
      (await drift()).map(({ kind }) => kind),
      ["loaded configuration"],
    );
    assert.deepEqual(await up(), ["nginx"]);
    assert.deepEqual(await drift(), []);
  });

  it("could not be checked where the user may not read them, whatever their names", async () => {
    await onHost(`mkdir "$(printf 'addons/sale/a\\n"b')" && chmod 000 addons/sale/a*`);
    await assert.rejects(drift(), {
      name: "UserError",
      message: /^app-1: could not check ".*\/addons\/sale\/a\\n\\"b": the user may not/,
    });
    await onHost("rmdir addons/sale/a*");
    await onHost("mkdir conf.d/closed && chmod 000 conf.d/closed");
    await assert.rejects(drift(), {
      name: "UserError",
      message: /could not check whether nginx uses .*conf\.d\/closed/,
    });
    await onHost("rmdir conf.d/closed");
  });

  it("are shown by a preview, each with its way out, and are clean after a deploy", async () => {
    await onHost(
      "echo tampered >> addons/sale/__init__.py && echo '# x' >> conf.d/site.conf && echo '# x' > conf.d/x.conf",
    );
    const { code, stdout, stderr } = await workspace.preview();
    const text = stdout + stderr;
    assert.equal(code, 7, text);
    assert.match(
      text,
      /warning: erp: module addons\/sale differs from the release \(changed: __init__\.py\) — `pulumi up`/,
    );
    assert.match(
      text,
      /warning: erp: conf\.d\/site\.conf has sha256:\w+… \(not loaded yet\) on the host, the release has/,
    );
    assert.match(
      text,
      /warning: erp: conf\.d\/x\.conf is on the host \(not loaded yet\), .*`rm \/opt\/seisei-main\/stacks\/erp\/conf\.d\/x\.conf`/,
    );
    await onHost("rm conf.d/x.conf");
    assert.deepEqual(await up(), ["nginx", "web"]);
    const clean = await workspace.preview();
    assert.equal(clean.code, 0, clean.stdout + clean.stderr);
  });
});
