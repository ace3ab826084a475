import { word } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { notUnderstood } from "../failures.ts";
import { repair, type Statement } from "../finding.ts";
import { quote } from "../session.ts";
import type { Check, StackPlace } from "./check.ts";

/** What git knows of a file beside its content: that it may be executed, and that neither it nor its folder is a link. */
export const fileModes: Check<StackPlace, StackExpected> = {
  keys: ["fileModes"],

  async observe({ host, folder }, { files, fileModes }) {
    const paths = Object.keys(files);
    if (!fileModes || paths.length === 0) return {};
    const folders = new Set(paths.flatMap(foldersOf));
    const text = await host.read(script(folder, [...paths, ...folders]), "the modes of files");
    const lines = text.split("\n");
    if (lines.pop() !== "" || lines.pop() !== "end") throw notUnderstood(host.name, "the modes of files");
    const modes = lines.flatMap((line): [string, string][] => {
      const [mode = "", path] = [line.slice(0, 10), line.slice(11)];
      if (folders.has(path))
        return /^d/.test(mode) ? [] : [[path, mode.startsWith("l") ? linkedFolder : fileForFolder]];
      if (mode.startsWith("l")) return [[path, "a symbolic link"]];
      return mode.startsWith("-") && /[xs]/.test(mode[3]!) ? [[path, "executable"]] : [];
    });
    const found = Object.fromEntries(modes);
    // A mode that the release has and that a missing file has not is said with the file.
    return {
      fileModes: { ...Object.fromEntries(Object.keys(fileModes).map((path) => [path, "not executable"])), ...found },
    };
  },

  findings: (own, all, { folder = "." }) => {
    const said = new Set(all.flatMap(({ kind, name }) => (kind === "files" ? [name] : [])));
    return own
      .filter(({ name }) => !said.has(name))
      .map(({ name, expected: before, observed: now }) => {
        if (inPlaceOfFolder(now)) return replacedWords(name, now, folder);
        const [expected, observed] = [before, now].map((mode) => (mode === "nothing" ? "not executable" : mode));
        return {
          ...{ kind: "file", severity: "error", subject: name, expected: expected!, observed: observed! },
          message: `${name} is ${observed} on the host, in the release it is ${expected === "executable" ? "executable" : "not"}`,
          ...repair("puts the release's file back", "if the change is meant, commit it and tag a release"),
        };
      });
  },
};

const linkedFolder = "a symbolic link in the place of a folder";
const fileForFolder = "a file in the place of a folder";
export const inPlaceOfFolder = (state: string) => state === linkedFolder || state === fileForFolder;

/** No deploy removes it: what it leads to, or what is in it, is somebody's. */
function replacedWords(name: string, observed: string, folder: string): Statement {
  const command = `rm ${word(`${folder}/${name}`)}`;
  return {
    ...{ kind: "file", severity: "error", subject: name, expected: "a folder", observed, command },
    message: `${name} is ${observed} on the host`,
    action: `look at what it is, remove it on the host with \`${command}\`, then \`pulumi up\` puts the folder back`,
  };
}

/** The folders that a path is in, without the stack's own. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Lines `<mode as ls shows it> <path>`; nothing for a file that is not there. Git has no line break in a path. */
const script = (folder: string, paths: readonly string[]) => `
cd ${quote(folder)} 2>/dev/null && printf '%s\\0' ${paths.map(quote).join(" ")} |
  xargs -0 stat -c '%A %n' -- 2>/dev/null
echo end`;
