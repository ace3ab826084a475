import { stripVTControlCharacters } from "node:util";

const row = /^\s*(\W+\s+)?[a-z-]+:[\w/-]+:(\w+) \S+ (.*)$/i;
const section = /^ {2}[a-z-]+:[\w/-]+:(\w+) \(.*\):$/i;
const noise = /^(View |@ |Updating |Previewing |Diagnostics:|Permalink)/;

/** Resource types whose rows tell the story. */
const telling = ["Command", "RemoteImage"];
/** What a row says before its resource is done; warnings are told again under the diagnostics. */
const early = /^(creat|updat|delet|replac|read|runn)ing\b|warning:/;

/**
 * Which lines of `pulumi preview` and `pulumi up` the demo shows; everything is in its log.
 * @param whole whether to show what remote commands printed although their rows have it already; after a failure it matters
 */
export function pulumiLines(whole = false): (line: string) => boolean {
  let blank = true;
  let hidden = false;
  return (line) => {
    const plain = stripVTControlCharacters(line);
    if (/^\S/.test(plain)) hidden = false;
    const heading = section.exec(plain);
    if (heading) hidden = heading[1] === "Command" && !whole;
    if (hidden || noise.test(plain)) return false;
    const [, , type, status] = row.exec(plain) ?? [];
    if (!heading && type && (!telling.includes(type) || early.test(status!))) return false;
    const again = blank && plain.trim() === "";
    blank = plain.trim() === "";
    return !again;
  };
}
