import { moduleHashes, parseHashLock } from "../../release/locks.ts";
import { word } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { notUnderstood, unreadable } from "../failures.ts";
import { leftByUp, onOneLine, type ReadableDifference, repair, type Statement } from "../finding.ts";
import type { LiveHost } from "../host.ts";
import { type ModuleFile, modulesScript, parseModules } from "../modules.ts";
import { quote } from "../session.ts";
import { partsOf, wholeFolders, wholeStack, withWhole } from "../whole-folders.ts";
import type { Check, StackPlace } from "./check.ts";

type Files = ReadonlyMap<string, ModuleFile>;

/** One hash for each module of a stack's addons folders; of a module that differs, the names of the files. */
export const modules: Check<StackPlace, StackExpected> = {
  keys: ["modules"],

  async observe({ host, folder, state }, { modules = {}, files }) {
    const names = Object.keys(modules);
    if (names.length === 0) return {};
    const addons = [...new Set(names.map((name) => name.slice(0, name.lastIndexOf("/"))))];
    const found = await readModules(host, folder, addons);
    const hashes = moduleHashes(addons, found);
    const differ = names.filter((name) => hashes.has(name) && hashes.get(name) !== modules[name]);
    const deployed = differ.length > 0 ? await manifest(host, state) : new Map();
    const deployedHashes = moduleHashes(addons, deployed);
    const stateOf = (name: string) => {
      const hash = hashes.get(name);
      if (hash === undefined) return found.get(name)?.sha256.replace(/^[0-9a-f]{64}$/, "a file") ?? "missing";
      if (hash === modules[name]) return hash;
      // Another release's manifest tells nothing about this one's files.
      return deployedHashes.get(name) === modules[name] ? changes(`${name}/`, deployed, found) : hash;
    };
    const links = [...found].filter(([path, { sha256 }]) => isInside(addons, path) && sha256.startsWith("a symbolic"));
    const extra = [...hashes.keys(), ...links.map(([path]) => path)].filter((name) => !modules[name] && !files[name]);
    const states = names.map((name) => [name, stateOf(name)] as const);
    const whole = wholeFolders(names, new Set(states.flatMap(([name, state]) => (state === "missing" ? [name] : []))));
    const withFolder = ([name, state]: readonly [string, string]) => {
      const gone = whole.get(name);
      return [name, gone === undefined ? state : withWhole(state, gone)] as const;
    };
    return {
      modules: Object.fromEntries([
        ...states.map(withFolder),
        ...extra.map((name) => [name, found.get(name)?.sha256 ?? "present"]),
      ]),
    };
  },

  findings: (own, all, { folder = "." }) => {
    if (all.some(({ kind, observed }) => kind === "files" && partsOf(observed).whole === wholeStack)) return [];
    return own.flatMap((difference) => {
      const { whole } = partsOf(difference.observed);
      if (whole === undefined) return [words(difference, folder)];
      const same = own.filter(({ observed }) => partsOf(observed).whole === whole);
      return same[0] === difference ? [folderWords(same)] : [];
    });
  },
};

/** Every file in these folders of modules. @throws UserError naming what the user may not read */
export async function readModules(host: LiveHost, folder: string, addons: readonly string[]): Promise<Files> {
  const answer = parseModules(folder, await host.read(modulesScript(folder, addons), addons.join(", ")));
  if (!answer) throw notUnderstood(host.name, addons.join(", "));
  if (answer.closed.length > 0) throw unreadable(host.name, answer.closed.slice(0, 10).map(onOneLine));
  return answer.files;
}

const isInside = (addons: readonly string[], path: string) => addons.includes(path.slice(0, path.lastIndexOf("/")));

/** What the last deploy brought; nothing where it left no record that the user may read. */
async function manifest(host: LiveHost, state: string): Promise<Files> {
  const text = await host.read(`cat ${quote(state)}/current/manifest 2>/dev/null || :`, "what was deployed");
  return new Map([...parseHashLock("manifest", text, [])].map(([path, sha256]) => [path, { sha256 }]));
}

const mostNames = 5;

/** The files by what happened to them, as words of a shell. @example "changed: models/a.py; missing: b.py and 12 more" */
function changes(module: string, deployed: Files, found: Files): string {
  const paths = [...new Set([...deployed.keys(), ...found.keys()])].filter((path) => path.startsWith(module)).sort();
  const happened = (path: string) => {
    const [before, now] = [deployed.get(path)?.sha256, found.get(path)?.sha256];
    return before === now ? "" : now === undefined ? "missing" : before === undefined ? "added" : "changed";
  };
  const all = ["changed", "missing", "added"].flatMap((what) =>
    paths.filter((path) => happened(path) === what).map((path) => ({ what, name: path.slice(module.length) })),
  );
  const named = all.slice(0, mostNames);
  const groups = [...new Set(named.map(({ what }) => what))].map(
    (group) => `${group}: ${named.flatMap(({ what, name }) => (what === group ? [shown(name)] : [])).join(" ")}`,
  );
  const more = all.length - named.length;
  return groups.join("; ") + (more > 0 ? ` and ${more} more` : "");
}

function folderWords(modules: readonly ReadableDifference[]): Statement {
  const addons = [...new Set(modules.map(({ name }) => name.slice(0, name.lastIndexOf("/"))))].join(", ");
  return {
    ...{ kind: "module", severity: "error", subject: addons, observed: "missing" },
    ...{
      expected: `${modules.length} modules`,
      message: `all ${modules.length} modules of ${addons} are missing on the host`,
    },
    ...repair("puts them back", "if they are not needed, delete them in git and tag a release"),
  };
}

const shown = (name: string) => (/\p{Cc}/u.test(name) ? onOneLine(name) : word(name));

function words({ name, expected, observed }: ReadableDifference, folder: string): Statement {
  const common = { kind: "module", severity: "error", subject: name, expected, observed } as const;
  const path = word(`${folder}/${name}`);
  if (expected === "nothing") {
    return {
      ...{ ...common, kind: "extra module", severity: "warning" },
      message: `module ${onOneLine(name)} is not in the release${observed === "present" ? "" : `; it is ${observed}`}`,
      ...leftByUp(`rm -r ${path}`),
    };
  }
  if (observed === "missing") {
    return {
      ...common,
      message: `module ${name} is missing on the host`,
      ...repair("puts it back", "if it is not needed, delete it in git and tag a release"),
    };
  }
  if (/^(a file|not a file|a symbolic link )/.test(observed)) {
    return {
      ...common,
      message: `module ${name} is ${observed} on the host`,
      action: `remove it on the host with \`rm ${path}\`, then \`pulumi up\` puts the module back`,
      command: `rm ${path}`,
    };
  }
  const message = `module ${name} differs from the release (${observed})`;
  if (observed.startsWith("added: ")) {
    const all =
      / and \d+ more$/.test(observed) || observed.includes('"') ? undefined : observed.slice("added: ".length);
    return { ...common, severity: "warning", message, ...leftByUp(all && `cd ${path} && rm ${all}`) };
  }
  return {
    ...common,
    message,
    ...repair(
      `puts the release's files back${observed.includes("; added: ") ? "; remove on the host what was added" : ""}`,
      "if the change is meant, commit it and tag a release",
    ),
  };
}
