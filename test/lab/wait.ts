import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks until the answer is yes. Tells a slow start from one that waiting cannot help.
 *
 * @param seconds how long to ask
 * @param alive whether what is waited for still runs. @default it does
 */
export async function waitFor(
  what: string,
  seconds: number,
  ready: () => boolean | Promise<boolean>,
  alive: () => boolean = () => true,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ready())) {
    if (!alive()) throw new Error(`${what}: ended while it started`);
    if (Date.now() > deadline) throw new Error(`${what}: not ready after ${seconds} s`);
    await sleep(50);
  }
}
