import assert from "node:assert/strict";
import { parse } from "yaml";
import { composeResources, plainVolumes } from "../../../release/compose-resources.ts";

const of = (text: string) => composeResources(parse(text), "shop");

describe("the resources of a compose file", () => {
  it("are the named volumes and networks that services use, by the names that Docker knows", () => {
    const found = of(`
services:
  web: {volumes: ["rows:/rows", "./config:/config", "/srv:/srv", "~/x:/x", "/anonymous"], networks: [front, default]}
  db: {volumes: [{type: volume, source: data, target: /data}, {type: bind, source: ./a, target: /a}], networks: {back: {}}}
volumes: {rows: {}, data: {name: precious}, unused: {}}
networks: {front: {}, back: {name: backend}, unused: {}}
`);
    assert.deepEqual(found, {
      volumes: ["precious", "shop_rows"],
      networks: ["backend", "shop_default", "shop_front"],
    });
  });

  it("are the default network where nothing else is said, and none where a service has a network mode", () => {
    assert.deepEqual(of("services: {web: {image: a}}").networks, ["shop_default"]);
    assert.deepEqual(of("services: {web: {network_mode: host}}").networks, []);
    assert.deepEqual(of("services: {web: {image: a}}\nnetworks: {default: {name: own}}").networks, ["own"]);
  });

  it("are volumes that others made, too, but no network that others made and no name that only the host knows", () => {
    const found = of(`
services: {web: {volumes: ["old:/old", "kept:/kept", "late:/late"], networks: [edge]}}
volumes: {old: {external: true}, kept: {external: {name: archive}}, late: {name: "\${NAME}"}}
networks: {edge: {external: true}}
`);
    assert.deepEqual(found, { volumes: ["archive", "old"], networks: [] });
  });
});

describe("plain volumes of a compose file", () => {
  it("are those that Compose makes with nothing but a name, each once", () => {
    const text = `
services:
  web: {volumes: ["rows:/rows", "named:/n", "old:/old", "nfs:/nfs", "./config:/config", "late:/late"]}
  jobs: {volumes: ["rows:/rows", "marked:/m"]}
volumes:
  rows: {}
  named: {name: precious}
  old: {external: true}
  nfs: {driver_opts: {type: nfs}}
  marked: {labels: [a=b]}
  late: {name: "\${NAME}"}
  unused: {}
`;
    assert.deepEqual(
      [...plainVolumes(parse(text), "shop")],
      [
        ["named", "precious"],
        ["rows", "shop_rows"],
      ],
    );
  });
});
