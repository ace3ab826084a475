import type { Release, StackRelease } from "../../release/release.ts";

/** Levels as Pulumi has them; a configuration of the pack can give a rule another one. */
export type Level = "mandatory" | "advisory" | "disabled";

/** What the configuration asks for, read from git before anything is registered. */
export interface Desired {
  /** Folder of the git repository. */
  readonly repository: string;
  /** The configuration's file, for messages: `Pulumi.prod.yaml`. */
  readonly file: string;
  /** The release, and those that pins name. */
  readonly releases: readonly Release[];
  /** Each stack in the release that it should run. */
  readonly stacks: readonly StackRelease[];
  readonly now: Date;
  /** False in a preview, which changes nothing. */
  readonly update: boolean;
  /** The values of `seisei:freeze` and `seisei:emergency`, as they were written. */
  readonly freeze?: unknown;
  readonly emergency?: unknown;
}

/** One resource as the program registers it. */
export interface Inputs {
  /** `command:remote:Command` */
  readonly type: string;
  readonly name: string;
  /** Plain data; a value that is not known yet is one of Pulumi's placeholders. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  /** Type of the component that declares it. @example "seisei:index:DataVolume" */
  readonly component?: string;
  /** Whether the value at this path is, or is inside of, a secret. Undefined: it could not be seen. */
  readonly isSecret: ((path: readonly string[]) => boolean) | undefined;
}

/** What a rule's own part of the pack's configuration may hold, as JSON schema. */
export interface RuleSettings {
  readonly [name: string]: { readonly type: "string" | "object"; readonly description: string };
}

interface About {
  /** Kebab-case, the name of its file. */
  readonly name: string;
  /** Unless the pack's configuration has another one. */
  readonly level: Level;
  /** One sentence, "Checks …". */
  readonly description: string;
  /** Where it comes from, as Markdown. */
  readonly source: string;
  /** @default none */
  readonly settings?: RuleSettings;
}

// What a rule answers are its problems, each a sentence with place and fix, without any value that may be secret.

export type Settings = Readonly<Record<string, unknown>>;

/** Judges what the stacks of a release say: of a deployed one or, before it is tagged, of the work tree. */
export interface StackRule extends About {
  stacks(stacks: readonly StackRelease[]): string[];
}

/** Judges what else the configuration asks for. */
export interface ReleaseRule extends About {
  release(desired: Desired, settings: Settings): string[] | Promise<string[]>;
}

/** Judges each resource by itself. */
export interface ResourceRule extends About {
  /** The only type that it looks at. @default every one */
  readonly type?: string;
  resource(inputs: Inputs): string[];
}

/** Judges the Pulumi stack's outputs, in which earlier updates have left what they deployed; comes last. */
export interface HistoryRule extends About {
  history(outputs: Readonly<Record<string, unknown>>, repository: string): Promise<string[]>;
}

export type Rule = StackRule | ReleaseRule | ResourceRule | HistoryRule;
