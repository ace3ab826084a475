import { UserError } from "../release/errors.ts";
import { notUnderstood } from "./failures.ts";
import type { LiveHost } from "./host.ts";
import { quote } from "./session.ts";

/** A dump of a stack's data on its host. */
export interface Dump {
  /** @example "20261124T140012Z-main1.0.0-before-main1.0.1" */
  readonly name: string;
  /** ISO 8601, UTC: when it was complete, which is during the update that brought `to`. */
  readonly takenAt: string;
  /** The release that left the data so. */
  readonly from: string;
  /** `contentHash` of that release's stack; "-" when it is not known. */
  readonly content: string;
  /** The release that came. */
  readonly to: string;
  readonly bytes: number;
  /** Of the list of its files' SHA-256 sums, hex: the same for the same dump, wherever it lies. */
  readonly sha256: string;
  readonly services: readonly DumpedService[];
}

/** What a dump has of one service. */
export interface DumpedService {
  readonly service: string;
  /** PostgreSQL's; absent where the stack has commands of its own. The file is `<service>/<number>.dump`. */
  readonly databases?: readonly { readonly number: string; readonly name: string }[];
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
export async function listDumps(host: LiveHost, root: string, stack: string): Promise<readonly Dump[]> {
  return (await dumpsOf(host, root, [stack]))[stack]!;
}

/**
 * The dumps of several stacks of a host, with one question: stack → its dumps, oldest first.
 * @throws UserError when the host could not say
 */
export async function dumpsOf(
  host: LiveHost,
  root: string,
  stacks: readonly string[],
): Promise<Record<string, readonly Dump[]>> {
  const script = `for stack in ${stacks.map(quote).join(" ")}; do
  for dump in ${quote(`${root}/.seisei`)}/"$stack"/dumps/*; do
    [ -e "$dump/about" ] || continue
    printf 'dump\\t%s\\t%s\\n' "$stack" "\${dump##*/}"
    sed 's/ /\\t/' "$dump/about" && printf 'bytes\\t%s\\n' "$(du -sb "$dump" | cut -f 1)"
    printf 'sha256\\t%s\\n' "$(sha256sum <"$dump/SHA256SUMS" | cut -d ' ' -f 1)"
    for one in "$dump"/*/; do
      [ -d "$one" ] || continue
      one=\${one%/} kind=own
      [ ! -e "$one/databases" ] || kind=postgres
      printf 'service\\t%s\\t%s\\n' "\${one##*/}" "$kind"
      [ $kind = own ] || sed 's/^/database\\t/' "$one/databases"
    done
  done
done`;
  const what = `the dumps of ${stacks.join(", ")}`;
  const dumps = parseDumps(await host.read(script, what), stacks);
  if (!dumps) throw notUnderstood(host.name, what);
  return dumps;
}

function parseDumps(text: string, stacks: readonly string[]): Record<string, readonly Dump[]> | undefined {
  const found: Record<string, Dump[]> = Object.fromEntries(stacks.map((stack) => [stack, []]));
  for (const block of text.split(/^dump\t/m).slice(1)) {
    const [[stack = "", name = ""] = [], ...lines] = block
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    const fields = Object.fromEntries(lines);
    const { from, content, to, bytes, sha256 } = fields;
    const takenAt = name.replace(/^(....)(..)(..)T(..)(..)(..)Z.*/, "$1-$2-$3T$4:$5:$6Z");
    const whole = from && content && to && /^\d+$/.test(bytes ?? "") && /^[0-9a-f]{64}$/.test(sha256 ?? "");
    if (!whole || Number.isNaN(Date.parse(takenAt))) return undefined;
    const services: (DumpedService & { readonly databases?: { number: string; name: string }[] })[] = [];
    for (const [kind, first = "", second = ""] of lines) {
      if (kind === "service") services.push({ service: first, ...(second === "postgres" && { databases: [] }) });
      if (kind === "database") services.at(-1)?.databases?.push({ number: first, name: second });
    }
    found[stack]?.push({ name, takenAt, from, content, to, bytes: Number(bytes), sha256: sha256!, services });
  }
  return found;
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
  const moment = `${dump.takenAt.slice(0, -1).replace("T", " ")} UTC`;
  const own = dump.services.filter(({ databases }) => !databases).map(({ service }) => service);
  const stays = [
    ...(own.length < dump.services.length ? ["the present databases stay as NAME_before_TIME"] : []),
    ...(own.length > 0 ? [`what ${own.join(", ")} keeps is overwritten, and put back if the restore fails`] : []),
  ].join("; ");
  return (
    `${stack}: restores the data as ${from} left it, from the dump of ${moment} (${size(dump.bytes)}). What was written ` +
    `since goes out of use: it is dumped first, and ${stays}. While the data changes places, the stack's other services stop`
  );
}

const size = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`);
