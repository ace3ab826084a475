import assert from "node:assert/strict";
import { answerText, questionOf } from "../../../../cli/routes/question.ts";
import { tablesOf } from "../../../../cli/routes/table.ts";
import { UserError } from "../../../../release/errors.ts";
import { dynamicFile, edgeStacks } from "../../../support/edge-stacks.ts";

const statics = `entryPoints:
  web: {address: ":80"}
  websecure: {address: ":8443", http: {tls: {}, middlewares: [all@file]}}
providers: {file: {directory: /dynamic}}
`;
const middlewares = "  middlewares: {all: {compress: {}}, own: {compress: {}}}\n";
const dynamic = {
  "a.yml":
    dynamicFile({
      shop: ["Host(`shop.example`)", "priority: 50, middlewares: [own]"],
      api: ["Host(`shop.example`) && PathPrefix(`/api`)", "priority: 100"],
      put: ["Host(`shop.example`) && Method(`PUT`)", "priority: 100"],
      to: ["PathPrefix(`/`)", "priority: 1", "web"],
    }) + middlewares,
};

const published = (ports: string) =>
  edgeStacks({ statics, dynamic }).map((stack) => {
    const text = { services: { traefik: { ports: [ports] } } };
    return stack.name === "edge" ? { ...stack, composeFile: { data: text, at: () => "f:1" } } : stack;
  });

function ask(url: string, options: { method?: string; headers?: string[] } = {}, ports = "443:8443") {
  const [table] = tablesOf(published(ports)).tables;
  return answerText(table!, questionOf(url, { headers: [], ...options }));
}

describe("what answers a URL", () => {
  it("is told with its service, all its middlewares, and what would be next", () => {
    const { text, isAnswered } = ask("https://shop.example/api/x?y=1");
    assert.deepEqual(text.split("\n"), [
      "GET https://shop.example/api/x?y=1 on app-1, entry point websecure",
      "answers api@file  priority 100  Host(`shop.example`) && PathPrefix(`/api`)  (stacks/edge/dynamic/a.yml:4)",
      "        by s@file, through all@file",
      "next    shop@file  priority 50  Host(`shop.example`)  (stacks/edge/dynamic/a.yml:3)",
    ]);
    assert.ok(isAnswered);
    assert.match(ask("https://shop.example/").text, /by s@file, through all@file, own@file/);
  });

  it("is chosen by the published port", () => {
    assert.match(ask("http://shop.example/").text, /entry point web\nanswers to@file/);
    assert.match(ask("https://shop.example:9443/", {}, "9443:8443").text, /entry point websecure\nanswers shop@file/);
    const none = ask("https://shop.example:1/");
    assert.match(none.text, /Traefik has no entry point on port 1$/);
    assert.ok(!none.isAnswered);
  });

  it("is no answer where no router matches, or several with the same priority", () => {
    assert.match(ask("https://other.example/").text, /no router matches, Traefik answers 404$/);
    assert.match(ask("https://shop.example/a%zz").text, /refuses the path with 400$/);
    const { text, isAnswered } = ask("https://shop.example/api", { method: "put" });
    assert.match(text, /any of {2}api@file.*\n.*\n {8}put@file.*\n.*\nnext {4}shop@file/);
    assert.ok(!isAnswered);
  });

  for (const [url, headers] of [
    ["shop.example", []],
    ["https://shop.example/#a", []],
    ["https://shop.example/", ["X-A"]],
  ] as const) {
    it(`is not asked for ${[url, ...headers].join(" ")}`, () => {
      assert.throws(() => questionOf(url, { headers }), UserError);
    });
  }
});
