import type { Version } from "../../release/version.ts";
import { imageMove } from "../plan/image-move.ts";
import type { StackChange } from "../plan/stack-changes.ts";
import type { Commit } from "./changes.ts";

/** The text of a release's tag: what changed in each stack since the last, with images by tag and digest, and the commits. */
export function tagMessage(
  next: Version,
  last: Version | undefined,
  changes: readonly StackChange[],
  commits: readonly Commit[],
): string {
  const touched = [...new Set([...changes.map(({ stack }) => stack), ...commits.flatMap(({ stacks }) => stacks)])];
  const parts = touched
    .sort()
    .map((name) => [
      `${name} (${changes.find(({ stack }) => stack === name)?.kind ?? "no change to run"})`,
      ...changes.filter(({ stack }) => stack === name).flatMap(stackLines),
      ...commits.filter(({ stacks }) => stacks.includes(name)).map(commitLine),
    ]);
  const others = commits.filter(({ stacks }) => stacks.length === 0);
  if (others.length > 0) parts.push(["Beside the stacks", ...others.map(commitLine)]);
  const since = last === undefined ? "The first release." : `Changes since ${last.tag}:`;
  return `${[[`Release ${next.tag}`], [since], ...parts].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const commitLine = ({ id, subject }: Commit) => `- ${id} ${subject}`;

function stackLines({ services, secrets, from, host }: StackChange): string[] {
  return [
    ...(from === undefined ? [] : [`- moves from ${from} to ${host}`]),
    ...services.map(({ service, action, image, why }) => {
      const verb = { start: "new", restart: "", remove: "gone" }[action];
      const moved = image && `image ${imageMove(image)}`;
      const words = [verb, moved, ...why.filter((reason) => reason !== "image")].filter(Boolean);
      return `- ${service}: ${words.join(", ")}`;
    }),
    ...secrets.added.map((name) => `- needs the secret ${name}`),
    ...secrets.gone.map((name) => `- needs the secret ${name} no more`),
  ];
}
