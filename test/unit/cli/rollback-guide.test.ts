import assert from "node:assert/strict";
import { type Back, type Guide, guideText } from "../../../cli/rollback-guide/text.ts";
import { run } from "../../lab/process.ts";

const service = {
  image: "nginx:1.27",
  digest: "sha256:aa",
  reference: "nginx:1.27@sha256:aa",
  oneShot: false,
  replicas: 1,
  mounts: [],
};
const wanted = (name: string) =>
  ({ name, release: "main1.0.0", definition: {}, services: new Map([["web", service]]) }) as unknown as Back["wanted"];
const dump = {
  ...{
    name: "20261101T080000Z-main1.0.0-before-main1.0.1",
    from: "main1.0.0",
    content: "c",
    to: "main1.0.1",
    bytes: 1,
  },
  ...{ takenAt: "2026-11-01T08:00:00Z", sha256: "ab" },
  services: [{ service: "db", databases: [{ number: "16384", name: `o'dd "name` }] }, { service: "files" }],
};
const back = (name: string, facts: Back["facts"]): Back => ({
  ...{ host: "app-1", root: "/opt/main", sshConfig: ".seisei/ssh/prod/config", wanted: wanted(name), facts },
  surplus: ["config/it's new.txt"],
});
const guide = (changed: Partial<Guide>): string =>
  guideText(
    {
      ...{ tag: "main1.0.0", alone: true, full: true, aws: false, unknown: [], contacts: ["| databases | Ada |"] },
      stacks: [back("shop", { runs: "main1.0.1", dump })],
      ...changed,
    },
    new Date("2026-11-24T14:00:00Z"),
  );

describe("the rollback guide", () => {
  it("is a script that a shell reads, with real names in it", async () => {
    const text = guide({});
    await run("sh", ["-n"], { input: text });
    assert.match(text, /rm -f 'config\/it'\\''s new\.txt'/);
    assert.match(text, /alter database "o'dd ""name" rename to "o'dd ""name_by_hand";/);
    assert.match(text, /where datname = 'o''dd "name';/);
    assert.match(text, /docker exec --interactive shop-files-1 sh -ec "\$\(cat "\$dump\/files\/restore"\)"/);
    assert.match(text, / \(db\|files\)\$/);
    assert.match(text, /nginx:1\.27@sha256:aa/);
    assert.match(text, /^# \| databases \| Ada \|$/m);
  });

  it("brings back data only when it is asked to, and says where no dump has it", () => {
    assert.doesNotMatch(guide({ full: false }), /pg_restore|DATA=1/);
    const without = guide({ stacks: [back("shop", { runs: "main1.0.1" })] });
    assert.doesNotMatch(without, /pg_restore|DATA=1/);
    assert.match(without, /No dump holds the data as main1\.0\.0 left it/);
  });

  it("goes back with each stack's data by an update of its own, and names what could not be asked", () => {
    const stacks = [back("shop", { dump }), back("blog", {})];
    const text = guide({ alone: false, stacks, unknown: ["app-1: no route to host"] });
    assert.match(
      text,
      /STACK=shop DATA=1\n# {3}pulumi preview\n# {3}pulumi up\n# {3}make rollback TAG=main1\.0\.0 STACK=blog\n/,
    );
    assert.match(text, /^# NOT KNOWN: app-1: no route to host$/m);
    assert.match(guide({ alone: false, full: false, stacks }), /^# {3}make rollback TAG=main1\.0\.0$/m);
  });

  it("brings the data of a volume back from its snapshot, with real ids, and changes no database then", async () => {
    const facts = {
      ...{ runs: "main1.0.1", dump, volume: { id: "vol-1", mountPoint: "/mnt/seisei/shop" } },
      snapshot: { id: "snap-1", takenAt: "2026-11-24T12:00:00Z" },
    };
    const shop = { ...back("shop", facts), instance: "i-1", zone: "ap-northeast-1a" };
    const text = guide({ aws: true, stacks: [shop] });
    await run("sh", ["-n"], { input: text });
    assert.match(
      text,
      /^# shop on app-1 runs main1\.0\.1, its data on vol-1; .*: EBS snapshot snap-1 of 2026-11-24T12:00:00Z, /m,
    );
    assert.match(text, /STACK=shop DATA=1/);
    const steps = [
      "snapshot=snap-1",
      "create-volume .*ap-northeast-1a",
      "attach-volume .*i-1",
      "umount /mnt/seisei/shop",
      "detach-volume .*vol-1",
      "up --detach",
    ];
    assert.match(text, new RegExp(steps.join("[^]*")));
    assert.doesNotMatch(text, /pg_restore/);
    assert.match(
      guide({ aws: true, stacks: [{ ...shop, facts: { ...facts, snapshot: undefined } }] } as never),
      /snapshot=\$\(aws ec2 describe-snapshots .*Values=main1\.0\.0 /,
    );
    assert.match(guide({ stacks: [shop] }), /pg_restore/); // without --aws from the dump
  });
});
