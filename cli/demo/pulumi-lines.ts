import { stripVTControlCharacters } from "node:util";

const row = /^\s*(\W+\s+)?[a-z-]+:[\w/-]+:(\w+) \S+(?: (.*))?$/i;
const section = /^ {2}[a-z-]+:[\w/-]+:(\w+) \(.*\):$/i;
const noise = /^(View |@ |Updating |Previewing |Diagnostics:|Permalink)/;

/** Resource types whose rows tell the story. */
const telling = ["Command", "RemoteImage"];
/** What a row says before its resource is done; warnings are told again under the diagnostics. */
const early = /^(creat|updat|delet|replac|read|runn)ing\b|warning:/;

/**
 * Which lines of `pulumi preview` and `pulumi up` the demo shows; everything is in its log.
 * @param without resource types whose diagnostics are left out
 */
export function pulumiLines(without: readonly ("Command" | "LiveState")[] = []): (line: string) => boolean {
  let last = "";
  let hidden = false;
  let shown = new Set<string>();
  return (line) => {
    const plain = stripVTControlCharacters(line).trimEnd();
    const heading = section.exec(plain);
    if (heading || /^\S/.test(plain)) {
      hidden = without.some((type) => type === heading?.[1]);
      shown = new Set();
    }
    if (hidden || noise.test(plain)) return false;
    const [, , type, status] = row.exec(plain) ?? [];
    if (!heading && type && (!telling.includes(type) || early.test(status ?? ""))) return false;
    // A failed command's lines come twice: as they were printed, and in its error.
    if (plain === "" ? last === "" : shown.has(plain)) return false;
    shown.add(plain);
    last = plain;
    return true;
  };
}
