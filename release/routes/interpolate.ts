import type { Text } from "./model.ts";

/**
 * Replaces variables as Compose does: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}`,
 * `${NAME:?message}`, `$$` for one dollar sign; defaults may hold variables themselves.
 *
 * Nothing is known of a variable's value: neither of a secret's nor of one of the host's environment. A default is taken
 * for a variable that is no secret.
 * @param secrets the variables that `.env` has
 * @returns `null` when the text depends on a value that is not known
 */
export function interpolate(text: string, secrets: readonly string[]): Text {
  let result = "";
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "$") {
      result += text[at++];
      continue;
    }
    if (text[at + 1] === "$") {
      result += "$";
      at += 2;
      continue;
    }
    if (/^\$[A-Za-z_]/.test(text.slice(at, at + 2))) return null;
    const end = text[at + 1] === "{" ? closing(text, at + 2) : -1;
    if (end < 0) {
      result += text[at++]; // Compose refuses it by itself
      continue;
    }
    const [, name = "", operator = "", operand = ""] = /^(\w+)(:?[-+?])?(.*)$/s.exec(text.slice(at + 2, end)) ?? [];
    const secret = secrets.includes(name);
    const instead = operator.endsWith(secret ? "+" : "-") ? interpolate(operand, secrets) : null;
    if (instead === null) return null;
    result += instead;
    at = end + 1;
  }
  return result;
}

/** Index of the brace that closes the one before `from`. */
function closing(text: string, from: number): number {
  for (let at = from, depth = 1; at < text.length; at++) {
    if (text.startsWith("${", at)) depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}
