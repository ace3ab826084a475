import { howToDocument, isDocumented, word } from "../documented.ts";
import type { HostExpected } from "../expected.ts";
import { quote } from "../session.ts";
import type { Check, HostPlace } from "./check.ts";

/** Folders beside the stacks' own that no release declares. One whose containers run is told with them. */
export const unknownFolders: Check<HostPlace, HostExpected> = {
  keys: ["unknownFolders"],

  async observe({ host, root, projects, documented }) {
    const { containers } = await host.snapshot();
    const running = new Set(containers.map(({ project }) => project));
    const names = (await host.read(script(root), `${root}/stacks`)).split("\0").filter(Boolean);
    const unknown = names.filter(
      (name) => !projects.includes(name) && !running.has(name) && !isDocumented(documented, "folder", name),
    );
    return { unknownFolders: Object.fromEntries(unknown.map((name) => [`${root}/stacks/${name}`, "present"])) };
  },

  findings: (own, _all, { host }) =>
    own.map(({ name, expected, observed }) => ({
      ...{ kind: "unknown folder", severity: "warning", subject: name, expected, observed },
      message: `the folder ${name} belongs to no stack of the release`,
      action:
        `look at what is in it, then remove it on the host with \`rm -r ${word(name)}\`; if it is meant, ` +
        howToDocument(host, "folder", name.slice(name.lastIndexOf("/") + 1)),
      command: `rm -r ${word(name)}`,
    })),
};

/** The folders' names, each ended by a zero byte: a name may hold any other. */
const script = (root: string) => `
cd ${quote(root)}/stacks 2>/dev/null || { [ ! -e ${quote(root)}/stacks ] && exit; echo "the user may not enter it" >&2; exit 1; }
[ -r . ] || { echo "the user may not read it" >&2; exit 1; }
for name in */; do [ ! -d "$name" ] || printf '%s\\0' "\${name%/}"; done`;
