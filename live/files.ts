import { quote } from "./session.ts";

/**
 * SHA-256 in hex of a file's content, or what is there instead of a file. A file that its own mode closes is "not
 * readable"; what is in a folder that the user may not enter is "unreadable": nobody knows whether it is there.
 */
export type FileState = string | "missing" | "a directory" | "not a file" | "not readable" | "unreadable";

/** `absent PATH` tells why a path cannot be seen: below a folder that cannot be entered nothing is called missing. */
export const absentFunction = `
absent() {
  parent=$1
  while [ ! -e "$parent" ]; do
    case $parent in */*) parent=\${parent%/*};; *) parent=.;; esac
    [ -n "$parent" ] || parent=/
  done
  if [ -d "$parent" ] && [ ! -x "$parent" ]; then echo unreadable; else echo missing; fi
}`;

const batch = 200; // files for one sha256sum: a host's limit on arguments is far away, and the shell stays quick

/**
 * The script that hashes these files, given by absolute path. A name may hold any character, line breaks too, since it
 * travels one way only: the answer has one line per file, in order.
 * Special files are not opened (a pipe would hang).
 */
export function filesScript(paths: readonly string[]): string {
  const batches: string[] = [];
  for (let at = 0; at < paths.length; at += batch) {
    batches.push(
      `states ${paths
        .slice(at, at + batch)
        .map(quote)
        .join(" ")}`,
    );
  }
  return `${absentFunction}
states() {
  count=$#; regular=0
  for file do
    if [ -d "$file" ]; then echo 'a directory'
    elif [ ! -e "$file" ]; then absent "$file"
    elif [ ! -f "$file" ]; then echo 'not a file'
    elif [ ! -r "$file" ]; then echo 'not readable'
    else echo hash; regular=$((regular + 1)); set -- "$@" "$file"
    fi
  done
  [ $regular = 0 ] || { shift $count; sha256sum -- "$@"; }
}
${batches.join(" && ")}`;
}

/** Reads the script's output. `undefined` when it is not whole. */
export function parseFiles(paths: readonly string[], text: string): Map<string, FileState> | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  const states = new Map<string, FileState>();
  let next = 0;
  for (let at = 0; at < paths.length; at += batch) {
    const names = paths.slice(at, at + batch);
    const kinds = lines.slice(next, next + names.length);
    next += names.length;
    for (const [index, name] of names.entries()) {
      const kind = kinds[index];
      const hash = kind === "hash" ? /^\\?([0-9a-f]{64}) /.exec(lines[next++] ?? "")?.[1] : kind;
      if (!hash) return undefined;
      states.set(name, hash);
    }
  }
  return next === lines.length ? states : undefined;
}
