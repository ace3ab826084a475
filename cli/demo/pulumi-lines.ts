import { stripVTControlCharacters } from "node:util";

/** Resource types whose rows tell the story: a stack being brought to its release, and what a host was found to run. */
const telling = /^\s*(\W+)?\s*(command:remote:Command|seisei:index:LiveState)\s/;
const row = /^\s*(\W+\s+)?[a-z-]+:[\w/-]+:\w+\s/i;
const noise = /^(View (Live|in Browser)|\s*@ |Loading policy|Permalink)/;

/** Which lines of `pulumi preview` and `pulumi up` the demo shows. Everything is in its log. */
export function pulumiLines(): (line: string) => boolean {
  let blank = false;
  return (line) => {
    const plain = stripVTControlCharacters(line);
    if (noise.test(plain)) return false;
    if (row.test(plain)) {
      const begins = /\b(creating|updating|deleting|replacing|reading|running)\b/.test(plain);
      if (begins || !telling.test(plain)) return false;
    }
    const again = plain.trim() === "" && blank;
    blank = plain.trim() === "";
    return !again;
  };
}
