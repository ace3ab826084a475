import type { Release } from "../../../../release/types.ts";
import { parseVersion } from "../../../../release/version.ts";
import { stacksOf } from "../../../support/stacks.ts";

export const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** A release of stacks that are given as texts by their path below `stacks/`. */
export function releaseOf(
  tag: string,
  files: Readonly<Record<string, string>>,
  digests?: Readonly<Record<string, string>>,
): Release {
  const stacks = stacksOf(files, new Map(Object.entries(digests ?? {}))).map((stack) => ({ ...stack, release: tag }));
  return {
    tag,
    version: parseVersion(tag),
    commit: "c".repeat(40),
    stackNames: stacks.map(({ name }) => name).sort(),
    stack: (name) => stacks.find((stack) => stack.name === name)!,
  };
}

/** A shop whose web mounts a folder, and whose database keeps data. */
export const shop = {
  "shop/stack.yaml": "host: app-1\nsecrets: [DB_PASSWORD]\n",
  "shop/docker-compose.yml": `services:
  web:
    image: nginx:1.27
    restart: always
    environment: [MODE=a]
    volumes: [./conf:/etc/nginx/conf.d:ro]
  db:
    image: postgres:15
    restart: always
    environment: {POSTGRES_PASSWORD: "\${DB_PASSWORD}"}
    volumes: [data:/var/lib/postgresql/data]
volumes: {data: {}}
`,
  "shop/conf/site.conf": "server {}\n",
  "shop/README.md": "The shop.\n",
};

/** The shop with a text replaced in one of its files. */
export function changed(file: keyof typeof shop, from: string, to: string): Record<string, string> {
  if (!shop[file].includes(from)) throw new Error(`${file} has no ${from}`);
  return { ...shop, [file]: shop[file].replace(from, to) };
}
