import type { DriftReport } from "../drift/report.ts";
import { driftMessage, type Message } from "./message.ts";

const patience = 10_000; // milliseconds

/** Tells a webhook what was found, if anything. Returns whether it knows; if not, why is told on stderr in one line. */
export async function notify(url: string, report: DriftReport): Promise<boolean> {
  const message = driftMessage(report);
  const failure = message && (await send(url, message));
  if (failure !== undefined) console.error(failure);
  return failure === undefined;
}

/**
 * Sends a message to a webhook.
 * @param url the receiver's address; it is a secret and appears in no message
 * @returns undefined, or in one line why the receiver has not got it
 */
async function send(url: string, message: Message): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `the notification was not taken: the receiver answered ${response.status}`;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const reason = name === "TimeoutError" ? `no answer within ${patience / 1000} s` : (cause?.code ?? "no connection");
    return `the notification was not sent: ${reason}; check the receiver and SEISEI_WEBHOOK`;
  }
}
