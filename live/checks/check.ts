import type { Documented } from "../documented.ts";
import type { Finding, ReadableDifference, Statement } from "../finding.ts";
import type { LiveHost } from "../host.ts";

/** Where a stack is. */
export interface StackPlace {
  readonly host: LiveHost;
  readonly stack: string;
  /** Absolute path of the stack's folder on the host. */
  readonly folder: string;
  /** Absolute path of what a deploy keeps about the stack on the host. */
  readonly state: string;
  /** SHA-256 of the `.env` text that was deployed, hex. */
  readonly environmentHash?: string;
  /** Things of the host that no release has and that are meant to be there. */
  readonly documented: readonly Documented[];
}

/** @param root the folder on the host that holds the stacks */
export function stackPlace(
  host: LiveHost,
  root: string,
  stack: string,
  known: Pick<StackPlace, "documented" | "environmentHash">,
): StackPlace {
  return { host, stack, folder: `${root}/stacks/${stack}`, state: `${root}/.seisei/${stack}`, ...known };
}

/** Where the things of no stack are. */
export interface HostPlace {
  readonly host: LiveHost;
  readonly root: string;
  /** Compose projects that belong on the host. */
  readonly projects: readonly string[];
  /** Things that no release has and that are meant to be there. */
  readonly documented: readonly Documented[];
}

/** What a finding is about, and what its commands need to name. */
export interface Where extends Pick<Finding, "host" | "stack"> {
  /** Absolute path of the stack's folder on the host. */
  readonly folder?: string;
}

/**
 * One kind of question to a host. `Expected` is the part of what a release says that the answer is compared with, key
 * by key; the answer has the same shape, with what is there in place of what should be.
 */
export interface Check<Place, Expected> {
  /** Keys of `expected` and `observed` that are this check's own. */
  readonly keys: readonly string[];
  /**
   * Reads. All checks run side by side over the host's one session.
   * @returns the check's own keys; a key that `expected` lacks only when something is there that should not be
   * @throws UserError when the question could not be answered: never "no difference", never "missing"
   */
  observe(place: Place, expected: Expected): Promise<Record<string, unknown>>;
  /**
   * Words for the differences under the check's keys, in their order.
   * @param all every difference of the same place: what only follows from another one is not said twice
   */
  findings(own: readonly ReadableDifference[], all: readonly ReadableDifference[], where: Where): Statement[];
}
