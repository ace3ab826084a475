import type { Seeded } from "./seeded.ts";

/** A rule of an HTTP router; one in twelve is broken somewhere. */
export function randomRule(random: Seeded): string {
  const rule = tree(random, random.below(3));
  return random.chance(12) ? broken(random, rule) : rule;
}

/** A rule of a TCP router. */
export function randomTcpRule(random: Seeded, tls: boolean): string {
  if (!tls)
    return random.pick(["HostSNI(`*`) && ClientIP(`127.0.0.2`)", "ClientIP(`127.0.0.2`)", "HostSNI(`a.example`)"]);
  return random.pick([
    ...[
      "HostSNI(`*`)",
      "HostSNI(`a.example`)",
      "HostSNI(`x.erp.example`) || HostSNI(`b.example`)",
      "HostSNI(`B.example`)",
    ],
    ...["HostSNIRegexp(`^.+\\.erp\\.example$`)", "ALPN(`http/1.1`)", "HostSNI(`*`) && ClientIP(`127.0.0.2`)"],
  ]);
}

function tree(random: Seeded, depth: number): string {
  if (depth === 0) return (random.chance(6) ? "!" : "") + condition(random);
  const parts = Array.from({ length: 2 + random.below(2) }, () => tree(random, depth - 1 - random.below(depth)));
  const joined = parts.reduce((left, right) => left + random.pick([" && ", " && ", "&&", " || "]) + right);
  return random.chance(3) ? `${random.chance(4) ? "!" : ""}(${joined})` : joined;
}

const conditions: readonly (readonly [name: string, ...values: (readonly string[])[]])[] = [
  ["Host", ["a.example", "b.example", "www.a.example", "A.Example", "x.erp.example", "a.example.", "10.0.0.1"]],
  ["Host", ["a.example", "b.example", "localhost"]],
  [
    "HostRegexp",
    ["^[a-z]+\\.erp\\.example$", ".+\\.example", "^(a|b)\\.example\\.?$", "(?i)^A\\.", "^\\d+(\\.\\d+){3}$", "", "x*"],
  ],
  ["Path", ["/", "/qr", "/api", "/api/", "/a b", "/é", "/a%2Fb", "/100%25", "/a;b", "/a%3Bb", '/a"b', "/a%2520b"]],
  ["PathPrefix", ["/", "/qr", "/qr_ordering", "/api", "/api/", "/a", "/A", "/x"]],
  [
    "PathRegexp",
    ["^/api/[0-9]+$", "^/(qr|api)", "\\.php$", "(?i)^/API", "x{2,3}", "^/[^/]+/[^/]+/edit$", "\\bqr\\b", "[[:digit:]]"],
  ],
  ["Method", ["GET", "post", "DELETE"]],
  ["Header", ["X-A", "x-a", "X-Forwarded-Proto"], ["1", "https", "ftp"]],
  ["HeaderRegexp", ["X-A", "X-Forwarded-Host"], ["^\\d+$", "^one$", "example"]],
  ["Query", ["a", "b", "d"]],
  ["Query", ["a", "b", "c"], ["1", "x y", "7"]],
  ["QueryRegexp", ["a", "b"], ["^\\d$", "x.y"]],
  ["ClientIP", ["127.0.0.1", "127.0.0.0/8", "127.0.0.2/32", "::1", "10.0.0.0/8"]],
];

function condition(random: Seeded): string {
  const [name, ...values] = random.pick(conditions);
  const written = random.chance(8) ? random.pick([name.toLowerCase(), name.toUpperCase()]) : name;
  const quoted = values.map((all) => {
    const value = random.pick(all);
    return value.includes("`") || random.chance(5) ? JSON.stringify(value) : `\`${value}\``;
  });
  return `${written}(${quoted.join(random.pick([", ", ","]))})`;
}

const disturbing = ["(", ")", "!", "&", "|", "`", '"', ",", "\n", " ", "x", "\\", "/* */", "'", "é", "&&", "."];

function broken(random: Seeded, rule: string): string {
  const at = random.below(rule.length);
  const rest = random.chance(2) ? rule.slice(at + 1) : rule.slice(at);
  return rule.slice(0, at) + (random.chance(3) ? "" : random.pick(disturbing)) + rest;
}
