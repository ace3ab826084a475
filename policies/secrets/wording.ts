import type { Match } from "./match.ts";

/** What a finding shows of the value. */
export function masked({ start, end, publicPrefix }: Match, text: string): string {
  return publicPrefix ? `${text.slice(start, Math.min(start + 4, end))}… (${end - start} characters)` : "[secret]";
}

/** One sentence: what it is, then what to do. */
export function advice(file: string, { rule, name }: Match): string {
  const stack = /(?:^|\/)stacks\/([\w-]+)\//.exec(file)?.[1] ?? "STACK";
  const variable = name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? name : "NAME";
  const what = `${rule.replaceAll("-", " ")}${name === undefined ? "" : ` (${name})`} in clear text`;
  return `${what}: replace it by \${${variable}}, store it with \`pulumi config set --secret --path 'secrets.${stack}.${variable}'\`, and issue a new one where this one was ever committed`;
}
