import { wordsOf } from "./names.ts";

/** Values that refer to a secret instead of holding it. */
const reference = new RegExp(
  [
    String.raw`^\$[A-Za-z_{(@*!]`, // $VAR, ${VAR}, $(command)
    String.raw`^\$\$[A-Za-z_{]`, // compose's $$VAR
    String.raw`\$\{|\$\(|\{\{|\}\}|\{%|<%|#\{|%\{|«|»|\{\d?\}|\{\d?:|%s`, // templates of shells, Jinja, Go, ERB, Ruby
    String.raw`^(?:required|nullable|sometimes|string|present|filled|confirmed)(?:[|:,][\w:,./[\]|-]*)$`, // rules of validators
    String.raw`\(\?[:=!<]|\[\^|\\[wWdDsSb](?![a-z])`, // regular expressions
    String.raw`^%[A-Za-z_]+%$|^%\(?\w*\)?[sdv]$|^\{\w*\}$|^@\w+@$|^__\w+__$|^:\w+$|^\?$|^@\w+$|^!\w*`, // %VAR%, %(x)s, {x}, :x, !Ref
    String.raw`^(?:vault|ssm|secretsmanager|arn|op|ref\+\w+|keyring|env|file|classpath|kms|azurekeyvault|gcpsm|doppler|bao|pass|bws|aws-sm)(?::\/\/|:)`,
    String.raw`^sha\d{1,3}[:-]|^ENC\[|^v1:[\w+/=]+:[\w+/=]+$|^v1:.*:v1:|^\$ANSIBLE_VAULT|^(?:data|https?|git|ssh|urn):`,
    String.raw`^(?:AQICAH|Ag[A-Z])[\w+/=]{100,}$`, // ciphertexts of AWS KMS and sealed-secrets
    String.raw`^(?:\.{0,2}|~|[A-Za-z]:)[/\\][\w.@{}-]*(?:[/\\][\w.@ {}-]*)*$`, // paths
    String.raw`^[\w.-]+(?:\/[\w.-]+)*\.(?:pem|key|crt|txt|json|ya?ml|env|p12|pfx|jks|pub|asc|gpg|conf|ini|sh|py|ts|js|html?|md|sql|log|svg|png)$`,
    String.raw`^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$`, // e-mail
    String.raw`^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|age1|pk_(?:live|test)_|AAAA[BCE]3Nza)`,
    String.raw`^[\^~<>=v]*\d+(?:\.\d+)+(?:[-+][\w.]+)?$|^(?:workspace|npm|link|github|catalog):`, // versions
    String.raw`^# |^#[\da-fA-F]{3,8}$|^--[a-z]|^(?:application|text|image|audio|video|font|multipart)\/[\w.+-]+$`,
    String.raw`^\d{4}-\d\d-\d\d(?:[T ][\d:.Z+-]+)?$|^P(?=[\dT])(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?$|^\d+(?:\.\d+)?\s?(?:ms|s|m|h|d|w|min|sec|days?|hours?|minutes?|seconds?|kb|mb|px|em|%)$`,
    String.raw`^(?:process\.env|os\.environ|os\.getenv|env|config|settings|self|this|var|local|data|secrets|params|args|ctx|req|request|module|input|output|vars|steps|inputs|github)[.[]\w`,
    "^-----BEGIN (?:CERTIFICATE|PUBLIC|RSA PUBLIC|PGP PUBLIC|PGP MESSAGE)",
    "^LS0tLS1CRUdJTiB(?:DRVJU|QVUJM)", // the same in base64
  ].join("|"),
);

const filler = new RegExp(
  [
    String.raw`^(.)\1*$`,
    String.raw`x{4,}|X{4,}|\*{3,}|\.{3,}|…|•{2,}|#{4,}|_{4,}|\?{3,}`,
    String.raw`^<[^<>]*>$|^\[[^\]]*\]$|^\{[^}]*\}$|<[a-z][\w -]*>`,
    String.raw`^(?:your|put|insert|enter|replace|change|fill|add|paste|set|use|to[-_ ]?be|todo|tbd|fixme|please)(?:[-_ ]|(?=[A-Z])|me\b|$)`,
    "change[-_ ]?(?:me|it|this|now|in[-_ ])|replace[-_ ]?(?:me|this|with)|fill[-_ ]?me|set[-_ ]?me",
    "(?:^|[-_ ])your[-_ ]|[-_ ]here$|goes[-_ ]here",
    String.raw`example|placeholder|redacted|lorem|(?:^|[-_ .])(?:dummy|sample|fake|omitted|masked|removed|hidden|censored|sanitized|stripped|snip)(?:[-_ .\d]|$)`,
    "^not[-_ ]?(?:a|the)?[-_ ]?(?:real|secret|set|used|needed)",
    String.raw`^(?:00000000-0000-0000-0000-0+\d?|(?:0123456789abcdef)+)$`,
  ].join("|"),
  "i",
);

/** Words that stand for a kind, a state or a name, and are no secret alone or side by side. */
const plainWords = new Set(
  (
    "a an the my our some any password passwords passwd pass pwd pw passphrase secret secrets token tokens key keys api apikey access refresh id " +
    "auth authentication authorization credential credentials creds user username users admin db database name value string str text bool boolean " +
    "number int integer float object any unknown bytes buffer required optional nullable true false yes no on off null nil none undefined void " +
    "default auto automatic enabled disabled basic bearer jwt oauth oauth2 openid oidc saml ldap md5 scram sha 1 256 512 sha1 sha256 sha512 bcrypt " +
    "argon2 argon2id argon2i pbkdf2 scrypt plain trust ident peer cert hs256 rs256 es256 env vault file keychain desktop inherit read write " +
    "session cookie header query body form client server service account private public signing encryption webhook foo bar baz qux test testing " +
    "tbd todo fixme n na missing empty unset invalid expired wrong hidden visible field label input type new old current confirm confirmation " +
    "reset forgot forgotten opaque sliding strong weak medium manual prompt ask interactive stdin stdout external internal local remote manager " +
    "provider store aws gcp azure hashicorp csrf xsrf x http https grant code implicit hashed encrypted random generated see per app jwk jwks pem " +
    "ref reference config setting settings rotation rotate sso mfa totp otp sms email passwort kennwort jeton geheimnis contraseña senha wachtwoord " +
    "files define dns compat systemd winbind is of for in to and or with from by your not set use has ok fail failed error changeit changeme example"
  ).split(" "),
);

/** Bits of Shannon entropy in a character. */
export function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** The value stands for a secret, or for nothing: a reference, a placeholder, a path, a version, a kind. */
export function isHarmless(value: string): boolean {
  return value.length > 8000 || reference.test(value) || isPlaceholder(value) || isIdentifier(value);
}

/** Written where a secret will be: `<your-token>`, `changeme`, `xxxx`, `***`. */
export function isPlaceholder(value: string): boolean {
  if (filler.test(value)) return true;
  const words = wordsOf(value);
  return words.every((word) => plainWords.has(word)) && value !== "admin"; // no words: another script, or punctuation
}

/** The name of a variable: `DB_PASSWORD`. */
function isIdentifier(value: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) && !/\d{2}|_\d/.test(value);
}

/** Letters of one case or both and separators only, as in a name or a sentence. */
export function isWordy(value: string): boolean {
  return /^[\p{L}\s'’.,:;!?()/_-]+$/u.test(value) && !looksRandom(value);
}

/** A sentence or a title, not a passphrase. */
export function isSentence(value: string): boolean {
  if (!/\s/.test(value)) return false;
  const parts = value.trim().split(/\s+/);
  if (parts.some((part) => looksRandom(part.replace(/[.,;:]$/, "")))) return false;
  return parts.length < 3 || /^[A-Z]|[.!?:]$/.test(value) || wordsOf(value).some((word) => plainWords.has(word));
}

/** Long and without order, as a machine makes it. */
export function looksRandom(value: string): boolean {
  if (value.length < 16 || /\s/.test(value)) return false;
  if (/^[\da-f-]+$/i.test(value)) return entropy(value) >= 2.8 && /\d/.test(value) && /[a-f]/i.test(value);
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  if (kinds < 2 || entropy(value) < 3.3) return false;
  // Words of five letters and more, joined by capitals or separators, are a name and no noise.
  const words = value.match(/[A-Z]?[a-z]{4,}|[A-Z]{5,}/g)?.filter(isPronounceable) ?? [];
  return words.join("").length < value.length * 0.55;
}

function isPronounceable(word: string): boolean {
  const vowels = word.match(/[aeiouy]/gi)?.length ?? 0;
  return vowels >= word.length / 5 && !/[^aeiouy]{5}/i.test(word);
}

/** Something that nobody writes as a word: a digit, a symbol or a capital inside. */
export function isMixed(value: string): boolean {
  return (
    value.length >= 5 &&
    /[A-Za-z]/.test(value) &&
    (/\d/.test(value) || /[!@#$%^&*+=~?|]/.test(value) || /[a-z][A-Z]/.test(value) || looksRandom(value))
  );
}
