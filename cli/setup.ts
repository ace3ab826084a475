import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../release/errors.ts";
import { builtEngine, installedEngine } from "./setup/engine.ts";
import { installOfficialPlugins, installStandIns } from "./setup/plugins.ts";
import { say } from "./setup/processes.ts";
import { root } from "./setup/versions.ts";

/**
 * Prepares the engine and its plugins; scripts/toolchain.sh runs it, under a lock, when its stamp is not good any more.
 *
 * Official first: an installed Pulumi with the official plugins. Where these cannot be downloaded, the stand-ins of
 * test/lab/plugins; where no Pulumi is installed, one that is built from its Go module.
 *
 * @param args the stamp to write: shell assignments that say where Node, the engine and Pulumi's home are
 */
export async function run(args: string[]): Promise<void> {
  const stamp = args[0] ?? join(root, ".seisei", "toolchain");
  const cache = process.env.SEISEI_CACHE;
  if (!cache) throw new UserError("setup: expected SEISEI_CACHE; run `make setup`");
  mkdirSync(cache, { recursive: true });

  const started = new Date();
  const engine = installedEngine(cache) ?? builtEngine(cache);
  const official = engine.official && installOfficialPlugins(join(engine.folder, "pulumi"));
  if (engine.official && !official) say("official plugins cannot be downloaded; the lab's stand-ins take their place");
  const pulumiHome = official ? "" : installStandIns();

  const assignments = { node: dirname(process.execPath), engine: engine.folder, pulumi_home: pulumiHome };
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = Object.entries(assignments).map(([name, value]) => `${name}=${quote(value)}\n`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(`${stamp}.new`, lines.join(""));
  renameSync(`${stamp}.new`, stamp);
  say(`ready in ${((Date.now() - started.getTime()) / 1000).toFixed(1)} s: ${join(engine.folder, "pulumi")}`);
}
