import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { billOfMaterials } from "../../../../cli/release/sbom.ts";
import { DIGEST } from "../../release/repository.ts";
import { stacksOf } from "../../../support/stacks.ts";

const other = `sha256:${"b".repeat(64)}`;
const tree = {
  tag: "main1.0.1",
  id: "1".repeat(40),
  commit: "c".repeat(40),
  time: new Date(1_700_000_000_000),
  entries: [],
};
const stacks = stacksOf({
  "shop/stack.yaml": "host: app-1\n",
  "shop/docker-compose.yml": `services: {web: {image: 'ghcr.io/acme/web:sha-1'}, db: {image: 'postgres:15'}}\n`,
  "crm/stack.yaml": "host: app-1\n",
  "crm/docker-compose.yml": `services: {db: {image: 'postgres:15'}, old: {image: 'postgres:15@${other}'}}\n`,
});
const locked = new Map(
  ["ghcr.io/acme/web:sha-1", "postgres:15"].map((image) => [image, { digest: DIGEST, platform: "linux/arm64" }]),
);
const text = () => billOfMaterials(tree, stacks, locked);

describe("the bill of materials of a release", () => {
  it("is valid CycloneDX 1.6", () => {
    const folder = "node_modules/@cyclonedx/cyclonedx-library/res/schema";
    // The schemas name each other by the files they are in.
    const schema = (name: string) => ({
      ...JSON.parse(readFileSync(`${folder}/${name}.SNAPSHOT.schema.json`, "utf8")),
      $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`,
    });
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      unicodeRegExp: false,
      schemas: ["spdx", "jsf-0.82"].map(schema),
    });
    const validate = ajv.compile(schema("bom-1.6"));
    assert.ok(validate(JSON.parse(text())), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...JSON.parse(text()), serialNumber: "1" }));
  });

  it("has each image once: name, tag, digest, platform, the stacks that use it", () => {
    const { components } = JSON.parse(text()) as { components: Component[] };
    const rows = components.map(({ name, version, hashes, properties }) =>
      [name, version, hashes[0]!.content[0], ...properties.map(({ value }) => value)].join(" "),
    );
    assert.deepEqual(rows.sort(), [
      "ghcr.io/acme/web sha-1 a linux/arm64 shop",
      "postgres 15 a linux/arm64 crm shop",
      "postgres 15 b crm", // the lock knows nothing of another digest's platform
    ]);
  });

  it("names images by package URLs", () => {
    const purls = (JSON.parse(text()) as { components: Component[] }).components.map(({ purl }) => purl).sort();
    const digest = (letter: string) => `sha256%3A${letter.repeat(64)}`;
    assert.deepEqual(purls, [
      `pkg:oci/postgres@${digest("a")}?arch=arm64&tag=15`,
      `pkg:oci/postgres@${digest("b")}?tag=15`,
      `pkg:oci/web@${digest("a")}?arch=arm64&repository_url=ghcr.io%2Facme%2Fweb&tag=sha-1`,
    ]);
  });

  it("is the same text for the same tag, whatever the order of the stacks", () => {
    assert.equal(billOfMaterials(tree, stacks.toReversed(), locked), text());
    assert.notEqual(billOfMaterials({ ...tree, id: "2".repeat(40) }, stacks, locked), text());
  });
});

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: readonly { readonly content: string }[];
  readonly properties: readonly { readonly value: string }[];
}
