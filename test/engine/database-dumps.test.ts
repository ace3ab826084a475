import assert from "node:assert/strict";
import { ApplyRun, type TestRelease } from "../lab/apply-run.ts";
import { type LabHost, labUp } from "../lab/lab.ts";
import { waitFor } from "../lab/wait.ts";

const state = "/opt/seisei-main/.seisei/books";
const odd = `it's "öde" \\n`;

const health = (test: string) => `healthcheck: {test: ${test}, interval: 1s, retries: 20, start_period: 20s}`;
/** A web service beside PostgreSQL, which is dumped as it is, and Redis, by commands of the stack's own. */
function books(version: string, more: Partial<TestRelease> = {}): TestRelease {
  const compose = `services:
  web:
    image: ghcr.io/seisei/web:${version}
    restart: ${version === "sha-dead0de" ? '"no"' : "unless-stopped"}
    ports: ["127.0.0.1:3241:3000"]
    ${health('[CMD, curl, -fsS, -o, /dev/null, "http://127.0.0.1:3000/health"]')}
  db:
    image: postgres:15
    restart: unless-stopped
    environment: {POSTGRES_USER: keeper, POSTGRES_PASSWORD: "\${PASSWORD}", POSTGRES_DB: books}
    volumes: ["rows:/var/lib/postgresql/data"]
    ${health("[CMD, pg_isready, -q, -U, keeper, -d, books]")}
  cache:
    image: redis:7
    restart: unless-stopped
    volumes: ["cache:/data"]
    ${health("[CMD, redis-cli, ping]")}
volumes: {rows: {}, cache: {}}
`;
  return {
    files: { "docker-compose.yml": compose },
    data: { postgres: ["db"], dumps: [redis], keep: 2 },
    environment: "PASSWORD=canary-9f3c\n",
    ...more,
  };
}
const redis = {
  service: "cache",
  dump: "redis-cli save >/dev/null\ncat dump.rdb",
  restore: "redis-cli config set save '' >/dev/null # or it writes its own when it stops\ncat >dump.rdb",
  check: "trap 'rm /tmp/check.rdb' EXIT\ncat >/tmp/check.rdb\nredis-check-rdb /tmp/check.rdb",
};
const first = (more: Partial<TestRelease> = {}) => books("sha-1a1a1a1", { tag: "main1.0.0", ...more });
const second = (more: Partial<TestRelease> = {}) => books("sha-2b2b2b2", { tag: "main1.0.1", ...more });

describe("data is dumped before a release, and restored with it", () => {
  let host: LabHost;
  let runs: ApplyRun;
  const psql = "docker exec -i books-db-1 psql -XAtq -v ON_ERROR_STOP=1 -U keeper";
  const sql = async (text: string, database = "books") =>
    (await host.run(`${psql} -d "$(cat <<'END'\n${database}\nEND\n)"`, { input: text })).stdout.trim();
  const cache = async (command: string) =>
    (await host.run(`docker exec books-cache-1 redis-cli ${command}`)).stdout.trim();
  const apply = async (release: TestRelease) => {
    const result = await runs.apply("books", release);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return result.stdout + result.stderr;
  };
  const rows = () => sql("select string_agg(n::text, ',' order by n) from page");
  const refused = async (release: TestRelease, message: RegExp) => {
    const { code, stderr } = await runs.apply("books", release);
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.match(stderr, /nothing was changed/);
  };
  const dumps = async () => (await host.run(`ls ${state}/dumps`)).stdout.split("\n").filter(Boolean);
  const databases = async () =>
    (await sql("select datname from pg_database where not datistemplate order by 1", "template1")).split("\n");
  const version = async () => JSON.parse((await host.run("curl -fsS http://127.0.0.1:3241/")).stdout).version;
  /** Both releases' data, where it is now. */
  const isSecond = async (now: boolean) => {
    assert.equal(await rows(), now ? "1,2,3" : "1,2");
    assert.equal(await cache("get visits"), now ? "2" : "1");
    assert.equal(await version(), now ? "sha-2b2b2b2" : "sha-1a1a1a1");
  };

  before(async () => {
    host = (await labUp()).hosts[0]!;
    runs = new ApplyRun(host);
    await host.reset();
    await apply(first());
    await sql("create table page (n int); insert into page values (1), (2);");
    const name = `"${odd.replaceAll('"', '""')}"`;
    await sql(
      `create role reader; create database ${name} owner reader encoding 'UTF8' template template0`,
      "template1",
    );
    await sql("create table note (text text); insert into note values ('kept')", odd);
    await cache("set visits 1");
  });

  after(() => host?.reset());

  it("refuses a database whose name no list can hold, and a dump that is cut off, before anything changes", async () => {
    await sql(`create database "tab\tname"`, "template1");
    await refused(second(), /the data of db cannot be dumped: database tab\\tname: expected a name without tabs/);
    await sql(`drop database "tab\tname"`, "template1");
    await host.run(`install -d -o ubuntu -g ubuntu -m 700 ${state}/dumps`);
    await host.run(`mount -t tmpfs -o size=4k,uid=$(id -u ubuntu),mode=700 tmpfs ${state}/dumps`);
    await refused(second(), /the data of \w+ cannot be dumped: .*no space left on/).finally(() =>
      host.run(`umount ${state}/dumps`),
    );
    // PostgreSQL goes away while a dump waits for a table.
    const waits = "select count(*) from pg_locks where not granted";
    const lock = host.run(psql + " -d books", {
      input: "begin; lock table page; select pg_sleep(60)",
      check: false,
    });
    const run = refused(second(), /the data of db cannot be dumped: .+; nothing/);
    await waitFor("the dump waits", 30, async () => (await sql(waits)) === "1");
    await host.run("docker kill books-db-1");
    await Promise.all([run, lock]);
    await host.run("docker start books-db-1");
    await waitFor(
      "PostgreSQL",
      30,
      async () => (await host.run(`${psql} -d books -c ''`, { check: false })).code === 0,
    );
    assert.deepEqual(await dumps(), []);
    await isSecond(false);
  });

  it("dumps everything before the stack changes, and nothing when nothing does", async () => {
    await apply(first());
    assert.deepEqual(await dumps(), []);
    assert.match(await apply(second()), /dumped .* as main1\.0\.0 left it/);
    const [dump] = await dumps();
    assert.match(dump!, /^\d{8}T\d{6}Z-main1\.0\.0-before-main1\.0\.1$/);
    const names = (await host.run(`cut -f 2 ${state}/dumps/${dump}/db/databases`)).stdout;
    assert.deepEqual(names.trim().split("\n").sort(), ["books", odd, "postgres"]);
    const { stdout } = await host.run(
      `cd ${state}/dumps/${dump} && stat -c '%a %U %n' . db/globals.sql cache/stream.gz && gzip -dc cache/stream.gz | head -c 5`,
    );
    assert.equal(stdout, "700 ubuntu .\n600 ubuntu db/globals.sql\n600 ubuntu cache/stream.gz\nREDIS");
    await sql("insert into page values (3)");
    await cache("set visits 2");
    await isSecond(true);
  });

  it("refuses a restore from a dump that is cut short, altered or not there, or beside a name too long to set aside", async () => {
    await refused(first({ restore: "main0.9.0" }), /no dump holds the data as main0\.9\.0 left it; there are: \d{8}T/);
    const [dump] = await dumps();
    const folder = `${state}/dumps/${dump}`;
    const file = `${folder}/db/$(awk -F '\\t' '$2 == "books" { print $1 }' ${folder}/db/databases).dump`;
    const sums = `cd ${folder} && find . -type f ! -name SHA256SUMS -exec sha256sum {} + > SHA256SUMS`;
    await host.run(`cp -a ${folder} /tmp/dump && truncate -s -20 ${file}`);
    await refused(first({ restore: "main1.0.0" }), /is cut short or was altered/);
    // A dump that was broken from the start: its sums agree, its content does not.
    await host.run(sums);
    await refused(first({ restore: "main1.0.0" }), /cannot be restored/);
    assert.deepEqual(await databases(), ["books", odd, "postgres"]);
    await host.run(`rm -rf ${folder} && mv /tmp/dump ${folder}`);
    const long = "x".repeat(39);
    await sql(`create database ${long}`, "template1");
    await refused(first({ restore: "main1.0.0" }), /database x{39}: expected a name of at most 38 bytes/);
    await sql(`drop database ${long}`, "template1");
    await isSecond(true);
  });

  it("puts back a release that fails with the restored data, with the data of before", async () => {
    const result = await runs.apply("books", books("sha-dead0de", { tag: "main1.0.0", restore: "main1.0.0" }));
    assert.equal(result.code, 1, result.stdout);
    assert.match(result.stderr, /put back/);
    await isSecond(true);
    assert.ok((await databases()).some((name) => name.startsWith("books_failed_")));
  });

  it("brings all of that time and nothing after; the present data stays beside it or in a dump", async () => {
    await sql("create database later", "template1");
    const before = await dumps();
    await apply(first({ restore: "main1.0.0" }));
    await isSecond(false);
    assert.equal(await sql("select text from note", odd), "kept");
    assert.equal(
      await sql("select pg_get_userbyid(datdba) from pg_database where datname = current_database()", odd),
      "reader",
    );
    const now = (await databases()).filter((name) => !name.includes("_failed_"));
    assert.deepEqual(
      now.filter((name) => !name.includes("_before_")),
      ["books", odd, "postgres"],
    );
    assert.deepEqual(
      now
        .filter((name) => name.includes("_before_"))
        .map((name) => name.replace(/_before_\d{8}T\d{6}Z$/, ""))
        .sort(),
      ["books", odd, "later", "postgres"].sort(),
    );
    const given = (await dumps()).at(-1)!;
    assert.match(given, /-main1\.0\.1-before-main1\.0\.0$/);
    assert.ok(!before.includes(given), "the data that was given up is dumped, too");
    assert.equal((await host.run(`cat ${state}/current/restored`)).stdout, "main1.0.0\n");
    // Once, for as long as the configuration says so.
    await sql("insert into page values (9)");
    await apply(first({ restore: "main1.0.0" }));
    assert.equal(await rows(), "1,2,9");
  });

  it("finishes a restore that was killed at any step, or undoes it when the next run asks for none", async () => {
    const kill = async (release: TestRelease, moment: string) => {
      const input = await runs.upload("books", release);
      const run = host.run(runs.command("books"), { user: "ubuntu", input, check: false });
      await waitFor(moment, 30, async () => (await host.run(moment, { check: false })).code === 0);
      await host.run("pkill -9 -f books.apply", { check: false });
      await run;
    };
    const half = `docker exec books-db-1 psql -XAtq -U keeper -d template1 -c "select 1/count(*) from pg_database where datname ~ '^seisei_restoring'"`;
    const forward = second({ restore: "main1.0.1" });
    const back = first({ restore: "main1.0.0" });
    for (const [release, moment] of [
      [forward, half],
      [back, `test -e ${state}/switched`],
      [forward, `grep -q restored ${state}/switched`],
    ] as const) {
      await kill(release, moment);
      await apply(release);
      const now = [await version(), await rows(), await cache("get visits")].join(" ");
      assert.equal(now, release === forward ? "sha-2b2b2b2 1,2,3 2" : "sha-1a1a1a1 1,2,9 1", moment);
    }
    await kill(back, `grep -q restored ${state}/switched`);
    await apply(second());
    await isSecond(true);
  });
});
