import { listDumps, restoreNotice } from "../live/dumps.ts";
import type { LiveHost } from "../live/host.ts";
import type { Properties } from "./plugin-server.ts";

/**
 * What an update will do with a stack's data; nothing unless these inputs ask for more than the recorded ones did.
 * @throws UserError when no dump holds what is wanted
 */
export async function restoring(
  host: () => LiveHost,
  recorded: Properties | undefined,
  { expected, root, stack, restoreContent }: Properties,
): Promise<string | undefined> {
  const from = expected?.restored;
  if (from === undefined || from === recorded?.expected?.restored) return undefined;
  return restoreNotice(await listDumps(host(), root, stack), { stack, from, content: restoreContent });
}
