import assert from "node:assert/strict";
import { publishedPorts } from "../../../../policies/routes/host-ports.ts";
import { validateRoutes } from "../../../../policies/routes/validate.ts";
import { edgeStacks } from "../../../support/edge-stacks.ts";

const compose = (...ports: string[]) =>
  `services:\n  db:\n    image: db:1\n    restart: always\n    ports:\n${ports.map((port) => `      - ${port}\n`).join("")}`;

const ports = (port: string) => {
  const stack = edgeStacks({ stacks: { a: compose(port) } }).find(({ name }) => name === "a")!;
  return publishedPorts(stack, "db").map(({ address, published, target, protocol }) =>
    [address, published, target, protocol].join(" "),
  );
};

describe("a published port", () => {
  const forms: Record<string, string[]> = {
    '"5432:5432"': [" 5432 5432 tcp"],
    "127.0.0.1:8080:80": ["127.0.0.1 8080 80 tcp"],
    '"0.0.0.0:53:53/udp"': [" 53 53 udp"],
    '"[::1]:80:80"': ["[::1] 80 80 tcp"],
    '"9000-9001:80-81"': [" 9000 80 tcp", " 9001 81 tcp"],
    '"${PORT:-3000}:80"': [" 3000 80 tcp"],
    '"${PORT}:80"': [],
    '"80"': [],
    '{target: 80, published: "8080", host_ip: 127.0.0.1}': ["127.0.0.1 8080 80 tcp"],
  };
  for (const [form, expected] of Object.entries(forms)) {
    it(`is read from ${form}`, () => assert.deepEqual(ports(form), expected));
  }
});

describe("two stacks that publish the same port of a host", () => {
  const conflicts = (a: string, b: string) =>
    validateRoutes(edgeStacks({ stacks: { a: compose(a), b: compose(b) } })).map(({ kind, file, line, key }) =>
      [kind, file, line, key].join(" "),
    );

  it("are found, on one address or on all", () => {
    const found = ["host port stacks/b/docker-compose.yml 6 services.db.ports"];
    assert.deepEqual(conflicts('"5432:5432"', '"5432:1"'), found);
    assert.deepEqual(conflicts('"0.0.0.0:5432:5432"', "127.0.0.1:5432:1"), found);
    assert.deepEqual(conflicts('"5000-5010:5000-5010"', "127.0.0.1:5005:1"), [...found, ...[]]);
    assert.deepEqual(conflicts('"443:443"', "9:9").length, 1, "Traefik's own");
  });

  it("are right with other ports, addresses or protocols", () => {
    assert.deepEqual(conflicts('"5432:5432"', '"5433:5432"'), []);
    assert.deepEqual(conflicts("127.0.0.1:5432:1", "127.0.0.2:5432:1"), []);
    assert.deepEqual(conflicts('"5432:5432"', '"5432:5432/udp"'), []);
  });
});
