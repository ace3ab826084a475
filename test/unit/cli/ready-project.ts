import { readWorkTree } from "../../../cli/lock/work-tree.ts";
import { hashesOf, lockTexts, parseImagesLock } from "../../../release/locks.ts";
import { type Files, type Repository, repository, WEB } from "../release/repository.ts";

/** A project that is ready for a release: committed, with fresh locks, and tagged main1.0. */
export async function readyProject(files: Files = {}): Promise<Repository> {
  const health = "    healthcheck: {test: [CMD, nginx, -t]}\n";
  const source = repository().write({
    ...WEB,
    "stacks/web/docker-compose.yml": `${WEB["stacks/web/docker-compose.yml"]}${health}`,
    "Pulumi.yaml": "name: seisei\nruntime: nodejs\n",
    ...files,
  });
  const images = parseImagesLock(String(source.read("audit/locks/docker_images.lock.json")), []);
  const locks = lockTexts(images, hashesOf(await readWorkTree(source.folder)));
  return source.write(locks).release("main1.0");
}
