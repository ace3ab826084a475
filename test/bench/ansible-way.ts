import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finished, run } from "../lab/process.ts";
import { type Fleet, releases } from "./fleet.ts";
import type { PlainHost } from "./plain-host.ts";
import type { Recorder } from "./recorder.ts";
import type { SeedWay } from "./seed-way.ts";

/** One play brings the checkout to the release, the other all stacks at once: quicker than a loop in one task. */
const playbook = `- hosts: host
  gather_facts: false
  tasks:
    - ansible.builtin.command:
        cmd: git checkout -q {{ release }}
        chdir: "{{ root }}"
- hosts: stacks
  gather_facts: false
  strategy: free
  tasks:
    - community.docker.docker_compose_v2:
        project_src: "{{ root }}/stacks/{{ inventory_hostname }}"
        wait: true
`;

/** Every stack is a host of the inventory, all at the same address, so that Ansible works on them side by side. */
function inventory(host: string, root: string, stacks: readonly string[]): string {
  const variables = `[all:vars]\nansible_python_interpreter=/usr/bin/python3\nansible_host=${host}\nroot=${root}\n`;
  return `[host]\n${host}\n[stacks]\n${stacks.join("\n")}\n${variables}`;
}

/** Ansible's `community.docker.docker_compose_v2` over all stacks, at the settings that were the quickest of those tried. */
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
    writeFileSync(join(this.#folder, "inventory"), inventory(host.name, root, fleet.names));
    writeFileSync(join(this.#folder, "playbook.yml"), playbook);
  }

  /** One run of each operation, from the first release; `seed` brings the host to where a rollback begins. */
  async round(recorder: Recorder, seed: SeedWay): Promise<void> {
    const fleet = this.#fleet;
    const count = fleet.names.length;
    const containers = await fleet.containers();
    const untouched = async () => assert.deepEqual(await fleet.containers(), containers, "a container was recreated");
    const check = async () => {
      const { stdout } = await this.#play(releases.base, "--check");
      const unchanged = stdout.match(/changed=0 +unreachable=0 +failed=0/g) ?? [];
      assert.equal(unchanged.length, 1 + count, stdout); // the host of the checkout, and every stack
    };
    await recorder.measure("ansibleCheck", count, check, untouched);
    await seed.oneSession(releases.next);
    await fleet.verify(releases.next);
    const back = () => this.#play(releases.base);
    await recorder.measure("ansibleRollback", count, back, () => fleet.verify(releases.base));
  }

  #play(tag: string, ...options: string[]): Promise<Finished> {
    // A folder for the sockets of its own, so that no run finds the connection of the one before.
    const sockets = mkdtempSync(join(this.#folder, "s"));
    const env = {
      PYTHONPATH: join(this.#installed, "python"),
      ANSIBLE_COLLECTIONS_PATH: join(this.#installed, "collections"),
      ANSIBLE_PIPELINING: "true",
      ANSIBLE_FORKS: String(this.#fleet.names.length),
      ANSIBLE_HOST_KEY_CHECKING: "true",
      ANSIBLE_SSH_ARGS: `-F ${this.#plain.sshConfig} -o ControlMaster=auto -o ControlPersist=5s`,
      ANSIBLE_SSH_CONTROL_PATH_DIR: sockets,
      ANSIBLE_NOCOLOR: "true",
      ANSIBLE_LOCALHOST_WARNING: "false",
      ANSIBLE_HOME: join(this.#folder, "home"),
    };
    const args = ["-m", "ansible", "playbook", "-i", "inventory", "playbook.yml", "-e", `release=${tag}`, ...options];
    return run("python3", args, { cwd: this.#folder, env });
  }
}
