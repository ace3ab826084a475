import assert from "node:assert/strict";
import { labTable } from "../../../../cli/lab/table.ts";

const lab = { name: "demo", folder: "/lab", registry: "http://10.1.2.1:5000" };
const host = {
  address: "10.1.2.11",
  port: 22,
  user: "ubuntu",
  hostKey: "ssh-ed25519 A",
  privateKeyFile: "/lab/key",
} as const;

describe("the table of the lab", () => {
  it("aligns its columns and says how to reach the hosts", () => {
    const containers = { running: 3, all: 4 };
    const table = labTable(lab, [
      { ...host, name: "app-1", state: "on", containers, connections: 12 },
      { ...host, name: "app-10", state: "Docker does not answer" },
    ]);
    assert.deepEqual(table.split("\n"), [
      "HOST     ADDRESS     STATE                    CONTAINERS       SSH CONNECTIONS",
      "app-1    10.1.2.11   on                       3 of 4 running   12",
      "app-10   10.1.2.11   Docker does not answer   -                -",
      "",
      "user      ubuntu, with the key /lab/key",
      "registry  http://10.1.2.1:5000",
      "lab       demo, in /lab",
    ]);
  });
});
