import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../release/errors.ts";
import { requireRepository } from "./check/repository.ts";
import { checkText, exitCode } from "./check/text.ts";
import { type Built, buildRelease } from "./release/build.ts";
import { readTagTree } from "./release/tag-tree.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";
import { wantsColour } from "./shared/terminal.ts";

export const usage = {
  forms: ["make release TAG=main1.0.1"],
  text: `Packs what an annotated tag names, from git's objects, into dist/releases/<tag>/: the archive, its SHA-256, and a
CycloneDX bill of materials of the images. The same bytes wherever it is made. Left out are files for secrets (.env) and
what .gitattributes calls export-ignore. Nothing is written while there is a finding.
Exit code 0: made. 1: findings. 2: no such release, or something could not be checked.`,
  options: {
    tag: { value: "TAG", text: "the release" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make release TAG=main1.0.1`. */
export async function run(args: string[]): Promise<void> {
  const { tag } = readOptions("release", usage, args);
  if (!tag) throw new UserError("release: expected a tag, got none; type `make release TAG=main1.0.1`");
  const project = enterProject();
  const { results, files, leftOut, folder, sha256 } = await makeRelease(project, tag);
  console.log(checkText(results, wantsColour(), ["packed", "not packed", "could not check everything, so not packed"]));
  for (const [path, why] of leftOut) console.error(`left out: ${path} (${why})`);
  process.exitCode = exitCode(results);
  if (files.length > 0) console.log(`\n${files.map((file) => join(folder, file)).join("\n")}\nsha256 ${sha256}`);
}

/**
 * Makes a release's files in dist/releases/<tag>/ of the project, all or none.
 * @throws UserError when there is no such release, or one with other bytes is there already
 */
export async function makeRelease(project: string, tag: string): Promise<Built & { folder: string }> {
  await requireRepository(project);
  const tree = await readTagTree(project, tag);
  const releases = join("dist", "releases");
  const folder = join(releases, tag);
  const building = join(project, releases, `.${tag}-${process.pid}`);
  mkdirSync(join(project, releases), { recursive: true });
  try {
    const built = await buildRelease(project, tree, building);
    if (built.files.length > 0) place(building, join(project, folder), folder, built);
    return { ...built, folder };
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** A release that people may have already is not replaced by another. */
function place(building: string, target: string, folder: string, { files, sha256 }: Built): void {
  const [archive = ""] = files;
  const there = join(target, archive);
  if (existsSync(there)) {
    const known = createHash("sha256").update(readFileSync(there)).digest("hex");
    if (known !== sha256) {
      throw new UserError(
        `${folder}: expected the archive of this tag (sha256 ${sha256}), got another (${known}); was the tag moved? \`rm -r ${folder}\` to make it anew`,
      );
    }
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(building, target);
}
