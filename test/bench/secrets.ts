import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { findSecrets } from "../../policies/secrets/find.ts";
import { readCorpus, tiers } from "../secrets-corpus/corpus.ts";
import { type Finder, score } from "../secrets-corpus/score.ts";

// `make bench-secrets`: what each finder finds of the labelled corpus, and what it takes for a secret that is none.

const ours: Finder = ({ path, content }) => findSecrets(path, content).map(({ line }) => line);

const secretlint: Finder = async ({ path, content }) => {
  const { messages } = await lintSource({
    source: { filePath: `/none/${path}`, content, contentType: "text", ext: path.slice(path.lastIndexOf(".")) },
    options: { config: { rules: [{ id: "preset", rule: creator }] }, noPhysicFilePath: true },
  });
  return messages.map(({ loc }) => loc.start.line);
};

/** The check of the process that this project replaces. */
const grep: Finder = ({ path, content }) => {
  const folder = mkdtempSync(join(tmpdir(), "seisei-bench-"));
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    const args = ["-rnhE", "(AKIA|PRIVATE|SECRET=)", "--include=*.yml", "--include=*.env", folder];
    const { stdout } = spawnSync("grep", args, { encoding: "utf8" });
    return stdout.split("\n").filter(Boolean).map(Number.parseFloat);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const files = readCorpus();
const rows: [name: string, finder: Finder][] = [
  ["seisei", ours],
  ["secretlint's recommended preset", secretlint],
  ["grep of the old checklist", grep],
];
const count = (wanted: (label: string) => boolean) =>
  files.flatMap(({ labels }) => labels).filter(({ label }) => wanted(label)).length;
console.log(
  `${count((label) => label !== "no")} secrets, ${count((label) => label === "no")} look-alikes in ${files.length} files\n`,
);
console.log(`| finder | ${tiers.join(" | ")} | false alarms |\n|---|---|---|---|---|`);
for (const [name, finder] of rows) {
  const { found, alarms } = await score(files, finder);
  console.log(
    `| ${name} | ${[...tiers.map((tier) => found[tier]), alarms].map((share) => share.toFixed(2)).join(" | ")} |`,
  );
}
