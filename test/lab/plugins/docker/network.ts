// Stands in for the official docker plugin 5.2.0: docker:index/network:Network.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Properties, type ResourceHandler, same, UNKNOWN } from "../../../../provider/plugin-server.ts";
import { detailedDiff } from "../shared/detailed-diff.ts";
import { type DockerApi, DockerError, inspect } from "./api.ts";
import { createRequest, type NetworkInspect, networkOutputs } from "./network-schema.ts";

/** What the network has when the program does not say. Other properties are then taken as Docker chose them. */
const defaults: Properties = { attachable: false, ingress: false, ipv6: false, ipamDriver: "default", labels: [] };

/**
 * `Network` with the official plugin's behaviour:
 *
 * - Any change replaces; the old one first, when both have the same name. Without a name it gets one of its own.
 * - Import and `read` need only the id (or name); "gone" only when Docker says that there is no such network.
 * - Delete waits up to 30 s for containers to leave; a network that is gone is fine.
 *
 * Not as there: an operation does not take two seconds.
 */
export function network(api: DockerApi): ResourceHandler {
  const find = (id: string) => inspect<NetworkInspect>(api, `/networks/${encodeURIComponent(id)}`);

  return {
    async check({ urn, olds, news }) {
      const named = () => `${urn.split("::").at(-1)}-${randomBytes(4).toString("hex").slice(0, 7)}`;
      return { inputs: { ...news, name: news.name ?? olds.name ?? named() } };
    },

    async diff({ oldInputs, news }) {
      const known = { ...defaults, ...news };
      // A property that the program leaves to Docker is no difference, whatever an import found.
      const before = Object.fromEntries(Object.entries({ ...defaults, ...oldInputs }).filter(([key]) => key in known));
      const replaces = Object.keys(known);
      return { ...detailedDiff(before, known, replaces), deleteBeforeReplace: oldInputs.name === news.name };
    },

    async create({ inputs, preview }) {
      if (preview)
        return { id: "", outputs: { ...defaults, driver: UNKNOWN, internal: UNKNOWN, ...inputs, scope: UNKNOWN } };
      const created = await api("POST", "/networks/create", createRequest(inputs)).catch((error: Error) => {
        throw new Error(`Unable to create network: ${error.message}`);
      });
      const { Id } = JSON.parse(created) as { Id: string };
      return { id: Id, outputs: networkOutputs((await find(Id))!) };
    },

    async read({ id, inputs }) {
      const found = await find(id);
      if (!found) return undefined;
      const outputs = networkOutputs(found);
      return {
        id: found.Id,
        inputs: Object.keys(inputs).length > 0 ? refreshed(inputs, outputs) : imported(outputs),
        outputs,
      };
    },

    async delete({ id }) {
      for (let attempt = 1; ; attempt++) {
        try {
          await api("DELETE", `/networks/${encodeURIComponent(id)}`);
          return;
        } catch (error) {
          if (!(error instanceof DockerError)) throw error;
          if (error.status === 404) return;
          if (!error.message.includes("has active endpoints") || attempt > 15) throw error;
          await sleep(2000);
        }
      }
    },
  };
}

const refreshed = (inputs: Properties, outputs: Properties) =>
  Object.fromEntries(Object.keys(inputs).map((key) => [key, outputs[key]]));

/** The inputs that make this network: its name, its driver and what is not as it would be by default. */
function imported(outputs: Properties): Properties {
  const unusual = Object.keys(defaults).filter((key) => !same(outputs[key], defaults[key]));
  return Object.fromEntries(["name", "driver", ...unusual].map((key) => [key, outputs[key]]));
}
