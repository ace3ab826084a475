import type { EC2 } from "@aws-sdk/client-ec2";
import type { LabHost } from "../lab/lab.ts";
import type { Rollback } from "./judge.ts";

/** When the newest dump of a stack was made: its files exist before PostgreSQL reads, and end after it. */
export async function dumpPoint(host: LabHost, stack: string): Promise<Rollback["point"]> {
  const folder = `/opt/seisei-main/.seisei/${stack}/dumps`;
  const { stdout } = await host.run(`cd ${folder} && stat -c '%.3W %.3Y' "$(ls | tail -n 1)"/*/*.dump`);
  const times = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map((time) => Number(time) * 1000));
  const point = { from: Math.min(...times.map(([made]) => made!)), until: Math.max(...times.map(([, end]) => end!)) };
  if (!(point.from > 0 && point.until >= point.from)) throw new Error(`the dump's times cannot be read: ${stdout}`);
  return point;
}

/**
 * When the newest snapshot of a stack was made: its tag says when the databases had written what they had, before it was
 * asked for, and EC2, to the second, when it was asked.
 */
export async function snapshotPoint(ec2: EC2, stack: string): Promise<Rollback["point"]> {
  const { Snapshots = [] } = await ec2.describeSnapshots({ Filters: [{ Name: "tag:seisei:stack", Values: [stack] }] });
  const points = Snapshots.map(({ StartTime, Tags = [] }) => ({
    from: Date.parse(Tags.find(({ Key }) => Key === "seisei:taken")?.Value ?? ""),
    until: StartTime!.getTime() + 2000,
  }));
  const point = points.toSorted((a, b) => a.from - b.from).at(-1);
  if (!point || Number.isNaN(point.from)) throw new Error(`${stack}: no snapshot that says when it was taken`);
  return point;
}
