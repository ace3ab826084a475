import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type Files = Record<string, string | { content: string; executable?: boolean } | { link: string } | null>;

export const DIGEST = `sha256:${"a".repeat(64)}`;

/** Everything that a release of one stack, `web`, needs. */
export const WEB: Files = {
  "stacks/web/docker-compose.yml":
    "services:\n  web:\n    image: nginx:1.27\n    restart: always\n    volumes:\n      - ./conf:/etc/nginx/conf.d:ro\n",
  "stacks/web/stack.yaml": "host: app-1\n",
  "stacks/web/conf/site.conf": "server {}\n",
  "audit/locks/docker_images.lock.json": lock("nginx:1.27"),
};

export function lock(...images: string[]): string {
  const entries = images.map((image) => [image, { digest: DIGEST, platform: "linux/amd64" }]);
  return JSON.stringify({ images: Object.fromEntries(entries) });
}

/** A git repository in a folder of its own; git's settings of this machine play no part. */
export class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), "seisei-release-"));

  constructor() {
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...args: string[]): string {
    const environment = {
      PATH: process.env.PATH,
      HOME: this.folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "Test",
      GIT_AUTHOR_EMAIL: "test@example.com",
      GIT_COMMITTER_NAME: "Test",
      GIT_COMMITTER_EMAIL: "test@example.com",
    };
    return execFileSync("git", args, {
      cwd: this.folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    }).toString();
  }

  /** Writes files into the work tree; null removes one. */
  write(files: Files): this {
    for (const [path, file] of Object.entries(files)) {
      const full = join(this.folder, path);
      rmSync(full, { force: true });
      if (file === null) continue;
      mkdirSync(dirname(full), { recursive: true });
      if (typeof file === "object" && "link" in file) symlinkSync(file.link, full);
      else {
        const { content, executable = false } = typeof file === "string" ? { content: file } : file;
        writeFileSync(full, content);
        chmodSync(full, executable ? 0o755 : 0o644);
      }
    }
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** Commits the files and tags the commit. */
  release(tag: string, files: Files = {}): this {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", tag);
    this.git("tag", "--annotate", "--message", tag, tag);
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A repository for one test, removed after it. */
const made: Repository[] = [];
export function repository(): Repository {
  const repository = new Repository();
  made.push(repository);
  return repository;
}

export function removeRepositories(): void {
  for (const repository of made.splice(0)) repository.remove();
}
