// Stands in for the official command plugin 1.2.1: command:remote:CopyToRemote.
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { engineLog, type Properties, type ResourceHandler } from "../../../../provider/plugin-server.ts";
import { type Asset, isAsset, sameAsset } from "../shared/assets.ts";
import { detailedDiff } from "../shared/detailed-diff.ts";
import { type Connection, unsupportedProperties, withDefaults } from "./connection.ts";
import { session } from "./session.ts";

/**
 * `command:remote:CopyToRemote` with the official plugin's behaviour:
 *
 * - A change of `triggers` replaces, which copies again; a new content or `remotePath` copies in place; any other
 *   change, such as of `connection`, is reported as an update and copies nothing.
 * - No Read and no Delete: it never looks at the host, and leaves the file there.
 * - The file is written in place: not atomic, the mode of an existing file kept. A `remotePath` that is a folder
 *   receives a file under its own name; for a text it is an error. Parent folders are not made (whatever its
 *   documentation says).
 *
 * Not as there: a folder as source is refused.
 */
export const copyToRemote: ResourceHandler = {
  async check({ news }) {
    const failures = unsupportedProperties(news.connection);
    const problem = sourceProblem(news.source);
    if (problem) failures.push({ property: "source", reason: problem });
    return { inputs: { ...news, connection: withDefaults(news.connection) }, failures };
  },

  async diff({ oldInputs, news }) {
    return detailedDiff(oldInputs, news, ["triggers"]);
  },

  async create({ urn, inputs, preview }) {
    if (preview) return { id: "", outputs: inputs };
    await copy(urn, inputs);
    return { id: randomBytes(4).toString("hex"), outputs: inputs };
  },

  async update({ urn, oldInputs, news, preview }) {
    const needed = !sameAsset(oldInputs.source, news.source) || oldInputs.remotePath !== news.remotePath;
    if (!preview && needed) await copy(urn, news);
    return news;
  },
};

/** Why the source cannot be copied, or undefined. An unknown one is looked at later. */
function sourceProblem(source: unknown): string | undefined {
  if (!isAsset(source)) return undefined;
  if (source.text !== undefined && source.path === undefined) return undefined;
  if (source.path === undefined) return "expected a FileAsset, StringAsset or FileArchive";
  const isFolder = statSync(source.path, { throwIfNoEntry: false })?.isDirectory();
  return isFolder
    ? "a folder: not supported by the plugin that stands in for the official one; use a tar file"
    : undefined;
}

async function copy(urn: string, { connection, source, remotePath }: Properties): Promise<void> {
  const asset = source as Asset;
  const intoFolder = asset.path
    ? `to=$to/${quote(basename(asset.path))}`
    : `{ echo "remote path $to is a directory; when using a text asset, remotePath must be a file path" >&2; exit 1; }`;
  const script = `to=${quote(remotePath)}; [ ! -d "$to" ] || ${intoFolder}; exec cat > "$to"`;
  const result = await session(connection as Connection, script, {
    input: asset.path ? { file: asset.path } : (asset.text ?? ""),
    onRetry: (message) => engineLog("info", urn, message),
  });
  if (result.code !== 0) {
    throw new Error(
      `failed to copy to remote path ${remotePath}: ${result.combined.trim() || "the connection was lost"}`,
    );
  }
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
