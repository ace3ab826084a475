import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { images } from "../lab/images/recipes.ts";

const folder = new URL("../../stacks/", import.meta.url);
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Service {
  image: string;
  restart?: string;
  mem_limit?: string;
  security_opt?: string[];
  ports?: string[];
  networks: string[] | Record<string, unknown>;
  environment?: Record<string, string>;
  labels?: Record<string, string>;
  healthcheck?: { test: string[]; interval: string; start_period: string };
}
interface Router {
  stack: string;
  name: string;
  rule: string;
  priority: number;
}

const text = (path: string) => readFileSync(new URL(path, folder), "utf8");
const compose = (stack: string) =>
  parse(text(`${stack}/docker-compose.yml`)) as {
    services: Record<string, Service>;
    networks: Record<string, unknown>;
  };
const secretsOf = (stack: string) =>
  ((parse(text(`${stack}/stack.yaml`)) as { secrets?: string[] }).secrets ?? []).sort();
const isDatabase = ({ image }: Service) => /^(postgres|redis):/.test(image);
const networksOf = ({ networks }: Service) => (Array.isArray(networks) ? networks : Object.keys(networks));

/** What is wrong with a service, by the rules that every stack obeys. */
function faults(service: Service): string[] {
  const found: string[] = [];
  const duty = (holds: boolean, name: string) => {
    if (!holds) found.push(name);
  };
  duty(service.healthcheck !== undefined && service.healthcheck.start_period !== undefined, "health check");
  duty(service.mem_limit !== undefined, "memory limit");
  duty(service.security_opt?.includes("no-new-privileges:true") === true, "no-new-privileges");
  duty(service.restart === "unless-stopped", "restart");
  if (isDatabase(service)) {
    duty(service.ports === undefined, "database not published");
    duty(!networksOf(service).includes("edge"), "database not on the edge network");
  } else {
    duty(networksOf(service).includes("edge"), "on the edge network");
    const open = (service.ports ?? []).filter((port) => !port.startsWith("127.0.0.1:"));
    duty(service.image.startsWith("traefik:") || open.length === 0, "published on loopback alone");
  }
  for (const [key, value] of Object.entries(service.environment ?? {})) {
    if (/PASSWORD|SECRET|TOKEN|KEY$/.test(key)) duty(/^\$\{[A-Z_]+\}$/.test(value), `${key} from .env`);
    const password = /^[a-z]+:\/\/[^:/]*:([^@]*)@/.exec(value)?.[1];
    if (password !== undefined) duty(/^\$\{[A-Z_]+\}$/.test(password), `${key}'s password from .env`);
  }
  return found;
}

/** All routes of all stacks, from labels and from Traefik's dynamic files. */
function routers(): Router[] {
  const found: Router[] = [];
  for (const stack of names) {
    for (const { labels = {} } of Object.values(compose(stack).services)) {
      for (const [key, rule] of Object.entries(labels)) {
        const name = /^traefik\.http\.routers\.([^.]+)\.rule$/.exec(key)?.[1];
        if (name) found.push({ stack, name, rule, priority: Number(labels[`traefik.http.routers.${name}.priority`]) });
      }
    }
    if (!existsSync(new URL(`${stack}/dynamic`, folder))) continue;
    for (const file of readdirSync(new URL(`${stack}/dynamic`, folder))) {
      const { http } = parse(text(`${stack}/dynamic/${file}`)) as {
        http: { routers?: Record<string, Omit<Router, "stack" | "name">> };
      };
      for (const [name, router] of Object.entries(http.routers ?? {})) found.push({ stack, name, ...router });
    }
  }
  return found;
}

/** The band of priorities that a rule belongs to. */
function band({ name, rule }: Router): [number, number] {
  if (name.startsWith("close-")) return [200, 999];
  const paths = [...rule.matchAll(/Path(?:Prefix)?\(`([^`]*)`\)/g)].map((match) => match[1]);
  if (paths.some((path) => path !== "/")) return [100, 199];
  return rule.includes("Host") ? [50, 99] : [1, 49];
}

/** Pairs of rules that differ in their path alone, where the second one's prefix is the beginning of the first one's. */
function shadowed(all: readonly Router[]): [Router, Router][] {
  const parts = ({ rule }: Router) => /^(.*)PathPrefix\(`([^`]*)`\)$/.exec(rule)?.slice(1) ?? [];
  return all.flatMap((long) =>
    all
      .filter((short) => {
        const [[hosts, path], [others, prefix]] = [parts(long), parts(short)];
        return short !== long && path !== undefined && hosts === others && path.startsWith(prefix!);
      })
      .map((short): [Router, Router] => [long, short]),
  );
}

describe("stacks", () => {
  for (const stack of names) {
    it(`${stack} obeys the rules for services`, () => {
      for (const [name, service] of Object.entries(compose(stack).services))
        assert.deepEqual(faults(service), [], name);
    });

    it(`${stack} names every variable that it reads as a secret in stack.yaml, and no other`, () => {
      const used = [...text(`${stack}/docker-compose.yml`).matchAll(/(?<!\$)\$\{?([A-Z_]+)/g)].map(
        (match) => match[1]!,
      );
      assert.deepEqual([...new Set(used)].sort(), secretsOf(stack));
    });
  }

  it("a service without limits, with a published database and a password in the file is found out", () => {
    const service = {
      image: "postgres:15",
      ports: ["5432:5432"],
      networks: ["edge"],
      environment: { POSTGRES_PASSWORD: "in the file", DATABASE_URL: "postgresql://erp:plain@db/erp" },
    };
    assert.deepEqual(faults(service), [
      ...["health check", "memory limit", "no-new-privileges", "restart"],
      ...["database not published", "database not on the edge network"],
      ...["POSTGRES_PASSWORD from .env", "DATABASE_URL's password from .env"],
    ]);
  });

  it("each route has a priority from its band, and one place", () => {
    const all = routers();
    assert.ok(all.length > 10, "routes were read");
    for (const router of all) {
      const [from, to] = band(router);
      assert.ok(router.priority >= from && router.priority <= to, `${router.stack} ${router.name}: ${router.priority}`);
      assert.doesNotMatch(router.rule, /\{[a-z]+:/, `${router.name} is in the syntax of Traefik 2`);
    }
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    assert.equal(new Set(all.map(({ rule }) => rule)).size, all.length);
  });

  it("of two prefixes where one shadows the other, the longer one wins", () => {
    const found = shadowed(routers());
    assert.ok(found.some(([long]) => long.name === "tenants-qr-ordering"));
    for (const [long, short] of found) assert.ok(long.priority > short.priority, `${long.name}, ${short.name}`);
  });

  it("the lab has every image that a stack runs", () => {
    const there = new Set(
      images.map(({ repository, tag }) => `${repository.replace(/^seisei/, "ghcr.io/seisei")}:${tag}`),
    );
    for (const stack of names) {
      for (const { image } of Object.values(compose(stack).services)) {
        assert.ok(there.has(image.includes("/") ? image : `library/${image}`), `${stack}: ${image}`);
      }
    }
  });

  it("no two stacks publish the same port", () => {
    const ports = names.flatMap((stack) => Object.values(compose(stack).services).flatMap(({ ports = [] }) => ports));
    const published = ports.map((port) => port.split(":").at(-2));
    assert.equal(new Set(published).size, published.length);
  });
});
