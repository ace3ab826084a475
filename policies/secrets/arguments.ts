import { every } from "./every.ts";
import type { Match, Source } from "./match.ts";
import { isHarmless, isWordy, looksRandom } from "./values.ts";

const value = String.raw`(?:\\?"([^"\n\\]{1,200})\\?"|\\?'([^'\n\\]{1,200})\\?'|([^\s"'\`;|<>&(),\\]{1,200}))`;
const gap = String.raw`["']?(?:,[ \t]*|[ \t]+|=)`;

/** Commands whose arguments are secrets: after the command, on its line, the argument and its value. */
const commands: readonly (readonly [command: string, argument: string])[] = [
  ["curl|wget|httpie|xh|aria2c", String.raw`(?:-u|--user|--proxy-user|-U|--auth|-a)${gap}["']?[\w.%@+\\-]{0,64}:`],
  ["curl", String.raw`-\w*u["']?[\w.%@+-]{1,64}:`],
  [String.raw`mysql\w*|mariadb\w*|mycli`, "-p"],
  ["mysqladmin", `password${gap}`],
  ["redis-cli|valkey-cli", `(?:-a|--pass)${gap}`],
  ["sshpass", String.raw`-p[ \t]?`],
  [String.raw`(?:docker|podman|nerdctl|buildah|skopeo|helm registry|crane auth|oras|az acr|npm)\s+login`, `-p${gap}`],
  [
    "mongo(?:sh|dump|restore|export|import)?|mongod|arangosh|clickhouse-client|cqlsh|influx|az login|oc login|rabbitmqadmin|mosquitto_(?:pub|sub)|ipmitool|svn",
    `(?:-p|-P|--password)${gap}`,
  ],
  ["sqlcmd|isql|bcp", String.raw`-P[ \t]?`],
  ["ldap(?:search|add|modify|delete|passwd|whoami)", String.raw`-w[ \t]?`],
  ["htpasswd", String.raw`-\w*b\w*[ \t]+(?:[\w./-]+[ \t]+)??[\w.@-]+[ \t]+(?=\S+(?:[ \t]*(?:$|[>|&;)"'])))`],
  [String.raw`smbclient|rpcclient|net|mount\.cifs`, String.raw`-U${gap}["']?[\w.\\-]+%`],
  [
    "openssl|gpg|stunnel|keytool",
    `(?:-pass(?:in|out)?|--passphrase|-passphrase|-storepass|-keypass|-srcstorepass|-deststorepass)${gap}(?:pass:)?`,
  ],
  [String.raw`openssl\s+enc`, `-k${gap}`],
  ["zip|7za?|unzip|unrar|rar|qpdf", String.raw`(?:-P[ \t]?|-p(?=\S))`],
  [String.raw`net\s+user`, String.raw`user[ \t]+[\w.-]+[ \t]+(?!/)`],
  ["xfreerdp|rdesktop", String.raw`(?:/p:|-p[ \t]?)`],
  ["lftp|ncftp(?:put|get)?", String.raw`-u[ \t]?[\w.@-]+,`],
  ["odoo(?:-bin)?", `-w${gap}`],
  ["gh|glab", `(?:--body|-b|--value)${gap}`],
  ["vault", String.raw`login[ \t]+(?!-)(?=\S{16})`],
  ["heroku|flyctl|vercel|netlify", `--(?:api-key|auth|token)${gap}`],
];
const any = new RegExp(String.raw`\b(?:${commands.map(([command]) => command).join("|")})\b["']?(?=[\s,])`, "g");
const patterns = commands.map(([command, argument]) => ({
  command: new RegExp(String.raw`(?:${command})\b["']?(?=[\s,])`, "y"),
  argument: new RegExp(String.raw`(?<=[\s"',])${argument}${value}`, "g"),
}));

/** Commands that read a secret from the one before: `echo secret | docker login --password-stdin`. */
const piped =
  /\b(?:echo|printf)\s+(?:-\w+\s+)?(?:["']?%s(?:\\n)?["']?\s+)?(?:"([^"\n]{1,200})"|'([^'\n]{1,200})'|([^\s"'|]{1,200}))\s*\|\s*(?:\w+=\S*\s+)?(?:\S*\/)?(?:sudo\s+(?:-\w+\s+)*)?(?:chpasswd|passwd|cryptsetup|smbpasswd|docker login|podman login|helm registry login|gh auth login|sudo -S|su\b|kinit|vault login|psql|openssl|\S+[^|\n]{0,80}--(?:password-stdin|with-token))/g;
const hereString =
  /\b(?:chpasswd|passwd|(?:cryptsetup|smbpasswd|kinit|sudo -S|(?:gh auth|vault|docker|podman|helm registry) login)\b[^\n<]{0,80})\s*<<<\s*(?:"([^"\n]{1,200})"|'([^'\n]{1,200})'|([^\s"'|]{1,200}))/g;
/** What expect(1) and its like answer to a prompt. */
const answered =
  /assw(?:or)?d[^\n]{0,20}["'}][^\n]{0,40}\bsend(?:line)?["']?\s{0,3}[(,]?\s{0,3}(?:--\s)?["{]([^"}\n\\]{4,100})/gi;
/** Functions that are given a user and a password, or a message and a key, by place. */
const called = new RegExp(
  [
    String.raw`\bgetConnection\([^()\n]{1,300}?,\s*"[^"\n]{1,64}",\s*"([^"\n]{3,100})"`,
    String.raw`\b(?:auth|(?:HTTP)?(?:BasicAuth|DigestAuth|NetworkCredential|UsernamePassword)\w*|basic_auth|PasswordAuthentication)\s?=?\s?\(\s?["'][^"'\n]{1,64}["'],\s?["']([^"'\n]{3,100})["']`,
    String.raw`\b(?:createHmac|HMAC\.\w+)\(["'][\w-]{1,20}["'],\s?["']([^"'\n]{3,200})["']`,
    String.raw`\bjwt\.(?:sign|verify|encode|decode)\([^,()\n]{1,100},\s?["']([^"'\n]{3,200})["']`,
  ].join("|"),
  "gi",
);
type Rare = readonly (readonly [literal: string, pattern: RegExp])[];
/** The same of single libraries, where a text that stands in each is looked for first. */
const inCode: Rare = [
  ["hmac", /\bhmac\.(?:new|digest)\(\s?b?["']([^"'\n]{8,200})["']/g],
  ["hmac.New", /\bhmac\.New\([\w.]{1,30},\s?\[\]byte\("([^"\n]{3,200})"/g],
  ["SecretKeySpec(", /\bSecretKeySpec\(\s?"([^"\n]{3,200})"/g],
  [".toCharArray()", /,\s?"([^"\n]{3,100})"\.toCharArray\(\)/g],
  ["Serializer(", /\b(?:URLSafe|Timed|URLSafeTimed|TimedJSONWebSignature)Serializer\(\s?b?["']([^"'\n]{8,200})["']/g],
  ["Fernet(", /\bFernet\(\s?b?["']([^"'\n]{8,200})["']/g],
];
/** Of single commands and files. */
const elsewhere: Rare = [
  ["http ", /\bhttps? [^\n]{0,60}?(?:-a|--auth)[ =]["']?[\w.@-]{0,64}:([^\s"']{3,200})/g], // HTTPie
  [
    "config set ",
    /\bconfig set +(?=[^\n]{0,200}--secret)(?:--[a-z]+ +)*["']?[\w.:-]{1,80}["']? +["']?((?![<>|;&#"'-])[!-~]{3,200}?)["']?(?=\s|$)/g,
  ],
  [
    "--value",
    /\b(?:keyvault secret set|put-parameter (?=[^\n]{0,300}SecureString))[^\n]{0,300}?--value[ =]["']?([^\s"']{3,200})/g,
  ],
  ["ssh-keygen ", /\bssh-keygen [^\n]{0,200}?-[NP] ?["']?([^\s"']{3,200})/g],
  ["net use ", /\bnet use [^\n]{0,200}?\/user:\S{1,64} +([^\s"'/]{3,200})/g],
  ["schtasks ", /\bschtasks [^\n]{0,300}?\/r?p +([^\s"'/]{3,200})/g],
  ["mc alias set ", /\bmc alias set +\S{1,64} +\S{1,200} +\S{1,64} +([^\s"']{3,200})/g],
  ["kv put ", /\bconsul kv put +\S{0,80}(?:passw|secret|token|key|cred)\S{0,40} +([^\s"']{3,200})/g],
  ["stats auth ", /\bstats auth [\w.@-]{1,64}:(\S{3,200})/g], // HAProxy
  [
    "chpasswd:",
    /\bchpasswd:\s{0,20}\{?[^{}]{0,100}?\blist:\s{0,3}(?:\|\s{1,20})?["']?[\w.-]{1,64}:([^\s"',}]{3,200})/g,
  ], // cloud-init
  ["machine ", /\bmachine[ \t]+[\w.-]{1,100}[ \t]+login[ \t]+\S{1,64}[ \t]+password[ \t]+([^\s"'\\]{3,200})/g], // .netrc
];
/** Authorization headers and what stands for them. */
const header =
  /\b(?:Authorization|Proxy-Authorization|auth)\b["'\\]{0,3}[\s:=,]{1,5}["'\\`]{0,3}(?:Bearer|Token|token|ApiKey|Api-Key|Key|GenieKey|OAuth|Digest|apikey|PRIVATE-TOKEN)\s{1,3}(?:token=)?["']?([^\s"'`\\,;)}]{8,2000})|\bBearer\s{1,3}([A-Za-z0-9._~+/=-]{20,2000})/gi;

/** Secrets among the arguments of commands, where no name tells. */
export function commandArguments({ text, format }: Source): Match[] {
  const matches: Match[] = [];
  const add = (found: RegExpMatchArray, at: number, rule: string, random: boolean) => {
    const [whole] = found;
    const written = found.slice(1).find((group) => group !== undefined);
    if (written === undefined) return;
    // chpasswd reads user:password.
    const secret = rule === "piped-secret" ? written.slice(written.lastIndexOf(":") + 1) : written;
    if (secret.length < 3 || isHarmless(secret) || (random && !looksRandom(secret) && !/\d.*\d/.test(secret))) return;
    if (format === "prose" && isWordy(secret)) return;
    const start = at + whole.lastIndexOf(secret);
    matches.push({ rule, start, end: start + secret.length });
  };
  const looked = new Map<RegExp, number>();
  for (const hit of every(text, any)) {
    const end = lineEnd(text, hit.index);
    const line = text.slice(hit.index, end);
    for (const { command, argument } of patterns) {
      command.lastIndex = hit.index;
      if (!command.test(text) || (looked.get(argument) ?? 0) >= end) continue; // the same line again
      looked.set(argument, end);
      for (const found of every(line, argument)) add(found, hit.index + found.index, "secret-argument", false);
    }
  }
  for (const pattern of [answered, called]) {
    for (const found of every(text, pattern)) add(found, found.index, "secret-argument", false);
  }
  for (const [literal, pattern] of format === "code" ? inCode : elsewhere) {
    if (!text.includes(literal)) continue;
    for (const found of every(text, pattern)) add(found, found.index, "secret-argument", false);
  }
  for (const pattern of text.includes("<<<") ? [piped, hereString] : [piped])
    for (const found of every(text, pattern)) add(found, found.index, "piped-secret", false);
  for (const found of every(text, header)) add(found, found.index, "authorization-header", true);
  return matches;
}

/** A command goes on behind a backslash at the end of its line. */
function lineEnd(text: string, from: number): number {
  let end = text.indexOf("\n", from);
  for (let lines = 0; end > 0 && lines < 20 && /\\\r?$/.test(text.slice(Math.max(0, end - 2), end)); lines++)
    end = text.indexOf("\n", end + 1);
  return Math.min(end < 0 ? text.length : end, (Math.floor(from / 4000) + 2) * 4000);
}
