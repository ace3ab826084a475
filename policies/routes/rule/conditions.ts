import { BlockList, isIP } from "node:net";
import { RE2JS } from "re2js";
import type { Match } from "./parse.ts";
import { RuleError } from "./rule-error.ts";

/** Condition → how many values it may have. */
const http: Readonly<Record<string, readonly number[]>> = {
  ...{ Host: [1], HostRegexp: [1], Path: [1], PathPrefix: [1], PathRegexp: [1], Method: [1], ClientIP: [1] },
  ...{ Header: [2], HeaderRegexp: [2], Query: [1, 2], QueryRegexp: [1, 2] },
};
const tcp: Readonly<Record<string, readonly number[]>> = { HostSNI: [1], HostSNIRegexp: [1], ClientIP: [1], ALPN: [1] };

/** The conditions of a protocol. */
export const conditionsOf = (protocol: "http" | "tcp") => (protocol === "http" ? http : tcp);

/**
 * Checks a condition's values as Traefik does when it makes the router.
 * @throws RuleError
 */
export function checkCondition(protocol: "http" | "tcp", { name, values, at, valuesAt }: Match): void {
  const counts = conditionsOf(protocol)[name]!;
  if (!counts.includes(values.length)) {
    throw new RuleError(
      at,
      `${name}: expected ${counts.join(" or ")} value${counts.at(-1) === 1 ? "" : "s"}, got ${values.length}`,
    );
  }
  values.forEach((value, index) => {
    const refuse = (expected: string) => {
      throw new RuleError(valuesAt[index]!, `${name}: expected ${expected}, got ${JSON.stringify(value)}`);
    };
    if (value === "") refuse("a value");
    if (/^(HostRegexp|Host|HostSNIRegexp)$/.test(name) && !isAscii(value)) refuse("ASCII; write the name in Punycode");
    if (name === "HostSNI" && value !== "*" && !/^[\w.:-]+$/.test(value)) refuse("a host name or *");
    if (/^Path(Prefix)?$/.test(name) && !value.startsWith("/")) refuse("a path that begins with /");
    if (name === "ALPN" && value === "acme-tls/1") refuse("a protocol other than acme-tls/1, which is Traefik's own");
    if (name === "ClientIP" && !addressRange(value)) refuse("an IP address or a range such as 10.0.0.0/8");
    if (name.endsWith("Regexp") && index === values.length - 1 && !(name === "QueryRegexp" && index === 0)) {
      const reason = whyNotRegexp(value);
      if (reason) refuse(`a regular expression of Go (${reason})`);
    }
  });
}

const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text);

/** What a ClientIP condition lets through; undefined when Traefik cannot read it. */
export function addressRange(text: string): BlockList | undefined {
  const [, address = "", length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(length ?? 0) > (version === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  const family = version === 4 ? "ipv4" : "ipv6";
  if (length === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(length), family);
  return list;
}

const compiled = new Map<string, RE2JS>();

/** Go's regular expressions, which have no look-ahead and no back-references; each compiled once. */
export function goRegexp(text: string): RE2JS {
  const made = compiled.get(text) ?? RE2JS.compile(text);
  compiled.set(text, made);
  return made;
}

function whyNotRegexp(text: string): string | undefined {
  try {
    goRegexp(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
