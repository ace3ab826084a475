import { containerTamperings } from "./containers.ts";
import { fileTamperings, loadedTamperings } from "./files.ts";
import { folderTamperings } from "./folders.ts";
import { resourceTamperings } from "./resources.ts";
import { routeTamperings } from "./routes.ts";
import { settingTamperings } from "./settings.ts";
import type { Tampering } from "./tampering.ts";

/** Every tampering. */
export const tamperings: readonly Tampering[] = [
  ...containerTamperings,
  ...settingTamperings,
  ...fileTamperings,
  ...loadedTamperings,
  ...folderTamperings,
  ...resourceTamperings,
  ...routeTamperings,
];
