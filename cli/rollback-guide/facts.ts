import { type Dump, dumpOf, listDumps } from "../../live/dumps.ts";
import type { LiveHost } from "../../live/host.ts";
import { quote } from "../../live/session.ts";
import { contentHash } from "../../release/content-hash.ts";
import type { StackRelease } from "../../release/types.ts";

/** What a host says about one of its stacks. */
export interface StackFacts {
  /** The release that brought what it runs; undefined when no deploy has recorded one. */
  readonly runs?: string;
  /** The dump that holds the data as the wanted release left it. */
  readonly dump?: Dump;
}

/**
 * @param wanted the stack in the release to go back to
 * @throws UserError when the host could not be asked
 */
export async function stackFacts(host: LiveHost, root: string, wanted: StackRelease): Promise<StackFacts> {
  const record = quote(`${root}/.seisei/${wanted.name}/current/release`);
  const [runs] = (await host.read(`[ ! -e ${record} ] || cat ${record}`, record)).split(" ");
  const dumps = await listDumps(host, root, wanted.name);
  const dump = dumpOf(dumps, { from: wanted.release, content: contentHash(wanted) });
  return {
    ...(runs ? { runs } : {}),
    ...(dump ? { dump } : {}),
  };
}
