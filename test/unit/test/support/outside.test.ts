import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers, downtime } from "../../../support/outside.ts";

const rounds = (text: string) => [...text].map((sign, index) => ({ at: index * 100, answered: sign === "+" }));

describe("the time without an answer", () => {
  it("is nothing where every question was answered", () => {
    assert.equal(downtime(rounds("+++++")), 0);
    assert.equal(downtime([]), 0);
  });

  it("lasts from the last answer to the next one, over all such times", () => {
    assert.equal(downtime(rounds("++--+")), 0.3);
    assert.equal(downtime(rounds("+-++-+")), 0.4);
  });

  it("counts what was never answered again, and what did not answer from the start", () => {
    assert.equal(downtime(rounds("++---")), 0.3);
    assert.equal(downtime(rounds("--+")), 0.2);
  });
});

describe("an answer from outside", () => {
  const folder = mkdtempSync(join(tmpdir(), "outside-test-"));
  const socket = join(folder, "socket");
  let server: Server;
  let seen: (string | undefined)[] = [];

  before((done) => {
    server = createServer(({ url, headers }, response) => {
      seen = [url, headers.host];
      response.statusCode = url === "/moved" ? 302 : url === "/starting" ? 503 : 200;
      response.end("{}");
    }).listen(socket, done);
  });

  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it("has a status from 200 to 399, as for the host itself, which is asked by its own address", async () => {
    assert.equal(await answers("http://127.0.0.1:8069/web/health?deep=1", socket), true);
    assert.deepEqual(seen, ["/web/health?deep=1", "127.0.0.1:8069"]);
    assert.equal(await answers("http://127.0.0.1:8069/moved", socket), true);
  });

  it("is none where the service says that it is not ready, or where nothing listens", async () => {
    assert.equal(await answers("http://127.0.0.1:8069/starting", socket), false);
    assert.equal(await answers("http://127.0.0.1:8069/", join(folder, "nobody")), false);
  });
});
