import { UserError } from "../release/errors.ts";
import { notUnderstood } from "./failures.ts";
import type { LiveHost } from "./host.ts";
import { quote } from "./session.ts";

/** A dump of a stack's databases on its host. */
export interface Dump {
  /** @example "20261124T140012Z-main1.0.0-before-main1.0.1" */
  readonly name: string;
  /** The release that left the data so. */
  readonly from: string;
  /** `contentHash` of that release's stack; "-" when it is not known. */
  readonly content: string;
  readonly bytes: number;
}

/** What has to be restored. */
export interface Wanted {
  readonly stack: string;
  /** The release that left the data so. */
  readonly from: string;
  /** `contentHash` of its stack: a release that changed nothing about the stack has no dump of its own. */
  readonly content: string;
}

/** The dumps of a stack, oldest first. @throws UserError when the host could not say */
export async function listDumps(host: LiveHost, root: string, stack: string): Promise<Dump[]> {
  const script = `for dump in ${quote(`${root}/.seisei/${stack}/dumps`)}/*; do
  [ ! -e "$dump/about" ] || { printf '%s\\n' "\${dump##*/}" && cat "$dump/about" && du -sb "$dump" | cut -f 1; }
done`;
  const what = `the dumps of ${stack}`;
  const lines = (await host.read(script, what)).split("\n").slice(0, -1);
  return Array.from({ length: Math.ceil(lines.length / 5) }, (_, index) => {
    const [name, from, content, , bytes] = lines.slice(index * 5, index * 5 + 5);
    if (!name || !from?.startsWith("from ") || !content?.startsWith("content ") || !/^\d+$/.test(bytes ?? "")) {
      throw notUnderstood(host.name, what);
    }
    return { name, from: from.slice("from ".length), content: content.slice("content ".length), bytes: Number(bytes) };
  });
}

/** The newest dump that holds the data as a release left it, from a list as `listDumps` gives it. */
export const dumpOf = (dumps: readonly Dump[], { from, content }: Omit<Wanted, "stack">): Dump | undefined =>
  dumps.findLast((dump) => dump.from === from || dump.content === content);

/**
 * What an update will do with a stack's data, in words, before it does.
 * @throws UserError when no dump holds what is wanted
 */
export function restoreNotice(dumps: readonly Dump[], wanted: Wanted): string {
  const { stack, from } = wanted;
  const dump = dumpOf(dumps, wanted);
  if (!dump) {
    const there = dumps.map(({ name }) => name).join(", ") || "none";
    throw new UserError(
      `seisei:restore.from: expected a release whose data was dumped for ${stack}, got ${from}; on the host there are: ${there}; correct it, or \`pulumi config rm restore\``,
    );
  }
  const moment = dump.name.replace(/^(....)(..)(..)T(..)(..)(..)Z.*/, "$1-$2-$3 $4:$5:$6 UTC");
  return (
    `${stack}: restores the data as ${from} left it, from the dump of ${moment} (${size(dump.bytes)}). What was written ` +
    `since goes out of use: it is dumped first, and the present databases stay as NAME_before_TIME. While the databases ` +
    `change places, the stack's other services stop`
  );
}

const size = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`);
