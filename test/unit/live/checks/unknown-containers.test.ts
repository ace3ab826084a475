import assert from "node:assert/strict";
import { unknownContainers } from "../../../../live/checks/unknown-containers.ts";
import { compare } from "../../../../live/compare.ts";
import type { Documented } from "../../../../live/documented.ts";
import { findings } from "../../../../live/drift.ts";
import type { LiveHost } from "../../../../live/host.ts";
import type { Container } from "../../../../live/snapshot.ts";
import { emptySnapshot, runningContainer } from "../../../support/snapshot.ts";

const container = (name: string, project: string): Container => ({
  ...runningContainer,
  ...{ name, project, image: "redis:7" },
});
const containers = [
  container("shop-web-1", "shop"),
  container("stray", ""),
  container("blog-web-1", "blog"),
  container("blog-db-1", "blog"),
];
const observe = (projects: string[], documented: Documented[] = []) => {
  const host = { snapshot: async () => ({ ...emptySnapshot, containers }) } as unknown as LiveHost;
  return unknownContainers.observe({ host, root: "/opt", projects, documented }, { unknownContainers: {} });
};

describe("unknown containers", () => {
  it("are those of no declared project; those of one undeclared project are one thing", async () => {
    assert.deepEqual(await observe(["shop"]), {
      unknownContainers: { stray: "redis:7" },
      unknownProjects: { blog: "blog-db-1 (redis:7), blog-web-1 (redis:7)" },
    });
  });

  it("are none where every one is declared or documented", async () => {
    const documented = (kind: "container" | "project", name: string) => ({ kind, name, reason: "needed" });
    const none = { unknownContainers: {}, unknownProjects: {} };
    assert.deepEqual(await observe(["shop"], [documented("container", "st*y"), documented("project", "blog")]), none);
    assert.deepEqual(await observe(["shop", "blog"], [documented("container", "stray")]), none);
    assert.deepEqual(
      await observe(["shop"], [documented("container", "stray"), documented("container", "blog-*")]),
      none,
    );
  });

  it("are none where it has the name of a stack's container that is lost, which is told there", async () => {
    const own = new Map([["shop-web", { stack: "shop", service: "web" }]]);
    const observe = (...there: Container[]) => {
      const host = { snapshot: async () => ({ ...emptySnapshot, own, containers: there }) } as unknown as LiveHost;
      return unknownContainers.observe(
        { host, root: "/opt", projects: ["shop"], documented: [] },
        { unknownContainers: {} },
      );
    };
    const unknown = async (...there: Container[]) => (await observe(...there)).unknownContainers;
    assert.deepEqual(await unknown(container("shop-web-1", "")), {});
    assert.deepEqual(await unknown(container("shop-web-2", ""), container("shop-web-1", "shop")), {
      "shop-web-2": "redis:7",
    });
  });

  it("name the command that removes them and the one that documents them", async () => {
    const drift = compare({}, await observe(["shop"]));
    assert.deepEqual(
      findings({ host: "app-1" }, drift).map(({ kind, subject, command }) => [kind, subject, command]),
      [
        ["unknown container", "stray", "docker rm -f stray"],
        ["unknown project", "blog", "docker compose -p blog down"],
      ],
    );
    for (const { action } of findings({ host: "app-1" }, drift)) {
      assert.match(
        action,
        /pulumi config set --path 'hosts\.app-1\.documented\[0\]\.(container|project)' (stray|blog)`/,
      );
    }
  });
});
