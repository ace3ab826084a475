import assert from "node:assert/strict";
import type { RoutesExpected } from "../../../../live/traefik/expected-routes.ts";
import { notKnown } from "../../../../live/traefik/fields.ts";
import { observedRoutes, readFound } from "../../../../live/traefik/observed-routes.ts";
import { middleware, rawData, router, service } from "./raw-fixture.ts";

const subject = "router shop@docker";
const fields = {
  ...{ rule: "Host(`shop.example`)", priority: "20", entryPoints: "web", service: "shop@docker" },
  ...{ middlewares: "none", tls: "none", status: "enabled" },
};
const split = {
  "shop@docker": router(),
  "secure-shop@docker": router({ entryPoints: ["secure"], tls: { certResolver: "le" }, middlewares: ["all@file"] }),
};
const names = (...more: string[]) => new Set([subject, ...more]);
const found = (kinds: Parameters<typeof rawData>[0], known = names()) => readFound(rawData(kinds), known);
const status = (kinds: Parameters<typeof rawData>[0], known?: Set<string>) => found(kinds, known).get(subject)?.status;

describe("routers as Traefik has them", () => {
  it("have what is compared", () => {
    assert.deepEqual(found({ routers: { "shop@docker": router() } }).get(subject), fields);
  });

  it("have all of their TLS", () => {
    const domains = [{ main: "a.example", sans: ["b.example"] }, { main: "c.example" }];
    const tls = (setting: object) => found({ routers: { "shop@docker": router({ tls: setting }) } }).get(subject)?.tls;
    assert.equal(tls({}), "on");
    assert.equal(tls({ options: "strict", domains }), "options strict@docker, a.example (b.example), c.example");
    assert.equal(tls({ certResolver: "le", options: "default" }), "le, options default");
  });

  it("on several entry points are one again, with what differs by entry point", () => {
    const joined = found({ routers: split });
    assert.deepEqual([...joined.keys()], [subject]);
    const { entryPoints, tls, middlewares } = joined.get(subject)!;
    assert.deepEqual(
      [entryPoints, tls, middlewares],
      ["secure,web", "secure: le; web: none", "secure: all@file; web: none"],
    );
    assert.deepEqual([...found({ routers: split }, new Set()).keys()], [subject], "also one that no release has");
  });

  it("that are only named like an entry point stay themselves", () => {
    const alone = { "web-shop@docker": router() };
    assert.deepEqual([...found({ routers: alone }, new Set()).keys()], ["router web-shop@docker"]);
    const both = { ...alone, "shop@docker": router({ rule: "Path(`/`)" }) };
    assert.equal(found({ routers: both }, names("router web-shop@docker")).size, 2);
  });

  const missing = { status: "disabled", error: ['middleware "auth@docker" does not exist'] };
  it("say why they are disabled", () => {
    const invalid = router({ status: "disabled", error: ["error while parsing rule"] });
    assert.equal(status({ routers: { "shop@docker": invalid } }), "disabled: error while parsing rule");
    assert.equal(status({ routers: { "shop@docker": router({ status: "warning" }) } }), "warning");
    assert.equal(status({ routers: { "shop@docker": router(missing) } }), `disabled: ${missing.error}`);
  });

  it("say nothing of what is told of a service or a middleware", () => {
    const known = names("middleware auth@docker");
    assert.equal(status({ routers: { "shop@docker": router(missing) } }, known), "enabled");
    const error = ["cannot parse x"];
    const broken = router({ status: "disabled", error, middlewares: ["auth@docker"] });
    const middlewares = { "auth@docker": middleware({ status: "disabled", error }) };
    const both = found({ routers: { "shop@docker": broken }, middlewares }, known);
    assert.deepEqual(
      [both.get(subject)?.status, both.get("middleware auth@docker")?.status],
      ["enabled", `disabled: ${error}`],
    );
  });
});

describe("services as Traefik has them", () => {
  const url = (last: number) => `http://172.18.0.${last}:3000`;
  const servers = (...states: string[]) => {
    const all = states.map((_, index) => ({ url: url(index) }));
    const serverStatus = Object.fromEntries(states.map((state, index) => [url(index), state]));
    const services = { "shop@docker": service({ loadBalancer: { servers: all }, serverStatus }) };
    return found({ services }).get("service shop@docker")?.servers;
  };
  it("say whether their servers are up, and not where", () => {
    assert.deepEqual(
      [servers(), servers("UP", "UP"), servers("UP", "DOWN"), servers("DOWN")],
      ["none", "up", "1 of 2 down", "down"],
    );
  });
});

describe("what is observed for what is expected", () => {
  const expected: RoutesExpected = { web: { [subject]: fields } };
  const observe = (changed: object, told = false, wanted = expected) =>
    observedRoutes(wanted, found({ routers: { "shop@docker": router({ ...changed }) } }), () => told);

  it("is the same, to the letter", () => assert.deepEqual(observe({}), expected));

  it("differs in the field that differs", () => {
    assert.deepEqual(observe({ priority: 7 }), { web: { [subject]: { ...fields, priority: "7" } } });
    assert.deepEqual(observe({ tls: {} }), { web: { [subject]: { ...fields, tls: "on" } } });
  });

  it("is one field for what is missing or in error", () => {
    const gone = observedRoutes(expected, new Map(), () => false);
    assert.deepEqual(gone, { web: { [subject]: { ...fields, status: "missing" } } });
    const error = observe({ status: "disabled", error: ["x"], priority: 7 });
    assert.deepEqual(error, { web: { [subject]: { ...fields, status: "disabled: x" } } });
  });

  it("is nothing else where another finding tells it", () =>
    assert.deepEqual(observe({ priority: 7 }, true), expected));

  it("never has a value that a secret decides", () => {
    const secret = { web: { [subject]: { ...fields, rule: notKnown } } };
    assert.deepEqual(observe({ rule: "Host(`canary`)" }, false, secret), secret);
    const error = observe({ status: "disabled", error: ["bad Host(`canary`)"] }, false, secret);
    assert.doesNotMatch(JSON.stringify(error), /canary/);
    assert.equal(error.web![subject]!.status, "disabled");
  });
});
