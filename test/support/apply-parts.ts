import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

// A container is a folder: what would run in it runs here, in that folder. Each command goes into a log.
const docker = `#!/bin/sh
echo "$*" >>"$HOST/docker.log"
case $1 in
exec)
  shift
  while case $1 in -*) true ;; *) false ;; esac do
    [ "$1" != --env ] || shift
    shift
  done
  cd "$HOST/$1" && shift && exec "$@"
  ;;
inspect) echo healthy ;;
esac
`;

const setting = `
stack=shop root=$HOST state=$HOST/state folder=$HOST/shop timeout=5 staging='' restore='' restored=''
new=$state/incoming current=$state/current previous=$state/previous before=$state/before work=$state/work log=$state/work/log
old=$current
snapshot() { :; }
`;

/** Parts of the script that applies a release, run on this machine for the stack `shop` with no Docker. */
export class ApplyParts {
  readonly folder = mkdtempSync(join(tmpdir(), "seisei-parts-"));
  readonly #parts: readonly string[];

  /** @param parts names in components/apply/ */
  constructor(...parts: string[]) {
    this.#parts = ["common", ...parts];
    this.write({ "bin/docker": docker, "state/work/containers": "" });
    chmodSync(join(this.folder, "bin/docker"), 0o755);
  }

  /** Path below the host's folder → text. Of the stack, `state/` is what its deploys keep. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** Services with one container each, which is the folder of the same name. */
  running(...services: string[]): void {
    const line = (service: string) =>
      `${service} /shop-${service}-1 ${service} False 1 image hash running 0 none 0 - always|\n`;
    this.write({ "state/work/containers": services.map(line).join("") });
    for (const service of services) mkdirSync(join(this.folder, service), { recursive: true });
  }

  /** Runs lines of shell after the parts. */
  run(lines: string): { code: number | null; output: string } {
    const source = this.#parts.map((part) => `. components/apply/${part}.sh\n`).join("");
    const env = {
      ...process.env,
      HOST: this.folder,
      PATH: `${join(this.folder, "bin")}:${process.env.PATH}`,
      LC_ALL: "C",
    };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", source + setting + lines], { encoding: "utf8", env });
    return { code: status, output: stdout + stderr };
  }

  read(path: string): string | undefined {
    const file = join(this.folder, path);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  list(path: string): string[] {
    const folder = join(this.folder, path);
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
