import { createHash } from "node:crypto";

/** Draws the same values for the same seed. */
export function valueMaker(seed: string): (form: string) => string {
  let state = createHash("sha256").update(seed).digest().readUInt32LE();
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(list: ArrayLike<T>) => list[Math.floor(random() * list.length)]!;
  const many = (alphabet: string, length: number) => Array.from({ length }, () => pick(alphabet)).join("");
  const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  /** As people make them up: a word or two, a number, a sign. */
  const password = (signs: string) => {
    const word = pick(words);
    const other = pick(words);
    const capital = word[0]!.toUpperCase() + word.slice(1);
    const sign = pick(signs);
    return pick([
      `${capital}${many(digits, 4)}${sign}`,
      `${word}${sign}${other}${many(digits, 2)}`,
      `${word.replace(/a/g, "4").replace(/e/g, "3").replace(/o/g, "0")}${many(digits, 2)}${sign}`,
      `${capital}${other}${many(digits, 3)}`,
      many(lower + upper + digits, 14),
      `${many(lower, 4)}-${many(digits, 4)}-${many(upper, 4)}`,
      `${word}_${other}_${many(digits, 4)}`,
      `${many(lower + upper + digits, 6)}${sign}${many(lower + upper + digits, 6)}`,
    ]);
  };
  const forms: Record<string, (length: number, argument: string) => string> = {
    hex: (length) => many("0123456789abcdef", length),
    hexu: (length) => many("0123456789ABCDEF", length),
    digits: (length) => pick("123456789") + many(digits, length - 1),
    alnum: (length) => many(lower + upper + digits, length),
    upper: (length) => many(`${upper}234567`, length),
    lower: (length) => many(lower + digits, length),
    b64: (length) => many(`${lower}${upper}${digits}+/`, length),
    b64s: (length) => many(`${lower}${upper}${digits}+/`, length - 1) + pick(lower),
    b64u: (length) => many(`${lower}${upper}${digits}-_`, length - 1) + pick(lower),
    bcrypt: (length) => many(`${lower}${upper}${digits}./`, length),
    uuid: () => [8, 4, 4, 4, 12].map((length) => many("0123456789abcdef", length)).join("-"),
    pw: () => password("!#@%+=~?"),
    pwsemi: () => password("!@%+~"),
    pwcolon: () => password("!@%+=~"),
    urlpw: () => password("!-._~"),
    weakpw: () => `${pick(words)}${many(digits, 4)}`,
    weak: () => pick(words) + pick(["", "1", "2024", "_db", "123"]),
    strong: () => many(`${lower}${upper}${digits}!@%^*_+=-`, 20),
    phrase: () => [1, 2, 3, 4, 5].map(() => pick(words)).join(" "),
    jwt1: () => base64url({ alg: "HS256", typ: "JWT" }).slice(3),
    jwt2: () => base64url({ sub: many(digits, 9), name: pick(words), iat: 1764000000 }).slice(3),
    b64of: (_, what) => Buffer.from(plain(what)).toString("base64"),
  };
  const plain = (what: string) =>
    ({
      pw: () => password("!@%"),
      userpw: () => `ci:${password("!@%")}`,
      dburl: () => `postgres://crm:${password("!-._~")}@db:5432/crm`,
      pem: () =>
        `-----BEGIN RSA PRIVATE KEY-----\n${[1, 2, 3].map(() => forms.b64!(64, "")).join("\n")}\n-----END RSA PRIVATE KEY-----\n`,
      cert: () =>
        `-----BEGIN CERTIFICATE-----\n${[1, 2, 3].map(() => forms.b64!(64, "")).join("\n")}\n-----END CERTIFICATE-----\n`,
    })[what]!();
  return (form) => {
    const [name, argument = ""] = form.split(":") as [string, string?];
    return forms[name]!(Number(argument), argument);
  };
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const digits = "0123456789";
const words = [
  "sakura",
  "orange",
  "dragon",
  "winter",
  "falcon",
  "ramen",
  "kyoto",
  "monkey",
  "silver",
  "harbor",
  "pepper",
  "thunder",
  "noodle",
  "tanaka",
];
