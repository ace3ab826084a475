import { listDumps, restoreNotice } from "../live/dumps.ts";
import { goingBack } from "../live/going-back.ts";
import type { LiveHost } from "../live/host.ts";
import { volumeNotice } from "../live/volume-restore.ts";
import { UserError } from "../release/errors.ts";
import { type Properties, same } from "./plugin-server.ts";

/**
 * What an update will do with a stack's data: nothing to say unless these inputs ask for something else than the recorded
 * ones did.
 * @throws UserError when no dump holds what is wanted, or when the code would go back without the data that it needs
 */
export async function dataNotices(
  host: () => LiveHost,
  recorded: Properties | undefined,
  { expected, root, stack, restoreContent, restoreSnapshot, release, schema, codeOnly }: Properties,
): Promise<string[]> {
  if (restoreSnapshot) return [volumeNotice(stack, expected.restored, restoreSnapshot)]; // as long as it has not succeeded
  if (!stack || same(recorded?.expected, expected)) return [];
  const from = expected.restored;
  const restored = from !== undefined && restoreContent !== undefined && from !== recorded?.expected?.restored;
  const notices = restored
    ? [restoreNotice(await listDumps(host(), root, stack), { stack, from, content: restoreContent })]
    : [];
  if (recorded?.release === undefined || release === undefined) return notices;
  const before = { release: recorded.release, schema: recorded.schema };
  const hasData = Object.keys(expected.volumes ?? {}).length > 0;
  const back = goingBack(stack, before, { release, schema }, { hasData, restored, accepted: codeOnly === true });
  if (back?.refused) throw new UserError(back.text);
  return [...notices, ...(back ? [back.text] : [])];
}
