import type { LabHost } from "../lab/lab.ts";
import { name } from "./stack.ts";

/** Number of rows of the bulk, and a sum over what is in them. */
export const bulkSum = "select count(*), sum(get_byte(body, 0) + get_byte(body, 500) + get_byte(body, 999)) from bulk";

/** Runs SQL in the stack's database. @returns what it printed, unaligned */
export async function sql(host: LabHost, text: string): Promise<string> {
  const psql = `docker exec -i ${name}-db-1 psql -XAtq -v ON_ERROR_STOP=1 -U postgres`;
  return (await host.run(psql, { input: text })).stdout.trim();
}
