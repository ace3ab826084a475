import { every } from "./every.ts";
import type { Match, Source } from "./match.ts";
import { isHarmless, isMixed, looksRandom } from "./values.ts";

const noun =
  "pass ?words?|pass ?phrases?|passwd|pwd|pass ?code|pass(?! to)|pw|pin|secrets?|secret keys?|tokens?|api[- ]?keys?|access[- ]?keys?|private[- ]?keys?|credentials?|creds|log-?in|logins|log ?in with|master[- ]?key|licen[cs]e key";
const cjk =
  "パスワード|パスフレーズ|暗証番号|トークン|シークレット|秘密鍵|秘密の?キー|APIキー|密码|密碼|口令|令牌|密钥|密鑰|비밀번호|암호|토큰";
const quote = "[\"'`“”‘’「『*_]{0,3}";
const value = String.raw`([^\s"'\`“”‘’「」『』<>|]{4,200})`;

/** "the password (for staging) is …", "API token: …", "password -> …" */
const named = new RegExp(
  String.raw`\b(?:${noun})\b[*_]{0,2}(?:[ \t]?\([^()\n]{1,60}\))?(?:[ \t](?:for|of|to|on|in|at|from|should|will|must|has been|was|now|still|currently|then|there|here)(?:[ \t][\w.@/-]{1,30}){0,5}?)?[ \t]{0,3}(?::|=|->|→|=>|—|–|-(?=[ \t])|\bis(?: now| still| currently| set to)?\b|\bused to be\b|\bare\b|\bwas\b|\bto\b)[*_]{0,2}[ \t]{0,3}${quote}${value}`,
  "gi",
);
/** The same in other languages, where a part of a word is looked for first. */
const european = new RegExp(
  String.raw`\b(?:mot de passe|passwort|kennwort|contraseña|senha|wachtwoord)[ \t]{0,2}(?::|=|\b(?:est|ist|lautet|es|is)\b|é)[ \t]{0,3}${quote}${value}`,
  "gi",
);
const inEuropean = /ot de passe|asswort|ennwort|ontraseña|[sS]enha|achtwoord/;
/** "use … as the api key", "… is the password": what stands before it is the value. */
const behind = new RegExp(
  String.raw`[ \t](?:as|is)[ \t](?:the|our|your|my|its)[ \t](?:[\w-]{1,20}[ \t]){0,3}?(?:${noun})\b`,
  "gi",
);
/** "use the api key …", "login with admin / …" */
const direct = new RegExp(String.raw`\b(?:${noun})\b[ \t]${quote}${value}`, "gi");
const asian = new RegExp(
  String.raw`(?:${cjk})[^\n:：=はが是为為]{0,20}(?:[ \t]{0,2}(?:[:：=は]|is|が|是|为|為|→)[ \t]{0,2})[「『\`"']?([!-~]{4,200})`,
  "g",
);
/** "credentials are admin:…", "login admin / …", "user: admin, password …" */
const login = new RegExp(
  String.raw`\b(?:log-?ins?|log (?:in|on)|credentials?|creds|accounts?|user(?:name)?|users?|sign in|auth)\b(?:[ \t](?:is|are|with|as|using|for [\w.-]{1,30}))?[ \t]{0,2}[:=]?[ \t]{0,2}${quote}[\w.@+-]{2,64}${quote}[ \t]?(?:\/|:|,? (?:and|with|\/) )[ \t]?${quote}${value}`,
  "gi",
);
/** "Portainer: admin / …" */
const labelled = new RegExp(
  String.raw`\b[A-Za-z][\w.-]{1,30}${quote}(?::|[ \t][-–—→]|[ \t]\()[ \t]?${quote}[\w.@+-]{2,64}${quote} \/ ${quote}${value}`,
  "g",
);

/** Secrets in sentences: in documents, comments and logs. */
export function prose({ text, format }: Source): Match[] {
  const matches: Match[] = [];
  const add = (found: RegExpMatchArray, strict: boolean) => {
    const written = found[1]!;
    const trimmed = written.replace(/[^!?*\w]*[.,;:)\]}。、」』_\\][^!?\w]*$/, "");
    const secret = trimmed.length >= 4 ? trimmed : written;
    if (!isNoWord(secret) || (strict && !looksRandom(secret) && !isOdd(secret))) return;
    const start = found.index! + found[0].lastIndexOf(written);
    matches.push({ rule: "secret-in-prose", start, end: start + secret.length });
  };
  for (const found of every(text, asian)) add(found, false);
  if (format === "json") return matches;
  for (const pattern of [
    named,
    direct,
    login,
    ...(inEuropean.test(text) ? [european] : []),
    ...(text.includes(" / ") ? [labelled] : []),
  ]) {
    for (const found of every(text, pattern)) {
      if (format === "prose" || isComment(text, found.index)) add(found, pattern !== named && pattern !== european);
    }
  }
  for (const { index } of format === "prose" ? every(text, behind) : []) {
    const [, written] = /([^\s"'`“”<>|]{6,200})["'`”*]{0,3}$/.exec(text.slice(Math.max(0, index - 210), index)) ?? [];
    if (written === undefined || !isNoWord(written) || !(looksRandom(written) || isOdd(written))) continue;
    const start = text.lastIndexOf(written, index);
    matches.push({ rule: "secret-in-prose", start, end: start + written.length });
  }
  return matches;
}

/** Nothing that a sentence has: a word, a number, a name of something, an option, a path, code. */
function isNoWord(value: string): boolean {
  if (value.length < 5 || isHarmless(value) || !/[A-Za-z]/.test(value) || !/[\d!@#$%^&*+~?]/.test(value)) return false;
  if (!isMixed(value) && !looksRandom(value)) return false;
  if (
    /[({[\]]|^\W?(?:[a-z_]{2,}|[A-Z_]{2,}|[a-z]+(?:[A-Z][a-z]+)+)\d?=\w|^--?\w|^[\w.-]+\.\w{2,4}(?::\d+)?(?:\/|$)|^v?\d+\.\d|^#\d/.test(
      value,
    )
  )
    return false;
  if (/^\d+(?:st|nd|rd|th|-\w+)$|^[A-Z]{2,6}-?\d{1,5}$|^0x[\da-f]+$/i.test(value)) return false; // 2nd, RFC7230
  return !value.includes("/") || (isOdd(value) && /[a-z]/.test(value) && !/[._]/.test(value));
}

const isOdd = (value: string) => /\d/.test(value) && /[A-Z!@#$%^&*+~?]/.test(value) && !/:/.test(value);

/** In a comment or in a text between three quotes. */
function isComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 300), at);
  return /(?:^|\s)(?:#|\/\/|\/?\*|--|;|<!--|"""|''')/.test(before.slice(before.lastIndexOf("\n") + 1));
}
