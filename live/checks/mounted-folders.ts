import { howToDocument, isDocumented, word } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { notUnderstood } from "../failures.ts";
import { leftByUp, onOneLine } from "../finding.ts";
import { quote } from "../session.ts";
import type { Check, StackPlace } from "./check.ts";

/**
 * What is in folders that a service mounts whole and only to read, and that the release does not have: a file, or a folder
 * with all that is in it. An empty folder is none: Docker makes them where something else is mounted.
 */
export const mountedFolders: Check<StackPlace, StackExpected> = {
  keys: ["mountedFolders"],

  async observe({ host, stack, folder, documented }, { mountedFolders = {}, files }) {
    const folders = Object.keys(mountedFolders);
    if (folders.length === 0) return {};
    const what = `what else is in ${folders.join(", ")}`;
    const names = (await host.read(script(folder, folders), what)).split("\0");
    if (names.pop() !== "" || names.pop() !== "end") throw notUnderstood(host.name, what);
    const isKnown = (path: string) => path in files || folders.some((one) => `${one}/`.startsWith(`${path}/`));
    const extra = names
      .map((name) => name.slice("./".length))
      .filter((path) => !isKnown(path) && !isDocumented(documented, "file", `${stack}/${path}`))
      .sort();
    return { mountedFolders: { ...mountedFolders, ...Object.fromEntries(extra.map((path) => [path, "present"])) } };
  },

  findings: (own, all, { host, stack, folder = "." }) => {
    // What Traefik reads out of such a file is told with it.
    const said = new Set(all.flatMap(({ kind, name }) => (kind === "routes" ? [name] : [])));
    return own
      .filter(({ name }) => !said.has(name))
      .map(({ name, expected, observed }) => {
        const { action, ...rest } = leftByUp(/\p{Cc}/u.test(name) ? undefined : `rm -r ${word(`${folder}/${name}`)}`);
        return {
          ...{ kind: "extra file", severity: "warning", subject: name, expected, observed },
          message: `${onOneLine(name)} is on the host, where a service reads it, and the release does not have it`,
          action: `${action}; if it is meant, ${howToDocument(host, "file", `${stack}/${name}`)}`,
          ...rest,
        };
      });
  },
};

/** Each ends with a zero byte, `end` too: a name may hold any other. */
const script = (folder: string, folders: readonly string[]) => `
cd ${quote(folder)} 2>/dev/null || { printf 'end\\0'; exit; }
set --
for path in ${folders.map(quote).join(" ")}; do [ ! -d "$path" ] || set -- "$@" "./$path"; done
[ $# = 0 ] || find -H "$@" -mindepth 1 -maxdepth 1 \\( -type d -readable -empty -o -printf '%p\\0' \\) && printf 'end\\0'`;
