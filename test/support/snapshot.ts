import type { Container, Snapshot } from "../../live/snapshot.ts";

/** A host with nothing on it. */
export const emptySnapshot: Snapshot = {
  containers: [],
  digests: new Map(),
  volumes: [],
  marks: new Map(),
  networks: [],
  settings: [],
  recorded: new Map(),
  own: new Map(),
  replicas: new Map(),
  now: 1000,
  closed: [],
};

/** A container that is as it should be. */
export const runningContainer: Container = {
  ...{ name: "shop-web-1", project: "shop", service: "web", oneOff: false, image: "nginx:1.27", imageId: "id" },
  ...{ state: "running", exitCode: 0, health: "", restarts: 0, started: 0, routeLabels: [] },
};
