import assert from "node:assert/strict";
import { shop } from "../lab/apply-fixture.ts";
import { ApplyRun } from "../lab/apply-run.ts";
import { containerIds } from "../lab/host-facts.ts";
import { type LabHost, labUp } from "../lab/lab.ts";

const part = (text: string) => `services:
  base:
    image: ghcr.io/seisei/crm-api:sha-1a1a1a1
    restart: unless-stopped
    environment: {PORT: "3000"}
    volumes: ["./text:/text:ro"]
    labels: {text: "${text}"}
`;
/** The shop with a service that extends one of another file, one that is included, one with a profile, and an override file. */
const release = (text = "a") => {
  const base = shop({
    more: `  worker:
    extends: {file: parts/base.yml, service: base}
  tool:
    image: ghcr.io/seisei/crm-api:sha-1a1a1a1
    profiles: [tools]
`,
  });
  const files = {
    ...base.files,
    "docker-compose.yml": `include: [parts/more.yml]\n${base.files["docker-compose.yml"]}`,
    "docker-compose.override.yml": "services: {worker: {labels: {over: all}}}\n",
    "parts/base.yml": part(text),
    "parts/more.yml": part("included").replace("base:", "included:"),
    "parts/text": "t\n",
  };
  return { ...base, files };
};

describe("apply: a stack of several compose files", () => {
  let host: LabHost;
  let runs: ApplyRun;
  const apply = async (wanted = release()) => {
    const result = await runs.apply("shop", wanted);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return result.stdout;
  };

  before(async () => {
    host = (await labUp()).hosts[0]!;
    await host.reset();
    runs = new ApplyRun(host);
  });

  after(() => host?.reset());

  it("starts what it includes and extends, not what has a profile, and restarts what changes in any of the files", async () => {
    await apply();
    const first = await containerIds(host);
    const names = ["shop-included-1", "shop-queue-1", "shop-web-1", "shop-worker-1"];
    assert.deepEqual(Object.keys(first).sort(), names);
    assert.equal((await host.run("docker exec shop-worker-1 cat /text")).stdout, "t\n");
    const label = await host.run(
      `docker inspect --format '{{.Config.Labels.text}} {{.Config.Labels.over}}' shop-worker-1`,
    );
    assert.equal(label.stdout, "a all\n");
    assert.match(await apply(), /runs this release already/);
    assert.deepEqual(await containerIds(host), first);

    await apply(release("b"));
    const second = await containerIds(host);
    assert.deepEqual(
      names.filter((name) => first[name] !== second[name]),
      ["shop-worker-1"],
    );
  });
});
