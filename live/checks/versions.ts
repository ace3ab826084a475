import type { StackExpected } from "../expected.ts";
import { notUnderstood } from "../failures.ts";
import type { LiveHost } from "../host.ts";
import type { Check, StackPlace } from "./check.ts";

/** Whether Docker and Compose are as new as the stack needs; asked only for a stack that says so. */
export const versions: Check<StackPlace, StackExpected> = {
  keys: ["versions"],

  async observe({ host }, { versions }) {
    if (!versions) return {};
    const found = await installed(host);
    const observed = Object.entries(versions).map(([program, needed]) => {
      const version = found[program as keyof Installed];
      return [program, atLeast(version, needed) ? needed : version];
    });
    return { versions: Object.fromEntries(observed) };
  },

  findings: (own) =>
    own.map(({ name, expected, observed }) => ({
      ...{ kind: "version", severity: "error", subject: name, expected: `at least ${expected}`, observed },
      message: `${names[name]} is ${observed}, the stack needs at least ${expected}`,
      action: `no update installs it: upgrade the package ${packages[name]} on the host`,
    })),
};

const names: Record<string, string> = { docker: "Docker", compose: "Docker Compose" };
const packages: Record<string, string> = { docker: "docker-ce", compose: "docker-compose-plugin" };

interface Installed {
  readonly docker: string;
  readonly compose: string;
}

const asked = new WeakMap<LiveHost, Promise<Installed>>();

/** Asked once of a host, however many stacks want to know. */
function installed(host: LiveHost): Promise<Installed> {
  const known = asked.get(host) ?? read(host);
  asked.set(host, known);
  return known;
}

async function read(host: LiveHost): Promise<Installed> {
  const what = "the versions of Docker and Compose";
  const script = "docker version --format '{{.Server.Version}}' && docker compose version --short";
  const [docker = "", compose = ""] = (await host.read(script, what)).trim().split("\n");
  if (![docker, compose].every((version) => /^v?\d+\./.test(version))) throw notUnderstood(host.name, what);
  return { docker, compose };
}

/** What follows the numbers, such as `-rc.1` or `+dfsg1`, does not count. */
export function atLeast(version: string, needed: string): boolean {
  const numbers = (text: string) =>
    text
      .replace(/^v/, "")
      .split(/[^\d.]/)[0]!
      .split(".")
      .map(Number);
  const [there, wanted] = [numbers(version), numbers(needed)];
  const differs = wanted.findIndex((number, index) => number !== (there[index] ?? 0));
  return differs < 0 || (there[differs] ?? 0) > wanted[differs]!;
}
