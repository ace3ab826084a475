// Stands in for the official docker plugin: the provider's own inputs, and the way to the daemon that they describe.
import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import type { Properties } from "../../../../provider/plugin-server.ts";

interface Settings {
  /** "ssh://[user@]host[:port]" */
  host: string;
  sshOpts: string[];
  checkDaemon: boolean;
}

const known = ["host", "sshOpts", "disableDockerDaemonCheck", "version", "pluginDownloadURL"];

/** Reads the provider's inputs; nested values arrive as JSON text. @throws for what only the official plugin can do */
export function settings(config: Properties): Settings {
  const unknown = Object.keys(config).filter(
    (key) => !known.includes(key) && config[key] !== "" && config[key] !== "null",
  );
  if (unknown.length > 0)
    throw new Error(`${unknown.join(", ")}: not supported by the plugin that stands in for the official one`);
  const host = config.host;
  if (typeof host !== "string" || !host.startsWith("ssh://")) {
    throw new Error(
      `host: the plugin that stands in for the official one supports ssh:// addresses, not ${host ?? "a local daemon"}`,
    );
  }
  const parsed = (key: string) => (typeof config[key] === "string" ? JSON.parse(config[key]) : config[key]);
  return { host, sshOpts: parsed("sshOpts") ?? [], checkDaemon: parsed("disableDockerDaemonCheck") !== true };
}

/** The arguments for `ssh` with which the official plugin reaches a daemon. */
export function sshArguments({ host, sshOpts }: Pick<Settings, "host" | "sshOpts">): string[] {
  const { hostname, port, username } = new URL(host);
  const user = username ? ["-l", decodeURIComponent(username)] : [];
  const portFlag = port ? ["-p", port] : [];
  return [...user, ...portFlag, ...sshOpts, "-T", "--", hostname, "docker", "system", "dial-stdio"];
}

/** A provider's configuration, and streams to its daemon: `ssh … docker system dial-stdio`, as in the official plugin. */
export function connector() {
  let configured: Settings | undefined;
  return {
    configure(config: Properties): Settings {
      configured = settings(config);
      return configured;
    },
    connect(): Duplex {
      if (!configured) throw new Error("the docker provider is not configured");
      return dial(configured);
    },
  };
}

/** A stream that ends well only when ssh does; otherwise it fails with what ssh says. */
function dial(target: Settings): Duplex {
  const ssh = spawn("ssh", sshArguments(target), { env: { ...process.env, LC_ALL: "C" } });
  const stream = new Duplex({
    read: () => void ssh.stdout.resume(),
    write: (bytes, _encoding, done) => void ssh.stdin.write(bytes, () => done()),
    final: (done) => void ssh.stdin.end(() => done()),
    destroy: (error, done) => {
      ssh.kill();
      done(error);
    },
  });
  let complaint = "";
  ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  ssh.stdout.on("data", (bytes) => stream.push(bytes) || ssh.stdout.pause());
  ssh.stdin.on("error", () => {}); // ssh has ended; why is told below
  ssh.once("error", (error) => stream.destroy(error));
  ssh.once("close", (code) => {
    const reason = complaint.replaceAll("\r", "").trim() || `ssh ended with ${code}`;
    if (code === 0) stream.push(null);
    else stream.destroy(new Error(`cannot reach the Docker daemon at ${target.host}: ${reason}`));
  });
  return stream;
}
