import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DeployedStacks, Ledger } from "../../components/ledger.ts";
import type { SnapshotRecord } from "../../components/snapshot-records.ts";
import { type ExportedResource, exportedSnapshots, pulumiMissing } from "../shared/pulumi.ts";
import { UserError } from "../../release/errors.ts";
import { type Operation, parseHistory } from "./history.ts";

/** What the backend has about a Pulumi stack. */
export interface Recorded {
  /** The oldest first. */
  readonly history: readonly Operation[];
  readonly ledger: Ledger;
  /** Snapshots of data volumes that the program keeps. */
  readonly snapshots: readonly SnapshotRecord[];
  readonly deployed: DeployedStacks;
  /** Stack → host. */
  readonly hosts: Readonly<Record<string, string>>;
}

const pageSize = 100;

/**
 * Reads history, ledger and what each stack was brought to.
 * @throws UserError with Pulumi's own reason: not logged in, no such stack, no passphrase
 */
export async function readRecorded(stack: string): Promise<Recorded> {
  const [history, outputs, state] = await Promise.all([
    readHistory(stack),
    pulumi(stack, "stack", "output", "--json", "--show-secrets"),
    pulumi(stack, "stack", "export"),
  ]);
  const { ledger = [] } = JSON.parse(outputs);
  return { history, ledger, ...deployedStacks(JSON.parse(state)) };
}

async function readHistory(stack: string): Promise<Operation[]> {
  const operations: Operation[] = [];
  for (let page = 1; ; page++) {
    const at = ["--page", String(page), "--page-size", String(pageSize)];
    const part = parseHistory(await pulumi(stack, "stack", "history", "--json", "--full-dates", ...at));
    operations.unshift(...part);
    if (part.length < pageSize) return operations;
  }
}

async function pulumi(stack: string, ...args: string[]): Promise<string> {
  try {
    const options = { maxBuffer: 2 ** 29 };
    const all = [...args, "--stack", stack, "--non-interactive"];
    return (await promisify(execFile)("pulumi", all, options)).stdout;
  } catch (error) {
    const { code, stderr = "", message } = error as Error & { code?: unknown; stderr?: string };
    if (code === "ENOENT") throw pulumiMissing();
    const reason = /^error: (.*)$/m.exec(stderr)?.[1] ?? (stderr.trim() || message);
    throw new UserError(`pulumi ${args.slice(0, 2).join(" ")}: ${reason}; ${next(reason)}`);
  }
}

function next(reason: string): string {
  if (reason.includes("PULUMI_ACCESS_TOKEN") || reason.includes("login")) {
    return "log in with `pulumi login`, or set PULUMI_BACKEND_URL";
  }
  if (reason.includes("passphrase")) return "the ledger is encrypted in the stack's state";
  return "`pulumi stack ls` shows what the backend has";
}

interface State {
  readonly deployment?: {
    readonly resources?: readonly ExportedResource[];
  };
}

/** Where each stack runs, what it was brought to, and the snapshots of its data, from the engine's state. */
export function deployedStacks({ deployment }: State): Pick<Recorded, "deployed" | "hosts" | "snapshots"> {
  const resources = deployment?.resources ?? [];
  const own = (type: string) => resources.filter((resource) => resource.type === `seisei:index:${type}`);
  const stacks = own("ComposeStack").filter(({ outputs }) => outputs?.deployed);
  const states = own("LiveState").filter(({ outputs }) => outputs?.stack);
  return {
    deployed: Object.fromEntries(stacks.map(({ urn, outputs }) => [urn.split("::").at(-1), outputs.deployed])),
    snapshots: exportedSnapshots(resources),
    hosts: Object.fromEntries(states.map(({ outputs }) => [outputs.stack, outputs.host])),
  };
}
