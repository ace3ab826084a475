import assert from "node:assert/strict";
import type { StackPlace } from "../../../../live/checks/check.ts";
import { resources } from "../../../../live/checks/resources.ts";
import { compare } from "../../../../live/compare.ts";
import type { Documented } from "../../../../live/documented.ts";
import { findings } from "../../../../live/drift.ts";
import type { StackExpected } from "../../../../live/expected.ts";
import { emptySnapshot } from "../../../support/snapshot.ts";

const expected: StackExpected = {
  ...{ images: {}, containers: {}, files: {} },
  volumes: { shop_rows: "present" },
  networks: { shop_default: "present" },
};
const rows = { name: "shop_rows", project: "shop", mark: "" };
const network = (name: string, project = "shop") => ({ name, project, id: name });

async function found(
  volumes = [rows],
  networks = [network("shop_default")],
  documented: Documented[] = [],
  marks = new Map<string, string>(),
) {
  const host = { snapshot: async () => ({ ...emptySnapshot, volumes, networks, marks }) };
  const place = { host, stack: "shop", documented } as unknown as StackPlace;
  const observed = await resources.observe(place, expected);
  const { volumes: v, networks: n } = expected;
  return findings({ host: "app-1", stack: "shop" }, compare({ volumes: v, networks: n }, observed));
}
const kinds = async (...args: Parameters<typeof found>) =>
  (await found(...args)).map(({ kind, severity, subject, observed }) => [kind, severity, subject, observed]);

describe("the volumes and networks of a stack", () => {
  it("are no finding where they are there, a volume whoever made it, nor those of others", async () => {
    const others = [network("shop_default", "blog"), network("edge", ""), network("blog_default", "blog")];
    assert.deepEqual(
      await kinds(
        [
          { ...rows, project: "" },
          { name: "x", project: "blog", mark: "" },
        ],
        others,
      ),
      [],
    );
  });

  it("are a finding where a person made the network, which Compose refuses", async () => {
    const [finding, ...more] = await found([rows], [network("shop_default", "")]);
    assert.deepEqual([finding?.subject, finding?.observed, more], ["shop_default", "made by hand", []]);
    assert.match(finding!.command!, /docker network rm shop_default$/);
  });

  it("are findings where they are missing; a volume's says that an empty one comes", async () => {
    assert.deepEqual(await kinds([], []), [
      ["volume", "error", "shop_rows", "missing"],
      ["network", "error", "shop_default", "missing"],
    ]);
    assert.match(
      (await found([]))[0]!.action,
      /if its data is needed, restore it first.*`pulumi up` makes an empty one/,
    );
  });

  it("are a finding where the volume is not the one that the last deploy left, and none where no deploy marked it", async () => {
    const marks = new Map([["shop_rows", "17"]]);
    const of = (mark: string, known = marks) => found([{ ...rows, mark }], undefined, [], known);
    for (const mark of ["18", ""]) {
      const [finding, ...more] = await of(mark);
      assert.deepEqual(
        [finding?.kind, finding?.subject, finding?.observed, more],
        ["volume", "shop_rows", "made again", []],
      );
      assert.match(finding!.action, /dump or a backup first; `pulumi up` takes the volume as it is/);
    }
    assert.deepEqual(await of("17"), []);
    for (const mark of ["18", ""]) assert.deepEqual(await of(mark, new Map()), []);
    assert.deepEqual(await kinds([], undefined, [], marks), [["volume", "error", "shop_rows", "missing"]]);
  });

  it("are warnings where the release does not have them, unless they are documented", async () => {
    const extra = [network("shop_default"), network("shop_old")];
    assert.deepEqual(await kinds([rows, { ...rows, name: "shop_old" }], extra), [
      ["volume", "warning", "shop_old", "not in the release"],
      ["network", "warning", "shop_old", "not in the release"],
    ]);
    assert.deepEqual(await kinds([rows], extra, [{ kind: "network", name: "*_old", reason: "kept" }]), []);
  });
});
