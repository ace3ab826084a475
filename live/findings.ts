import type { Difference } from "./compare.ts";

// Every wording of a finding: what is there, what the release has, and what to do. None holds a secret.

/**
 * One line for each thing on the host that is not as it was deployed.
 * @param place the stack's name, or the host's for what belongs to no stack
 * @param drift expected (`before`) against observed (`now`)
 */
export function findings(place: string, drift: readonly Difference[]): string[] {
  const absent = new Set(
    drift.filter(({ keys, now }) => keys[0] === "containers" && now === "missing").map(({ keys }) => keys[1]),
  );
  return drift
    .filter(({ keys }) => !(keys[0] === "images" && absent.has(keys[1]))) // said once, as the missing container
    .map(({ keys: [kind = "", name = ""], before, now }) => {
      const word =
        words[kind] ?? ((what, was, is) => `${kind}.${what} is ${is}, expected ${was} — ${repair("puts it right")}`);
      return `${place}: ${word(name, short(before), short(now))}`;
    });
}

type Wording = (name: string, expected: string, observed: string) => string;

const repair = (does: string) => `\`pulumi up\` ${does}`;

const words: Record<string, Wording> = {
  images: (service, expected, observed) =>
    `${service} runs ${observed}, the release has ${expected} — ${repair("puts it right")}; ` +
    "if the newer image is meant, `make lock` and tag a release",
  containers: (service, expected, observed) => container(service, expected, observed),
  files: (path, expected, observed) => file(path, expected, observed),
  environment: (_name, _expected, observed) =>
    observed === "missing"
      ? `.env is missing on the host — ${repair("writes it again")}`
      : `.env was changed on the host — ${repair("writes the configured values again")}; if the change is meant, ` +
        "`pulumi config set --secret` the new value first",
  unexpected: (name, _expected, observed) =>
    `container ${name} (${observed}) is not in the release — ${repair("removes it")}; if it is meant, ` +
    "add it to the stack's docker-compose.yml and tag a release",
  unknownContainers: (name, expected, observed) =>
    observed === "nothing"
      ? `container ${name} (${expected}) is gone — take it out of the documented ones`
      : `container ${name} (${observed}) belongs to no stack — document it in docs/STACKS.md, or remove it on the host: ` +
        `\`docker rm -f ${name}\``,
  folders: (path, _expected, observed) => `${path} is ${observed} — ${repair("makes it again")}`,
};

function container(service: string, expected: string, observed: string): string {
  if (observed === "missing") return `${service} has no container — ${repair("makes it again")}`;
  if (/^\d+ running$/.test(observed)) {
    const wanted = Number.parseInt(expected, 10) || 1;
    return `${service} has ${observed}, the release has ${wanted} — ${repair("makes them so many")}`;
  }
  const wanted = expected === "completed" ? "it should have completed" : "it should be running";
  return `${service} is ${observed}, ${wanted} — \`docker compose logs ${service}\` on the host says why, ${repair("makes it again")}`;
}

function file(path: string, expected: string, observed: string): string {
  if (observed === "missing") {
    return `${path} is missing on the host — ${repair("puts it back")}; if it is not needed, delete it in git and tag a release`;
  }
  const there = observed.startsWith("sha256:") ? `has ${observed}` : `is ${observed}`;
  return (
    `${path} ${there} on the host, the release has ${expected} — ${repair("puts the release's file back")}; ` +
    "if the change is meant, commit it and tag a release"
  );
}

/** Long hashes by their first twelve digits, enough to tell them apart and to find them. */
function short(value: unknown): string {
  if (value === undefined) return "nothing";
  return String(value)
    .replace(/^[0-9a-f]{64}$/, "sha256:$&")
    .replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/, "$1…");
}
