/** Texts that are secrets wherever they stand. */
const shapes: readonly [what: string, pattern: RegExp][] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/], // RFC 7468
  ["an AWS access key", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/], // IAM identifiers, "Understanding unique ID prefixes"
  ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}/], // "Behind GitHub's new token formats"
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a signed web token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/], // RFC 7519, compact form
  ["a password in an address", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@$]+:[^\s/@${}]{3,}@/i], // RFC 3986, userinfo
  ["a password hash", /\$(2[aby]|apr1|5|6|argon2id?)\$\S{20,}/], // crypt(5), htpasswd
];

/** A name that says what it holds, and a value of its own; `${NAME}`, a path to a file, a call and an empty one are none. */
const named =
  /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[\w-]*["']?\s*[:=]\s*["']?(?!\s|["'$/#{[]|$)[^\s"'()]{6,}(?=["']?(?:[\s,;}]|$))/i;

/**
 * What in a text looks like a secret, by line number; never the secret itself.
 * @param known a text whose lines are not looked at again: they are in git already
 */
export function secretLooking(text: string, known = ""): string[] {
  const before = new Set(known.split("\n"));
  return text.split("\n").flatMap((line, index) => {
    if (before.has(line)) return [];
    const what =
      shapes.find(([, pattern]) => pattern.test(line))?.[0] ?? (named.test(line) ? "a secret's value" : undefined);
    return what === undefined ? [] : [`line ${index + 1} looks like ${what}`];
  });
}
