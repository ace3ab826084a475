import { throwProblems } from "./errors.ts";
import type { StackRelease } from "./types.ts";

type Ordered = Pick<StackRelease, "name" | "whereIs"> & { readonly definition: { readonly after: readonly string[] } };

/**
 * The stacks in an order in which each comes behind every stack that its `after` names; by name where that leaves a choice.
 * @throws UserError for a name that is no stack among these, and for a cycle
 */
export function orderStacks<T extends Ordered>(stacks: readonly T[]): T[] {
  const byName = new Map([...stacks].sort((a, b) => (a.name < b.name ? -1 : 1)).map((stack) => [stack.name, stack]));
  const problems: string[] = [];
  const ordered = new Set<T>();
  const open: string[] = [];

  const visit = (stack: T) => {
    if (ordered.has(stack)) return;
    open.push(stack.name);
    for (const [index, name] of stack.definition.after.entries()) {
      const at = `${stack.whereIs("after", index)}: after`;
      const earlier = byName.get(name);
      if (earlier === undefined) {
        const others = [...byName.keys()].filter((other) => other !== stack.name).join(", ") || "none";
        problems.push(
          `${at}: expected another stack's name (${others}), got ${JSON.stringify(name)}; correct or remove it`,
        );
      } else if (open.includes(name)) {
        const cycle = [...open.slice(open.indexOf(name)), name].join(" → ");
        problems.push(
          `${at}: expected an order, got a cycle: ${cycle} (each after the next); remove one of these entries`,
        );
      } else visit(earlier);
    }
    open.pop();
    ordered.add(stack);
  };
  for (const stack of byName.values()) visit(stack);
  throwProblems(problems);
  return [...ordered];
}
