import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { daemonPid, killDaemon, startDaemon } from "../daemon.ts";
import { installPrograms } from "../packages.ts";
import { run } from "../process.ts";
import { waitFor } from "../wait.ts";
import { installMoto } from "./install.ts";

/** The lab's block storage: volumes that behave like EBS, behind EC2's API. */
export interface Storage {
  /** Address of EC2's and S3's API. @example "http://10.73.12.1:4566" */
  readonly endpoint: string;
  readonly region: string;
  /** The availability zone that every host of the lab is in. */
  readonly zone: string;
  /** Host of the lab → id of the instance that it is. */
  readonly instances: Readonly<Record<string, string>>;
}

/** What becomes of snapshots that are pending, now and later: after `seconds` they are completed, or have failed. */
export interface SnapshotFate {
  seconds?: number;
  outcome?: "completed" | "error";
  /** Whether EC2 refuses to make new ones. */
  refused?: boolean;
}

const port = 4566;
const region = "ap-northeast-1";
const zone = `${region}a`;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const processOf = (folder: string) => join(folder, "process");
const recordOf = (folder: string) => join(folder, "storage.json");

/**
 * Starts the storage, when it does not run, and makes an instance of each host that is none yet.
 * @param folder what it keeps; its volumes are gone when it is started anew
 * @param hostsFolder the folders of the lab's hosts
 */
export async function storageUp(
  folder: string,
  address: string,
  hostsFolder: string,
  hosts: readonly string[],
  progress: (line: string) => void,
): Promise<void> {
  await installPrograms(progress, { "mkfs.xfs": "xfsprogs", losetup: "mount", unshare: "util-linux" });
  const endpoint = `http://${address}:${port}`;
  const before = await storageOf(folder);
  if (!before) {
    await mkdir(folder, { recursive: true });
    for (const host of hosts) await rm(join(hostsFolder, host, "devices"), { force: true });
    const log = join(folder, "log");
    await startDaemon(processOf(folder), log, ["unshare", "--mount", "sh", here("storage.sh")], {
      ...{ FOLDER: folder, HOSTS: hostsFolder, ADDRESS: address, PORT: `${port}`, PROGRAM: here("server.py") },
      ...{ PYTHONPATH: await installMoto(progress), PYTHONDONTWRITEBYTECODE: "1", MOTO_EC2_LOAD_DEFAULT_AMIS: "false" },
    });
    const runs = () => daemonPid(processOf(folder)) !== undefined;
    await waitFor(`the block storage (${log})`, 60, () => answers(endpoint), runs);
  }
  const instances: Record<string, string> = { ...before?.instances };
  for (const host of hosts) instances[host] ??= await runInstance(endpoint, host);
  await writeFile(recordOf(folder), JSON.stringify({ endpoint, region, zone, instances } satisfies Storage));
}

/** The storage that runs, or undefined. */
export async function storageOf(folder: string): Promise<Storage | undefined> {
  if (daemonPid(processOf(folder)) === undefined || !existsSync(recordOf(folder))) return undefined;
  return JSON.parse(await readFile(recordOf(folder), "utf8")) as Storage;
}

/** Ends it and waits until no loop device holds a file of it. Hosts must be off: a mounted volume stays. */
export async function storageDown(folder: string): Promise<void> {
  await killDaemon(processOf(folder));
  await waitFor(`the loop devices of ${folder}`, 20, async () => {
    const { stdout } = await run("losetup", ["--list", "--noheadings", "--output", "BACK-FILE"]);
    return !stdout.includes(`${folder}/`);
  });
}

/** Decides what becomes of snapshots; what is left out stays as it is. */
export async function decideSnapshots({ endpoint }: Storage, fate: SnapshotFate): Promise<void> {
  const response = await fetch(`${endpoint}/_lab/snapshots`, { method: "PUT", body: JSON.stringify(fate) });
  if (!response.ok) throw new Error(`${endpoint}/_lab/snapshots: ${response.status} ${await response.text()}`);
}

function answers(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/_lab/snapshots`).then(
    (response) => response.ok,
    () => false,
  );
}

/** An instance by the name of the host; nothing runs in it but that host. */
async function runInstance(endpoint: string, host: string): Promise<string> {
  const parameters = {
    ...{ Action: "RunInstances", Version: "2016-11-15", ImageId: "ami-12345678", MinCount: "1", MaxCount: "1" },
    ...{ InstanceType: "t3.medium", "Placement.AvailabilityZone": zone },
    ...{ "TagSpecification.1.ResourceType": "instance" },
    ...{ "TagSpecification.1.Tag.1.Key": "Name", "TagSpecification.1.Tag.1.Value": host },
  };
  const scope = `Credential=lab/20260101/${region}/ec2/aws4_request`; // by which moto knows service and region
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { Authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams(parameters),
  });
  const text = await response.text();
  const id = /<instanceId>(i-[0-9a-f]+)<\/instanceId>/.exec(text)?.[1];
  if (!id) throw new Error(`RunInstances for ${host}: ${text}`);
  return id;
}
