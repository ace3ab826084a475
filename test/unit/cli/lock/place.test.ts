import assert from "node:assert/strict";
import { placeOf } from "../../../../cli/lock/place.ts";

describe("the place of an image", () => {
  const place = (repository: string, override?: string) => {
    const { base, path } = placeOf(repository, override);
    return `${base} ${path}`;
  };

  it("is Docker Hub for a name without a host, below library/ when it has one part", () => {
    assert.equal(place("nginx"), "https://registry-1.docker.io library/nginx");
    assert.equal(place("docker.io/nginx"), "https://registry-1.docker.io library/nginx");
    assert.equal(place("odoo/odoo"), "https://registry-1.docker.io odoo/odoo");
  });

  it("is the host in the name otherwise", () => {
    assert.equal(place("ghcr.io/seisei/web"), "https://ghcr.io seisei/web");
    assert.equal(place("registry.example.com:5000/web"), "https://registry.example.com:5000 web");
  });

  it("is the override for every name, whose host is left out of the path", () => {
    assert.equal(place("ghcr.io/seisei/web", "http://10.1.2.1:5000"), "http://10.1.2.1:5000 seisei/web");
    assert.equal(place("nginx", "http://10.1.2.1:5000/"), "http://10.1.2.1:5000 library/nginx");
  });
});
