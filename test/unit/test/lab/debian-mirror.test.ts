import assert from "node:assert/strict";
import { fromList, fromSources } from "../../../lab/debian-mirror.ts";

describe("the Debian mirror of this machine", () => {
  it("is read from both forms of apt's sources", () => {
    const list =
      "# deb http://old.example bookworm main\ndeb [arch=amd64] http://a.example/debian bookworm contrib main\n";
    assert.equal(fromList(list, "bookworm"), "http://a.example/debian");
    const sources = `Types: deb
# a comment
URIs: http://b.example/debian
Suites: bookworm bookworm-updates
Components: main
`;
    assert.equal(fromSources(sources, "bookworm"), "http://b.example/debian");
  });

  it("is neither another suite's nor another vendor's", () => {
    assert.equal(
      fromList("deb http://a.example bookworm-security main\ndeb http://b.example trixie main\n", "bookworm"),
      undefined,
    );
    const sources =
      "URIs: http://a.example\nSuites: bookworm-security\nComponents: main\n\nURIs: http://b.example\nSuites: bookworm\nComponents: extras\n";
    assert.equal(fromSources(sources, "bookworm"), undefined);
  });
});
