import assert from "node:assert/strict";
import { webStack } from "../lab/fixture-stacks.ts";
import { containerIds } from "../lab/host-facts.ts";
import { type LabHost, labUp } from "../lab/lab.ts";
import { Workspace } from "../lab/workspace.ts";

const canary = "canary-31c9";
const warnings = (text: string) => [...text.matchAll(/^ *warning: (.*)$/gm)].map(([, line]) => line!);

describe("a preview, where people changed what no file shows", () => {
  let host: LabHost;
  let workspace: Workspace;

  const preview = async () => {
    const { code, stdout, stderr } = await workspace.preview();
    const text = stdout + stderr;
    assert.ok(!text.includes(canary), "no value of an environment is shown");
    return { code, text, lines: warnings(text) };
  };

  before(async () => {
    const lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write({ ...webStack("shop", { port: 3101 }), ...webStack("blog", { port: 3102 }) });
    await workspace.release("main1.0.0");
    await workspace.deploy("main1.0.0");
  });

  after(async () => {
    workspace?.remove();
    await host?.reset();
  });

  it("is clean after the deploy", async () => {
    const { code, text } = await preview();
    assert.equal(code, 0, text);
  });

  it("tells each change once, and `up` makes that service again and leaves the others", async () => {
    const before = await containerIds(host);
    await host.run(`cd /opt/seisei-main/stacks/shop
      printf 'services: {web: {environment: {TOKEN: "${canary}"}}}' > /tmp/more.yml
      docker compose -f docker-compose.yml -f ../../.seisei/shop/override.yml -f /tmp/more.yml up -d`);
    const { code, text, lines } = await preview();
    assert.equal(code, 7, text);
    assert.deepEqual(lines, [
      "shop: web was changed by hand: environment TOKEN added — `pulumi up` makes its containers again; " +
        "if the change is meant, put it into docker-compose.yml and tag a release",
    ]);
    assert.match(text, /~ web: "as deployed" => "environment TOKEN added"/);
    await workspace.pulumi("up", "--yes", "--skip-preview");
    assert.equal((await preview()).code, 0);
    assert.equal((await containerIds(host))["blog-web-1"], before["blog-web-1"]);
    const state = (await workspace.pulumi("stack", "export")).stdout;
    assert.ok(!state.includes(canary));
  });

  it("tells a lost external network once, and `up` makes it and its containers again", async () => {
    await host.run(
      `for name in shop blog; do docker network disconnect edge $name-web-1; done; docker network rm edge`,
    );
    const { lines, text } = await preview();
    assert.equal(lines.length, 1, text);
    assert.match(lines[0]!, /^app-1: network edge, which the stacks join, is missing — `pulumi up` makes it again/);
    await workspace.pulumi("up", "--yes", "--skip-preview");
    const after = await preview();
    assert.equal(after.code, 0, after.text);
    const format = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}";
    assert.equal((await host.run(`docker inspect -f '${format}' shop-web-1 blog-web-1`)).stdout, "edge \nedge \n");
  });

  it("still tells after an `up` what no update repairs, until it is documented", async () => {
    await host.run("docker run -d --name stray --network none ghcr.io/seisei/web:sha-1a1a1a1");
    const told =
      /^app-1: container stray .*`pulumi config set --path 'hosts\.app-1\.documented\[0\]\.container' stray`/;
    assert.match((await preview()).lines.join("\n"), told);
    await workspace.pulumi("up", "--yes", "--skip-preview");
    assert.match((await preview()).lines.join("\n"), told);
    await workspace.pulumi("config", "set", "--path", "hosts.app-1.documented[0].container", "stray");
    await workspace.pulumi("config", "set", "--path", "hosts.app-1.documented[0].reason", "a test's");
    const { code, text } = await preview();
    assert.equal(code, 0, text);
  });
});
