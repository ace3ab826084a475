import assert from "node:assert/strict";
import { webStack } from "../lab/fixture-stacks.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { Workspace } from "../lab/workspace.ts";

/** A database beside the web service, with its rows in a named volume. */
function stack(version: string): Record<string, string> {
  const files = webStack("shop", { port: 3101, version, definition: "secrets: [POSTGRES_PASSWORD]\n" });
  const compose = "stacks/shop/docker-compose.yml";
  const database = `  db:
    image: postgres:15
    restart: unless-stopped
    environment:
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD}
    volumes:
      - rows:/var/lib/postgresql/data
    healthcheck:
      test: [CMD, pg_isready, -U, postgres, -h, 127.0.0.1]
      interval: 1s
      start_period: 20s
`;
  const text = files[compose]!.replace("networks:\n  edge:", `${database}volumes:\n  rows:\nnetworks:\n  edge:`);
  return { ...files, [compose]: text };
}

describe("survival: what a stack wrote itself outlives every update and rollback", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;
  const query = async (sql: string) =>
    (await host.run(`docker exec shop-db-1 psql -U postgres -Atc ${JSON.stringify(sql)}`)).stdout.trim();

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write(stack("sha-1a1a1a1"));
    await workspace.release("main1.0.0");
    workspace.write({
      ...stack("sha-2b2b2b2"),
      "stacks/shop/config/settings.txt": undefined,
      "stacks/shop/config/more.txt": "more\n",
    });
    await workspace.release("main1.0.1");
    await workspace.secret("shop", "POSTGRES_PASSWORD", "a-password");
    await workspace.deploy("main1.0.0");
    await host.run(
      "cd /opt/seisei-main/stacks/shop && mkdir acme logs && echo cert > acme/acme.json && echo line > logs/access.log",
    );
    await query("create table orders (id int); insert into orders values (1), (2)");
  });

  after(() => workspace?.remove());

  const assertKept = async () => {
    assert.equal(
      (await host.run("cd /opt/seisei-main/stacks/shop && cat acme/acme.json logs/access.log")).stdout,
      "cert\nline\n",
    );
    assert.equal(await query("select count(*) from orders"), "2");
  };

  it("an upgrade keeps rows, certificates and logs, and removes the file that the release no longer has", async () => {
    await workspace.deploy("main1.0.1");
    await assertKept();
    assert.equal((await host.run("ls /opt/seisei-main/stacks/shop/config")).stdout, "more.txt\n");
  });

  it("a rollback keeps them and brings the earlier file back", async () => {
    await workspace.deploy("main1.0.0");
    await assertKept();
    assert.equal((await host.run("ls /opt/seisei-main/stacks/shop/config")).stdout, "settings.txt\n");
  });

  it("a reboot of the host brings the same release back, with no drift", async () => {
    await host.powerOff();
    await host.powerOn();
    await host.run("for i in $(seq 60); do curl -fsS http://127.0.0.1:3101/health && exit 0; sleep 1; done; exit 1");
    const { code, stdout, stderr } = await workspace.preview();
    assert.equal(code, 0, stdout + stderr);
    await assertKept();
  });

  it("an update heals a host whose folder somebody deleted", async () => {
    await host.run("rm -rf /opt/seisei-main/.seisei /opt/seisei-main/stacks");
    await workspace.deploy("main1.0.0");
    const { code, stdout, stderr } = await workspace.preview();
    assert.equal(code, 0, stdout + stderr);
    assert.equal(await query("select count(*) from orders"), "2");
  });

  it("destroy keeps the volume", async () => {
    await workspace.pulumi("destroy", "--yes", "--skip-preview");
    assert.match((await host.run("docker volume ls -q")).stdout, /shop_rows/);
  });
});
