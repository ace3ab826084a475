/**
 * Folders of which nothing is left, so that who removed one is told one thing.
 * @param paths of everything that should be there
 * @param missing those of them that are not
 * @returns missing path → the highest folder without any of its files, for folders that had several; "" is all of them
 */
export function wholeFolders(paths: readonly string[], missing: ReadonlySet<string>): Map<string, string> {
  const counts = new Map<string, { all: number; missing: number }>();
  for (const path of paths) {
    for (const folder of foldersOf(path)) {
      const count = counts.get(folder) ?? { all: 0, missing: 0 };
      counts.set(folder, { all: count.all + 1, missing: count.missing + (missing.has(path) ? 1 : 0) });
    }
  }
  const isGone = (folder: string) => {
    const count = counts.get(folder)!;
    return count.all > 1 && count.all === count.missing;
  };
  return new Map(
    [...missing].flatMap((path) => {
      const gone = foldersOf(path).find(isGone);
      return gone === undefined ? [] : [[path, gone] as const];
    }),
  );
}

/** From the top. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}

const words = ", as is all of ";

/** The state of a thing that is missing with everything beside it, which is told once. @param whole "" is the whole stack */
export const withWhole = (state: string, whole: string) => `${state}${words}${whole || "the stack"}`;

/** The state by itself, and what is missing with it. */
export function partsOf(state: string): { state: string; whole?: string } {
  const at = state.indexOf(words);
  return at < 0 ? { state } : { state: state.slice(0, at), whole: state.slice(at + words.length) };
}

export const wholeStack = "the stack";
