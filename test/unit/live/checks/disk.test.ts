import assert from "node:assert/strict";
import { disk, fullFolders } from "../../../../live/checks/disk.ts";
import type { LiveHost } from "../../../../live/host.ts";

const df = (used: number, on = "/") => `/dev/vda 1000 ${used * 10} ${1000 - used * 10} ${used}% ${on}\n`;
const folders = (...each: [string, number, number][]) =>
  each.map(([folder, bytes, files]) => `${folder}\n${df(bytes)}${df(files)}`).join("");

describe("a nearly full disk", () => {
  it("is no finding up to 90 %", () => {
    assert.deepEqual(fullFolders(folders(["/opt", 90, 90], ["/var/lib/docker", 10, 10])), {});
  });

  it("is told by the folder, in bytes and in files", () => {
    assert.deepEqual(fullFolders(folders(["/opt", 91, 10], ["/var/lib/docker", 95, 99])), {
      "/opt": "91 % full",
      "/var/lib/docker": "95 % full and 99 % full of files",
    });
  });

  it("is told once where both folders are on it", () => {
    assert.deepEqual(fullFolders(folders(["/opt", 91, 10], ["/var/lib/docker", 91, 10])), { "/opt": "91 % full" });
  });

  it("is not looked for where files have no limit", () => {
    const btrfs = `/opt\n${df(10)}/dev/vda 0 0 0 - /\n/var\n${df(11)}/dev/vda 0 0 0 - /\n`;
    assert.deepEqual(fullFolders(btrfs), {});
  });

  it("could not be checked where half an answer came", async () => {
    const host = { name: "app-1", read: async () => `/opt\n${df(10)}` } as unknown as LiveHost;
    const place = { host, root: "/opt", projects: [], documented: [] };
    await assert.rejects(disk.observe(place, { unknownContainers: {} }), {
      name: "UserError",
      message: /app-1: could not check how full the disk is/,
    });
  });

  it("says that no update makes room", () => {
    const own = { kind: "disk", name: "/opt", rest: [], expected: "nothing", observed: "91 % full" };
    const [finding] = disk.findings([own], [own], { host: "app-1" });
    assert.match(`${finding?.message}; ${finding?.action}`, /\/opt is 91 % full; no update makes room.*make cleanup/);
  });
});
