import { imageMove, shortImage } from "./image-move.ts";
import type { Plan, Pull } from "./plan.ts";
import type { ServiceChange } from "./service-changes.ts";
import type { StackChange } from "./stack-changes.ts";

/** The plan for a person; nothing in it is done. */
export function planText(plan: Plan): string {
  const { from, to, stacks, same, pulls, routes } = plan;
  const unchanged = same.length === 0 ? [] : [`unchanged: ${same.join(", ")}`];
  const signs = { added: "+", removed: "-", changed: "~" } as const;
  return [
    `${from} → ${to}`,
    ...(stacks.length === 0 ? ["no stack changes"] : stacks.flatMap((change) => ["", ...stackLines(change)])),
    "",
    ...unchanged,
    ...section("images to pull, where the host has not kept them", pulls.map(pullLine)),
    ...section(
      "routes",
      routes.map(
        ({ element, name, stack, kind, what }) => `${signs[kind]} ${element} ${name} (${stack}): ${what.join("; ")}`,
      ),
    ),
    ...section(`going back to ${from}`, stacks.map(backLine)),
    "no changes made",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ""];
}

function stackLines({ stack, kind, host, from, services, files, secrets }: StackChange): string[] {
  const place = from === undefined ? host : `${from} → ${host}`;
  const changed = files.filter((file) => kind === "changed" || file.kind === "changed");
  return [
    `${stack} (${place}): ${kind}`,
    ...services.map((change) => `  ${change.action.padEnd(8)}${change.service}${reasons(change)}`),
    ...(services.length === 0 ? ["  no service restarts"] : []),
    ...changed.map((file) => `  file    ${file.path} ${file.kind}`),
    ...secrets.added.map(
      (name) => `  secret  ${name} is required; \`pulumi config set --secret --path 'secrets.${stack}.${name}'\``,
    ),
    ...secrets.gone.map((name) => `  secret  ${name} is not required any more`),
  ];
}

function reasons({ why, image }: ServiceChange): string {
  const words = image ? [`image ${imageMove(image)}`, ...why.filter((reason) => reason !== "image")] : why;
  return words.length === 0 ? "" : `: ${words.join(", ")}`;
}

function pullLine({ host, image, bytes }: Pull): string {
  return `${host}  ${shortImage(image)}  ${bytes === null ? "size unknown" : size(bytes)}`;
}

const size = (bytes: number) => (bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function backLine({ stack, goingBack: { safe, why } }: StackChange): string {
  return `${stack}: ${safe ? "code only" : "not by code alone"}; ${why}`;
}
