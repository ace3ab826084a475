import { posix } from "node:path";
import { mergeCompose } from "./compose-merge.ts";
import { relocated, relocatedService } from "./compose-paths.ts";
import { isMapping, type Key, type Mapping, parseYamlFile, type YamlFile } from "./yaml-file.ts";

/** What Compose puts over docker-compose.yml, also when a person types `docker compose up` in the folder. */
export const OVERRIDE = "docker-compose.override.yml";

/** Text of a file of the stack's folder, by its path there; undefined when git does not have it. */
export type ReadText = (path: string) => string | undefined;

/** A part of a service: where it is written, and from which of the stack's files. */
interface Part {
  readonly source: YamlFile;
  readonly key: Key;
}

/**
 * Reads a compose file with what it includes and extends, as one: the services as Compose merges them, with paths from the
 * stack's folder. `at` leads to the file in which a key is written.
 * @param folder `stacks/<name>`
 */
export function readComposeFiles(
  folder: string,
  file: string,
  text: string,
  read: ReadText,
  problems: string[],
): YamlFile {
  return new Reader(folder, read, problems).read(file, text);
}

class Reader {
  private readonly parsed = new Map<string, YamlFile>();
  /** Of each service of the whole, the parts of which it is made; the one that wins first. */
  private readonly parts = new Map<string, Part[]>();
  private readonly folder: string;
  private readonly readText: ReadText;
  private readonly problems: string[];

  constructor(folder: string, readText: ReadText, problems: string[]) {
    this.folder = folder;
    this.readText = readText;
    this.problems = problems;
  }

  read(file: string, text: string): YamlFile {
    const main = this.parse(file, text);
    const { data } = main;
    const over = this.readText(OVERRIDE) === undefined ? undefined : this.override();
    if (!isMapping(data) || !(over || data.include !== undefined || this.extends(data))) return main;
    const whole = this.whole(file, main, []);
    return { data: mergeCompose(whole, over?.data), at: (key) => this.at(main, key, over) };
  }

  private override(): YamlFile {
    const over = this.parse(OVERRIDE);
    const { data } = over;
    if (isMapping(data) && (data.include !== undefined || this.extends(data))) {
      this.problem(over, [], "expected no include and extends here; move them to docker-compose.yml");
    }
    if (/![a-z]/.test(this.readText(OVERRIDE)!.replace(/(["']).*?\1|#.*/g, ""))) {
      this.problem(over, [], "expected no tag such as !reset; write what is meant into docker-compose.yml");
    }
    return over;
  }

  private extends({ services }: Mapping): boolean {
    return isMapping(services) && Object.values(services).some((one) => isMapping(one) && one.extends !== undefined);
  }

  private parse(file: string, given?: string): YamlFile {
    const known = this.parsed.get(file);
    if (known !== undefined) return known;
    const made = parseYamlFile(`${this.folder}/${file}`, given ?? this.readText(file)!, this.problems);
    this.parsed.set(file, made);
    return made;
  }

  /** A file with everything that it includes. */
  private whole(file: string, source: YamlFile, above: readonly string[]): Mapping {
    const data = isMapping(source.data) ? source.data : {};
    const { include, services, ...rest } = data;
    const folder = posix.dirname(file);
    const all: Mapping = {};
    for (const [name, service] of Object.entries(isMapping(services) ? services : {})) {
      all[name] = isMapping(service) ? this.service(file, name) : service;
    }
    let whole: Mapping = { ...relocated(rest, folder), services: all };
    for (const [index, path] of this.included(source, file, include)) {
      const key: Key = ["include", index];
      if ([...above, file].includes(path))
        this.problem(source, key, `expected a file that does not include itself, got ${path}; remove one of the two`);
      else if (this.readText(path) === undefined) this.missing(source, key, path);
      else {
        const other = this.whole(path, this.parse(path), [...above, file]);
        const twice = Object.keys(other.services as Mapping).find((name) => name in all);
        if (twice !== undefined)
          this.problem(source, key, `expected other services than this file has, got ${twice} in both; remove one`);
        whole = mergeCompose(other, whole) as Mapping;
      }
    }
    return whole;
  }

  private included(source: YamlFile, file: string, include: unknown): [index: number, path: string][] {
    const list = Array.isArray(include) ? include : include === undefined ? [] : [include];
    return list.flatMap((entry: unknown, index): [number, string][] => {
      const { path, ...rest } = isMapping(entry) ? entry : { path: entry };
      if (Array.isArray(path) || Object.keys(rest).length > 0) {
        this.problem(
          source,
          ["include", index],
          "expected the path of one file, got more; write one entry for each file, without project_directory and env_file",
        );
        return [];
      }
      return [[index, posix.join(posix.dirname(file), String(path))]];
    });
  }

  /**
   * A service with what it extends, which may extend another.
   * @param above those that extend it, each as file and name
   */
  private service(file: string, name: string, above: readonly string[] = []): Mapping {
    const source = this.parse(file);
    const key: Key = ["services", name];
    const own = ((source.data as Mapping).services as Mapping)[name] as Mapping;
    const path = [...above, `${file} ${name}`];
    this.parts.set(path[0]!, [...(this.parts.get(path[0]!) ?? []), { source, key }]);
    const { extends: extended, ...rest } = own;
    const made = relocatedService(rest, posix.dirname(file));
    const base = extended === undefined ? undefined : this.extended(file, source, [...key, "extends"], extended, path);
    return base === undefined ? made : (mergeCompose(base, made) as Mapping);
  }

  private extended(file: string, source: YamlFile, at: Key, extended: unknown, path: string[]): Mapping | undefined {
    const { file: other, service } = isMapping(extended) ? extended : { file: undefined, service: extended };
    const from = other === undefined ? file : posix.join(posix.dirname(file), String(other));
    const name = String(service);
    if (other !== undefined && this.readText(from) === undefined) {
      this.missing(source, at, from);
      return undefined;
    }
    const { data } = this.parse(from);
    if (!isMapping(data) || !isMapping(data.services) || !isMapping(data.services[name])) {
      this.problem(source, at, `expected a service of ${from}, got ${JSON.stringify(service)}; correct the name`);
    } else if (path.includes(`${from} ${name}`)) {
      this.problem(source, at, "expected a service that does not extend itself, got a circle; remove one of the two");
    } else return this.service(from, name, path);
    return undefined;
  }

  /** Where a key of the whole is written. */
  private at(main: YamlFile, key: Key, over?: YamlFile): string {
    if (over && has(over.data, key)) return over.at(key);
    const [top, name, ...rest] = key;
    if (top !== "services" || name === undefined) return main.at(key);
    const parts = [...this.parts].find(([part]) => part.endsWith(` ${name}`))?.[1] ?? [];
    const part = parts.find(({ source, key }) => rest.length === 0 || has(source.data, [...key, rest[0]!])) ?? parts[0];
    return part === undefined ? main.at(key) : part.source.at([...part.key, ...rest]);
  }

  private missing(source: YamlFile, key: Key, path: string): void {
    const got = /^\w+:|\.git\b/.test(path) ? "one from elsewhere" : "one that git does not have";
    this.problem(
      source,
      key,
      `expected a file of the stack's folder, got ${got} (${path}); put the file into the folder`,
    );
  }

  private problem(source: YamlFile, key: Key, rest: string): void {
    this.problems.push(`${source.at(key)}: ${key.join(".")}${key.length > 0 ? ": " : ""}${rest}`);
  }
}

function has(data: unknown, key: Key): boolean {
  let value = data;
  for (const step of key) {
    if (typeof value !== "object" || value === null || !(step in value)) return false;
    value = (value as Mapping)[step];
  }
  return true;
}
