// Stands in for the official aws plugin: waiting for EC2.
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks twice a second until `done` says so.
 * @param seconds the resource's custom timeout, or 0 for `otherwise`
 * @throws when the time is over, with what `state` said last
 */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  state: (answer: T) => string,
  [seconds, otherwise]: readonly [number, number],
): Promise<T> {
  const deadline = Date.now() + (seconds || otherwise) * 1000;
  while (true) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`${what}: timeout while waiting for state (last state: '${state(answer)}')`);
    await sleep(500);
  }
}
