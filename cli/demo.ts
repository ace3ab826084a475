import { relative } from "node:path";
import { firstDeployment, nothingToDo } from "./demo/deploy.ts";
import { repair, seeDrift, tamper } from "./demo/drift.ts";
import { Narrator } from "./demo/narrator.ts";
import { makeProject, makeReleases, startHost } from "./demo/prepare.ts";
import { checkout, demoFolder } from "./demo/project.ts";
import { everything, oneStack } from "./demo/rollback.ts";
import { backToGood, failingRelease, toNextRelease } from "./demo/upgrade.ts";

/** The whole story on a host in miniature. Exit code 1 when a step does not show what it should. */
export async function run(): Promise<void> {
  const narrator = new Narrator();
  try {
    await story(narrator);
  } catch (error) {
    narrator.failed(error as Error);
    process.exitCode = 1;
    return;
  }
  narrator.table();
  narrator.heading("The host is still up; try next");
  narrator.note("Go on with this project: its tags, its secrets, its history (`pulumi stack history`).");
  narrator.command(`make shell\n. ${relative(checkout, demoFolder())}/env && pulumi preview --diff`);
  narrator.note("Log in on the host and break something; then preview again.");
  narrator.command("make lab-ssh");
  narrator.note("Remove every trace of the host.");
  narrator.command("make lab-down");
}

async function story(narrator: Narrator): Promise<void> {
  const lab = await narrator.step(
    "A host in miniature",
    "A machine of its own with sshd, Docker and an image registry, and no way out to any network.",
    () => startHost(narrator),
  );
  const project = await narrator.step(
    "A project with one host",
    "A clone of this repository, and a Pulumi stack that says where the host is and how to prove that it is the right one.",
    () => makeProject(lab, narrator),
  );
  await narrator.step(
    "Two releases",
    "A release is an annotated git tag. The locks in it say which image digest each name means.",
    () => makeReleases(project, lab),
  );
  await narrator.step(
    "Deploy main1.0.0",
    "One setting and one command. Each stack: images, then one upload, then one command on the host.",
    () => firstDeployment(project),
  );
  await narrator.step(
    "Nothing to do",
    "A plain preview reads the host and is the drift check. Right after a deployment there is none.",
    () => nothingToDo(project),
  );
  await narrator.step("Tampering", "Five things that happen to servers, typed on the host itself.", () =>
    tamper(project),
  );
  await narrator.step("See the drift", "The same preview again. It only reads.", () => seeDrift(project));
  await narrator.step("Repair", "The deployment is the repair: what drifted is put right, the rest runs on.", () =>
    repair(project),
  );
  await narrator.step("Upgrade to main1.0.1", "Only the stacks that differ between the two tags change.", () =>
    toNextRelease(project),
  );
  await narrator.step(
    "A release that never gets healthy",
    "main1.0.2 has a version that starts and never becomes healthy. The host puts the release before back by itself.",
    () => failingRelease(project, lab),
  );
  await narrator.step("Back to main1.0.1", "The host runs it already, so there is nothing to restart.", () =>
    backToGood(project),
  );
  await narrator.step(
    "Roll one stack back",
    "A pin keeps one stack on another release. Its images are still there.",
    () => oneStack(project),
  );
  await narrator.step("Roll everything back", "The same update with the earlier tag.", () => everything(project));
}
