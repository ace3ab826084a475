import assert from "node:assert/strict";
import { parseSnapshot } from "../../../live/snapshot.ts";

const container =
  '["container","/web-web-1","web","web","False","nginx:1.27","sha256:id","running",0,"healthy",2,"2026-11-24T10:15:17.5Z",["traefik.enable",""]]';
const end = '["now",5]\n["end","volume"]\n["end","network"]\n["end","image"]\n';

describe("parseSnapshot", () => {
  it("reads containers and the digests of images", () => {
    const snapshot = parseSnapshot(
      `${container}\n["image","sha256:id","sha256:aa"]\n["image","sha256:id","sha256:bb"]\n["image","sha256:own","<none>"]\n${end}`,
    );
    assert.deepEqual(snapshot?.containers, [
      {
        name: "web-web-1",
        project: "web",
        service: "web",
        oneOff: false,
        image: "nginx:1.27",
        imageId: "sha256:id",
        state: "running",
        exitCode: 0,
        health: "healthy",
        restarts: 2,
        started: 1795515317,
        routeLabels: ["traefik.enable"],
      },
    ]);
    assert.deepEqual([...snapshot!.digests.get("sha256:id")!], ["sha256:aa", "sha256:bb"]);
    assert.deepEqual([...snapshot!.digests.get("sha256:own")!], []);
  });

  it("reads what differs from a deploy's record, and what could not be read", () => {
    const snapshot = parseSnapshot(
      '["recorded","web",4]\n["own","web","web",""]\n["own","web","db","data"]\n["settings","web","web","id","user",null,"root"]\n["closed"]/opt/a "b"\n' +
        end,
    );
    assert.deepEqual(snapshot?.settings, [{ stack: "web", service: "web", key: "user", before: null, now: "root" }]);
    assert.deepEqual([...snapshot!.recorded.keys(), ...snapshot!.closed], ["web", '/opt/a "b"']);
    assert.deepEqual([...snapshot!.own.keys()], ["web-web", "data"]);
  });

  it("reads volumes and networks with the project that made them, and the marks of volumes now and as deployed", () => {
    const marked = '["volume","shop_rows","shop","17"]\n["made","shop","shop_rows","16"]\n';
    const snapshot = parseSnapshot(`${marked}["network","edge","","4d3c"]\n${end}`);
    assert.deepEqual(snapshot?.volumes, [{ name: "shop_rows", project: "shop", mark: "17" }]);
    assert.deepEqual([...snapshot!.marks], [["shop_rows", "16"]]);
    assert.deepEqual(snapshot?.networks, [{ name: "edge", project: "", id: "4d3c" }]);
  });

  it("takes an empty host for an answer", () => {
    assert.deepEqual(parseSnapshot(`\n${end}`)?.containers, []);
  });

  it("does not take half an answer for one", () => {
    for (const line of end.split("\n").filter(Boolean)) {
      assert.equal(parseSnapshot(`${container}\n${end.replace(`${line}\n`, "")}`), undefined, `without ${line}`);
    }
  });

  it("does not take a line of something else for an answer", () => {
    assert.equal(parseSnapshot(`WARNING: something\n${container}\n${end}`), undefined);
  });
});
