import { UserError } from "../../release/errors.ts";
import type { LiveHost } from "../host.ts";
import { quote } from "../session.ts";
import { parseRawData, type RawData } from "./raw-data.ts";

/**
 * Asks Traefik's API on the host for everything at once. First line: `curl` or `wget`, its exit code and the HTTP status
 * (`-` where it is not known), or `none`; then what it answered, or why it did not. A Traefik that has just been started
 * refuses connections for a moment: it is asked again.
 * @param wait seconds before the question
 */
export const askScript = (api: string, wait: number) => `
[ ${wait} = 0 ] || sleep ${wait}
url=${quote(api)}/rawdata
if command -v curl >/dev/null; then
  for try in 1 2 3 4 5; do
    answer=$(curl -sS --noproxy '*' --max-time 10 -w '\\n%{http_code}' "$url" 2>&1)
    code=$?
    [ $code = 7 ] && [ $try != 5 ] || break
    sleep 0.5
  done
  printf 'curl %s %s\\n%s\\n' $code "\${answer##*
}" "\${answer%
*}"
elif command -v wget >/dev/null; then
  answer=$(wget -q -T 10 -O - --no-proxy "$url" 2>/dev/null)
  printf 'wget %s -\\n%s\\n' $? "$answer"
else
  echo none
fi`;

/** Reads the script's output. @throws UserError: why the routes could not be checked, and what to do */
export function parseAnswer(text: string, host: string, api: string): RawData {
  const failed = (why: string, next: string) => new UserError(`${host}: could not check the routes: ${why}; ${next}`);
  const end = text.indexOf("\n");
  const [tool = "", exit, status = "-"] = text.slice(0, end).split(" ");
  const body = text.slice(end + 1).trim();
  if (tool === "none") {
    throw failed("the host has neither curl nor wget to ask Traefik with", "install the package curl on the host");
  }
  if (status === "401" || status === "403" || (tool === "wget" && exit === "6")) {
    const refused = status === "-" ? "" : ` (HTTP ${status})`;
    throw failed(
      `Traefik's API at ${api} wants a login${refused}`,
      "let it answer without one on an entry point that is published on 127.0.0.1 alone, and name that one in stack.yaml: traefik.api",
    );
  }
  if (status === "404" || (tool === "wget" && exit === "8")) {
    throw failed(
      `nothing answers as Traefik's API at ${api}${status === "404" ? " (HTTP 404)" : ""}`,
      "switch it on in the static configuration (`api: {}`) with a router to api@internal, or correct stack.yaml: traefik.api",
    );
  }
  if (exit !== "0") {
    throw failed(
      `Traefik's API does not answer at ${api}${tool === "curl" ? ` (${body.split("\n").at(-1)})` : ""}`,
      "publish its entry point on 127.0.0.1, or correct stack.yaml: traefik.api",
    );
  }
  if (status !== "200" && status !== "-") {
    throw failed(`Traefik's API at ${api} answers with HTTP ${status}`, "its log says why: `docker logs` on the host");
  }
  const value = json(body);
  const data = parseRawData(value);
  if (data) return data;
  if (value === undefined && body.startsWith("{")) throw failed("Traefik's answer is incomplete", "try again");
  throw failed(
    `what answers at ${api} is not Traefik's API`,
    "correct stack.yaml: traefik.api; it ends in /api where Traefik's `api.basePath` does not say otherwise",
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asked = new WeakMap<LiveHost, Map<string, Promise<RawData>>>();

/** Asks once, however many stacks want to know; `attempt` 1, 2, … asks again, 1 s later each. */
export function askTraefik(host: LiveHost, api: string, attempt: number): Promise<RawData> {
  const answers = asked.get(host) ?? new Map<string, Promise<RawData>>();
  asked.set(host, answers);
  const key = `${attempt} ${api}`;
  const answer =
    answers.get(key) ??
    host.read(askScript(api, attempt === 0 ? 0 : 1), "the routes").then((text) => parseAnswer(text, host.name, api));
  answers.set(key, answer);
  return answer;
}
