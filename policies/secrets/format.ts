import { basename, extname } from "node:path";

/**
 * How values are written in a file.
 *
 * - `env`: `NAME=value` to the end of the line, also ini, properties and editor settings
 * - `yaml`, `json`, `shell`, `sql`, `xml`: as named; `conf`: `name value` (nginx, redis, netrc)
 * - `code`: a programming language, where a value without quotes is an expression
 * - `prose`: text for people
 */
export type Format = "env" | "yaml" | "json" | "toml" | "shell" | "docker" | "sql" | "xml" | "conf" | "code" | "prose";

const byExtension: Record<Exclude<Format, "docker">, string> = {
  env: "env ini cfg properties cnf desktop service editorconfig npmrc pypirc",
  yaml: "yaml yml",
  json: "json json5 jsonc ipynb har tfstate webmanifest map",
  toml: "toml tf tfvars hcl nix",
  shell: "sh bash zsh fish ksh ps1 bat cmd mk",
  sql: "sql psql ddl",
  xml: "xml html htm xhtml svg vue plist csproj config xaml jsp",
  conf: "conf acl netrc pgpass htpasswd include",
  code: "ts tsx mts cts js jsx mjs cjs py rb php java kt kts scala go rs c h cc cpp hpp cs fs swift dart lua pl pm r ex exs erl clj groovy gradle sol css scss sass less tmpl erb",
  prose: "md mdx txt rst adoc log csv tsv tex po eml out",
};
const extensions = new Map(
  Object.entries(byExtension).flatMap(([format, list]) => list.split(" ").map((name) => [name, format as Format])),
);

/** The format of a file by its name; by its first characters where the name tells nothing. */
export function formatOf(file: string, text: string): Format {
  const name = basename(file)
    .toLowerCase()
    .replace(/\.(?:example|sample|dist|template|tmpl|bak|old|orig|local)$/, "");
  if (/^\.?env(?:\.|$)|^(?:credentials|\.s3cfg|\.my\.cnf|\.pypirc|\.npmrc|\.gitconfig)$/.test(name)) return "env";
  if (/^(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?$/.test(name)) return "docker";
  if (/^(?:gnu)?makefile$|^\.?(?:bash|zsh)\w*$|^\.profile$|^crontab$|^jenkinsfile$|^procfile$/.test(name))
    return "shell";
  if (/^[._]?(?:netrc|pgpass|htpasswd)$/.test(name)) return "conf";
  if (/^odoo.*\.conf$/.test(name)) return "env";
  const known = extensions.get(extname(name).slice(1) || name.slice(1));
  if (known === "conf" && /^\s*\[[\w.: -]+\]\s*$/m.test(text.slice(0, 2000))) return "env";
  // HAProxy's and its like: no sections and no equals signs
  if (/\.cfg$/.test(name) && !/^\s*(?:\[[\w.: -]+\]|[\w.-]+\s*=.*)\s*$/m.test(text.slice(0, 4000))) return "conf";
  return known ?? byContent(text.slice(0, 500));
}

function byContent(head: string): Format {
  if (/^#!.*\b(?:sh|bash|zsh|ksh)\b/.test(head)) return "shell";
  if (/^#!|^<\?php/.test(head)) return "code";
  if (/^\s*[[{]\s*["\]}{]/.test(head)) return "json";
  if (/^\s*</.test(head)) return "xml";
  if (/^(?:---|[\w-]+:(?: |$))/m.test(head)) return "yaml";
  if (/^\[[\w. -]+\]\s*$|^[A-Z_]+=/m.test(head)) return "env";
  return "prose";
}
