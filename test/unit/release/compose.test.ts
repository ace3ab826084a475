import assert from "node:assert/strict";
import { parseCompose } from "../../../release/compose.ts";

const FILE = "stacks/web/docker-compose.yml";
const read = (text: string, tracked: string[] = []) => {
  const problems: string[] = [];
  return { ...parseCompose(FILE, text, "web", tracked, problems), problems };
};
const service = (keys: string, tracked: string[] = []) => {
  const { services, problems } = read(
    `services:\n  web:\n    image: nginx:1.27\n    ${keys.replaceAll("\n", "\n    ")}\n`,
    tracked,
  );
  assert.deepEqual(problems, []);
  return services.get("web")!;
};

describe("a compose file", () => {
  it("tells a service from one that runs to its end", () => {
    const oneShot = (keys: string) => service(keys).oneShot;
    assert.deepEqual(["restart: always", "restart: unless-stopped", "restart: on-failure"].map(oneShot), [
      false,
      false,
      false,
    ]);
    assert.deepEqual(["init: true", "restart: no", 'restart: "no"'].map(oneShot), [true, true, true]);
    assert.equal(oneShot("deploy: {restart_policy: {condition: any}}"), false);
    assert.equal(oneShot("deploy: {restart_policy: {condition: none}}"), true);
  });

  it("says how many containers a service has", () => {
    assert.deepEqual(
      [service("init: true").replicas, service("scale: 3").replicas, service("deploy: {replicas: 2}").replicas],
      [1, 3, 2],
    );
  });

  it("lists the tracked paths that a service mounts, in whatever form", () => {
    const tracked = ["conf/a.conf", "conf/deep/b.conf", "one.yml", "two.yml", "unused.yml"];
    const keys =
      "volumes:\n- ./conf/:/etc/conf:ro\n- type: bind\n  source: ./one.yml\n  target: /one.yml\n- {type: bind, source: two.yml, target: /x}";
    assert.deepEqual(service(keys, tracked).mounts, ["conf", "one.yml", "two.yml"]);
  });

  it("takes the stack's whole folder for a mount of it", () => {
    assert.deepEqual(service("volumes: ['.:/all:ro']", ["a.conf"]).mounts, ["."]);
  });

  it("leaves out volumes, paths elsewhere on the host and what the stack writes itself", () => {
    const keys =
      "volumes:\n- data:/data\n- /var/run/docker.sock:/s\n- ./acme:/acme\n- ~/x:/x\n- ${HOME}/x:/y\n- /anonymous";
    assert.deepEqual(service(keys, ["data/file", "conf"]).mounts, []);
  });

  it("counts the files of configs and secrets as mounts", () => {
    const text =
      "services: {web: {image: 'a:1', configs: [site], secrets: [{source: key}]}}\nconfigs: {site: {file: ./site.conf}}\nsecrets: {key: {file: key.txt}}\n";
    const { services, problems } = read(text, ["site.conf", "key.txt"]);
    assert.deepEqual([services.get("web")?.mounts, problems], [["key.txt", "site.conf"], []]);
  });

  it("follows anchors and merge keys", () => {
    const { services } = read(
      "x-base: &base\n  restart: always\nservices:\n  web:\n    <<: *base\n    image: nginx:1.27\n",
    );
    assert.equal(services.get("web")?.oneShot, false);
  });

  it("lists external networks by the name that Docker knows", () => {
    const { networks } = read(
      "services: {a: {image: 'a:1'}}\nnetworks: {own: {}, b: {external: true}, c: {external: true, name: edge}}\n",
    );
    assert.deepEqual(networks, ["b", "edge"]);
  });

  it("accepts the stack's own name, a port in an image's name and a digest", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const { services, problems } = read(`name: web\nservices: {a: {image: 'localhost:5000/a/b:1@${digest}'}}\n`);
    assert.deepEqual(problems, []);
    assert.deepEqual(services.get("a")?.image, {
      repository: "localhost:5000/a/b",
      tag: "1",
      digest,
      tagged: "localhost:5000/a/b:1",
    });
  });

  const web = (keys: string) => `services:\n  web:\n    ${keys}\n`;
  const cases: [claim: string, text: string, problem: RegExp][] = [
    ["what is no YAML", "services:\n  web: [\n", /^stacks\/web\/docker-compose\.yml:\d: expected YAML, got a mistake/],
    [
      "an alias without its anchor",
      "services:\n  web: *nope\n",
      /:2: expected YAML, got \*nope without its anchor &nope/,
    ],
    [
      "a merge of what is no mapping",
      "services: {web: {<<: x, image: 'a:1'}}\n",
      /expected YAML, got Merge sources must be maps/,
    ],
    ["several documents", "services: {}\n---\nservices: {}\n", /:2: expected YAML, got several documents in one file/],
    ["a file without services", "volumes: {}\n", /:1: services: expected at least one service, got none/],
    [
      "another project's name",
      `services: {a: {image: 'a:1'}}\nname: shop\n`,
      /:2: name: expected web, the stack's folder, got "shop"/,
    ],
    [
      "profiles alone",
      web("image: a:1\n    profiles: [x]"),
      /:1: services: expected a service that runs without a profile, got none/,
    ],
    [
      "a build without an image",
      web("build: ."),
      /:3: services\.web\.build: expected an image, got a build; hosts pull/,
    ],
    ["a service without an image", web("init: true"), /:2: services\.web: expected an image, got nothing/],
    [
      "an image without a tag",
      web("image: nginx"),
      /:3: services\.web\.image: expected a name with a tag, .*got "nginx"/,
    ],
    [
      "an image with half a digest",
      web("image: nginx:1@sha256:ab"),
      /:3: services\.web\.image: expected a name with a tag/,
    ],
    [
      "an image that depends on the environment",
      web("image: nginx:${TAG}"),
      /:3: services\.web\.image: expected a name that git knows/,
    ],
    [
      "a mount that depends on the environment",
      web("image: a:1\n    volumes: ['./${X}:/x']"),
      /:4: services\.web\.volumes\.0: expected a path that git knows/,
    ],
    [
      "a mount from another stack's folder",
      web("image: a:1\n    volumes: [../edge/x:/x]"),
      /:4: services\.web\.volumes\.0: expected a path inside/,
    ],
    [
      "a number of containers that is none",
      web("image: a:1\n    scale: many"),
      /:4: services\.web\.scale: expected a whole number/,
    ],
    [
      "a network's name from the environment",
      "services: {a: {image: 'a:1'}}\nnetworks:\n  b: {external: true, name: '${N}'}\n",
      /:3: networks\.b\.name: expected a network's name/,
    ],
  ];
  for (const [claim, text, problem] of cases) {
    it(`is refused with ${claim}`, () => {
      const { problems } = read(text);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0]!, problem);
    });
  }
});
