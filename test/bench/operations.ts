/** What is measured, in the order of the table; also the keys of `dist/bench.json`. */
export const operations = {
  emptyPreview: "an empty Pulumi program's preview",
  previewWithoutRead: "preview, the drift read switched off",
  preview: "preview, nothing changed",
  previewWithPolicies: "preview with the policy pack, nothing changed",
  driftPreview: "preview, one file changed on the host",
  up: "up, nothing changed",
  upgradeOne: "up, one stack changes",
  rollbackOne: "up, one stack pinned back",
  rollbackAll: "up, all stacks back",
  seedNothing: "ssh per stack, nothing changed",
  seedAll: "ssh per stack, all change",
  seedRollback: "ssh per stack, all back",
  seedDrift: "ssh per stack, drift script",
  oneSessionAll: "one ssh, four stacks at a time, all change",
  oneSessionRollback: "one ssh, four stacks at a time, all back",
  ansibleCheck: "Ansible, check mode, nothing changed",
  ansibleRollback: "Ansible, all back",
} as const;

/** What the goals need beside; shown under the table. */
export const extras = {
  typedUpgrade: "`docker compose up -d --wait` of one changed stack, typed on the host",
  driftCheckServer: "`drift_check.sh --server`, nothing changed",
  driftRead: "the drift read inside the provider",
  programStart: "program start: engine ready → first resource registered",
  firstOwnResource: "engine ready → first resource of the program's own",
} as const;

export type Operation = keyof typeof operations;
export type Measure = Operation | keyof typeof extras;

/** What each way waits for before it says that it is done; the others return when Docker has started the containers. */
export const waitsFor: Partial<Record<Measure, string>> = {
  upgradeOne: "answers",
  rollbackOne: "answers",
  rollbackAll: "answers",
  ansibleRollback: "running",
  typedUpgrade: "running",
};

/** One run of one operation. */
export interface Sample {
  readonly seconds: number;
  /** SSH connections that the host accepted meanwhile. */
  readonly connections: number;
  /** Processes and threads that the host started meanwhile, beyond what it starts anyway. */
  readonly started: number;
}
