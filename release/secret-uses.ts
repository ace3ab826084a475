import { posix } from "node:path";
import { isMapping, type Mapping, type YamlFile } from "./yaml-file.ts";

/** What services take of the stack's `.env`: variables by name, or the whole file. */
export interface SecretUses {
  readonly names: ReadonlySet<string>;
  readonly all: boolean;
}

/** The variables that Compose puts into a text, in defaults too: `$NAME`, `${NAME:-…}`; `$$` is a dollar sign. */
function variablesOf(text: string): string[] {
  return [...text.replaceAll("$$", "").matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name!);
}

/**
 * What all services of a compose file take of `.env`.
 * @param contentOf the text of a tracked file below the stack's folder, which an `env_file` may be
 */
function secretUses(data: unknown, contentOf: (path: string) => string | undefined): SecretUses {
  const names = new Set(variablesOf(JSON.stringify(data) ?? ""));
  let all = false;
  const compose = mapping(data);
  for (const service of Object.values(mapping(compose.services)).filter(isMapping)) {
    for (const name of passedOn(service.environment)) names.add(name);
    for (const path of environmentFiles(service)) {
      if (path === ".env") all = true;
      for (const name of variablesOf(contentOf(path) ?? "")) names.add(name);
    }
    if (list(service.volumes).some((volume) => [".", ".env"].includes(sourceOf(volume)))) all = true;
  }
  for (const declared of [compose.secrets, compose.configs]) {
    for (const { environment, file } of Object.values(mapping(declared)).filter(isMapping)) {
      if (typeof environment === "string") names.add(environment);
      if (typeof file === "string" && posix.normalize(file) === ".env") all = true;
    }
  }
  return { names, all };
}

/**
 * What Compose does not see when it asks whether a container is up to date: contents of `secrets` and `configs` that
 * come from `.env`. Paths for the list of a service's mounts: `.env/NAME`, one for each variable.
 */
export function mountedSecrets(service: Mapping, compose: Mapping): string[] {
  return (["secrets", "configs"] as const).flatMap((kind) =>
    list(service[kind]).flatMap((use) => {
      const name = String(isMapping(use) ? use.source : use);
      const { environment, content } = mapping(mapping(compose[kind])[name]);
      const names = [
        ...(typeof environment === "string" ? [environment] : []),
        ...(typeof content === "string" ? variablesOf(content) : []),
      ];
      return names.map((variable) => `.env/${variable}`);
    }),
  );
}

/** What is wrong with the key `secrets` of a stack.yaml beside its compose file, in words. */
export function secretUseProblems(
  secrets: readonly string[],
  source: YamlFile,
  compose: YamlFile,
  contentOf: (path: string) => string | undefined,
): string[] {
  const { names, all } = secretUses(compose.data, contentOf);
  return secrets.flatMap((name, index) => {
    const at = `${source.at(["secrets", index])}: secrets:`;
    if (taken.test(name)) {
      return [
        `${at} expected a name that the shell and Docker leave alone, got ${name}, whose value on the host would win; rename it`,
      ];
    }
    if (all || names.has(name)) return [];
    return [
      `${at} expected a secret that a service of docker-compose.yml uses, got ${name}; write \`\${${name}}\` where it belongs, or remove it here`,
    ];
  });
}

/** Variables of a login, or of Docker itself: in Compose they come before those of `.env`, or change what it does. */
const taken = /^(?:HOME|PATH|PWD|OLDPWD|USER|LOGNAME|SHELL|MAIL|TERM|LANG|LC_.*|SSH_.*|DOCKER_.*|COMPOSE_.*)$/;

/** Names without a value in `environment`, which Compose takes from `.env`. */
function passedOn(environment: unknown): string[] {
  if (isMapping(environment)) return Object.keys(environment).filter((name) => environment[name] === null);
  return list(environment).filter((entry) => typeof entry === "string" && !entry.includes("=")) as string[];
}

function environmentFiles({ env_file: files }: Mapping): string[] {
  return [files].flat().flatMap((file) => {
    const path = isMapping(file) ? file.path : file;
    return typeof path === "string" ? [posix.normalize(path)] : [];
  });
}

function sourceOf(volume: unknown): string {
  const source = typeof volume === "string" ? /^(\.[^:]*):/.exec(volume)?.[1] : mapping(volume).source;
  return typeof source === "string" ? posix.normalize(source).replace(/\/$/, "") : "";
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const mapping = (value: unknown): Mapping => (isMapping(value) ? value : {});
