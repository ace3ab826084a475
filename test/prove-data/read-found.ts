import type { LabHost } from "../lab/lab.ts";
import type { Found } from "./judge.ts";
import type { Row } from "./log.ts";
import { bulkSum, sql } from "./sql.ts";
import { health, name } from "./stack.ts";

/** What has to be there beside the writer's rows. */
export interface Expected {
  /** The application's image tag. */
  readonly version: string;
  /** What `bulkSum` gave when the database was filled. */
  readonly bulk: string;
}

/** Reads on the host what its databases and its filestore have. */
export async function readFound(host: LabHost, { version, bulk }: Expected): Promise<Found> {
  const rows = parseRows(await sql(host, "copy (select session, number, sha256 from entry) to stdout"));
  const sums = "cd /filestore && find . -type f -printf '%f\\\\0' | xargs -0r sha256sum";
  const { stdout } = await host.run(`docker exec ${name}-web-1 sh -c "${sums}"`);
  const check = `docker exec ${name}-db-1 pg_amcheck -U postgres --heapallindexed postgres`;
  const checked = await host.run(check, { check: false });
  const now = await sql(host, bulkSum);
  const answer = JSON.parse((await host.run(`curl -fsS ${new URL("/", health)}`)).stdout);
  return {
    rows,
    attachments: parseSums(stdout),
    wrong: [
      ...(checked.code === 0 ? [] : [`pg_amcheck: ${(checked.stdout + checked.stderr).trim()}`]),
      ...(now === bulk ? [] : [`the bulk of the data was ${bulk} and is ${now}`]),
      ...(answer.version === version ? [] : [`the application is ${answer.version}, expected ${version}`]),
    ],
  };
}

/** Lines of `session TAB number TAB sha256`. */
export function parseRows(text: string): Row[] {
  return text.split("\n").flatMap((line) => {
    const [session, number, sha256] = line.split("\t");
    return sha256 ? [{ session: Number(session), number: Number(number), sha256 }] : [];
  });
}

/** Lines as `sha256sum` prints them. */
export function parseSums(text: string): Map<string, string> {
  const lines = text.split("\n").filter(Boolean);
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}
