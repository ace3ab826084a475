import assert from "node:assert/strict";
import { parseCompose } from "../../../release/compose.ts";

const main = `x-base: &base {restart: always}
include: [sub/tools.yml]
services:
  web:
    extends: {file: sub/base.yml, service: app}
    <<: *base
    image: nginx:1.27
    volumes: ["./site:/site:ro", "./site:/conf"]
    environment: [A=2, C=3]
  worker:
    extends: web
    ports: ["81:80"]
  debug:
    image: busybox:1
    profiles: [debug]
    volumes: ["debug:/debug"]
volumes: {debug: {}}
`;
const others = {
  "sub/base.yml": `services:
  app:
    extends: common
    volumes: ["./conf:/conf:ro", "data:/data"]
    environment: {A: "1", B: "2"}
    command: [a]
  common:
    image: never:1
    labels: [one=1]
    ports: ["80:80"]
`,
  "sub/tools.yml": `services:
  tool:
    image: redis:7
    volumes: ["./conf:/conf:ro"]
    secrets: [key]
secrets: {key: {file: key.txt}}
volumes: {data: {}}
`,
};
const tracked = ["site/a", "sub/conf/x", "sub/key.txt", ...Object.keys(others)];

function read(text: string, files: Readonly<Record<string, string>> = others) {
  const problems: string[] = [];
  const compose = parseCompose("stacks/web/docker-compose.yml", text, "web", tracked, problems, (path) => files[path]);
  return { ...compose, problems };
}

describe("a compose file made of several", () => {
  it("has the services of all, each as Compose merges it", () => {
    const { services, source, problems } = read(main);
    assert.deepEqual(problems, []);
    const data = (source.data as { services: Record<string, object> }).services;
    // What `docker compose config` 2.40 says of the same files, paths and forms apart.
    assert.deepEqual(data.worker, {
      command: ["a"],
      environment: { A: "2", B: "2", C: "3" },
      image: "nginx:1.27",
      labels: ["one=1"],
      ports: ["80:80", "81:80"],
      restart: "always",
      volumes: ["data:/data", "./site:/site:ro", "./site:/conf"],
    });
    assert.deepEqual(
      [...services].map(([name, { image, oneShot, mounts }]) => [name, image.tagged, oneShot, mounts]),
      [
        ["tool", "redis:7", true, ["sub/conf", "sub/key.txt"]],
        ["web", "nginx:1.27", false, ["site"]],
        ["worker", "nginx:1.27", false, ["site"]],
      ],
    );
  });

  it("leaves a service with a profile, and its volume, to the person who starts it", () => {
    const { services, resources } = read(main);
    assert.ok(!services.has("debug"));
    assert.deepEqual(resources.volumes, ["web_data"]);
  });

  it("counts the paths of another file from that file's folder", () => {
    const files = {
      "sub/a.yml":
        "services:\n  a:\n    image: a:1\n    env_file: [{path: a.env}, ../b.env]\n    volumes: [{type: bind, source: ./conf, target: /c}, /x:/x, v:/v]\n",
    };
    const { source, problems } = read(
      "include: [sub/a.yml]\nservices: {web: {image: 'b:1', env_file: c.env}}\n",
      files,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual((source.data as { services: object }).services, {
      a: {
        image: "a:1",
        env_file: [{ path: "sub/a.env" }, "b.env"],
        volumes: [{ type: "bind", source: "./sub/conf", target: "/c" }, "/x:/x", "v:/v"],
      },
      web: { image: "b:1", env_file: "c.env" },
    });
  });

  it("says in which file and line a key is written", () => {
    const { source } = read(main);
    assert.equal(source.at(["services", "web", "image"]), "stacks/web/docker-compose.yml:7");
    assert.equal(source.at(["services", "web", "ports"]), "stacks/web/sub/base.yml:10");
    assert.equal(source.at(["services", "tool", "image"]), "stacks/web/sub/tools.yml:3");
  });

  it("has docker-compose.override.yml over it, with the places of both", () => {
    const files = {
      ...others,
      "docker-compose.override.yml": "services:\n  worker:\n    image: nginx:1.28\n  new: {image: 'redis:7'}\n",
    };
    const { services, source, problems } = read(main, files);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [...services].map(([name, { image }]) => [name, image.tagged]),
      [
        ["tool", "redis:7"],
        ["web", "nginx:1.27"],
        ["worker", "nginx:1.28"],
        ["new", "redis:7"],
      ],
    );
    assert.equal(source.at(["services", "worker", "image"]), "stacks/web/docker-compose.override.yml:3");
    assert.equal(source.at(["services", "worker", "ports"]), "stacks/web/docker-compose.yml:12");
  });

  const one = "services: {web: {image: 'nginx:1.27'}}\n";
  const refused: [claim: string, text: string, files: Record<string, string>, problem: RegExp][] = [
    [
      "an include that git does not have",
      `include: [x.yml]\n${one}`,
      {},
      /^stacks\/web\/docker-compose\.yml:1: include\.0: expected a file of the stack's folder, got one that git does not have \(x\.yml\)/,
    ],
    [
      "an include from elsewhere",
      `include: ["https://example.com/a.yml"]\n${one}`,
      {},
      /:1: include\.0: expected a file of the stack's folder, got one from elsewhere/,
    ],
    [
      "an include of itself",
      `include: [a.yml]\n${one}`,
      { "a.yml": "include: [a.yml]\nservices: {b: {image: 'b:1'}}\n" },
      /^stacks\/web\/a\.yml:1: include\.0: expected a file that does not include itself/,
    ],
    [
      "a service twice",
      `include: [a.yml]\n${one}`,
      { "a.yml": one },
      /:1: include\.0: expected other services than this file has, got web in both/,
    ],
    [
      "a service that is not there",
      "services: {web: {extends: nope, image: 'a:1'}}\n",
      {},
      /:1: services\.web\.extends: expected a service of docker-compose\.yml, got "nope"/,
    ],
    [
      "a circle",
      "services: {a: {extends: b, image: 'a:1'}, b: {extends: a, image: 'a:1'}}\n",
      {},
      /services\.\w\.extends: expected a service that does not extend itself, got a circle/,
    ],
    [
      "an override that extends",
      one,
      { "docker-compose.override.yml": "services: {web: {extends: other}}\n" },
      /^stacks\/web\/docker-compose\.override\.yml:1: expected no include and extends here/,
    ],
    [
      "an override with a tag",
      one,
      { "docker-compose.override.yml": "services:\n  web:\n    ports: !reset []\n" },
      /^stacks\/web\/docker-compose\.override\.yml:1: expected no tag such as !reset/,
    ],
    [
      "a mistake in what it includes",
      `include: [a.yml]\n${one}`,
      { "a.yml": "services: [\n" },
      /^stacks\/web\/a\.yml:\d: expected YAML, got a mistake/,
    ],
  ];
  for (const [claim, text, files, problem] of refused) {
    it(`is refused with ${claim}`, () => {
      const { problems } = read(text, files);
      assert.ok(problems.length > 0);
      assert.match(problems[0]!, problem);
    });
  }
});
