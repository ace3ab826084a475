import { UserError } from "../../release/errors.ts";

const begin = /<!-- generated: `make [a-z-]+` writes what follows -->/;
const end = "<!-- end of what is generated -->";

/**
 * Puts what is generated between a document's two markers; what a person wrote around them stays.
 * @param file names the document in messages
 * @throws UserError when the markers are not there once, in this order
 */
export function withGenerated(file: string, document: string, generated: string): string {
  const [before, rest, ...more] = document.split(begin);
  const [, after, ...ends] = rest?.split(end) ?? [];
  if (after === undefined || more.length + ends.length > 0) {
    throw new UserError(
      `${file}: expected once the line \`<!-- generated: … -->\` and below it \`${end}\`; put them back as git has them`,
    );
  }
  return `${before}${begin.exec(document)![0]}\n\n${generated.trim()}\n\n${end}${after}`;
}

/** A table; a cell without text gets a dash. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|") || "–").join(" | ")} |`;
  return [line(heads), `|${"---|".repeat(heads.length)}`, ...rows.map(line)].join("\n");
}

/** Text as it is typed; it may have backticks itself. */
export const code = (text: string) => (text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``);

export const codes = (texts: readonly string[]) => texts.map(code).join(", ");
