import { UserError } from "../../release/errors.ts";

/** A registry that gave no answer: says nothing about the image that was asked for. */
export class RegistryUnreachable extends UserError {}

/** `fetch` whose failure is one line for the user. */
export async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error };
    const host = new URL(url).origin;
    throw new RegistryUnreachable(
      `could not ask ${host} (${cause?.message || message}); check the network, or set REGISTRY to another registry's address`,
    );
  }
}
