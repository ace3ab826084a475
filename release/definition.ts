import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject } from "ajv";
import type { StackDefinition } from "./types.ts";
import { parseYamlFile, type YamlFile } from "./yaml-file.ts";

// The schema belongs to the code that understands it, not to the release that is read with it.
const schema = JSON.parse(readFileSync(new URL("../stacks/stack.schema.json", import.meta.url), "utf8"));

let check: ReturnType<typeof compile> | undefined;
function compile() {
  // The schema itself is checked by a test: doing it here too costs 40 ms in every preview.
  const options = { validateSchema: false, meta: false } as const;
  return new Ajv({ ...options, allErrors: true, useDefaults: true, verbose: true }).compile<StackDefinition>(schema);
}

/** Reads a stack.yaml with the schema's defaults filled in; mistakes go to `problems`, each with file, line and key. */
export function parseDefinition(
  file: string,
  text: string,
  problems: string[],
): { definition?: StackDefinition; source: YamlFile } {
  const before = problems.length;
  const source = parseYamlFile(file, text, problems);
  if (problems.length > before) return { source };
  check ??= compile();
  const { data } = source;
  if (check(data)) return { definition: data, source };
  for (const error of check.errors ?? []) problems.push(message(source, error));
  return { source };
}

function message(source: YamlFile, error: ErrorObject): string {
  const key = error.instancePath.split("/").slice(1);
  const name = key.join(".");
  const got = JSON.stringify(error.data);
  const { params } = error;
  switch (error.keyword) {
    case "additionalProperties": {
      const unknown = params.additionalProperty as string;
      const known = Object.keys(error.parentSchema?.properties ?? {}).join(", ");
      return `${source.at([...key, unknown])}: ${unknown}: expected one of the keys ${known}, got an unknown key; correct or remove it`;
    }
    case "required": {
      const missing = params.missingProperty as string;
      const { title = missing, examples = [] } = error.parentSchema?.properties?.[missing] ?? {};
      const example = /^[\w-]+$/.test(examples[0]) ? examples[0] : JSON.stringify(examples[0]);
      return `${source.at(key)}: ${missing}: expected the ${title.toLowerCase()}, got nothing; add a line such as \`${missing}: ${example}\``;
    }
    case "type": {
      const examples = error.parentSchema?.examples;
      const example = examples ? `; write it like \`${name}: ${JSON.stringify(examples[0])}\`` : "";
      return `${source.at(key)}: ${name || "stack.yaml"}: expected ${kinds[params.type as string]}, got ${got ?? "nothing"}${example}`;
    }
    case "pattern":
      return `${source.at(key)}: ${name}: expected ${patterns[key[0] ?? ""] ?? `text that matches ${params.pattern}`}, got ${got}; correct it`;
    case "uniqueItems": {
      const twice = (error.data as unknown[])[params.j as number];
      return `${source.at([...key, params.i])}: ${name}: expected each entry once, got ${JSON.stringify(twice)} twice; remove one`;
    }
    default:
      return `${source.at(key)}: ${name}: expected a value that ${error.message?.replace(/^must be/, "is")}, got ${got}; correct it`;
  }
}

const kinds: Record<string, string> = {
  object: "a mapping of keys to values",
  array: "a list",
  string: "text",
  integer: "a whole number",
};

/** A pattern in words: nobody reads a regular expression at night. */
const patterns: Record<string, string> = {
  host: "a host's name (small letters, digits, hyphens)",
  after: "a stack's name (small letters, digits, hyphens)",
  health: "an address that begins with http:// or https://",
  secrets: "a variable's name (capital letters, digits, underscores)",
  requires: "a version such as 24.0",
  traefik: "an http address without a slash at its end, or a path inside the stack's folder",
  addons: "a folder inside the stack's folder, without / at its ends",
  loaded: "a path inside the stack's folder without / at its ends, or a process without blanks at its ends",
};
