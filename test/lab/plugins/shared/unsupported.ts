import type { Properties } from "../../../../provider/plugin-server.ts";

/** What Check answers to inputs that only the official plugin can deal with. */
export function unsupportedInputs(keys: readonly string[], news: Properties): { property: string; reason: string }[] {
  const reason = "not supported by the plugin that stands in for the official one";
  return keys.filter((key) => news[key] !== undefined).map((property) => ({ property, reason }));
}
