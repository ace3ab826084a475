import assert from "node:assert/strict";
import { settings, words } from "../../../../live/checks/settings.ts";
import type { StackPlace } from "../../../../live/checks/check.ts";
import type { SettingChange, Snapshot } from "../../../../live/snapshot.ts";
import { emptySnapshot, runningContainer } from "../../../support/snapshot.ts";

const change = (key: string, before: unknown, now: unknown, service = "web"): SettingChange => ({
  ...{ stack: "shop", service, key, before, now },
});
const digest = `sha256:${"a".repeat(64)}`;
const expected = {
  images: { web: `nginx:1.27@${digest}`, db: `nginx:1.27@${digest}` },
  containers: { web: "running", db: "running" },
  files: {},
  settings: { web: "as deployed", db: "as deployed" },
} as const;
const running = (service: string) => ({ ...runningContainer, name: `shop-${service}-1`, service });
const observe = (changes: Partial<Snapshot>) => {
  const snapshot = {
    ...emptySnapshot,
    containers: [running("web"), running("db")],
    digests: new Map([["id", new Set([digest])]]),
    ...changes,
  };
  const place = { host: { name: "app-1", snapshot: async () => snapshot }, stack: "shop" } as unknown as StackPlace;
  return settings.observe(place, expected);
};

describe("the settings of containers", () => {
  it("are as deployed where nothing differs, and where no deploy has recorded them", async () => {
    assert.deepEqual(await observe({}), { settings: { web: "as deployed", db: "as deployed" } });
  });

  it("are told for the service and the stack they belong to", async () => {
    const other = { ...change("user", null, "root"), stack: "blog" };
    const observed = await observe({ settings: [change("privileged", null, true, "db"), other] });
    assert.deepEqual(observed, { settings: { web: "as deployed", db: "privileged added" } });
  });

  it("are not told beside another image or another state of the same service", async () => {
    const changed = [change("privileged", null, true)];
    for (const web of [{ imageId: "other" }, { state: "exited" }]) {
      const containers = [{ ...running("web"), ...web }, running("db")];
      assert.deepEqual(await observe({ settings: changed, containers }), {
        settings: { web: "as deployed", db: "as deployed" },
      });
    }
  });

  it("could not be checked where the record cannot be read", async () => {
    await assert.rejects(observe({ closed: ["/opt/.seisei"] }), {
      name: "UserError",
      message: /app-1: could not check \/opt\/\.seisei/,
    });
  });

  it("make one finding for a service, with the repair", () => {
    const own = { kind: "settings", name: "web", rest: [], expected: "as deployed", observed: "privileged added" };
    const [finding, ...more] = settings.findings([own], [own], { host: "app-1", stack: "shop" });
    assert.deepEqual([finding?.kind, finding?.subject, more], ["settings", "web", []]);
    assert.match(`${finding?.message} — ${finding?.action}`, /web was changed by hand: privileged added — `pulumi up`/);
  });
});

describe("the settings of containers whose network is missing", () => {
  const difference = (observed: string) => ({
    kind: "settings",
    name: "web",
    rest: [],
    expected: "as deployed",
    observed,
  });
  const count = (observed: string) => settings.findings([difference(observed)], [], { host: "app-1" }).length;

  it("are no finding of their own, but with another change they are", () => {
    assert.equal(count("network a is missing; network b is missing"), 0);
    assert.equal(count("network a is missing; privileged added"), 1);
  });
});

describe("words for changed settings", () => {
  const networks = new Set(["edge"]);
  const one: [SettingChange, string][] = [
    [change("environment TOKEN", true, true), "environment TOKEN changed"],
    [change("environment DEBUG", null, true), "environment DEBUG added"],
    [change("command", true, true), "command changed"],
    [change("memory", 104857600, 209715200), "memory 200 MiB instead of 100 MiB"],
    [change("CPUs", null, 500000000), "CPUs 0.5 added"],
    [change("restart policy", "always", null), "restart policy always removed"],
    [change("added capabilities", null, ["NET_ADMIN", "SYS_TIME"]), "added capabilities NET_ADMIN, SYS_TIME added"],
    [change("mount /x", null, ["bind", "/etc", false]), "mount /x /etc read-only added"],
    [change("mount /x", ["volume", "rows", true], ["volume", "", true]), "mount /x a nameless volume instead of rows"],
    [change("network edge", [["web"]], null), "network edge as web removed"],
    [change("network gone", [["web"]], null), "network gone is missing"],
    [change("network edge", [["web"]], [[]]), "network edge none instead of as web"],
    [change("network mode", "shop_default", "host"), "network mode host instead of shop_default"],
    [change("name", null, "other"), "named other"],
    [change("ulimits", [{ Name: "a" }], [{ Name: "b" }]), 'ulimits [{"Name":"b"}] instead of [{"Name":"a"}]'],
  ];
  for (const [difference, text] of one) {
    it(`say “${text}”`, () => assert.equal(words([difference], networks), text));
  }

  it("name each port that differs, once for all containers of a service", () => {
    const bound = (HostIp: string, HostPort: string) => [{ HostIp, HostPort }];
    const before = { "80/tcp": bound("", "8080") };
    const now = { "80/tcp": bound("", "8081"), "90/tcp": bound("127.0.0.1", "9090") };
    const text =
      "port 80/tcp → 8080 removed; port 80/tcp → 8081 added; port 90/tcp → 127.0.0.1:9090 added; user root added";
    assert.equal(
      words([change("ports", before, now), change("user", null, "root"), change("ports", before, now)], networks),
      text,
    );
  });
});
