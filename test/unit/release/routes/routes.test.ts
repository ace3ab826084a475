import assert from "node:assert/strict";
import { UserError } from "../../../../release/errors.ts";
import { stackRoutes } from "../../../../release/routes/routes.ts";
import { stacksOf } from "../../../support/stacks.ts";

const staticText = `entryPoints:
  web: {address: ":80"}
  websecure: {address: ":443", http: {tls: {certResolver: le}, middlewares: [all@file]}}
  dns: {address: ":53/udp"}
  traefik: {address: ":8888"}
providers: {docker: {exposedByDefault: false}, file: {directory: /dynamic}}
`;

interface Setting {
  statics?: string;
  dynamic?: Record<string, string>;
  flags?: string;
  more?: string;
}

/** A host's Traefik and one more stack, `shop`, whose service has these labels. */
function read(
  labels: string,
  { statics = staticText, dynamic = { "a.yml": "{}\n" }, flags = "", more = "" }: Setting = {},
) {
  const definition = "service: traefik, api: 'http://127.0.0.1:8888/api', dynamic: dynamic";
  const files = {
    "edge/docker-compose.yml": `services: {traefik: {image: "traefik:v3", restart: always${flags && `, command: ${flags}`}}}\n`,
    "edge/stack.yaml": `host: app-1\ntraefik: {${definition}${statics && ", static: traefik.yml"}}\n`,
    "edge/traefik.yml": statics || "{}",
    ...Object.fromEntries(Object.entries(dynamic).map(([path, text]) => [`edge/dynamic/${path}`, text])),
    "shop/docker-compose.yml": `services:\n  web_1:\n    image: web:1\n    restart: always\n    labels:\n${labels.replace(/^/gm, "      ")}\n    environment: [DOMAIN]\n${more}`,
    "shop/stack.yaml": "host: app-1\nsecrets: [DOMAIN]\n",
  };
  const stacks = stacksOf(files);
  const of = (name: string) => stackRoutes(stacks.find((stack) => stack.name === name)!, stacks)!;
  return { shop: () => of("shop"), edge: () => of("edge") };
}

const on = "traefik.enable: true\n";
const rule = "traefik.http.routers.shop.rule: Host(`shop.example`)\n";
const port = "traefik.http.services.shop.loadbalancer.server.port: 3000";
const names = (elements: readonly { name: string }[]) => elements.map(({ name }) => name);

describe("the routes of a stack's labels", () => {
  it("say where each is written and have Traefik's defaults", () => {
    const { routers, services } = read(on + rule + port).shop();
    const common = { protocol: "http", provider: "docker", stack: "shop", from: "web_1" };
    const file = "stacks/shop/docker-compose.yml";
    assert.deepEqual(routers, [
      {
        ...{ ...common, name: "shop@docker", source: { file, line: 7, key: "traefik.http.routers.shop" } },
        ...{ rule: "Host(`shop.example`)", priority: "20", entryPoints: ["web", "websecure"] },
        ...{ service: "shop@docker", middlewares: [] },
      },
    ]);
    assert.deepEqual([names(services), services[0]!.source.line], [["shop@docker"], 8]);
  });

  it("are the same in list form", () => {
    const list = (on + rule + port).replace(/^(\S+): (.*)$/gm, "- $1=$2");
    const [a, b] = [read(list).shop().routers, read(on + rule + port).shop().routers];
    assert.deepEqual(a, b);
  });

  it("are none without traefik.enable, when containers are not exposed by default", () => {
    assert.deepEqual(read(rule + port).shop().routers, []);
    assert.deepEqual(read(`traefik.enable: false\n${rule}`, { statics: "providers: {docker: {}}" }).shop().routers, []);
    assert.equal(read(rule + port, { statics: "providers: {docker: {}}" }).shop().routers.length, 1);
    assert.deepEqual(read(on + rule + port, { statics: "providers: {file: {}}" }).shop().services, []);
  });

  it("get a router, a rule and a service named after the container, where labels name none", () => {
    const { routers, services } = read(on).shop();
    assert.deepEqual([names(routers), names(services)], [["web-1-shop@docker"], ["web-1-shop@docker"]]);
    assert.deepEqual([routers[0]!.rule, routers[0]!.priority], ["Host(`web-1-shop`)", "18"]);
    const own = "providers: {docker: {defaultRule: 'Host(`{{ index .Labels \"traefik.x\" }}.{{ .Name }}`)'}}";
    assert.equal(read(`traefik.x: y`, { statics: own }).shop().routers[0]!.rule, "Host(`y.web-1-shop`)");
    const unknown = "providers: {docker: {defaultRule: 'Host(`{{ .ContainerName }}`)'}}";
    assert.equal(read("a: b", { statics: unknown }).shop().routers[0]!.rule, null);
  });

  it("get no HTTP router by default when they speak TCP or UDP", () => {
    const tcp = "traefik.tcp.routers.db.rule: HostSNI(`*`)\ntraefik.tcp.routers.db.tls.passthrough: true\n";
    const { routers, services } = read(`${on}${tcp}traefik.tcp.services.db.loadbalancer.server.port: 5432`).shop();
    assert.deepEqual([routers.length, routers[0]!.protocol, routers[0]!.priority], [1, "tcp", "-1"]);
    assert.deepEqual([routers[0]!.tls?.passthrough, names(services)], [true, ["db@docker"]]);
    const udp = read(`${on}traefik.udp.routers.dns.entrypoints: dns`).shop();
    assert.deepEqual([names(udp.services), udp.routers[0]!.service], [["web-1-shop@docker"], "web-1-shop@docker"]);
  });

  it("leave a router without a service when there are several to choose from", () => {
    const two = `${on}${rule}${port}\ntraefik.http.services.other.loadbalancer.server.port: 1`;
    assert.equal(read(two).shop().routers[0]!.service, undefined);
  });

  it("take names without regard to case, lists at commas, and priority 0 as none", () => {
    const labels = `${on}traefik.HTTP.Routers.Shop.Rule: Path(\`/\`)\ntraefik.http.routers.shop.entryPoints: websecure, web\ntraefik.http.routers.Shop.Middlewares: auth, rate@file\ntraefik.http.routers.shop.priority: 0\ntraefik.http.middlewares.auth.basicAuth.users: a:b`;
    const { routers, middlewares } = read(labels).shop();
    const { name, entryPoints, middlewares: used, priority } = routers[0]!;
    assert.deepEqual([name, entryPoints, priority], ["Shop@docker", ["websecure", "web"], "9"]);
    assert.deepEqual(
      [used, middlewares[0]!.name, middlewares[0]!.type],
      [["auth@docker", "rate@file"], "auth@docker", "basicAuth"],
    );
  });

  it("are not known where a secret decides", () => {
    const { routers } = read(`${on}traefik.http.routers.shop.rule: Host(\`\${DOMAIN}\`)`).shop();
    assert.deepEqual([routers[0]!.rule, routers[0]!.priority], [null, null]);
    const other = read(`${on}traefik.http.routers.shop.rule: Host(\`\${SITE:-a.example}\`)`).shop();
    assert.equal(other.routers[0]!.rule, "Host(`a.example`)");
  });

  it("are none for a service that runs to its end", () => {
    const more = "  once:\n    image: web:1\n    labels: [traefik.enable=true]\n";
    assert.deepEqual(names(read(on, { more }).shop().routers), ["web-1-shop@docker"]);
  });
});

describe("the routes of dynamic files", () => {
  it("are those of every file, the first of two with the same name", () => {
    const router = (name: string, rule: string) => `http: {routers: {${name}: {rule: "${rule}", service: s}}}\n`;
    const dynamic = {
      "b.yml": router("one", "Path(`/b`)"),
      "a/z.yaml": router("one", "Path(`/a`)"),
      "c.yml":
        "tcp:\n  middlewares:\n    limit: {inFlightConn: {amount: 1}}\nhttp:\n  services:\n    s: {loadBalancer: {servers: []}}\n",
      "notes.txt": "no {{ configuration }}",
    };
    const { routers, services, middlewares } = read(on, { dynamic }).edge();
    assert.deepEqual([names(routers), routers[0]!.rule, routers[0]!.service], [["one@file"], "Path(`/a`)", "s@file"]);
    assert.deepEqual([services[0]!.hasServers, services[0]!.type], [false, "loadBalancer"]);
    assert.deepEqual(
      [middlewares[0]!.protocol, middlewares[0]!.source],
      ["tcp", { file: "stacks/edge/dynamic/c.yml", line: 3, key: "tcp.middlewares.limit" }],
    );
  });

  it("tell TLS that is on from TLS that is not written", () => {
    const file = "http: {routers: {a: {rule: x, tls: {}}, b: {rule: x, tls: true}, c: {rule: x, tls: }, d: {rule: x}}}";
    const { routers } = read(on, { dynamic: { "a.yml": file } }).edge();
    assert.deepEqual(
      routers.map(({ tls }) => tls !== undefined),
      [true, true, false, false],
    );
  });
});

describe("the static configuration", () => {
  it("may be flags", () => {
    const flags =
      '["--entrypoints.Web.address=:80", "--entryPoints.web.asDefault", "--entrypoints.tls.address=:443", "--providers.docker=true"]';
    const { configuration } = read("a: b", { statics: "", flags }).shop();
    assert.deepEqual(
      [[...configuration.entryPoints.keys()].sort(), configuration.defaultEntryPoints],
      [["tls", "web"], ["web"]],
    );
    assert.equal(configuration.docker?.exposedByDefault, true);
  });

  it("says the ports of entry points, the resolvers, and the network to reach containers by", () => {
    const statics =
      "entryPoints: {a: {address: ':80'}, b: {address: '127.0.0.1:53/udp'}, c: {address: x}}\ncertificatesResolvers: {le: {acme: {}}}\nproviders: {docker: {network: edge}}";
    const { entryPoints, certResolvers, docker } = read("a: b", { statics }).shop().configuration;
    assert.deepEqual(
      [...entryPoints.values()].map(({ port }) => port),
      [80, 53, undefined],
    );
    assert.deepEqual([certResolvers, docker?.network], [["le"], "edge"]);
  });

  it("has one entry point when it names none", () => {
    assert.deepEqual(read("a: b", { statics: "providers: {docker: {}}" }).shop().routers[0]!.entryPoints, ["http"]);
  });
});

describe("routes that cannot be read", () => {
  const mistakes: Record<string, [() => unknown, RegExp]> = {
    "a TOML file": [
      read(on, { dynamic: { "a.toml": "" } }).edge,
      /^stacks\/edge\/dynamic\/a\.toml: expected YAML, got TOML/,
    ],
    "a template": [
      read(on, { dynamic: { "a.yml": 'x: "{{ env }}"' } }).edge,
      /a\.yml: expected plain YAML, got a template/,
    ],
    "a broken file": [read(on, { dynamic: { "a.yml": "a: [" } }).edge, /a\.yml:1: expected YAML/],
    "a label's name from the environment": [
      read("- traefik.$X=1").shop,
      /docker-compose\.yml:6: services\.web_1\.labels: expected a label's name/,
    ],
    "traefik.enable from the environment": [read("traefik.enable: $X").shop, /docker-compose\.yml:6: traefik\.enable/],
    constraints: [
      read(on, { statics: "providers: {docker: {constraints: x}}" }).shop,
      /traefik\.yml:1: providers\.docker\.constraints/,
    ],
  };
  for (const [what, [act, message]] of Object.entries(mistakes)) {
    it(`are refused: ${what}`, () => {
      assert.throws(act, (error) => error instanceof UserError && message.test(error.message));
    });
  }

  it("are none where no stack of the host runs Traefik", () => {
    const files = { "a/docker-compose.yml": "services: {a: {image: 'a:1'}}", "a/stack.yaml": "host: b" };
    const [stack] = stacksOf(files);
    assert.equal(stackRoutes(stack!, [stack!]), undefined);
  });
});
