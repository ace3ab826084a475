import assert from "node:assert/strict";
import { planBetween } from "../../../../cli/plan/plan.ts";
import { planText } from "../../../../cli/plan/text.ts";
import { changed, digest, releaseOf, shop } from "./releases.ts";

const compose = "shop/docker-compose.yml";
const before = releaseOf("main1.0.0", shop);
const plan = (files: Record<string, string>, digests?: Record<string, string>) =>
  planBetween(before, releaseOf("main1.0.1", files, digests));
/** `service: reasons` of what an update does with the shop. */
const restarts = (files: Record<string, string>, digests?: Record<string, string>) =>
  plan(files, digests).stacks.flatMap(({ services }) =>
    services.map(({ service, action, why }) => [`${action} ${service}`, ...why].join(": ")),
  );

describe("a plan", () => {
  it("of the same content has no stacks, whatever the tags", () => {
    const { stacks, same, pulls, routes } = plan(shop);
    assert.deepEqual([stacks, same, pulls, routes], [[], ["shop"], [], []]);
  });

  const cases: [title: string, files: Record<string, string>, expected: string[]][] = [
    ["another image", changed(compose, "nginx:1.27", "nginx:1.28"), ["restart web: image"]],
    ["a changed setting", changed(compose, "MODE=a", "MODE=b"), ["restart web: configuration (environment)"]],
    ["a mounted file", changed("shop/conf/site.conf", "{}", "{ }"), ["restart web: mounted file conf/site.conf"]],
    ["a new mounted file", { ...shop, "shop/conf/b.conf": "" }, ["restart web: mounted file conf/b.conf"]],
    ["more containers", changed(compose, "  web:\n", "  web:\n    scale: 2\n"), ["start web: 2 containers, not 1"]],
    ["a new service", changed(compose, "volumes: {", "  cache: {image: redis:7}\nvolumes: {"), ["start cache"]],
  ];
  for (const [title, files, expected] of cases) {
    it(`restarts for ${title} the services that it concerns, and no other`, () => {
      const result = restarts(files);
      assert.deepEqual(result, expected);
    });
  }

  it("restarts for the same tag with another digest, and pulls that image alone", () => {
    const digests = { "nginx:1.27": digest("b") };
    assert.deepEqual(restarts(shop, digests), ["restart web: image"]);
    assert.deepEqual(plan(shop, digests).pulls, [{ host: "app-1", image: `nginx:1.27@${digest("b")}`, bytes: null }]);
  });

  it("restarts nothing for a file that no service mounts, a comment, an order of keys or the form of a list", () => {
    assert.deepEqual(restarts(changed("shop/README.md", "The", "A")), []);
    assert.deepEqual(restarts(changed(compose, "services:", "# all\nservices:")), []);
    assert.deepEqual(restarts(changed(compose, "environment: [MODE=a]", "environment: {MODE: a}")), []);
    assert.deepEqual(restarts(changed(compose, "  db:\n", "  db:\n    depends_on: [web]\n")), []);
    assert.equal(plan(changed("shop/README.md", "The", "A")).stacks.length, 1);
  });

  it("restarts what reads a changed environment file", () => {
    const files = (text: string) => ({
      ...changed(compose, "    environment: [MODE=a]\n", "    env_file: [./web.env]\n"),
      "shop/web.env": text,
    });
    const { stacks } = planBetween(releaseOf("main1.0.0", files("A=1")), releaseOf("main1.0.1", files("A=2")));
    assert.deepEqual(
      stacks[0]!.services.map(({ service, why }) => [service, why]),
      [["web", ["environment file web.env"]]],
    );
  });

  it("tells secrets that become required, or are no more", () => {
    const [shopChange] = plan({
      ...changed(compose, "${DB_PASSWORD}", "${API_TOKEN}"),
      "shop/stack.yaml": "host: app-1\nsecrets: [API_TOKEN]\n",
    }).stacks;
    assert.deepEqual(shopChange!.secrets, { added: ["API_TOKEN"], gone: ["DB_PASSWORD"] });
  });

  it("starts a stack that moves on its new host, and pulls its images there", () => {
    const { stacks, pulls } = plan(changed("shop/stack.yaml", "app-1", "app-2"));
    assert.deepEqual([stacks[0]!.from, stacks[0]!.host], ["app-1", "app-2"]);
    assert.deepEqual(
      pulls.map(({ host }) => host),
      ["app-2", "app-2"],
    );
    const verbs = stacks[0]!.services.map(({ action, service }) => `${action} ${service}`).sort();
    assert.deepEqual(verbs, ["remove db", "remove web", "start db", "start web"]);
  });

  it("calls the way back one of code only where no data are, or their declared form stays", () => {
    const front = {
      "front/stack.yaml": "host: app-1\n",
      "front/docker-compose.yml": "services: {a: {image: nginx:1.27}}\n",
    };
    const back = (from: string, to: string) =>
      planBetween(
        releaseOf("main1.0.0", { ...shop, "shop/stack.yaml": `${shop["shop/stack.yaml"]}${from}` }),
        releaseOf("main1.0.1", { ...shop, ...front, "shop/stack.yaml": `${shop["shop/stack.yaml"]}${to}# next\n` }),
      ).stacks.map(({ stack, goingBack: { safe, why } }) => [stack, safe, why.replace(/.*shop_data\) /, "")]);
    const isNew = ["front", true, "the stack is new; going back removes its containers and keeps its volumes"];
    assert.deepEqual(back('schema: "1"\n', 'schema: "1"\n'), [isNew, ["shop", true, "stays 1"]]);
    assert.deepEqual(back('schema: "1"\n', 'schema: "2"\n'), [
      isNew,
      ["shop", false, "changes from 1 to 2: going back needs the data of then"],
    ]);
    for (const declared of ["", 'schema: "1"\n']) {
      assert.match(String(back("", declared)[1]), /^shop,false,is not declared in both releases/);
    }
  });

  it("reads as a list of what is done, and of what stays", () => {
    const front = {
      "front/stack.yaml": "host: app-1\n",
      "front/docker-compose.yml": "services: {a: {image: nginx:1.27}}\n",
    };
    const text = planText(
      planBetween(
        releaseOf("main1.0.0", { ...shop, ...front }),
        releaseOf("main1.0.1", { ...changed(compose, "postgres:15", "postgres:16"), ...front }),
      ),
    );
    assert.equal(
      text,
      `main1.0.0 → main1.0.1

shop (app-1): changed
  restart db: image postgres:15 (sha256:aaaaaaaaaaaa) → postgres:16 (sha256:aaaaaaaaaaaa)
  file    docker-compose.yml changed

unchanged: front
images to pull, where the host has not kept them
  app-1  postgres:16 (sha256:aaaaaaaaaaaa)  size unknown

going back to main1.0.0
  shop: not by code alone; the form of its data (shop_data) is not declared in both releases, as \`schema\` in stack.yaml: whether main1.0.0 reads what main1.0.1 wrote is not known

no changes made`,
    );
  });
});

describe("the routes of a plan", () => {
  const edge = {
    "edge/stack.yaml": "host: app-1\ntraefik: {service: traefik, api: http://127.0.0.1:8888/api}\n",
    "edge/docker-compose.yml":
      "services: {traefik: {image: traefik:v3.1, restart: always, command: [--providers.docker.exposedByDefault=true, --entryPoints.web.address=:80]}}\n",
  };
  const web = (label: string) => ({
    "web/stack.yaml": "host: app-1\n",
    "web/docker-compose.yml": `services: {web: {image: nginx:1.27, restart: always, labels: ["traefik.http.routers.${label}"]}}\n`,
  });
  const routes = (from: string, to: string) =>
    planBetween(releaseOf("main1.0.0", { ...edge, ...web(from) }), releaseOf("main1.0.1", { ...edge, ...web(to) }))
      .routes;

  it("are those that are new, gone, or say something else", () => {
    assert.deepEqual(routes("a.rule=Host(`a.example`)", "a.rule=Host(`b.example`)"), [
      {
        element: "router",
        name: "a@docker",
        stack: "web",
        kind: "changed",
        what: ["rule: Host(`a.example`) → Host(`b.example`)"],
      },
    ]);
    assert.deepEqual(routes("a.rule=Host(`a.example`)", "b.rule=Host(`a.example`)"), [
      { element: "router", name: "a@docker", stack: "web", kind: "removed", what: ["Host(`a.example`)"] },
      { element: "router", name: "b@docker", stack: "web", kind: "added", what: ["Host(`a.example`)"] },
    ]);
    assert.deepEqual(routes("a.rule=Host(`a.example`)", "a.rule=Host(`a.example`)"), []);
  });

  it("are middlewares and services, too", () => {
    const labels = (more: string) => `a.rule=Host(\`a.example\`)", "traefik.http.${more}`;
    const limit = (average: number) => labels(`middlewares.m.ratelimit.average=${average}`);
    assert.deepEqual(routes(limit(50), limit(60)), [
      { element: "middleware", name: "m@docker", stack: "web", kind: "changed", what: ["ratelimit.average: 50 → 60"] },
    ]);
    const server = (number: number) => labels(`services.a.loadbalancer.server.port=${number}`);
    assert.deepEqual(
      routes(server(80), server(81)).map(({ element, what }) => [element, ...what]),
      [["service", "loadbalancer.server.port: 80 → 81"]],
    );
  });
});
