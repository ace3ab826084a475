import { readdir, readFile } from "node:fs/promises";
import { UserError } from "../../release/errors.ts";

/**
 * The Debian mirror that this machine itself installs from.
 *
 * @throws UserError when it has none of that suite
 */
export async function debianMirror(suite: string): Promise<string> {
  const folder = "/etc/apt/sources.list.d";
  const names = await readdir(folder).catch(() => []);
  for (const file of ["/etc/apt/sources.list", ...names.sort().map((name) => `${folder}/${name}`)]) {
    const text = await readFile(file, "utf8").catch(() => "");
    const found = file.endsWith(".sources") ? fromSources(text, suite) : fromList(text, suite);
    if (found) return found;
  }
  throw new UserError(
    `/etc/apt: expected a source of Debian ${suite}, got none; run the lab on a Debian machine that has one`,
  );
}

/** From the one-line form of sources.list(5): `deb [options] URI suite component…`. */
export function fromList(text: string, suite: string): string | undefined {
  const pattern = new RegExp(`^deb\\s+(?:\\[[^\\]]*\\]\\s+)?(\\S+)\\s+${suite}\\s+(?:\\S+\\s+)*main\\b`, "m");
  return pattern.exec(text)?.[1];
}

/** From the deb822 form of sources.list(5): paragraphs with `URIs:`, `Suites:` and `Components:`. */
export function fromSources(text: string, suite: string): string | undefined {
  for (const paragraph of text.split(/\n\s*\n/)) {
    const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(paragraph)?.[1]?.split(/\s+/) ?? [];
    if (field("Suites").includes(suite) && field("Components").includes("main")) return field("URIs")[0];
  }
  return undefined;
}
