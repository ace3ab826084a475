import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { VolumePlan } from "../../components/volume-plan.ts";
import { registered } from "../support/mocks.ts";

const { DataVolume } = await import("../../components/data-volume.ts");

const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

const inputsOf = (name: string) => registered.find((one) => one.name === name)!.inputs;

async function volume(stack: string, plan: VolumePlan, existing?: string) {
  const data = new DataVolume(`${stack}-component`, {
    ...{ stack, plan, type: "gp3", deviceName: "/dev/sdf", instance: { id: "i-1", zone: "x-1a" } },
    ...{ mountPoint: "/mnt/seisei/shop", volumes: { db: "shop_db" }, folders: { uploads: "/opt/shop/uploads" } },
    ...(existing !== undefined && { existing }),
  });
  return { request: await value(data.request), present: await value(data.present) };
}

const lines = "place folder:uploads=/opt/shop/uploads\nplace volume:db=shop_db\n";

describe("the resources of a data volume", () => {
  it("are an encrypted volume and its attachment, and the script is told what is where", async () => {
    const { request, present } = await volume("first", { number: 1, size: 20 });
    const { encrypted, size, snapshotId } = inputsOf("first-data");
    assert.deepEqual([encrypted, size, snapshotId], [true, 20, undefined]);
    const attached = { deviceName: "/dev/sdf", instanceId: "i-1", volumeId: "first-data-id" };
    assert.deepEqual(inputsOf("first-data-attachment"), attached);
    assert.equal(request, `volume first-data-id /mnt/seisei/shop\n${lines}`);
    assert.equal(present, "first-data-id");
  });

  it("are others in a restore: the present volume is not declared, and is the one that a snapshot is taken of", async () => {
    const restored = { number: 2, snapshotId: "snap-1", from: "main1.0.0" };
    const { request, present } = await volume("next", { number: 2, restored, size: 20, replaces: "vol-1" }, "vol-1");
    assert.ok(!registered.some(({ name }) => name === "next-data"));
    const { encrypted, snapshotId, tags } = inputsOf("next-data-2");
    assert.deepEqual([encrypted, snapshotId, tags["seisei:restored-from"]], [true, "snap-1", "main1.0.0"]);
    assert.equal(inputsOf("next-data-2-attachment").deviceName, "/dev/xvdbf");
    assert.equal(request, `volume next-data-2-id /mnt/seisei/shop\n${lines}`);
    assert.equal(present, "vol-1");
  });
});
