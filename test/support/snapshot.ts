import type { Snapshot } from "../../live/snapshot.ts";

/** A host with nothing on it. */
export const emptySnapshot: Snapshot = {
  containers: [],
  digests: new Map(),
  settings: [],
  recorded: new Set(),
  closed: [],
};
