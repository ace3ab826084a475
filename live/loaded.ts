import { readFileSync } from "node:fs";
import type { StackPlace } from "./checks/check.ts";
import type { StackExpected } from "./expected.ts";
import { notUnderstood } from "./failures.ts";
import { quote } from "./session.ts";

/** What a process has loaded, told by times: one form for the probe and for the deploy that repairs. */
export const loadedConfiguration = readFileSync(new URL("./loaded.sh", import.meta.url), "utf8");

/** What the process of one container has loaded. */
export interface Loaded {
  readonly service: string;
  /** `stopped`: the container; `absent`: the process; `reloaded`: the process started after its container did. */
  readonly state: "stopped" | "absent" | "started" | "reloaded";
  /** Everything at and below the service's declared paths, by path in the stack's folder. */
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly folder: boolean;
  /** Its content, name or mode changed after the process started. */
  readonly changed: boolean;
}

/** Asks the host about every declared service, at least once each. @throws UserError */
export async function readLoaded(
  { host, stack, folder }: StackPlace,
  loaded: NonNullable<StackExpected["loaded"]>,
): Promise<Loaded[]> {
  const { containers } = await host.snapshot();
  const calls = Object.entries(loaded).flatMap(([service, { process, files }]) => {
    const own = containers.filter((one) => one.project === stack && one.service === service && !one.oneOff);
    const running = own.filter(({ state }) => state === "running").map(({ name }) => name);
    const paths = Object.keys(files).map((path) => `${folder}/${path}`);
    return (running.length > 0 ? running : [""]).map(
      (container) =>
        `echo ${quote(`service ${service}`)} && loaded ${[container, process, ...paths].map(quote).join(" ")}`,
    );
  });
  const what = `whether ${Object.keys(loaded).join(", ")} uses the configuration on disk`;
  const answer = parseLoaded(
    folder,
    await host.read(`${loadedConfiguration}\n${calls.join(" &&\n")} && echo end`, what),
  );
  if (!answer) throw notUnderstood(host.name, what);
  return answer;
}

/** Reads the script's output. `undefined` when it is not whole. */
export function parseLoaded(folder: string, text: string): Loaded[] | undefined {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.pop() !== "end") return undefined;
  const all: { service: string; state?: Loaded["state"]; entries: Map<string, Entry> }[] = [];
  for (const line of lines) {
    const service = /^service (.+)$/.exec(line)?.[1];
    const state = /^(?:stopped|absent|started|reloaded)$/.exec(line)?.[0] as Loaded["state"] | undefined;
    const [, when, type, path = ""] = /^(old|new) (.) (.+)$/.exec(line) ?? [];
    if (service) all.push({ service, entries: new Map() });
    else if (state && all.length > 0) all.at(-1)!.state = state;
    else if (when && all.length > 0) {
      const name = path.replaceAll("\x01", "\n").slice(folder.length + 1);
      all.at(-1)!.entries.set(name, { folder: type === "d", changed: when === "new" });
    } else return undefined;
  }
  return all.every(({ state }) => state) ? (all as Loaded[]) : undefined;
}
