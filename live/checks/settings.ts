import type { StackExpected } from "../expected.ts";
import { unreadable } from "../failures.ts";
import { repair } from "../finding.ts";
import type { SettingChange } from "../snapshot.ts";
import type { Check, StackPlace } from "./check.ts";
import { observeContainers } from "./containers.ts";

/**
 * What each service's containers were started with, against what the last deploy recorded on the host.
 * Without a record a service is as deployed: the next deploy writes one.
 */
export const settings: Check<StackPlace, StackExpected> = {
  keys: ["settings"],

  async observe({ host, stack }, expected) {
    const services = Object.keys(expected.settings ?? {});
    if (services.length === 0) return {};
    const snapshot = await host.snapshot();
    if (snapshot.closed.length > 0) throw unreadable(host.name, snapshot.closed);
    const { images, containers } = observeContainers(stack, expected, snapshot);
    // Another image or a state that is not as it should be says it all.
    const said = (service: string) =>
      images[service] !== expected.images[service] || containers[service] !== expected.containers[service];
    const networks = new Set(snapshot.networks.map(({ name }) => name));
    const changes = (service: string) =>
      snapshot.settings.filter((change) => change.stack === stack && change.service === service);
    return {
      settings: Object.fromEntries(
        services.map((name) => [name, said(name) ? "as deployed" : words(changes(name), networks)]),
      ),
    };
  },

  findings: (own) => {
    // A network that is missing is told by itself; its containers are made again with it.
    const follows = (observed: string) => observed.split("; ").every((one) => missingNetwork.test(one));
    return own
      .filter(({ observed }) => !follows(observed))
      .map(({ name, expected, observed }) => ({
        ...{ kind: "settings", severity: "error", subject: name, expected, observed },
        message: `${name} was changed by hand: ${observed}`,
        ...repair(
          "makes its containers again",
          "if the change is meant, put it into docker-compose.yml and tag a release",
        ),
      }));
  },
};

const missingNetwork = /^network \S+ is missing$/;

/**
 * @param networks those that the host has
 * @example "environment DEBUG added; port 8080/tcp → 127.0.0.1:9090 added"
 */
export function words(changes: readonly SettingChange[], networks: ReadonlySet<string>): string {
  const all = changes.flatMap(({ key, before, now }) => {
    if (key === "ports") return ports(before, now);
    if (key === "name") return [now === null ? `not named ${before}` : `named ${now}`];
    const network = /^network (?!mode)(.+)/.exec(key)?.[1];
    if (network && now === null && !networks.has(network)) return [`${key} is missing`];
    return [change(key, before, now)];
  });
  return [...new Set(all)].sort().join("; ") || "as deployed";
}

function change(key: string, before: unknown, now: unknown): string {
  const [was, is] = [shown(key, before), shown(key, now)];
  if (before === null) return `${[key, is].filter(Boolean).join(" ")} added`;
  if (now === null) return `${[key, was].filter(Boolean).join(" ")} removed`;
  return was === is ? `${key} changed` : `${key} ${is || "none"} instead of ${was || "none"}`;
}

/** A value in a few characters; nothing for what stays on the host, and for what is on or off. */
function shown(key: string, value: unknown): string {
  if (value === null || value === true) return "";
  if (key.startsWith("mount ")) {
    const [type, source, writable] = value as [string, string, boolean];
    return [source || `a ${type === "volume" ? "nameless volume" : type}`, writable ? "" : "read-only"]
      .join(" ")
      .trim();
  }
  if (key.startsWith("network ") && Array.isArray(value)) {
    const [aliases, ...addresses] = value as [string[], ...string[]];
    return [...aliases, ...addresses]
      .filter(Boolean)
      .map((name) => `as ${name}`)
      .join(" ");
  }
  if (/memory$|^memory and swap$|^memory reservation$/.test(key)) return `${Math.round(Number(value) / 1024 ** 2)} MiB`;
  if (key === "CPUs") return String(Number(value) / 1e9);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

type Bindings = Record<string, { HostIp?: string; HostPort?: string }[] | null> | null;

function ports(before: unknown, now: unknown): string[] {
  const list = (bindings: Bindings) =>
    Object.entries(bindings ?? {}).flatMap(([port, places]) =>
      (places ?? []).map(
        ({ HostIp, HostPort }) => `${port} → ${[HostIp, HostPort].filter(Boolean).join(":") || "any port"}`,
      ),
    );
  const [was, is] = [list(before as Bindings), list(now as Bindings)];
  return [
    ...is.filter((port) => !was.includes(port)).map((port) => `port ${port} added`),
    ...was.filter((port) => !is.includes(port)).map((port) => `port ${port} removed`),
  ];
}
