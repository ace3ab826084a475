import assert from "node:assert/strict";
import { type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";

const files = (version: string, schema: string) => ({
  "stacks/books/docker-compose.yml": `services:
  web:
    image: ghcr.io/seisei/web:${version}
    restart: unless-stopped
    ports: ["127.0.0.1:3251:3000"]
  db:
    image: postgres:15
    restart: unless-stopped
    environment: {POSTGRES_PASSWORD: "\${PASSWORD}"}
    volumes: ["rows:/var/lib/postgresql/data"]
    healthcheck: {test: [CMD, pg_isready, -q, -U, postgres], interval: 1s, retries: 20, start_period: 20s}
  files:
    image: ghcr.io/seisei/crm-api:sha-1a1a1a1
    restart: unless-stopped
    environment: {PORT: "3000"}
    volumes: ["kept:/kept"]
    healthcheck: {test: [CMD, curl, -fsS, -o, /dev/null, "http://127.0.0.1:3000/health"], interval: 1s, retries: 20, start_period: 20s}
volumes: {rows: {}, kept: {}}
`,
  "stacks/books/stack.yaml": `host: app-1
health: [http://127.0.0.1:3251/health]
secrets: [PASSWORD]
data:
  postgres: [db]
  dumps:
    - service: files
      dump: tar -C /kept -c .
      restore: find /kept -mindepth 1 -delete && tar -C /kept -x
      check: tar -t >/dev/null
schema: "${schema}"
`,
});

describe("a release that spoiled the data is undone with one update", () => {
  let host: LabHost;
  let workspace: Workspace;
  const sql = async (text: string) =>
    (
      await host.run("docker exec -i books-db-1 psql -XAtq -v ON_ERROR_STOP=1 -U postgres", { input: text })
    ).stdout.trim();
  /** The folder that `files` keeps: names and texts. */
  const kept = async () => (await host.run("docker exec books-files-1 sh -c 'cd /kept && grep -H . *'")).stdout.trim();
  const keep = (lines: string) => host.run(`docker exec books-files-1 sh -ec 'cd /kept && ${lines}'`);
  const version = async () => JSON.parse((await host.run("curl -fsS http://127.0.0.1:3251/")).stdout).version;
  const rollback = (...options: string[]) =>
    run("node", ["cli/main.ts", "rollback", ...options], {
      cwd: workspace.folder,
      env: workspace.environment,
      check: false,
    });
  const refusedPreview = async (message: RegExp) => {
    const { code, stdout, stderr } = await workspace.preview();
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, message);
  };

  before(async () => {
    const lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab);
    await workspace.secret("books", "PASSWORD", "canary-4be1");
    workspace.write(files("sha-1a1a1a1", "first"));
    await workspace.release("main1.0.0");
    workspace.write(files("sha-2b2b2b2", "second"));
    await workspace.release("main1.0.1");
    await workspace.deploy("main1.0.0");
    await sql("create table page (n int); insert into page values (1), (2)");
    await keep("echo first >a.txt");
    const { stdout } = await workspace.deploy("main1.0.1");
    assert.match(stdout, /dumped .* as main1\.0\.0 left it/);
    await sql("delete from page; insert into page values (13)");
    await keep("echo spoiled >a.txt; echo later >b.txt");
  });

  after(async () => {
    workspace?.remove();
    await host?.reset();
  });

  it("refuses a release whose data was never kept, and a stack that keeps none, and changes nothing", async () => {
    await workspace.pulumi(
      "config",
      "set-all",
      "--path",
      "--plaintext",
      "restore.stack=books",
      "--plaintext",
      "restore.from=main1.0.1",
    );
    await refusedPreview(
      /seisei:restore\.from: expected a release whose data was dumped.*main1\.0\.0-before-main1\.0\.1/s,
    );
    await workspace.pulumi("config", "set", "--path", "restore.stack", "blog");
    await refusedPreview(/Pulumi\.lab\.yaml:\d+: seisei:restore\.stack: expected a stack with .*\(books\), got blog/);
    await workspace.pulumi("config", "rm", "restore");
    // The code alone would meet data that it cannot read.
    await rollback("--tag", "main1.0.0", "--stack", "books");
    await refusedPreview(/books: the form of its data moved .*: first became second\. .*DATA=1.*codeOnly/);
    assert.match((await rollback("--tag", "main1.0.0", "--data")).stderr, /expected a stack, got none/);
    assert.equal(await sql("select n from page"), "13");
  });

  it("says in the preview what will be given up, and does it with the update", async () => {
    const { stdout } = await rollback("--tag", "main1.0.0", "--stack", "books", "--data");
    assert.match(stdout, /pulumi preview\n {2}pulumi up/);
    const preview = await workspace.preview();
    assert.match(
      preview.stdout + preview.stderr,
      /restores the data as main1\.0\.0 left it, from the dump of 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC.*what files keeps is overwritten/,
    );
    assert.equal(await sql("select n from page"), "13");
    await workspace.pulumi("up", "--yes", "--skip-preview");
    assert.equal(await version(), "sha-1a1a1a1");
    assert.equal(await sql("select string_agg(n::text, ',' order by n) from page"), "1,2");
    assert.equal(await kept(), "a.txt:first");
    assert.equal((await workspace.preview()).code, 0);
  });

  it("does it once: what is written later stays, with the restore still set and after it is taken out", async () => {
    await sql("insert into page values (3)");
    await workspace.pulumi("up", "--yes", "--skip-preview");
    await workspace.pulumi("config", "rm", "restore");
    await workspace.pulumi("up", "--yes", "--skip-preview");
    assert.equal((await workspace.preview()).code, 0);
    assert.equal(await sql("select string_agg(n::text, ',' order by n) from page"), "1,2,3");
  });

  it("brings the given up data back the same way", async () => {
    await rollback("--tag", "main1.0.1", "--stack", "books", "--data");
    await workspace.pulumi("up", "--yes", "--skip-preview");
    assert.equal(await version(), "sha-2b2b2b2");
    assert.equal(await sql("select n from page"), "13");
    assert.equal(await kept(), "a.txt:spoiled\nb.txt:later");
  });

  it("goes back by hand with the printed commands as they are", async () => {
    const options = { cwd: workspace.folder, env: workspace.environment };
    const guide = ["rollback-guide", "--tag", "main1.0.0", "--stack", "books", "--full"];
    const { stdout } = await run("node", ["cli/main.ts", ...guide], options);
    assert.match(
      stdout,
      /^# books on app-1 runs main1\.0\.1; its data as main1\.0\.0 left it: \d{8}T\d{6}Z-main1\.0\.0-/m,
    );
    assert.match(stdout, /^# {3}make rollback TAG=main1\.0\.0 STACK=books DATA=1$/m);
    await run("sh", ["-eu"], { ...options, input: stdout });
    assert.equal(await version(), "sha-1a1a1a1");
    assert.equal(await sql("select string_agg(n::text, ',' order by n) from page"), "1,2,3");
    assert.equal(await kept(), "a.txt:first");
    await workspace.pulumi("up", "--yes", "--skip-preview");
    assert.equal(await version(), "sha-2b2b2b2");
    assert.equal((await workspace.preview()).code, 0);
  });

  it("leaves volumes and dumps when everything is destroyed", async () => {
    await workspace.pulumi("destroy", "--yes", "--skip-preview");
    const { stdout } = await host.run("docker volume ls -q; ls /opt/seisei-main/.seisei/books/dumps", { check: false });
    assert.match(stdout, /books_rows/);
    assert.match(stdout, /main1\.0\.0-before-main1\.0\.1/);
  });
});
