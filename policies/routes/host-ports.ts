import { interpolate } from "../../release/routes/interpolate.ts";
import type { StackRelease } from "../../release/types.ts";
import { isMapping } from "../../release/yaml-file.ts";
import { runningServices, serviceOf } from "./compose.ts";
import type { RouteFinding } from "./finding.ts";

/** A port of the host that a service takes. */
export interface PublishedPort {
  /** Empty: every address. */
  readonly address: string;
  readonly published: number;
  /** In the container. */
  readonly target: number;
  readonly protocol: string;
  /** Index in `ports`. */
  readonly index: number;
}

/** The published ports of a service, ranges as single ports; those that are not known here are left out. */
export function publishedPorts(stack: StackRelease, service: string): PublishedPort[] {
  const { ports } = serviceOf(stack, service);
  return (Array.isArray(ports) ? ports : []).flatMap((port: unknown, index) => {
    const { address, published, target, protocol } = isMapping(port) ? longForm(port) : shortForm(String(port));
    const text = interpolate(published, stack.definition.secrets);
    const [first, last = first] = (text ?? "").split("-").map(Number);
    const [container = 0] = target.split("-").map(Number);
    if (!first || !last || last - first > 65_535) return [];
    return Array.from({ length: last - first + 1 }, (_, at) => ({
      ...{ address: address.replace(/^(0\.0\.0\.0|\[?::\]?)$/, ""), protocol, index },
      ...{ published: first + at, target: container + at },
    }));
  });
}

const longForm = (port: Record<string, unknown>) => ({
  address: String(port.host_ip ?? ""),
  published: String(port.published ?? ""),
  target: String(port.target ?? ""),
  protocol: String(port.protocol ?? "tcp"),
});

function shortForm(text: string) {
  const part = String.raw`((?:\$\{[^}]*\}|[\d-])*)`;
  const [, address = "", published = "", target = "", protocol = "tcp"] =
    new RegExp(String.raw`^(?:(?:(\[[^\]]*\]|[\d.]*):)?${part}:)?${part}(?:/(\w+))?$`).exec(text) ?? [];
  return { address, published, target, protocol };
}

/** Two services, of any stacks of one host, that publish the same port of it. */
export function portConflicts(stacks: readonly StackRelease[]): RouteFinding[] {
  const taken = new Map<string, { address: string; where: string }[]>();
  const findings: RouteFinding[] = [];
  for (const stack of stacks) {
    for (const service of runningServices(stack)) {
      for (const { address, published, protocol, index } of publishedPorts(stack, service)) {
        const at = stack.composeFile.at(["services", service, "ports", index]);
        const key = `${stack.definition.host} ${published}/${protocol}`;
        const others = taken.get(key) ?? [];
        const other = others.find((one) => one.address === address || one.address === "" || address === "");
        if (other) findings.push(conflict(at, service, `${published}/${protocol}`, stack.definition.host, other.where));
        taken.set(key, [...others, { address, where: at }]);
      }
    }
  }
  return findings;
}

function conflict(at: string, service: string, port: string, host: string, other: string): RouteFinding {
  const [, file = "", line = "1"] = /^(.*):(\d+)$/.exec(at) ?? [];
  return {
    ...{ kind: "host port", severity: "error", file, line: Number(line), key: `services.${service}.ports` },
    message: `expected a port of ${host} that nothing else publishes, got ${port}, as in ${other}; choose another port, or none where Traefik leads to the service`,
  };
}
