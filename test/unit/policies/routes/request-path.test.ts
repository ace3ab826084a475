import assert from "node:assert/strict";
import { routingPath } from "../../../../policies/routes/request-path.ts";

describe("the path that rules see", () => {
  const paths: Record<string, string | undefined> = {
    "/qr": "/qr",
    "/a%20b": "/a b",
    "/%61pi/": "/api/",
    "/a%2fb": "/a%2Fb",
    "/a%2520b": "/a%2520b",
    "/%C3%A9": "/é",
    "/é": "/é",
    '/a"b': '/a"b',
    "//a///b": "/a/b",
    "/a/./b/../c/": "/a/c/",
    "/a/%2e%2e/b": "/b",
    "/..": "/",
    "/a;b": "/a;b",
    "/a%3bb": "/a%3Bb",
    "/a%zz": undefined,
    "/a%": undefined,
    "/a#b": undefined,
    "/a%23b": "/a%23b",
  };
  for (const [sent, seen] of Object.entries(paths)) {
    it(`${seen === undefined ? "is refused" : `is ${seen}`} for ${sent}`, () => assert.equal(routingPath(sent), seen));
  }
});
