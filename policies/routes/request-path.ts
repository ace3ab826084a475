/** Bytes that Go leaves as they are when it writes a path. https://pkg.go.dev/net/url#URL.EscapedPath */
const kept = /[A-Za-z0-9\-_.~$&+,/:;=@]/;
/** Bytes that Go takes in a path as it was sent. */
const valid = /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/;
/** Characters that keep their percent-encoding in the path that rules see, as RFC 3986 reserves them; `%` too. */
const reserved = /^%(3A|2F|3F|23|5B|5D|40|21|24|26|27|28|29|2A|2B|2C|3B|3D|25)$/;

/** A path as Go keeps it: decoded, and as it was sent where that says more. Each character is a byte. */
interface GoPath {
  readonly path: string;
  readonly raw: string;
}

/**
 * The path that rules see of the one that was sent: Traefik decodes what means the same either way, writes percent-encodings
 * in capitals, and takes out `.`, `..` and double slashes.
 * https://doc.traefik.io/traefik/security/request-path/
 * @returns undefined for a path that Traefik refuses with 400
 */
export function routingPath(sent: string): string | undefined {
  const bytes = Buffer.from(sent).toString("latin1");
  const parsed = goPath(bytes);
  if (!parsed || parsed.raw.includes("#")) return undefined;
  const normal = { ...parsed, raw: normalized(parsed.raw) };
  const clean = goPath(cleaned(escapedPath(normal)));
  if (!clean) return undefined;
  const routed = escapedPath(clean).replace(/%[0-9A-Fa-f]{2}/g, (code) => (reserved.test(code) ? code : decoded(code)));
  return Buffer.from(routed, "latin1").toString();
}

function goPath(text: string): GoPath | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const path = decoded(text);
  return { path, raw: text === escaped(path) ? "" : text };
}

const decoded = (text: string) =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const escaped = (path: string) =>
  [...path].map((byte) => (kept.test(byte) ? byte : percent(byte.charCodeAt(0)))).join("");

const percent = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;

function escapedPath({ path, raw }: GoPath): string {
  if (raw !== "" && valid.test(raw) && decoded(raw) === path) return raw;
  return path === "*" ? path : escaped(path);
}

const normalized = (raw: string) =>
  raw.replace(/%[0-9A-Fa-f]{2}/g, (code) =>
    /[A-Za-z0-9\-._~]/.test(decoded(code)) ? decoded(code) : code.toUpperCase(),
  );

/** Go's path.Clean of an absolute path; a slash at the end stays. */
function cleaned(path: string): string {
  if (!path.startsWith("/")) return cleaned(`/${path}`).slice(1);
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const made = `/${parts.join("/")}`;
  return path.endsWith("/") && made !== "/" ? `${made}/` : made;
}
