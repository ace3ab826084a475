import { every } from "./every.ts";
import type { Match, Source } from "./match.ts";
import { isHarmless, looksRandom } from "./values.ts";

// RFC 3986: userinfo. Bounded, so that the time stays linear.
const userinfo =
  /\b([a-z][a-z0-9+.-]{1,30}):\/\/([^\s:@/"'<>\\|]{0,128}):([^\s@/"'<>\\]{1,256})@(\$?[{\w.[%*-][^\s/:"'?,]{0,200})/gi;
/** `user:password@tcp(host)`, the form of Go's MySQL driver. */
const driver = /\b[\w.-]{1,64}:([^\s@"'`:]{3,128})@(?:tcp|unix)\(/g;
/** A token in the place of the user, as git hosts take it. */
const token = /\bhttps?:\/\/([A-Za-z0-9_-]{20,128})@([\w.-]+)/g;

/** Passwords in addresses. */
export function urls({ text }: Source): Match[] {
  const matches: Match[] = [];
  for (const found of every(text, userinfo)) {
    const [, scheme, user, password, host] = found as unknown as [string, string, string, string, string];
    if (!isPassword(decoded(password), user, host)) continue;
    const start = found.index + scheme.length + 3 + user.length + 1;
    matches.push({ rule: rule(scheme), start, end: start + password.length });
  }
  for (const found of /@(?:tcp|unix)\(/.test(text) ? every(text, driver) : []) {
    const start = found.index + found[0].lastIndexOf(":", found[0].lastIndexOf("@")) + 1;
    if (isPassword(found[1]!, "", "")) matches.push({ rule: "database-url", start, end: start + found[1]!.length });
  }
  for (const found of every(text, token)) {
    const start = found.index + found[0].indexOf("//") + 2;
    if (/sentry/i.test(found[2]!) || !looksRandom(found[1]!)) continue; // Sentry's key is public
    if (/^\/\d+\b/.test(text.slice(found.index + found[0].length, found.index + found[0].length + 12))) continue;
    matches.push({ rule: "basic-auth-url", start, end: start + found[1]!.length });
  }
  return matches;
}

function rule(scheme: string): string {
  return /^(?:https?|ftps?|sftp|ssh|smtps?|imaps?|ldaps?|git|svn|socks\w*)/i.test(scheme)
    ? "basic-auth-url"
    : "database-url";
}

const words =
  /^(?:p|pw|pass|passwd|password|pwd|secret|token|key|user|username|x-oauth-basic|x-token-auth|test|foo|bar|admin_?password|user_?password|db_?password|my_?password|port|\d{1,2})$/i;

function isPassword(password: string, user: string, host: string): boolean {
  if (words.test(password) || isHarmless(password) || /^[*.x?_-]+$|^\$|^%\w+%?$|^[A-Z_]{4,}$/.test(password))
    return false;
  return password !== user || !/^(?:localhost|127\.|\[::1|example)/.test(host);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a percent sign that encodes nothing
  }
}
