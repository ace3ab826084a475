import type { LiveHost } from "../host.ts";
import { quote } from "../session.ts";
import { parseRawData, type RawData } from "./raw-data.ts";

/**
 * Asks Traefik's API on the host for everything at once. First line: `curl` or `wget`, its exit code and the HTTP status
 * (`-` where it is not known), or `none`; then what it answered, or why it did not. A Traefik that has just been started
 * refuses connections, and knows no route to its API, for a moment: it is asked again.
 * @param wait seconds before the question
 */
export const askScript = (api: string, wait: number) => `
[ ${wait} = 0 ] || sleep ${wait}
url=${quote(api)}/rawdata
if command -v curl >/dev/null; then
  for try in 1 2 3 4 5; do
    answer=$(curl -sS --noproxy '*' --max-time 10 -w '\\n%{http_code}' "$url" 2>&1)
    code=$?
    case "$code \${answer##*
}" in 7\\ * | 0\\ 404) [ $try = 5 ] || sleep 0.5 ;; *) break ;; esac
  done
  printf 'curl %s %s\\n%s\\n' $code "\${answer##*
}" "\${answer%
*}"
elif command -v wget >/dev/null; then
  answer=$(http_proxy= https_proxy= wget -q -T 10 -O - "$url" 2>/dev/null)
  printf 'wget %s -\\n%s\\n' $? "$answer"
else
  echo none
fi`;

/** Why Traefik could not be asked. */
export interface NotAsked {
  readonly why: string;
  readonly next: string;
}

/** Reads the script's output. */
export function parseAnswer(text: string, api: string): RawData | NotAsked {
  const end = text.indexOf("\n");
  const [tool = "", exit, status = "-"] = text.slice(0, end).split(" ");
  const body = text.slice(end + 1).trim();
  if (tool === "none") {
    return {
      why: "the host has neither curl nor wget to ask Traefik with",
      next: "install the package curl on the host",
    };
  }
  if (status === "401" || status === "403" || (tool === "wget" && exit === "6")) {
    return {
      why: `Traefik's API at ${api} wants a login${status === "-" ? "" : ` (HTTP ${status})`}`,
      next: "let it answer without one on an entry point that is published on 127.0.0.1 alone, and name that one in stack.yaml: traefik.api",
    };
  }
  if (status === "404" || (tool === "wget" && exit === "8")) {
    return {
      why: `nothing answers as Traefik's API at ${api}${status === "404" ? " (HTTP 404)" : ""}`,
      next: "switch it on in the static configuration (`api: {}`) with a router to api@internal, or correct stack.yaml: traefik.api",
    };
  }
  if (exit !== "0") {
    return {
      why: `Traefik's API does not answer at ${api}${tool === "curl" ? ` (${body.split("\n").at(-1)})` : ""}`,
      next: "publish its entry point on 127.0.0.1, or correct stack.yaml: traefik.api",
    };
  }
  if (status !== "200" && status !== "-") {
    return {
      why: `Traefik's API at ${api} answers with HTTP ${status}`,
      next: "its log says why: `docker logs` on the host",
    };
  }
  const value = json(body);
  const data = parseRawData(value);
  if (data) return data;
  if (value === undefined && body.startsWith("{")) return { why: "Traefik's answer is incomplete", next: "try again" };
  return { why: `what answers at ${api} is not Traefik's API`, next: "correct stack.yaml: traefik.api" };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asked = new WeakMap<LiveHost, Map<string, Promise<RawData | NotAsked>>>();

/** Asks once, however many stacks want to know; `attempt` 1, 2, … asks again, 1 s later each. */
export function askTraefik(host: LiveHost, api: string, attempt: number): Promise<RawData | NotAsked> {
  const answers = asked.get(host) ?? new Map<string, Promise<RawData | NotAsked>>();
  asked.set(host, answers);
  const key = `${attempt} ${api}`;
  const answer =
    answers.get(key) ??
    host.read(askScript(api, attempt === 0 ? 0 : 1), "the routes").then((text) => parseAnswer(text, api));
  answers.set(key, answer);
  return answer;
}
