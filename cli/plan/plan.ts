import type { Release } from "../../release/types.ts";
import { type RouteChange, routeChanges } from "./route-changes.ts";
import { type StackChange, stackChanges } from "./stack-changes.ts";

/** An image that a host has not got from the release before. */
export interface Pull {
  readonly host: string;
  /** `nginx:1.27@sha256:…` */
  readonly image: string;
  /** What is downloaded, in bytes; null: not known. */
  readonly bytes: number | null;
}

/** What an update from one release to another does. */
export interface Plan {
  readonly from: string;
  readonly to: string;
  readonly stacks: readonly StackChange[];
  /** Names of the stacks that stay as they are. */
  readonly same: readonly string[];
  readonly pulls: readonly Pull[];
  readonly routes: readonly RouteChange[];
}

/** What an update does, as far as the two releases tell; the sizes of images are not known here. */
export function planBetween(from: Release, to: Release): Plan {
  const stacks = stackChanges(from, to);
  const changed = new Set(stacks.map(({ stack }) => stack));
  return {
    from: from.tag,
    to: to.tag,
    stacks,
    same: to.stackNames.filter((name) => !changed.has(name)),
    pulls: pulls(from, to),
    routes: routeChanges(from, to),
  };
}

function pulls(from: Release, to: Release): Pull[] {
  const [old, now] = [images(from), images(to)];
  return [...now]
    .sort()
    .filter((key) => !old.has(key))
    .map((key) => {
      const [host = "", image = ""] = key.split(" ");
      return { host, image, bytes: null };
    });
}

/** Host and reference of every image of a release. */
export function images(release: Release): Set<string> {
  const stacks = release.stackNames.map((name) => release.stack(name));
  return new Set(
    stacks.flatMap(({ definition: { host }, services }) =>
      [...services.values()].map(({ reference }) => `${host} ${reference}`),
    ),
  );
}
