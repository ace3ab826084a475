import type { Format } from "../secrets/format.ts";
import type { Match } from "../secrets/match.ts";

/** Lines of base64 after what a rule saw: of a key that has no end, and of PuTTY's form. */
const keyLines = /(?:(?:\\+[nr]|[ \t\r\n"'+,|#*&;])*(?:[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]+={1,2})(?![\w:=-]))*/y;
/** The key before a value of YAML that goes on below it: its indentation, the dashes of lists, its name. */
const key = String.raw`([ ]*(?:- +)*)(["']?)([A-Za-z_][\w.-]*)\2:[ \t]+(?:[&!]\S+[ \t]+)*`;
const blockKey = new RegExp(String.raw`(?:^|\n)${key}[|>][-+\d]*[ \t]*(?:#[^\n]*)?\r?\n[ \t\r\n]*$`);
const plainKey = new RegExp(String.raw`(?:^|\n)${key}$`);

/** The rules see where a secret begins and tell no more than they must; to remove one, all of it counts. */
export function wholeValue(text: string, format: Format, seen: Match): Match {
  const match = withoutClosing(text, format, seen);
  const end = keyEnd(text, match) ?? (format === "yaml" ? scalarEnd(text, match) : undefined);
  return end === undefined || end <= match.end ? match : { ...match, end };
}

/**
 * A quote at the end that has no other in the value closes what began before it, as in `- "NAME=value"`; so does a bracket
 * of YAML, as in `- {name: NAME, value: value}`.
 */
function withoutClosing(text: string, format: Format, match: Match): Match {
  const value = text.slice(match.start, match.end);
  const [, closing = ""] =
    /^[^"']*(["'][\]},]*)$/.exec(value) ?? ((format === "yaml" && /^[^[{]*?([\]}]+)$/.exec(value)) || []);
  if (closing === "") return match;
  const before = text.slice(text.lastIndexOf("\n", match.start - 1) + 1, match.start);
  const open = (before.match(/[[{]/g)?.length ?? 0) - (before.match(/[\]}]/g)?.length ?? 0);
  return {
    ...match,
    end: match.end - (/["']/.test(closing) ? closing.length : Math.max(0, Math.min(closing.length, open))),
  };
}

function keyEnd(text: string, { rule, start, end }: Match): number | undefined {
  const isOpen = rule === "private-key" && !text.slice(start, end).includes("-----END");
  if (!isOpen && rule !== "putty-private-key") return;
  keyLines.lastIndex = end;
  return end + keyLines.exec(text)![0].length;
}

/** The end of a scalar of several lines, when the match is its beginning: its lines are indented deeper than its key. */
function scalarEnd(text: string, { start, end, name }: Match): number | undefined {
  const before = text.slice(Math.max(0, start - 500), start);
  const found = blockKey.exec(before) ?? plainKey.exec(before);
  if (found === null || found[3] !== name) return;
  const isBlock = before.endsWith(" ") && /\n[ \t]*$/.test(before);
  if (!/^[ \t]*(?:\r?\n|$)/.test(text.slice(end, end + 200))) return; // something follows on the same line
  let last = end;
  for (let at = text.indexOf("\n", end); at >= 0; at = text.indexOf("\n", at + 1)) {
    const line = /[^\r\n]*/y;
    line.lastIndex = at + 1;
    const [written] = line.exec(text)!;
    if (written.trim() === "") {
      if (at + 1 >= text.length) break;
      continue;
    }
    const indentation = written.length - written.trimStart().length;
    if (indentation <= found[1]!.length || (!isBlock && written.trimStart().startsWith("#"))) break;
    last = at + 1 + written.trimEnd().length;
  }
  return last;
}
