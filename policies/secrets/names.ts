/**
 * How much a name says that its value is a secret.
 *
 * - `password`: any value is one, even a weak word
 * - `secret`: a token, key or secret: a value that is no plain word
 * - `hint`: the value must look random
 */
export type NameStrength = "password" | "secret" | "hint";

const set = (words: string) => new Set(words.split(/\s+/));

const passwordHeads = set(
  "password passwords passwd passwds passwort kennwort pwd pass pw passphrase passcode pin pswd psk requirepass masterauth sshpass " +
    "masteruser pgpassword bindpw rootpw userpw contrasena senha motdepasse mdp",
);
const secretHeads = set(
  "secret secrets token tokens credential credentials creds cred apikey authtoken bearer jwt pat totp",
);
const compound =
  /(?:password|passwd|passphrase|passwort|(?<!by|com|tres|en|sur|out|im|trans|ask)pass|pwd|pw)$|(?:secret|token|api_?key|secretkey|privatekey|accesskey|authkey|masterkey|credentials?)$/;
/** What stands before `key` when the key is secret, and when it is none. */
const keyOf = set(
  "api access secret private priv encryption encrypt encrypted signing sign signature auth authentication master app application " +
    "account license licence service jwt session shared storage hmac cipher crypto crypt admin deploy integration webhook " +
    "client consumer security subscription server write ingest sas rest root cookie aes des data developer dev bot user " +
    "preshared trust tls ssl ssh rsa hash salt password recovery instrumentation",
);
const harmlessKeyOf = set(
  "public pub publishable primary foreign cache sort partition object row map host site idempotency registry index group unique " +
    "composite translation i18n message lookup hot arrow enter trusted known authorized config s3 bucket query dedup entity " +
    "field kms gpg range natural surrogate candidate array dict json yaml metadata label annotation header cookie_name " +
    "recv receive search list refresh instrumentation kid repo signed image tag event item list node tree state storage_path",
);
/** Words at the end of a name of something about a secret, not the secret. */
const about = set(
  "file files path paths dir directory folder location ttl expiry expire expires expiration expired exp lifetime validity age days " +
    "hours minutes seconds ms interval timeout duration length len size min max bits count limit limits quota name names id ids " +
    "url uri urls endpoint host port domain issuer audience aud scope scopes type types kind mode method format encoding encoder encryption " +
    "algorithm alg hasher hashers hash hashed digest checksum fingerprint sha1 sha256 md5 policy policies rule rules strength " +
    "rotation rotate rotated period enabled enable disabled required optional allowed visible prompt label title hint placeholder " +
    "message messages text_label description desc help error errors warning invalid regex pattern validator validators validation " +
    "header headers field fields column columns table prefix suffix version arn ref refs reference env var variable command cmd script " +
    "class selector input form button icon link page view screen store stores provider manager service services backend driver engine " +
    "plugin user username users role roles usage status state created updated changed modified date time at last by on reset change " +
    "forgot confirmation confirm strategy source sources target request response handler function fn factory generator parser parallelism " +
    "loader reader helper util utils test spec mock cost rounds iterations schema model entity response limit_per budget price bucket " +
    "color colour bg background border font width height style css img html template tpl md docs doc example examples keys_file realm " +
    "set exists missing present revoked count_tokens pool queue topic group cookie_name audience_name storage refresh renew renewal check",
);
/** Words at the end that change nothing. */
const neutral = set(
  "value val string str text plain plaintext raw base base64 b64 encoded old new current previous prev primary secondary prod " +
    "production dev develop development staging stage live local main master default fallback fallbacks backup odoo again repeat",
);
const harmlessAnywhere = set(
  "public pub publishable forgot forgotten reset show hide toggle has is no non require requires enable disable allow allows " +
    "max min num total count invalid wrong bad missing check validate verify checksum checksums fingerprint sha256 sha512 md5 csrf xsrf existing per",
);

/** Beside the last word of a name: the value is of no use as it stands. */
const ciphered = set("encrypted sealed hashed");

/** The words of a name in lower case: `dbPassword`, `DB_PASSWORD` and `db.password` are `db`, `password`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** What a name says of its value, or undefined when it says nothing. */
export function nameStrength(name: string): NameStrength | undefined {
  const words = wordsOf(name);
  if (words.some((word) => harmlessAnywhere.has(word)) || words.slice(-3).some((word) => ciphered.has(word))) return;
  while (words.length > 1 && (/^v?\d+$/.test(words.at(-1)!) || neutral.has(words.at(-1)!))) words.pop();
  const [last = "", before = ""] = [words.at(-1), words.at(-2)];
  if (/^(?:hash|digest)$/.test(last) && passwordHeads.has(before)) return "hint";
  if (about.has(last)) return;
  if (passwordHeads.has(last)) return "password";
  if (secretHeads.has(last)) return "secret";
  if (last === "key" || last === "keys") {
    if (harmlessKeyOf.has(before)) return;
    return keyOf.has(before) || words.includes("secret") ? "secret" : "hint";
  }
  const joined = compound.exec(last);
  if (joined && last.length > 3) return /pass|pwd|pw$/.test(joined[0]) ? "password" : "secret";
  if (["auth", "salt", "cookie", "pepper", "seed", "authorization"].includes(last)) return "hint";
  if (words.some((word) => passwordHeads.has(word) || secretHeads.has(word))) return "hint";
  return;
}
