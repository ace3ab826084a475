import type { HostExpected } from "../expected.ts";
import { notUnderstood } from "../failures.ts";
import { quote } from "../session.ts";
import type { Check, HostPlace } from "./check.ts";

const limit = 90; // percent

/** Whether the file systems of the stacks' folder and of Docker are nearly full, in bytes or in files. */
export const disk: Check<HostPlace, HostExpected> = {
  keys: ["disk"],

  async observe({ host, root }) {
    const states = fullFolders(await host.read(script(root), "how full the disk is"));
    if (!states) throw notUnderstood(host.name, "how full the disk is");
    return { disk: states };
  },

  findings: (own) =>
    own.map(({ name, observed }) => ({
      ...{ kind: "disk", severity: "warning", subject: name, expected: `at most ${limit} % full`, observed },
      message: `the disk that holds ${name} is ${observed}`,
      action:
        "no update makes room: `docker system df` on the host shows what takes it, and `make cleanup` removes what no release needs",
      command: "make cleanup",
    })),
};

/** Of each folder: a line with its path, then the last line of df for bytes and for files. */
const script = (root: string) => `
docker=$(sed -n 's/.*"data-root" *: *"\\([^"]*\\)".*/\\1/p' /etc/docker/daemon.json 2>/dev/null)
for folder in ${quote(root)} "\${docker:-/var/lib/docker}"; do
  while [ ! -e "$folder" ]; do folder=\${folder%/*}; [ -n "$folder" ] || folder=/; done
  printf '%s\\n' "$folder"
  df -P "$folder" | tail -n 1 && df -Pi "$folder" | tail -n 1 || exit 1
done`;

/** Folder → how full it is, where that is too much. One file system is told once, though it may be mounted several times. */
export function fullFolders(text: string): Record<string, string> | undefined {
  const lines = text.split("\n").filter(Boolean);
  if (lines.length !== 6) return undefined;
  const full: Record<string, string> = {};
  const told = new Set<string>();
  for (let at = 0; at < lines.length; at += 3) {
    const [folder, bytes, files] = lines.slice(at, at + 3) as [string, string, string];
    const [space, inodes] = [usage(bytes), usage(files)];
    if (!space) return undefined;
    if (told.has(space.numbers)) continue;
    told.add(space.numbers);
    const states = [
      ...(space.percent > limit ? [`${space.percent} % full`] : []),
      ...(inodes && inodes.percent > limit ? [`${inodes.percent} % full of files`] : []),
    ];
    if (states.length > 0) full[folder] = states.join(" and ");
  }
  return full;
}

/** A file system without a limit has no percentage. */
function usage(line: string): { numbers: string; percent: number } | undefined {
  const [, numbers, percent] = /\s(\d+\s+\d+\s+\d+)\s+(\d+)%\s/.exec(line) ?? [];
  return numbers === undefined ? undefined : { numbers, percent: Number(percent) };
}
