import { spawnSync } from "node:child_process";
import { scriptFailure } from "../../live/failures.ts";
import { filesScript, parseFiles } from "../../live/files.ts";
import type { LiveHost } from "../../live/host.ts";
import { emptySnapshot } from "./snapshot.ts";

/** This machine as a host: its scripts run in a shell here. @param as a command that runs them with other eyes */
export function localHost({ as = [], ...changed }: Partial<LiveHost> & { as?: string[] } = {}): LiveHost {
  const run = (script: string) => {
    const [command = "", ...args] = [...as, "sh", "-c", script];
    return spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 30, timeout: 60_000 });
  };
  const host: LiveHost = {
    name: "app-1",
    snapshot: async () => emptySnapshot,
    files: async (paths) => parseFiles(paths, run(filesScript(paths)).stdout)!,
    freeBytes: async () => 0,
    networks: async () => ({}),
    read: async (script, what) => {
      const { stdout, stderr, status } = run(script);
      if (status !== 0) throw scriptFailure("app-1", what, stderr);
      return stdout;
    },
  };
  return { ...host, ...changed };
}
