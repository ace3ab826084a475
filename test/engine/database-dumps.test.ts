import assert from "node:assert/strict";
import { ApplyRun, type TestRelease } from "../lab/apply-run.ts";
import { type LabHost, labUp } from "../lab/lab.ts";
import { waitFor } from "../lab/wait.ts";

const state = "/opt/seisei-main/.seisei/books";

/** A web service beside PostgreSQL, whose databases are dumped before each release that changes the stack. */
function books(version: string, more: Partial<TestRelease> = {}): TestRelease {
  const compose = `services:
  web:
    image: ghcr.io/seisei/web:${version}
    restart: unless-stopped
    ports: ["127.0.0.1:3241:3000"]
    healthcheck: {test: [CMD, curl, -fsS, -o, /dev/null, "http://127.0.0.1:3000/health"], interval: 1s, retries: 3, start_period: 5s}
  db:
    image: postgres:15
    restart: unless-stopped
    environment: {POSTGRES_USER: keeper, POSTGRES_PASSWORD: "\${PASSWORD}", POSTGRES_DB: books}
    volumes: ["rows:/var/lib/postgresql/data"]
    healthcheck: {test: [CMD, pg_isready, -q, -U, keeper, -d, books], interval: 1s, retries: 20, start_period: 20s}
volumes: {rows: {}}
`;
  return {
    files: { "docker-compose.yml": compose },
    data: { postgres: ["db"], dumps: [], keep: 2 },
    environment: "PASSWORD=canary-9f3c\n",
    ...more,
  };
}
const first = (more: Partial<TestRelease> = {}) => books("sha-1a1a1a1", { tag: "main1.0.0", ...more });
const second = (more: Partial<TestRelease> = {}) => books("sha-2b2b2b2", { tag: "main1.0.1", ...more });

describe("databases are dumped before a release, and restored with it", () => {
  let host: LabHost;
  let runs: ApplyRun;
  const sql = async (text: string, database = "books") =>
    (
      await host.run(`docker exec -i books-db-1 psql -XAtq -v ON_ERROR_STOP=1 -U keeper -d '${database}'`, {
        input: text,
      })
    ).stdout.trim();
  const apply = async (release: TestRelease) => {
    const result = await runs.apply("books", release);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return result.stdout + result.stderr;
  };
  const refused = async (release: TestRelease, message: RegExp) => {
    const before = await sql("select count(*) from page");
    const result = await runs.apply("books", release);
    assert.equal(result.code, 1);
    assert.match(result.stderr, message);
    assert.match(result.stderr, /nothing was changed/);
    assert.equal(await sql("select count(*) from page"), before);
  };
  const dumps = async () => (await host.run(`ls ${state}/dumps`)).stdout.split("\n").filter(Boolean);
  const databases = async () =>
    (await sql("select datname from pg_database where not datistemplate order by 1", "template1")).split("\n");
  const version = async () => JSON.parse((await host.run("curl -fsS http://127.0.0.1:3241/")).stdout).version;

  before(async () => {
    host = (await labUp()).hosts[0]!;
    runs = new ApplyRun(host);
  });

  beforeEach(async () => {
    await host.reset();
    await apply(first());
    await sql(`create table page (n int); insert into page values (1), (2);`);
    await sql(
      `create role reader; create database "odd ""name" owner reader encoding 'UTF8' template template0`,
      "template1",
    );
    await sql("create table note (text text); insert into note values ('kept')", 'odd "name');
  });

  after(() => host?.reset());

  it("every database is dumped before the stack changes, and not when nothing does", async () => {
    await apply(first());
    assert.deepEqual(await host.run(`ls ${state}/dumps`, { check: false }).then(({ stdout }) => stdout), "");
    assert.match(await apply(second()), /dumped .* as main1\.0\.0 left it/);
    const [dump] = await dumps();
    assert.match(dump!, /^\d{8}T\d{6}Z-main1\.0\.0-before-main1\.0\.1$/);
    const names = (await host.run(`cut -f 2 ${state}/dumps/${dump}/db/databases`)).stdout;
    assert.deepEqual(names.trim().split("\n").sort(), ["books", 'odd "name', "postgres"]);
    const { stdout } = await host.run(`stat -c '%a %U' ${state}/dumps/${dump} ${state}/dumps/${dump}/db/globals.sql`);
    assert.equal(stdout, "700 ubuntu\n600 ubuntu\n");
  });

  it("going back with the data brings every row of that time and none after; the present data stays beside it", async () => {
    await apply(second());
    await sql("insert into page values (3)");
    await sql("create database later", "template1");
    await apply(first({ restore: "main1.0.0" }));
    assert.equal(await version(), "sha-1a1a1a1");
    assert.equal(await sql("select string_agg(n::text, ',' order by n) from page"), "1,2");
    assert.equal(await sql("select text from note", 'odd "name'), "kept");
    assert.equal(
      await sql(`select pg_get_userbyid(datdba) from pg_database where datname = 'odd "name'`, "template1"),
      "reader",
    );
    const now = await databases();
    assert.deepEqual(
      now.filter((name) => !name.includes("_before_")),
      ["books", 'odd "name', "postgres"],
    );
    assert.deepEqual(
      now.filter((name) => name.includes("_before_")).map((name) => name.replace(/_before_\d{8}T\d{6}Z$/, "")),
      ["books", "later", 'odd "name', "postgres"],
    );
    assert.equal((await dumps()).length, 2, "the data that was given up is dumped, too");
    assert.equal((await host.run(`cat ${state}/current/restored`)).stdout, "main1.0.0\n");

    // Once, for as long as the configuration says so.
    await sql("insert into page values (9)");
    await apply(first({ restore: "main1.0.0" }));
    assert.equal(await sql("select count(*) from page"), "3");

    // And forward again, with what was given up.
    await apply(second({ restore: "main1.0.1" }));
    assert.equal(await sql("select string_agg(n::text, ',' order by n) from page"), "1,2,3");
  });

  it("a dump that is cut short, altered or not there, or a database that does not run: nothing changes", async () => {
    await refused(first({ restore: "main1.0.0" }), /no dump holds the data as main1\.0\.0 left it; there are: none/);
    await apply(second());
    const [dump] = await dumps();
    const file = `${state}/dumps/${dump}/db/$(awk -F '\\t' '$2 == "books" { print $1 }' ${state}/dumps/${dump}/db/databases).dump`;
    await host.run(`cp -a ${file} /tmp/dump && truncate -s -20 ${file}`);
    await refused(first({ restore: "main1.0.0" }), /is cut short or was altered/);
    // A dump that was broken from the start: its sums agree, its content does not.
    await host.run(`cd ${state}/dumps/${dump} && find . -type f ! -name SHA256SUMS -exec sha256sum {} + > SHA256SUMS`);
    await refused(first({ restore: "main1.0.0" }), /cannot be restored/);
    assert.deepEqual(await databases(), ["books", 'odd "name', "postgres"]);
    assert.equal(await version(), "sha-2b2b2b2");
  });

  it("a release that fails with the restored data is put back with the data of before", async () => {
    await apply(second());
    await sql("insert into page values (3)");
    const result = await runs.apply("books", books("sha-dead0de", { tag: "main1.0.0", restore: "main1.0.0" }));
    assert.equal(result.code, 1, result.stdout);
    assert.match(result.stderr, /put back/);
    assert.equal(await version(), "sha-2b2b2b2");
    assert.equal(await sql("select count(*) from page"), "3");
    assert.ok((await databases()).some((name) => name.startsWith("books_failed_")));
    await apply(first({ restore: "main1.0.0" }));
    assert.equal(await sql("select count(*) from page"), "2");
  });

  it("a restore that is killed at any step is finished by the next run, or undone by one that asks for none", async () => {
    await apply(second());
    await sql("insert into page values (3)");
    const kill = async (moment: string) => {
      const input = await runs.upload("books", first({ restore: "main1.0.0" }));
      const run = host.run(runs.command("books"), { user: "ubuntu", input, check: false });
      await waitFor(moment, 30, async () => (await host.run(moment, { check: false })).code === 0);
      await host.run("pkill -9 -f books.apply", { check: false });
      await run;
    };
    for (const moment of [
      `test -e ${state}/restoring`,
      `docker exec books-db-1 psql -XAtq -U keeper -d template1 -c "select 1/count(*) from pg_database where datname ~ '^seisei_restoring'"`,
      `test -e ${state}/switched`,
    ]) {
      await kill(moment);
      await apply(first({ restore: "main1.0.0" }));
      assert.equal(await sql("select count(*) from page"), "2", moment);
      await apply(second({ restore: "main1.0.1" }));
      assert.equal(await sql("select count(*) from page"), "3", moment);
    }
    await kill(`test -e ${state}/switched`);
    await apply(second());
    assert.equal(await sql("select count(*) from page"), "3");
  });

  it("dumps of older releases go, and a full disk or a stopped database is told", async () => {
    for (const round of [1, 2]) {
      await apply(second({ files: { ...second().files, round: `${round}\n` } }));
      await apply(first({ files: { ...first().files, round: `${round}\n` } }));
    }
    assert.equal((await dumps()).length, 2);
    await host.run(`mount -t tmpfs -o size=4k,uid=$(id -u ubuntu),mode=700 tmpfs ${state}/dumps`);
    await refused(second(), /the databases of db cannot be dumped: .*no space left on/).finally(() =>
      host.run(`umount ${state}/dumps`),
    );
    await host.run("docker stop books-db-1");
    assert.match(await apply(second()), /db does not run: its databases are not dumped/);
    assert.equal((await dumps()).length, 2);
  });
});
