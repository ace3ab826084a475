import type { Lab, LabHost } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { ec2Client } from "../lab/storage/client.ts";
import type { Storage } from "../lab/storage/storage.ts";
import { Workspace } from "../lab/workspace.ts";
import { downtime, Outside } from "../support/outside.ts";
import { upKilledAfter } from "./engine.ts";
import type { Found, Rollback } from "./judge.ts";
import { dumpPoint, snapshotPoint } from "./point.ts";
import { readFound } from "./read-found.ts";
import { bulkSum, sql } from "./sql.ts";
import { health, name, stackFiles } from "./stack.ts";

const [earlier, later] = [
  { tag: "main1.0.0", version: "sha-1a1a1a1" },
  { tag: "main1.0.1", version: "sha-2b2b2b2" },
];

/** How long a rollback took. */
export interface Times {
  /** From the first command to the end. */
  readonly seconds: number;
  /** Of it, the update. */
  readonly update: number;
  /** Seconds without an answer, seen from outside. */
  readonly downtime: number;
}

/** The stack on a host of the lab, full of data, and its way to the next release and back. */
export class ProofStack {
  readonly host: LabHost;
  readonly #storage: Storage | undefined;
  readonly #workspace: Workspace;
  #bulk = "";

  private constructor(host: LabHost, storage: Storage | undefined, workspace: Workspace) {
    this.host = host;
    this.#storage = storage;
    this.#workspace = workspace;
  }

  /**
   * @param megabytes of rows to begin with
   * @param kept whether a release's data is kept as a snapshot of the one volume that all of it is on, or the databases' as
   *   dumps; for snapshots the lab has to have its block storage
   */
  static async create(
    lab: Lab,
    { megabytes, kept }: { megabytes: number; kept: "snapshots" | "dumps" },
    progress: (line: string) => void,
  ): Promise<ProofStack> {
    const [host] = lab.hosts;
    await host!.reset();
    const workspace = await Workspace.create(lab, [host!]);
    const stack = new ProofStack(host!, kept === "snapshots" ? lab.storage! : undefined, workspace);
    try {
      await stack.#release(megabytes);
      progress(`filling the database with ${megabytes} MB`);
      await stack.#fill(megabytes);
    } catch (error) {
      workspace.remove();
      throw error;
    }
    return stack;
  }

  /** To the next release, whose deploy keeps the data. @returns between when and when it was kept */
  async upgrade(): Promise<Rollback["point"]> {
    for (const key of ["pins", "restore"]) await this.#workspace.tryPulumi(["config", "rm", key], { check: false });
    await this.#workspace.deploy(later!.tag);
    return this.#storage ? snapshotPoint(ec2Client(this.#storage), name) : dumpPoint(this.host, name);
  }

  /** Marks the data that is to be given up. */
  async mark(number: number): Promise<void> {
    await this.#sql(`insert into mark values (${number})`);
  }

  /** Back, with the data as the earlier release left it. */
  async rollback(): Promise<Times> {
    const outside = await Outside.watch([{ name, host: this.host, addresses: [health] }]);
    const begun = Date.now();
    let update: number;
    let end: number;
    try {
      await this.#askForRollback();
      update = Date.now();
      await this.#workspace.pulumi("up", "--yes", "--skip-preview");
      end = Date.now();
    } catch (error) {
      await outside.stop();
      throw error;
    }
    const rounds = (await outside.stop()).get(name)!;
    return { seconds: (end - begun) / 1000, update: (end - update) / 1000, downtime: downtime(rounds) };
  }

  /** The same with the engine killed in the middle, and one more update. @throws Error when it had ended before */
  async killedRollback(seconds: number): Promise<void> {
    await this.#askForRollback();
    const killed = await upKilledAfter(this.#workspace, seconds * 1000);
    if (!killed) throw new Error("the update had ended before it was killed");
    await this.#workspace.tryPulumi(["cancel", "--yes"], { check: false }); // of its own lock, which may not be there yet
    await this.#workspace.pulumi("up", "--yes", "--skip-preview");
  }

  /** What is there now. */
  read(): Promise<Found> {
    return readFound(this.host, { version: earlier!.version, bulk: this.#bulk });
  }

  /** Drops databases that were replaced: they would fill the disk. */
  async tidy(): Promise<void> {
    const replaced = "datname ~ '_(before|failed)_[0-9]{8}T[0-9]{6}Z$'";
    const names = await this.#sql(`select datname from pg_database where ${replaced}`);
    for (const one of names.split("\n").filter(Boolean)) await this.#sql(`drop database "${one}"`);
  }

  async remove(): Promise<void> {
    this.#workspace.remove();
    await this.host.reset();
  }

  async #release(megabytes: number): Promise<void> {
    const storage = this.#storage;
    const gib = storage && Math.ceil((megabytes * 2) / 1024) + 2;
    if (storage) await this.#workspace.useStorage(storage, this.host);
    await this.#workspace.secret(name, "PASSWORD", "canary-0a5f");
    for (const { tag, version } of [earlier!, later!]) {
      this.#workspace.write(stackFiles(version, gib));
      await this.#workspace.release(tag);
    }
    await this.#workspace.deploy(earlier!.tag);
  }

  async #fill(megabytes: number): Promise<void> {
    await this.#sql(`create extension pgcrypto; create extension amcheck;
create table entry (session int, number int, sha256 text not null, primary key (session, number));
create table mark (number int); create table bulk (number int primary key, body bytea not null);`);
    for (let done = 0; done < megabytes; done += 64) {
      const rows = `generate_series(${done * 1000 + 1}, ${Math.min(done + 64, megabytes) * 1000})`;
      await this.#sql(`insert into bulk select number, gen_random_bytes(1000) from ${rows} number`);
    }
    await this.#sql("vacuum analyze bulk");
    await this.#sql("checkpoint");
    this.#bulk = await this.#sql(bulkSum);
  }

  async #askForRollback(): Promise<void> {
    const { folder, environment } = this.#workspace;
    const words = ["rollback", "--tag", earlier!.tag, "--stack", name, "--data"];
    await run("node", ["cli/main.ts", ...words], { cwd: folder, env: environment });
  }

  #sql(text: string): Promise<string> {
    return sql(this.host, text);
  }
}
