import type { Properties } from "./protocol.ts";

export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

/** What `diff` says. `detailed` wins over `changes` in what the engine shows. */
export interface Difference {
  /** Top-level properties that differ; empty and no `detailed`: nothing changes. */
  changes: string[];
  /** Those of them that need a replacement. */
  replaces?: string[];
  deleteBeforeReplace?: boolean;
  /** By property path, such as `expected.images.web` or `files["a b"]`. `inputDiff` false: the old side shown is the recorded output. */
  detailed?: Record<string, { kind: ChangeKind; inputDiff: boolean }>;
}

/** One resource type. Every property may hold `UNKNOWN` in a preview; a thrown error's message is what the user reads. */
export interface ResourceHandler {
  /** Default: the inputs as they are. `olds` are the recorded inputs, empty on the first creation. */
  check?(args: { urn: string; olds: Properties; news: Properties }): Promise<{
    inputs: Properties;
    failures?: { property: string; reason: string }[];
  }>;
  /** Default: every top-level input that differs is a change, none replaces. */
  diff?(args: {
    urn: string;
    id: string;
    oldInputs: Properties;
    oldOutputs: Properties;
    news: Properties;
    ignoreChanges: string[];
  }): Promise<Difference>;
  /** `timeout` in seconds, 0 when none is set. In a preview the id may be empty. */
  create(args: { urn: string; inputs: Properties; preview: boolean; timeout: number }): Promise<{
    id: string;
    outputs: Properties;
  }>;
  /** `undefined` means proven absent; an error means "could not look". Default: what is recorded. */
  read?(args: {
    urn: string;
    id: string;
    inputs: Properties;
    outputs: Properties;
  }): Promise<{ id: string; inputs: Properties; outputs: Properties } | undefined>;
  /** Gives the new outputs. Default: the new inputs over the recorded outputs. */
  update?(args: {
    urn: string;
    id: string;
    oldInputs: Properties;
    oldOutputs: Properties;
    news: Properties;
    preview: boolean;
    timeout: number;
  }): Promise<Properties>;
  /** Default: nothing to do. */
  delete?(args: { urn: string; id: string; inputs: Properties; outputs: Properties; timeout: number }): Promise<void>;
}

export interface Plugin {
  name: string;
  version: string;
  /** By token, such as `seisei:index:LiveState`. */
  resources: Record<string, ResourceHandler>;
  invokes?: Record<string, (args: Properties) => Promise<Properties>>;
  /** The provider's own inputs, once, before any resource; nested values arrive as the JSON text the SDK made of them. */
  configure?(config: Properties): Promise<void>;
  /** The engine asks to stop what is under way. */
  cancel?(): void;
  /** True: secrets arrive wrapped. False: they arrive plain, and the engine keeps the marks itself. */
  acceptSecrets: boolean;
}
