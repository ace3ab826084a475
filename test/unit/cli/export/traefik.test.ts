import assert from "node:assert/strict";
import { parseTraefik } from "../../../../cli/export/traefik.ts";

describe("the routers of an export", () => {
  it("are those of each Traefik on the host, by name", () => {
    const text = 'edge http://127.0.0.1:8888\n[{"name":"b@docker"},{"name":"a@file"}]\nsecond\nnull\n';
    assert.deepEqual(parseTraefik(text), {
      edge: { address: "http://127.0.0.1:8888", routers: [{ name: "a@file" }, { name: "b@docker" }] },
      second: { routers: null },
    });
  });

  it("are none where no Traefik runs", () => assert.deepEqual(parseTraefik(""), {}));

  for (const text of ["edge http://127.0.0.1:8888\n", 'edge http://127.0.0.1:8888\n[{"name":']) {
    it(`are not told from half an answer: ${JSON.stringify(text)}`, () => assert.equal(parseTraefik(text), undefined));
  }
});
