// Stands in for the official docker plugin 5.2.0: docker:index/remoteImage:RemoteImage.
import { type Properties, type ResourceHandler, UNKNOWN } from "../../../../provider/plugin-server.ts";
import { detailedDiff } from "../shared/detailed-diff.ts";
import { unsupportedInputs } from "../shared/unsupported.ts";
import { type DockerApi, DockerError, inspect } from "./api.ts";

interface Image {
  Id: string;
  RepoDigests: string[] | null;
}

/**
 * `RemoteImage` with the official plugin's behaviour:
 *
 * - An image that the host has, by this very name or digest, is taken as it is: the registry is not asked.
 * - A change of `name`, `platform`, `pullTriggers`, `triggers` or `build` replaces; `keepLocally` and `forceRemove`
 *   update in place.
 * - Delete removes this name from the host, or does nothing with `keepLocally: true`.
 * - The id is the image's id followed by its name. `read` says "gone" when the host does not have the image.
 *
 * Not as there: `build` and registry credentials are refused.
 */
export function remoteImage(api: DockerApi): ResourceHandler {
  const state = (inputs: Properties, image: Image) => ({
    id: image.Id + inputs.name,
    outputs: { ...inputs, imageId: image.Id, repoDigest: repositoryDigest(inputs.name, image) },
  });

  return {
    async check({ news }) {
      return { inputs: news, failures: unsupportedInputs(["build"], news) };
    },

    async diff({ oldInputs, news }) {
      return detailedDiff(oldInputs, news, ["name", "platform", "pullTriggers", "triggers", "build"]);
    },

    async create({ inputs, preview }) {
      if (preview) return { id: "", outputs: { ...inputs, imageId: UNKNOWN, repoDigest: UNKNOWN } };
      return state(inputs, await findOrPull(api, inputs));
    },

    async read({ id, inputs, outputs }) {
      const name = outputs.name ?? id.replace(/^sha256:[0-9a-f]{64}/, "");
      const image = await inspect<Image>(api, imagePath(name));
      if (!image) return undefined;
      const found = state({ ...outputs, name }, image);
      return { ...found, inputs: { ...inputs, name } };
    },

    async update({ oldOutputs, news, preview }) {
      if (preview) return { ...oldOutputs, ...news };
      return state(news, await findOrPull(api, news)).outputs;
    },

    async delete({ outputs }) {
      if (outputs.keepLocally === true) return;
      if (!(await inspect<Image>(api, imagePath(outputs.name)))) return;
      const force = outputs.forceRemove === true ? "?force=1" : "";
      await api("DELETE", `/images/${encodeURIComponent(outputs.name)}${force}`).catch((error: Error) => {
        throw new Error(`Unable to remove Docker image: ${error.message}`);
      });
    },
  };
}

const imagePath = (name: string) => `/images/${encodeURIComponent(name)}/json`;

async function findOrPull(api: DockerApi, { name, platform }: Properties): Promise<Image> {
  const local = await inspect<Image>(api, imagePath(name));
  if (local) return local;
  const failed = (reason: string) =>
    new Error(`Unable to read Docker image into resource: unable to pull image ${name}: ${reason}`);
  const problem = await pull(api, name, platform);
  if (problem) throw failed(problem);
  const pulled = await inspect<Image>(api, imagePath(name));
  if (!pulled) throw failed("it is not there after the pull");
  return pulled;
}

/** What the registry or the daemon says against it, or undefined. */
async function pull(api: DockerApi, name: string, platform: string | undefined): Promise<string | undefined> {
  const { repository, tag } = splitName(name);
  const query = new URLSearchParams({ fromImage: repository, tag, ...(platform ? { platform } : {}) });
  try {
    const progress = await api("POST", `/images/create?${query}`);
    const last = progress.trim().split("\n").at(-1) ?? "";
    return last.startsWith("{") ? (JSON.parse(last) as { error?: string }).error : undefined;
  } catch (error) {
    if (error instanceof DockerError) return error.message;
    throw error;
  }
}

/** "nginx:1.27" → nginx, 1.27 · "host:5000/a/b" → host:5000/a/b, latest · "nginx[:1.27]@sha256:…" → nginx, sha256:… */
export function splitName(name: string): { repository: string; tag: string } {
  const [tagged = "", digest] = name.split("@");
  const [, repository = "", tag = "latest"] = tagged.match(/^(.*?)(?::([^/:]+))?$/) ?? [];
  return { repository, tag: digest ?? tag };
}

/** The digest by which the image is known in the repository of `name`; "" when it was never pulled from there. */
export function repositoryDigest(name: string, image: Pick<Image, "RepoDigests">): string {
  const { repository } = splitName(name);
  return (image.RepoDigests ?? []).find((digest) => splitName(digest).repository === repository) ?? "";
}
