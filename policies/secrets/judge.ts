import type { Format } from "./format.ts";
import { type NameStrength, wordsOf } from "./names.ts";
import { isHarmless, isMixed, isSentence, isWordy, looksRandom } from "./values.ts";

/** Where a value stands beside a name. */
export interface Place {
  readonly strength: NameStrength;
  readonly name: string;
  readonly format: Format;
  readonly quoted: boolean;
  /** In a file of translations, where a name of a secret has a word for people. */
  readonly translated?: boolean;
}

/** Whether a value beside a telling name is a secret. */
export function isSecretValue(value: string, { strength, name, format, quoted, translated }: Place): boolean {
  if (value.length < 3 || isHarmless(value) || !/[\p{L}\p{N}]/u.test(value)) return false;
  if (sameWords(value, name)) return false;
  if (strength === "hint")
    return (
      looksRandom(value) ||
      (wordsOf(name).some(isPasswordWord) &&
        value.length >= 8 &&
        isMixed(value) &&
        /\d/.test(value) &&
        !/\s/.test(value))
    );
  if (isSentence(value) || translated)
    return looksRandom(value) || (!isWordy(value) && !/\s/.test(value) && isMixed(value) && /\d/.test(value));
  if (strength === "password") {
    if (/^\d{1,3}$/.test(value)) return false;
    if (format === "prose")
      return (isMixed(value) && /[\d!@#$%^&*+=~?]/.test(value)) || looksRandom(value) || /^\d{4,}$/.test(value);
    if (isWordy(value)) return isWeakPassword(value, format);
    return true;
  }
  if (/^[\d.,]+$/.test(value) && value.length < 12) return false;
  if (/^(?:abc|xyz|foo|bar|test|token|key|secret)[-_]?\d{1,4}$/i.test(value)) return false;
  if (/^[a-z][\w.-]*\.(?:example\.)?(?:com|org|net|io|dev|local|internal)$/i.test(value)) return false;
  if (format === "prose") return value.length >= 8 && isMixed(value) && /\d/.test(value);
  if (isWordy(value)) return isWeakSecret(value, name, format);
  return value.length >= 6 && (quoted || /\d/.test(value) || looksRandom(value) || value.length >= 12);
}

const isPasswordWord = (word: string) => /^(?:pass|password|passwd|pwd|secret|token)$/.test(word);

/** A word as a password: real where values are set, a label or a kind of input in code and on pages. */
function isWeakPassword(value: string, format: Format): boolean {
  if (format === "xml") return /^[a-z]{6,}$/.test(value);
  if (format === "code" || format === "json") return /^[a-z]{5,}$/.test(value) || /[a-z][-_][a-z]+[-_]/.test(value);
  return !/^[A-Z][a-z]+$/.test(value) || value.length >= 12;
}

/** Words as a secret, as in `JWT_SECRET=some-long-text`: not the name of one, as in `secret: wildcard-tls`. */
function isWeakSecret(value: string, name: string, format: Format): boolean {
  if (format === "code" || format === "xml" || /\s/.test(value)) return false;
  const words = wordsOf(value).length;
  if (/^[A-Z_]+$/.test(name)) return words >= 2 ? value.length >= 8 : value.length >= 10;
  return (
    wordsOf(name).length > 1 &&
    words >= 3 &&
    value.length >= 16 &&
    /jwt|app|client|session|shared|webhook|cookie|sign|auth|encrypt/i.test(name)
  );
}

function sameWords(value: string, name: string): boolean {
  const words = wordsOf(value);
  const names = new Set(wordsOf(name));
  return words.length > 0 && words.every((word) => names.has(word));
}
