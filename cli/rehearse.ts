import { mkdirSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { actor } from "../components/actor.ts";
import { type Rehearsal, rehearsalsFolder } from "../components/rehearsals.ts";
import { git } from "../release/git.ts";
import { labDown, labName, labUp } from "../test/lab/lab.ts";
import { chosenConfigFile, readConfigFile } from "./drift/config-file.ts";
import { chooseRollback, type Rollback } from "./rehearse/choose.ts";
import { requireImages } from "./rehearse/images.ts";
import { hostNames, LabProject, needsStorage } from "./rehearse/lab-project.ts";
import { type Performance, perform } from "./rehearse/perform.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";
import { timestamp } from "./shared/timestamp.ts";

export const usage = {
  forms: [
    "make rehearse TAG=main1.0.0                               every stack",
    "make rehearse TAG=main1.0.0 STACK=odoo18-prod             one stack, beside those it needs",
    "make rehearse TAG=main1.0.0 STACK=odoo18-prod DATA=1      one stack, with its data as that release left it",
  ],
  text: `Goes back from the configured release to an earlier one on hosts in miniature, with the content of both releases and the
lab's own images, and writes into audit/rehearsals/ how long it took and how long each stack did not answer, seen from
outside. Previews of that rollback and the audit page tell it. Touches no server. Exit code 1 when the rollback failed.`,
  options: {
    tag: { value: "RELEASE", text: "the release to go back to" },
    stack: { value: "NAME", text: "one stack alone" },
    data: { text: "its data, too" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make rehearse`. */
export async function run(args: string[]): Promise<void> {
  const options = readOptions("rehearse", usage, args);
  const project = enterProject();
  const file = chosenConfigFile(project);
  const rollback = await chooseRollback(project, options, readConfigFile(project, file), file);
  process.env.SEISEI_LAB ??= labName("rehearse");
  const progress = (line: string) => console.error(line);
  const begun = new Date();
  try {
    const lab = await labUp({ hosts: hostNames(rollback).length, storage: needsStorage(rollback), progress });
    await requireImages(lab.registry, [...rollback.before, ...rollback.after]);
    for (const host of lab.hosts) await host.reset();
    const inLab = await LabProject.create(lab, rollback, project);
    try {
      const performance = await perform(inLab, rollback, progress);
      const record = await recordOf(project, rollback, inLab, performance, begun);
      const path = join(rehearsalsFolder, `${timestamp(begun)}.json`);
      mkdirSync(rehearsalsFolder, { recursive: true });
      writeFileSync(path, `${JSON.stringify(record, undefined, 2)}\n`);
      if (performance.reason) console.error(performance.reason);
      console.log(`${path}  ${line(record)}`);
      process.exitCode = performance.reason ? 1 : 0;
    } finally {
      inLab.workspace.remove();
    }
  } finally {
    await labDown(process.env.SEISEI_LAB);
  }
}

async function recordOf(
  project: string,
  { from, to, stack, data, moved, before }: Rollback,
  inLab: LabProject,
  { reason, seconds, downtime }: Performance,
  begun: Date,
): Promise<Rehearsal> {
  const asked = (...words: string[]) => git(project, words).then((text) => text.toString().trim());
  const [name, program] = await Promise.all([asked("config", "user.name").catch(() => ""), asked("rev-parse", "HEAD")]);
  return {
    ...{ at: begun.toISOString(), by: actor(process.env, userInfo().username, hostname(), name), from, to },
    ...(stack ? { stack } : {}),
    ...{ data, moved, result: reason ? "failed" : "succeeded", seconds, downtime },
    lab: {
      ...{ hosts: [...inLab.hosts.keys()], stacks: before.map((one) => one.name), images: inLab.images, program },
    },
  };
}

function line({ from, to, data, result, seconds, downtime }: Rehearsal): string {
  const silent = Object.entries(downtime).filter(([, time]) => time);
  const without = silent.map(([stack, time]) => `${stack} ${time!.toFixed(1)} s`).join(", ") || "none";
  const way = `${from.release} → ${to.release}${data ? " with data" : ""}`;
  return `${way} ${result} in ${seconds.toFixed(1)} s; without an answer: ${without}`;
}
