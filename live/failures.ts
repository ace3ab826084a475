import { UserError } from "../release/errors.ts";

// Every wording of "could not check": an error of its own, never "no drift" and never "missing".

/** Why ssh gave up, from what it wrote with LC_ALL=C. */
export function connectionFailure(host: string, stderr: string): UserError {
  const lines = stderr.split("\n").map((line) => line.trim());
  const last = (pattern: RegExp) => lines.findLast((line) => pattern.test(line));
  if (/Host key verification failed|host key is known for|no matching host key type/.test(stderr)) {
    return new UserError(
      `${host}: the host key is not the pinned one, so nothing was sent; find out why before you go on. ` +
        "If the server was rebuilt, read its key on its own console with `cat /etc/ssh/ssh_host_ed25519_key.pub` and pin it: " +
        `\`pulumi config set --path 'hosts.${host}.hostKey' "ssh-ed25519 …"\``,
    );
  }
  if (/Permission denied \(|Too many authentication failures/.test(stderr)) {
    return new UserError(
      `${host}: the login was refused (${last(/Permission denied \(|Too many/)}); correct hosts.${host}.user or ` +
        `hosts.${host}.privateKeyFile, or add the public key to ~/.ssh/authorized_keys on the host`,
    );
  }
  const reason = last(/refused|timed out|timeout|unreachable|No route|resolve hostname|closed|reset|disconnect/i);
  return new UserError(
    `${host}: the host cannot be reached (${reason ?? lines.findLast((line) => line !== "") ?? "ssh ended without a reason"}); ` +
      `start it, or correct hosts.${host}.address and hosts.${host}.port`,
  );
}

export function noAnswer(host: string, seconds: number): UserError {
  return new UserError(`${host}: no answer within ${seconds} s; see on the host whether Docker hangs: \`docker ps\``);
}

/** Exit codes of the probe's script. */
export const probeExit = { noDocker: 11, notInGroup: 12, noDaemon: 13, noCompose: 14, noComparison: 15 } as const;

/** Why Docker could not be asked, from the probe's exit code. `stderr`: what docker said. */
export function dockerFailure(host: string, code: number, stderr: string): UserError {
  switch (code) {
    case probeExit.noDocker:
      return new UserError(
        `${host}: there is no \`docker\` command on the host; install Docker Engine with Compose v2`,
      );
    case probeExit.notInGroup:
      return new UserError(
        `${host}: the user may not use Docker; add it to the docker group on the host: \`sudo usermod -aG docker "$USER"\``,
      );
    case probeExit.noCompose:
      return new UserError(
        `${host}: Docker Compose v2 is missing on the host; install the package docker-compose-plugin`,
      );
    case probeExit.noComparison:
      return scriptFailure(host, "what the containers were started with", stderr);
    default: {
      const said = stderr.trim().split("\n").at(-1);
      return new UserError(
        `${host}: the Docker daemon does not answer${said ? ` (${said})` : ""}; start it on the host: \`sudo systemctl start docker\``,
      );
    }
  }
}

/** Files that are there but cannot be read as the user. */
export function unreadable(host: string, paths: readonly string[]): UserError {
  return new UserError(
    `${host}: could not check ${paths.join(", ")}: the user may not read it; make it readable for the user on the host`,
  );
}

export function notUnderstood(host: string, what: string): UserError {
  return new UserError(`${host}: could not check ${what}: the host's answer is incomplete; try again`);
}

/** A script of our own that failed on the host. `stderr`: what it said. */
export function scriptFailure(host: string, what: string, stderr: string): UserError {
  const said = stderr.trim().split("\n").at(-1) || "no reason was given";
  return new UserError(`${host}: could not check ${what}: ${said}`);
}

/** `needed` and `free` in bytes. */
export function noSpace(host: string, root: string, what: string, needed: number, free: number): UserError {
  const mebibytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return new UserError(
    `${host}: ${root} has ${mebibytes(free)} free, deploying ${what} needs ${mebibytes(needed)}; ` +
      `free some space on the host (\`df -h ${root}\`, \`docker system df\`) and try again`,
  );
}
