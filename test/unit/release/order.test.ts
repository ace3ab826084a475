import assert from "node:assert/strict";
import { orderStacks } from "../../../release/order.ts";

const stack = (name: string, ...after: string[]) => ({
  name,
  definition: { after },
  whereIs: (...key: (string | number)[]) => `stacks/${name}/stack.yaml:${Number(key[1]) + 2}`,
});
const order = (...stacks: ReturnType<typeof stack>[]) => orderStacks(stacks).map(({ name }) => name);

describe("the order of stacks", () => {
  it("puts each stack behind what it waits for, however it was given", () => {
    assert.deepEqual(order(stack("a", "b"), stack("b", "d"), stack("d"), stack("c", "a", "d")), ["d", "b", "a", "c"]);
  });

  it("goes by name where nothing waits", () => {
    assert.deepEqual(order(stack("c"), stack("a"), stack("b")), ["a", "b", "c"]);
  });

  it("refuses a name that is no stack, at its line, with the names there are", () => {
    assert.throws(() => order(stack("web", "edge", "databse"), stack("edge")), {
      name: "UserError",
      message: /^stacks\/web\/stack\.yaml:3: after: expected another stack's name \(edge\), got "databse"/,
    });
  });

  it("refuses a cycle and shows it", () => {
    assert.throws(() => order(stack("a", "b"), stack("b", "c"), stack("c", "b")), {
      name: "UserError",
      message: /^stacks\/c\/stack\.yaml:2: after: expected an order, got a cycle: b → c → b /,
    });
    assert.throws(() => order(stack("a", "a")), { message: /a → a/ });
  });
});
