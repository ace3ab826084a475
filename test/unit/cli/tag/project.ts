import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { readWorkTree } from "../../../../cli/lock/work-tree.ts";
import { hashesOf, lockTexts } from "../../../../release/locks.ts";
import { DIGEST, type Files, type Repository, repository } from "../../release/repository.ts";

export const web = (image: string) => `services:
  web:
    image: ${image}
    restart: always
    mem_limit: 64m
    healthcheck:
      test: [CMD, "true"]
    volumes:
      - ./conf:/etc/nginx/conf.d:ro
`;

/** A project with one stack and no release yet, for which \`make check\` finds nothing. */
export async function project(): Promise<Repository> {
  const repo = repository();
  for (const [key, value] of [
    ["user.name", "Test"],
    ["user.email", "test@example.com"],
  ]) {
    repo.git("config", key!, value!);
  }
  await commit(repo, "Begin", {
    "Pulumi.yaml": "name: seisei\n",
    "stacks/web/docker-compose.yml": web("nginx:1.27"),
    "stacks/web/stack.yaml": "host: app-1\n",
    "stacks/web/conf/site.conf": "server {}\n",
  });
  return repo;
}

/** Commits files with locks that fit. */
export async function commit(repo: Repository, subject: string, files: Files): Promise<void> {
  repo.write(files);
  const stacks = await readWorkTree(repo.folder);
  const names = [...stacks.values()].flatMap(({ compose }) => [...(compose?.services.values() ?? [])]);
  const images = new Map(names.map(({ image }) => [image.tagged, { digest: DIGEST, platform: "linux/amd64" }]));
  repo.write(lockTexts(images, hashesOf(stacks)));
  repo.git("add", "--all");
  repo.git("commit", "--quiet", "--message", subject);
}

/** Runs a command of the command line in the project. */
export function run(repo: Repository, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve("cli/main.ts"), ...args], {
    ...{ cwd: repo.folder, encoding: "utf8" },
    env: { PATH: process.env.PATH, HOME: repo.folder, GIT_CONFIG_NOSYSTEM: "1" },
  });
  return { status, stdout, stderr };
}
