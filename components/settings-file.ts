import { readFileSync } from "node:fs";
import { isMapping, parseYamlFile } from "../release/yaml-file.ts";

/** `Pulumi.<stack>.yaml` itself, for what only its text tells. */
export interface SettingsFile {
  /** `file:line` of a key below `seisei:`, or the file alone when it cannot be read from here. */
  at(key: readonly string[]): string;
  /** Stack and name of each secret that somebody set without `--secret`. */
  readonly plainSecrets: readonly (readonly [string, string])[];
}

/** Reads the configuration's file from the present folder. */
export function settingsFile(file: string): SettingsFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return { at: () => file, plainSecrets: [] }; // `--config-file` may be anywhere
  }
  const { data, at } = parseYamlFile(file, text, []);
  const config = isMapping(data) && isMapping(data.config) ? data.config : {};
  const secrets = isMapping(config["seisei:secrets"]) ? config["seisei:secrets"] : {};
  const plainSecrets = Object.entries(secrets).flatMap(([stack, values]) =>
    Object.entries(isMapping(values) ? values : {}).flatMap(([name, value]) =>
      isMapping(value) ? [] : [[stack, name] as const],
    ),
  );
  return { at: ([first, ...rest]) => at(["config", `seisei:${first}`, ...rest]), plainSecrets };
}
