import { createHash } from "node:crypto";
import { type Compose, parseCompose } from "./compose.ts";
import { OVERRIDE } from "./compose-files.ts";
import { parseDefinition } from "./definition.ts";
import type { TreeEntry } from "./git.ts";
import { dataProblems } from "./data.ts";
import { dataVolumeProblems } from "./data-volume.ts";
import { loadedProblems } from "./loaded.ts";
import { moduleHashes } from "./locks.ts";
import { secretUseProblems } from "./secret-uses.ts";
import type { StackDefinition, TrackedFile } from "./types.ts";
import type { YamlFile } from "./yaml-file.ts";

/** What a stack's folder says by itself, without the locks: the same for every release that has the same folder. */
export interface StackContent {
  /** Absent when stack.yaml has a mistake. */
  readonly definition?: StackDefinition;
  readonly source?: YamlFile;
  readonly files: ReadonlyMap<string, TrackedFile>;
  readonly compose?: Compose;
  readonly modules: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

const COMPOSE_NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** @param folder `stacks/<name>` */
export function readStackContent(
  name: string,
  folder: string,
  entries: readonly TreeEntry[],
  blob: (id: string) => Buffer,
): StackContent {
  const problems: string[] = [];
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    problems.push(
      `${folder}: expected a folder's name of small letters, digits and hyphens, got ${JSON.stringify(name)}; rename it`,
    );
  }
  const files = readFiles(folder, entries, blob, problems);
  checkComposeFiles(folder, files, problems);
  const text = (file: string) => files.get(file)?.content.toString();

  const composeText = text("docker-compose.yml");
  const compose =
    composeText === undefined
      ? undefined
      : parseCompose(`${folder}/docker-compose.yml`, composeText, name, files.keys(), problems, text);

  const definitionText = text("stack.yaml");
  if (definitionText === undefined) {
    problems.push(
      `${folder}/stack.yaml: expected a file that names the stack's host, got none; write at least \`host: <name>\``,
    );
    return { files, ...(compose && { compose }), modules: new Map(), problems };
  }
  const { definition, source } = parseDefinition(`${folder}/stack.yaml`, definitionText, problems);
  const modules = moduleHashes(definition?.addons ?? [], files);
  for (const [index, addon] of (definition?.addons ?? []).entries()) {
    if ([...modules.keys()].some((module) => module.startsWith(`${addon}/`))) continue;
    problems.push(
      `${source.at(["addons", index])}: addons: expected a folder with modules in git, got ${JSON.stringify(addon)}, which has none; correct the name or add a module`,
    );
  }
  if (definition && compose) {
    problems.push(...loadedProblems(definition.loaded, source, compose, [...files.keys()]));
    if (definition.data) problems.push(...dataProblems(definition.data, source, compose));
    if (definition.data?.volume)
      problems.push(...dataVolumeProblems(definition.data.volume, source, compose, [...files.keys()]));
    if (compose.services.size > 0)
      problems.push(...secretUseProblems(definition.secrets, source, compose.source, text));
  }
  return { ...(definition && { definition }), source, files, ...(compose && { compose }), modules, problems };
}

function readFiles(
  folder: string,
  entries: readonly TreeEntry[],
  blob: (id: string) => Buffer,
  problems: string[],
): Map<string, TrackedFile> {
  const files = new Map<string, TrackedFile>();
  for (const { mode, id, path: full } of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const path = full.slice(folder.length + 1);
    if (mode === "120000" || mode === "160000") {
      const got = mode === "120000" ? "a symbolic link" : "a submodule";
      problems.push(`${full}: expected a file, got ${got}; put the files themselves into the folder`);
    } else if (/[\p{Cc}\\]/u.test(path)) {
      problems.push(
        `${JSON.stringify(full)}: expected a path without control characters and backslashes; rename the file`,
      );
    } else if (path === ".env" || path.endsWith("/.env")) {
      problems.push(
        `${full}: expected no .env in git, got one: it puts secrets into every clone, and the host's .env is written from the configuration; \`git rm --cached ${full}\`, change its secrets, set them with \`pulumi config set --secret\``,
      );
    } else {
      const content = blob(id);
      const sha256 = createHash("sha256").update(content).digest("hex");
      files.set(path, { sha256, executable: mode === "100755", content });
    }
  }
  return files;
}

/** `docker compose up` typed by a person in the folder must read the same files that a release deploys. */
function checkComposeFiles(folder: string, files: ReadonlyMap<string, unknown>, problems: string[]): void {
  const found = [...files.keys()].filter(
    (path) => path !== OVERRIDE && /^(docker-)?compose(\.override)?\.ya?ml$/.test(path),
  );
  if (found.length === 1 && found[0] === "docker-compose.yml") return;
  const [only = "none"] = found;
  if (found.length > 1) {
    problems.push(
      `${folder}: expected docker-compose.yml and beside it at most ${OVERRIDE}, got ${found.join(" and ")}; merge them, or have one include the other under another name`,
    );
  } else if (COMPOSE_NAMES.includes(only)) {
    problems.push(`${folder}/${only}: expected the name docker-compose.yml, got ${only}; rename it`);
  } else
    problems.push(`${folder}/docker-compose.yml: expected a compose file, got ${only}; add it, or remove the folder`);
}
