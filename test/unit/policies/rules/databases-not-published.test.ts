import assert from "node:assert/strict";
import { databasesNotPublished as rule } from "../../../../policies/rules/databases-not-published.ts";
import { judge } from "../../../support/desired.ts";

const published = (image: string, port: string) => judge(rule, [`ports: [${port}]`], "", image);

describe(rule.name, () => {
  for (const [image, port] of [
    ["postgres:15", '"5432:5432"'],
    ["postgres:15", "5432"],
    ["docker.io/bitnami/redis:7", '"0.0.0.0:16379:6379/tcp"'],
    ["postgres:15", '"[::]:5432:5432"'],
    ["mariadb:11", "{target: 3306, published: 3306}"],
    ["example.com/own/thing:1", '"10.0.0.5:5432:5432"'],
  ] as const) {
    it(`finds ${port} of ${image}`, () => {
      const problems = published(image, port);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, /docker-compose\.yml:5: services\.web\.ports\.0: .*127\.0\.0\.1/);
    });
  }

  for (const [image, port] of [
    ["postgres:15", '"127.0.0.1:5432:5432"'],
    ["postgres:15", '"[::1]:5432:5432"'],
    ["redis:7", "{target: 6379, published: 6379, host_ip: 127.0.0.1}"],
    ["nginx:1.27", '"80:80"'],
    ["example.com/own/postgres-exporter:1", '"9187:9187"'],
  ] as const) {
    it(`lets ${port} of ${image} be`, () => assert.deepEqual(published(image, port), []));
  }
});
