import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finished, run } from "../lab/process.ts";
import { type Fleet, releases } from "./fleet.ts";
import type { PlainHost } from "./plain-host.ts";
import type { Recorder } from "./recorder.ts";
import type { SeedWay } from "./seed-way.ts";

const playbook = `- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.command:
        cmd: git checkout -q {{ release }}
        chdir: "{{ root }}"
    - community.docker.docker_compose_v2:
        project_src: "{{ root }}/stacks/{{ item }}"
        wait: true
      loop: "{{ stacks }}"
`;

/** Ansible's `community.docker.docker_compose_v2` over all stacks, at the settings that its manual gives for speed. */
export class AnsibleWay {
  readonly #plain: PlainHost;
  readonly #fleet: Fleet;
  readonly #installed: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "seisei-ansible-"));

  constructor(plain: PlainHost, fleet: Fleet, installed: string) {
    this.#plain = plain;
    this.#fleet = fleet;
    this.#installed = installed;
    const { host, root } = plain;
    writeFileSync(join(this.#folder, "inventory"), `${host.name} ansible_python_interpreter=/usr/bin/python3\n`);
    writeFileSync(join(this.#folder, "playbook.yml"), playbook);
    writeFileSync(join(this.#folder, "variables.json"), JSON.stringify({ root, stacks: fleet.names }));
  }

  /** One run of each operation, from the first release; `seed` brings the host to where a rollback begins. */
  async round(recorder: Recorder, seed: SeedWay): Promise<void> {
    const fleet = this.#fleet;
    const count = fleet.names.length;
    const containers = await fleet.containers();
    const untouched = async () => assert.deepEqual(await fleet.containers(), containers, "a container was recreated");
    const check = async () => {
      const { stdout } = await this.#play(releases.base, "--check");
      assert.match(stdout, /changed=0 +unreachable=0 +failed=0/, stdout);
    };
    await recorder.measure("ansibleCheck", count, check, untouched);
    await seed.oneSession(releases.next);
    await fleet.verify(releases.next);
    const back = () => this.#play(releases.base);
    await recorder.measure("ansibleRollback", count, back, () => fleet.verify(releases.base));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #play(tag: string, ...options: string[]): Promise<Finished> {
    // A folder for the sockets of its own, so that no run finds the connection of the one before.
    const sockets = mkdtempSync(join(this.#folder, "s"));
    const env = {
      PYTHONPATH: join(this.#installed, "python"),
      ANSIBLE_COLLECTIONS_PATH: join(this.#installed, "collections"),
      ANSIBLE_PIPELINING: "true",
      ANSIBLE_FORKS: "10",
      ANSIBLE_HOST_KEY_CHECKING: "true",
      ANSIBLE_SSH_ARGS: `-F ${this.#plain.sshConfig} -o ControlMaster=auto -o ControlPersist=5s`,
      ANSIBLE_SSH_CONTROL_PATH_DIR: sockets,
      ANSIBLE_NOCOLOR: "true",
      ANSIBLE_LOCALHOST_WARNING: "false",
      ANSIBLE_HOME: join(this.#folder, "home"),
    };
    const variables = ["-e", "@variables.json", "-e", `release=${tag}`];
    const args = ["-m", "ansible", "playbook", "-i", "inventory", "playbook.yml", ...variables, ...options];
    return run("python3", args, { cwd: this.#folder, env });
  }
}
