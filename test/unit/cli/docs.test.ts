import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { documents } from "../../../cli/docs.ts";
import { inventory } from "../../../cli/docs/inventory.ts";
import { withGenerated } from "../../../cli/docs/markdown.ts";
import { routingTable } from "../../../cli/docs/routing.ts";
import { stacksOf } from "../../support/stacks.ts";

const compose = (labels: string) => `services:
  web:
    image: nginx:1.27
    restart: always
    ports: ["80:80", {host_ip: 127.0.0.1, published: "81", target: 81}]
    environment: [TOKEN]
    volumes: [data:/data]
    labels: ${labels}
volumes: {data: }
`;

const stacks = () =>
  stacksOf({
    "edge/docker-compose.yml": `${compose("{}")}`,
    "edge/stack.yaml":
      "host: app-1\ntraefik: {service: web, api: http://127.0.0.1:8888/api, static: traefik.yml, dynamic: dynamic}\n",
    "edge/traefik.yml":
      "entryPoints: {web: {address: ':80'}}\nproviders: {docker: {exposedByDefault: false}, file: {directory: /dynamic}}\n",
    "edge/dynamic/all.yml": "http: {routers: {all: {rule: PathPrefix(`/`), service: noop@internal, priority: 1}}}\n",
    "shop/docker-compose.yml": compose(
      '{traefik.enable: "true", traefik.http.routers.shop.rule: "Host(`a.example`) || Host(`b.example`)", traefik.http.routers.shop.priority: "50"}',
    ),
    "shop/stack.yaml": "host: app-1\nafter: [edge]\nsecrets: [TOKEN]\n",
  });

describe("the documents with tables", () => {
  it("are as the stacks are now", async () => {
    for (const [file, text] of await documents(process.cwd())) {
      assert.ok(readFileSync(file, "utf8") === text, `${file} is stale: \`make docs\` writes it again; commit it`);
    }
  });

  it("tell of a stack all that stack.yaml and docker-compose.yml say", () => {
    const lines = inventory(stacks()).split("\n");
    assert.ok(
      lines.includes("| [shop](../stacks/shop) | app-1 | edge | `shop_default` | `shop_data` | `TOKEN` | – |"),
      lines.join("\n"),
    );
    const rule = "`` Host(`a.example`) \\|\\| Host(`b.example`) ``";
    assert.ok(
      lines.includes(`| shop | web | \`nginx:1.27\` | \`80:80\`, \`127.0.0.1:81:81\` | ${rule} |`),
      lines.join("\n"),
    );
  });

  it("show the route that wins first, wherever it is written", () => {
    const [table = "", findings = ""] = routingTable(stacks()).split("\n\n");
    const rows = table.split("\n").slice(2);
    assert.deepEqual(
      rows.map((row) => row.split(" | ").slice(0, 2).join(" ")),
      ["| 50 `shop@docker`", "| 1 `all@file`"],
    );
    assert.equal(findings, "`make validate-routes` finds:");
  });

  it("keep what a person wrote, and refuse a document without its markers", () => {
    const document = readFileSync("docs/STACKS.md", "utf8");
    const made = withGenerated("docs/STACKS.md", document, "new");
    assert.match(made, /^# Stacks\n/);
    assert.match(made, /-->\n\nnew\n\n<!--/);
    assert.match(made, /## Add a stack/);
    assert.equal(withGenerated("docs/STACKS.md", made, "new"), made);
    assert.throws(() => withGenerated("docs/STACKS.md", "# Stacks\n", "new"), /docs\/STACKS\.md: expected once/);
  });
});
