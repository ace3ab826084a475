import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../release/errors.ts";
import type { Place } from "./place.ts";
import { send } from "./send.ts";

/** Answers a challenge: https://distribution.github.io/distribution/spec/auth/token */
export async function authorize(place: Place, challenge: string): Promise<string | undefined> {
  const login = readLogin(place.login);
  if (/^basic\b/i.test(challenge)) return login;
  const { realm, ...rest } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  // A login goes to no token server that is less protected than the registry itself.
  if (!/^bearer\b/i.test(challenge) || !realm || (!realm.startsWith("https:") && place.base.startsWith("https:")))
    return undefined;
  const url = new URL(realm);
  url.searchParams.set("scope", rest.scope ?? `repository:${place.path}:pull`);
  if (rest.service) url.searchParams.set("service", rest.service);
  const response = await send(url.href, { headers: login ? { authorization: login } : {} });
  if (!response.ok) return undefined;
  const { token, access_token = token } = (await response.json()) as { token?: string; access_token?: string };
  return access_token && `Bearer ${access_token}`;
}

function readLogin(key: string): string | undefined {
  const file = join(process.env.DOCKER_CONFIG ?? join(homedir(), ".docker"), "config.json");
  if (!existsSync(file)) return undefined;
  let settings: { auths?: Record<string, { auth?: string }> };
  try {
    settings = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new UserError(`${file}: expected JSON, got something else; correct it`); // no detail: the file holds logins
  }
  const auth = settings.auths?.[key]?.auth;
  return auth && `Basic ${auth}`;
}
