import { absentFunction } from "./files.ts";
import { quote } from "./session.ts";

/** SHA-256 in hex of a file's content, or what is there instead of a file, in words. */
export interface ModuleFile {
  readonly sha256: string;
}

export interface ModuleFiles {
  /** By path below the stack's folder. */
  readonly files: ReadonlyMap<string, ModuleFile>;
  /** Absolute paths of folders and files that the user may not read. */
  readonly closed: readonly string[];
}

/**
 * The script that hashes every file below folders of modules, each once, but for what Python writes beside its sources.
 * Writes records that end with a zero byte, since a name may hold any other: `<sha256>  <path>`, `link  <path>` with the
 * link's target as the next record, `special  <path>`, `closed  <path>`, and at last `end`.
 * Links are not followed and special files not opened: neither a circle of links nor a pipe holds it up.
 * @param folder absolute path of the stack's folder
 * @param addons the folders of modules, below it; one that is not there has no modules
 */
export function modulesScript(folder: string, addons: readonly string[]): string {
  return `${absentFunction}
set --
for folder in ${addons.map((addon) => quote(`${folder}/${addon}`)).join(" ")}; do
  if [ -d "$folder" ]; then set -- "$@" ".\${folder#${quote(folder)}}/"
  elif [ ! -e "$folder" ] && [ "$(absent "$folder")" = unreadable ]; then printf 'closed  %s\\0' "$folder"
  fi
done
[ $# = 0 ] || {
  cd ${quote(folder)} && find "$@" \\( -name __pycache__ -o ! -type d -name '*.pyc' \\) -prune \\
    -o -type d \\( -readable -executable -o -printf 'closed  %p\\0' -prune \\) \\
    -o -type f \\( -readable -exec sha256sum -z -- {} + -o ! -readable -printf 'closed  %p\\0' \\) \\
    -o -type l -printf 'link  %p\\0%l\\0' \\
    -o -printf 'special  %p\\0'
} && printf 'end\\0'`;
}

/** Reads the script's output. `undefined` when it is not whole. */
export function parseModules(folder: string, text: string): ModuleFiles | undefined {
  const files = new Map<string, ModuleFile>();
  const closed: string[] = [];
  const records = text.split("\0");
  for (let at = 0; at < records.length; at++) {
    const record = records[at]!;
    if (record === "end") return { files, closed };
    const parts = /^([0-9a-f]{64}|link|special|closed)[ ][ *](?:\.\/)?(.+)$/s.exec(record);
    if (!parts) return undefined;
    const [, kind = "", path = ""] = parts;
    if (kind === "closed") closed.push(path.startsWith("/") ? path : `${folder}/${path}`.replace(/\/$/, ""));
    else if (kind === "link") files.set(path, { sha256: `a symbolic link to ${records[++at]}` });
    else files.set(path, { sha256: kind === "special" ? "not a file" : kind });
  }
  return undefined;
}
