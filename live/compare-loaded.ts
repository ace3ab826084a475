import type { StackExpected, StackObserved } from "./expected.ts";
import type { FileState } from "./files.ts";
import type { Loaded } from "./loaded.ts";

/** What a file's state is called once it is known whether it is loaded: what it is, then that in parentheses. */
const words = { present: ["not loaded yet", "loaded"], missing: ["still loaded", "no longer loaded"] } as const;

/**
 * What follows from the times for files that differ, for files that the release does not have, and for what is on disk as
 * it should be and yet not what a process has loaded.
 * @param found states of the release's files, by path
 */
export function compareLoaded(
  { files, loaded = {} }: Pick<StackExpected, "files" | "loaded">,
  found: Readonly<Record<string, FileState>>,
  all: readonly Loaded[],
): Required<Pick<StackObserved, "files" | "loaded" | "extraFiles">> {
  const isDeclared = (service: string, path: string) =>
    Object.keys(loaded[service]!.files).some((declared) => isBelow(path, declared));
  /** By the containers that load this path: whether one of them has not loaded its last change; undefined when none runs. */
  const isNew = (path: string): boolean | undefined => {
    const seen = all.flatMap(({ service, state, entries }) => {
      const entry = entries.get(path);
      return entry && isRunning(state) && isDeclared(service, path) ? [entry.changed] : [];
    });
    return seen.length > 0 ? seen.includes(true) : undefined;
  };
  const withWords = (state: FileState, path: string) => {
    const missing = state === "missing";
    const changed = isNew(missing ? parent(path) : path);
    return changed === undefined ? state : `${state} (${words[missing ? "missing" : "present"][changed ? 0 : 1]})`;
  };
  const differing = Object.keys(found).filter((path) => found[path] !== files[path]);
  const extra = new Set(
    all.flatMap(({ entries }) => [...entries].flatMap(([path, { folder }]) => (folder || files[path] ? [] : [path]))),
  );
  // What is told by itself explains its own change and its folders'.
  const told = [...differing, ...extra].filter((path) => found[path] === "missing" || isNew(path));
  const explained = new Set(told.flatMap((path) => [path, ...parents(path)]));
  const isStale = (service: string, declared: string) =>
    all.some(
      (one) =>
        one.service === service &&
        one.state === "reloaded" &&
        [...one.entries].some(([path, { changed }]) => changed && isBelow(path, declared) && !explained.has(path)),
    );
  const observed = Object.entries(loaded).map(([service, { process, files }]) => {
    const absent = all.some((one) => one.service === service && one.state === "absent");
    const states = Object.keys(files).map((path) => [
      path,
      isStale(service, path) ? "changed after it was loaded" : "loaded",
    ]);
    return [service, { process: absent ? "not running" : process, files: Object.fromEntries(states) }];
  });
  return {
    files: Object.fromEntries(
      Object.entries(found).map(([path, state]) => [path, state === files[path] ? state : withWords(state, path)]),
    ),
    extraFiles: Object.fromEntries([...extra].sort().map((path) => [path, withWords("present", path)])),
    loaded: Object.fromEntries(observed),
  };
}

const isRunning = (state: Loaded["state"]) => state === "started" || state === "reloaded";
const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const parent = (path: string) => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

function parents(path: string): string[] {
  const folder = parent(path);
  return folder === "" ? [] : [folder, ...parents(folder)];
}
