import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { askScript, parseAnswer } from "../../../../live/traefik/ask.ts";
import { run } from "../../../lab/process.ts";

const api = "http://127.0.0.1:8888/api";
const whole = '{"services":{"api@internal":{"status":"enabled"}}}';

describe("Traefik's answer", () => {
  it("is read", () =>
    assert.deepEqual(parseAnswer(`curl 0 200\n${whole}\n`, api), { routers: [], services: [], middlewares: [] }));

  const failures: Record<string, [string, RegExp]> = {
    "no tool to ask with": ["none\n", /neither curl nor wget .*; install the package curl/],
    "a login": ["curl 0 401\n<html>", /wants a login \(HTTP 401\); let it answer without one/],
    "a login, by wget": ["wget 6 -\n", /wants a login; /],
    "an API that is off": [
      "curl 0 404\n404 page not found",
      /nothing answers as Traefik's API at .* \(HTTP 404\); switch it on/,
    ],
    "an error": ["curl 0 502\nBad Gateway", /answers with HTTP 502; its log says why/],
    "no answer": [
      "curl 7 000\ncurl: (7) Failed to connect",
      /does not answer at .* \(curl: \(7\) Failed to connect\); publish/,
    ],
    "half an answer": [`curl 0 200\n${whole.slice(0, 20)}`, /Traefik's answer is incomplete; try again/],
    "a page": ["curl 0 200\n<html></html>", /is not Traefik's API; correct/],
    "other JSON": ['curl 0 200\n{"message":"x"}', /is not Traefik's API; correct/],
    "nothing at all": ["", /does not answer/],
  };
  for (const [what, [text, message]] of Object.entries(failures)) {
    it(`is never "no difference": ${what}`, () => {
      const answer = parseAnswer(text, api);
      assert.ok("why" in answer);
      assert.match(`${answer.why}; ${answer.next}`, message);
      assert.doesNotMatch(answer.next, /; /);
    });
  }
});

describe("the question to Traefik", () => {
  const asked = async (status: number, body: string, path?: string) => {
    const server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const env: Record<string, string> = path === undefined ? {} : { PATH: path };
      return (await run("/bin/sh", ["-c", askScript(`http://127.0.0.1:${port}/api`, 0)], { env })).stdout;
    } finally {
      server.close();
    }
  };

  it("brings the status and the whole answer", async () => {
    execFileSync("curl", ["--version"]);
    assert.equal(await asked(200, `${whole}\n`), `curl 0 200\n${whole}\n\n`);
    assert.match(await asked(401, "x\ny"), /^curl 0 401\nx\ny\n$/);
  });

  it("says that there is nothing to ask with", async () => {
    assert.equal(await asked(200, whole, "/nowhere"), "none\n");
  });
});
