import assert from "node:assert/strict";
import { connectionFailure, dockerFailure, noSpace, probeExit } from "../../../live/failures.ts";

const banner = "*** Access is timed out after 10 minutes ***\n";

// What OpenSSH 9.2 writes with LC_ALL=C, and what the user must read of it.
const failures: [string, string, RegExp][] = [
  [
    "another host key",
    "@@@@\nIT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\nHost key verification failed.\n",
    /not the pinned one.*hosts\.app-1\.hostKey/,
  ],
  [
    "an unknown host key",
    "No ED25519 host key is known for app-1 and you have requested strict checking.\nHost key verification failed.\n",
    /not the pinned one/,
  ],
  [
    "another kind of host key",
    "Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa\n",
    /not the pinned one/,
  ],
  [
    "a refused login",
    `${banner}ubuntu@10.0.0.1: Permission denied (publickey).\n`,
    /login was refused \(ubuntu@10\.0\.0\.1: Permission denied \(publickey\)\.\).*privateKeyFile/,
  ],
  [
    "a closed port",
    "ssh: connect to host 10.0.0.1 port 22: Connection refused\n",
    /cannot be reached \(.*Connection refused\).*hosts\.app-1\.address/,
  ],
  [
    "a host that is down",
    "ssh: connect to host 10.0.0.1 port 22: Connection timed out\n",
    /cannot be reached \(.*timed out\)/,
  ],
  [
    "a host that went down",
    `${banner}Timeout, server 10.0.0.1 not responding.\n`,
    /cannot be reached \(Timeout, server/,
  ],
  [
    "an unknown name",
    "ssh: Could not resolve hostname app.example: Name or service not known\n",
    /Could not resolve hostname/,
  ],
  ["no reason", "", /ssh ended without a reason/],
];

describe("connectionFailure", () => {
  for (const [what, stderr, message] of failures) {
    it(`explains ${what} in one line`, () => {
      const error = connectionFailure("app-1", stderr);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
    });
  }
});

describe("dockerFailure", () => {
  it("tells the reasons apart by the script's exit code", () => {
    const said = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n";
    assert.match(dockerFailure("app-1", probeExit.noDocker, "").message, /no `docker` command.*install Docker/);
    assert.match(dockerFailure("app-1", probeExit.notInGroup, said).message, /docker group.*usermod/);
    assert.match(
      dockerFailure("app-1", probeExit.noDaemon, said).message,
      /daemon does not answer \(Cannot connect.*systemctl start/,
    );
    assert.match(
      dockerFailure("app-1", probeExit.noCompose, "").message,
      /Compose v2 is missing.*docker-compose-plugin/,
    );
  });
});

describe("noSpace", () => {
  it("says how much is free and how much is needed", () => {
    assert.match(
      noSpace("app-1", "/opt", "web", 3 * 1024 ** 2, 1024 ** 2).message,
      /\/opt has 1\.0 MiB free, deploying web needs 3\.0 MiB/,
    );
  });
});
