import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RawSettings } from "../../components/settings.ts";
import { throwProblems, UserError } from "../../release/errors.ts";
import { isMapping, type Mapping, parseYamlFile } from "../../release/yaml-file.ts";

const fileOf = (stack: string) => `Pulumi.${stack}.yaml`;

/** The project's `Pulumi.<stack>.yaml` files, sorted. */
export function configFiles(project: string): string[] {
  return readdirSync(project)
    .filter((name) => /^Pulumi\.[^.]+\.yaml$/.test(name))
    .sort();
}

/**
 * The configuration file of the Pulumi stack that PULUMI_STACK names; without it, the only one there is.
 * @throws UserError when there is none, or a choice
 */
export function chosenConfigFile(project: string): string {
  const files = configFiles(project);
  const { PULUMI_STACK: chosen } = process.env;
  if (chosen) {
    const file = fileOf(chosen.split("/").at(-1)!);
    if (files.includes(file)) return file;
    throw new UserError(
      `PULUMI_STACK: expected a stack with a configuration here (${files.join(", ") || "none"}), got ${chosen}`,
    );
  }
  if (files.length === 1) return files[0]!;
  throw new UserError(
    files.length === 0
      ? `${project}: expected a file Pulumi.<stack>.yaml that names the hosts, got none; \`pulumi stack init prod\` begins one`
      : `expected one Pulumi stack, got ${files.join(", ")}; name one: PULUMI_STACK=${files[0]!.split(".")[1]}`,
  );
}

/**
 * What a configuration file says under `seisei:`, read without Pulumi. Its secrets are encrypted and left out.
 * @throws UserError when the file is no YAML
 */
export function readConfigFile(project: string, file: string): RawSettings {
  const problems: string[] = [];
  const { data } = parseYamlFile(file, readFileSync(join(project, file), "utf8"), problems);
  throwProblems(problems);
  const config: Mapping = isMapping(data) && isMapping(data.config) ? data.config : {};
  const own = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("seisei:") && key !== "seisei:secrets" ? [[key.slice("seisei:".length), value]] : [],
  );
  return Object.fromEntries(own);
}
