import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ALLOW_FILE, allowance } from "../../policies/secrets/allow.ts";
import { ScanMany } from "../../policies/secrets/scan-many.ts";
import { emptyScan, scanBlob } from "../../policies/secrets/scan.ts";
import { streamBlobs } from "../../release/blob-stream.ts";
import { readBlobs } from "../../release/git.ts";
import type { CheckResult } from "../check/checks.ts";
import { allowListOf } from "../shared/allow-list.ts";
import { Archive } from "./archive.ts";
import { leftOut } from "./left-out.ts";
import { linkOut, secretNames, unreadableNames } from "./names.ts";
import { billOfMaterials } from "./sbom.ts";
import { checkTagStacks } from "./tag-stacks.ts";
import type { TagEntry, TagTree } from "./tag-tree.ts";

/** What became of a release. */
export interface Built {
  readonly results: readonly CheckResult[];
  /** Names of the files in the folder; none when `results` has a finding. */
  readonly files: readonly string[];
  /** Path in the tree → why it is not in the archive. */
  readonly leftOut: ReadonlyMap<string, string>;
  /** Of the archive, in hex. */
  readonly sha256?: string;
}

/**
 * Makes a tag's archive, its checksum and the bill of materials of its images in a folder that is empty; nothing is left
 * there when there is a finding.
 */
export async function buildRelease(repository: string, tree: TagTree, folder: string): Promise<Built> {
  const without = await leftOut(repository, tree);
  const checked = await checkTagStacks(repository, tree);
  mkdirSync(folder, { recursive: true });
  const name = `seisei-${tree.tag}`;
  const archive = `${name}-sanitized.tar.gz`;
  const packed = await pack(repository, tree, without, join(folder, archive), name);
  const results = [...checked.results, ...packed.results];
  if (results.some(({ findings, couldNot }) => findings.length > 0 || couldNot !== undefined)) {
    rmSync(folder, { recursive: true, force: true });
    return { results, files: [], leftOut: without };
  }
  const bill = `${name}.cdx.json`;
  writeFileSync(join(folder, `${archive}.sha256`), `${packed.sha256}  ${archive}\n`);
  writeFileSync(join(folder, bill), billOfMaterials(tree, checked.stacks, checked.images));
  return { results, files: [archive, `${archive}.sha256`, bill], leftOut: without, sha256: packed.sha256 };
}

/** Packs the tree, and looks at all of it for secrets while git hands it out: also at what is left out. */
async function pack(
  repository: string,
  { time, entries }: TagTree,
  without: ReadonlyMap<string, string>,
  file: string,
  folder: string,
): Promise<{ results: CheckResult[]; sha256: string }> {
  const allow = await allowAt(repository, entries);
  const scan = emptyScan();
  const many = new ScanMany(allow);
  const archive = new Archive(file, folder, time);
  const links: string[] = [];
  try {
    const blobs = entries.filter(({ mode }) => mode !== "160000");
    for await (const { entry, size, pieces } of streamBlobs(repository, blobs)) {
      const { path, mode } = entry;
      const kept = !without.has(path);
      if (mode === "120000") {
        const target = await text(pieces);
        const out = linkOut(path, target);
        if (out !== undefined) links.push(out);
        else if (kept) archive.link(path, target);
        continue;
      }
      const packed = kept ? archive.file(path, size, mode === "100755") : undefined;
      await scanBlob(path, size, pieces, scan, many, allow, (piece) => packed?.write(piece));
      await packed?.close();
    }
    scan.findings.push(...(await many.end()));
    const secrets = scan.findings.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    const results = [
      { name: "secrets", findings: [...secretNames(entries), ...secrets], seen: `${scan.files} files and their names` },
      {
        name: "files",
        findings: [...unreadableNames(entries), ...links],
        seen: `${entries.length - without.size} packed`,
      },
    ];
    return { results, sha256: await archive.end() };
  } finally {
    await Promise.all([many.stop(), archive.stop()]);
  }
}

/** What may stay, as the tag's own list says. */
async function allowAt(repository: string, entries: readonly TagEntry[]) {
  const entry = entries.find(({ path, mode }) => path === ALLOW_FILE && mode.startsWith("100"));
  if (entry === undefined) return undefined;
  const blob = await readBlobs(repository, [entry.id]);
  return allowance(allowListOf(blob(entry.id).toString()), (path) => path);
}
