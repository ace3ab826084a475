import { compareLoaded } from "../compare-loaded.ts";
import { word } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { type Finding, leftByUp, onOneLine, type ReadableDifference, repair, type Statement } from "../finding.ts";
import { readLoaded } from "../loaded.ts";
import type { Check, StackPlace } from "./check.ts";

/**
 * SHA-256 of every tracked file that is in no module. Of what a process loads: whether it has, files that the release does
 * not have, and what it has loaded that is no longer on disk.
 */
export const files: Check<StackPlace, StackExpected> = {
  keys: ["files", "extraFiles", "loaded"],

  async observe(place, { files, loaded }) {
    const paths = Object.keys(files);
    const [states, all] = await Promise.all([
      place.host.files(paths.map((path) => `${place.folder}/${path}`)),
      loaded ? readLoaded(place, loaded) : [],
    ]);
    const found = Object.fromEntries(paths.map((path) => [path, states.get(`${place.folder}/${path}`)!]));
    return { ...compareLoaded({ files, loaded }, found, all) };
  },

  findings: (own, _all, { stack, folder = "." }) =>
    own.flatMap((difference) => {
      if (difference.kind === "files") return [fileWords(difference)];
      if (difference.kind === "extraFiles") return [extraWords(difference, folder)];
      if (difference.rest[0] === "process") return [processWords(difference, stack)];
      const same = own.filter(({ name, rest }) => name === difference.name && rest[0] === "files");
      return same[0] === difference ? [loadedWords(difference.name, same)] : [];
    }),
};

function fileWords({ name, expected, observed }: ReadableDifference): Statement {
  const common = { kind: "file", severity: "error", subject: name, expected, observed } as const;
  if (observed.startsWith("missing")) {
    return {
      ...common,
      message: `${name} is ${observed.replace("missing", "missing on the host")}`,
      ...repair("puts it back", "if it is not needed, delete it in git and tag a release"),
    };
  }
  const there = observed.startsWith("sha256:") ? `has ${observed}` : `is ${observed}`;
  return {
    ...common,
    message: `${name} ${there} on the host, the release has ${expected}`,
    ...repair("puts the release's file back", "if the change is meant, commit it and tag a release"),
  };
}

function extraWords({ name, expected, observed }: ReadableDifference, folder: string): Statement {
  return {
    ...{ kind: "extra file", severity: /\(loaded\)/.test(observed) ? "error" : "warning", subject: name },
    ...{ expected, observed },
    message: `${onOneLine(name)} is ${observed.replace("present", "on the host")}, and the release does not have it`,
    ...leftByUp(/\p{Cc}/u.test(name) ? undefined : `rm ${word(`${folder}/${name}`)}`),
  };
}

/** No deploy repairs this: where the name in stack.yaml is wrong, it would start the service again each time. */
function processWords({ name, expected, observed }: ReadableDifference, stack: Finding["stack"]): Statement {
  const command = `docker compose -p ${stack} restart ${name}`;
  return {
    ...{ kind: "process", severity: "error", subject: name, expected, observed },
    message: `${name} runs without a process "${expected}"`,
    action: `start it again on the host with \`${command}\`; if \`docker top\` shows the process under another name, correct \`loaded\` in stack.yaml and tag a release`,
    command,
  };
}

function loadedWords(service: string, paths: readonly ReadableDifference[]): Statement {
  const [{ expected, observed }] = paths as [ReadableDifference];
  const names = paths.map(({ rest }) => rest[1]).join(", ");
  return {
    ...{ kind: "loaded configuration", severity: "error", subject: service, expected, observed },
    message: `${service} uses a configuration that is not on disk: ${names} changed after somebody loaded it`,
    ...repair("starts it again, so that it loads the release's"),
  };
}
