import { compareLoaded } from "../compare-loaded.ts";
import { word } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { type Finding, leftByUp, onOneLine, type ReadableDifference, repair, type Statement } from "../finding.ts";
import { readLoaded } from "../loaded.ts";
import { partsOf, wholeFolders, wholeStack, withWhole } from "../whole-folders.ts";
import type { Check, StackPlace } from "./check.ts";
import { inPlaceOfFolder } from "./file-modes.ts";

/**
 * SHA-256 of every tracked file that is in no module. Of what a process loads: whether it has, files that the release does
 * not have, and what it has loaded that is no longer on disk.
 */
export const files: Check<StackPlace, StackExpected> = {
  keys: ["files", "extraFiles", "loaded"],

  async observe(place, { files, loaded }) {
    const paths = Object.keys(files);
    const [there, all] = await Promise.all([
      place.host.files(paths.map((path) => `${place.folder}/${path}`)),
      loaded ? readLoaded(place, loaded) : [],
    ]);
    const found = Object.fromEntries(paths.map((path) => [path, there.get(`${place.folder}/${path}`)!]));
    const compared = compareLoaded({ files, loaded }, found, all);
    const whole = wholeFolders(paths, new Set(paths.filter((path) => found[path] === "missing")));
    const states = Object.entries(compared.files).map(([path, state]) => {
      const folder = whole.get(path);
      return [path, folder === undefined ? state : withWhole(state, folder)];
    });
    return { ...compared, files: Object.fromEntries(states) };
  },

  findings: (own, all, { stack, folder = "." }) => {
    // What is in the place of a folder is told by itself.
    const replaced = all.flatMap(({ kind, name, observed }) =>
      kind === "fileModes" && inPlaceOfFolder(observed) ? [`${name}/`] : [],
    );
    return own.flatMap((difference) => {
      if (difference.kind === "files") {
        if (replaced.some((place) => difference.name.startsWith(place))) return [];
        const { whole } = partsOf(difference.observed);
        if (whole === undefined) return [fileWords(difference)];
        const same = own.filter(({ kind, observed }) => kind === "files" && partsOf(observed).whole === whole);
        return same[0] === difference ? [folderWords(whole, same.length, difference, folder)] : [];
      }
      if (difference.kind === "extraFiles") return [extraWords(difference, folder)];
      if (difference.rest[0] === "process") return [processWords(difference, stack)];
      const same = own.filter(({ name, rest }) => name === difference.name && rest[0] === "files");
      return same[0] === difference ? [loadedWords(difference.name, same)] : [];
    });
  },
};

function folderWords(whole: string, count: number, { observed }: ReadableDifference, folder: string): Statement {
  const subject = whole === wholeStack ? folder : whole;
  const { state } = partsOf(observed);
  return {
    ...{ kind: "file", severity: "error", subject, expected: `a folder with ${count} files`, observed: state },
    message: `${subject} is ${state.replace("missing", "missing on the host")}, with ${count} files of the release`,
    ...repair("puts it back", "if it is not needed, delete it in git and tag a release"),
  };
}

function fileWords({ name, expected, observed }: ReadableDifference): Statement {
  const common = { kind: "file", severity: "error", subject: name, expected, observed } as const;
  if (observed.startsWith("missing")) {
    return {
      ...common,
      message: `${name} is ${observed.replace("missing", "missing on the host")}`,
      ...repair("puts it back", "if it is not needed, delete it in git and tag a release"),
    };
  }
  const there = observed.startsWith("sha256:")
    ? `has ${observed}`
    : `is ${observed.replace("readable", "readable for the user")}`;
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
