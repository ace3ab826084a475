import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshConfigText } from "../../components/ssh-files.ts";
import { stackPlace } from "../../live/checks/check.ts";
import { compare } from "../../live/compare.ts";
import { findings, observeStack } from "../../live/drift.ts";
import type { StackExpected } from "../../live/expected.ts";
import type { Finding } from "../../live/finding.ts";
import { closeHosts, type LiveHost, openHost } from "../../live/host.ts";
import type { LabHost } from "./lab.ts";

const root = "/opt/seisei-main";

/** Asks a host of the lab for drift as the provider does, without Pulumi. */
export class LiveDrift {
  readonly #host: LabHost;
  readonly #folder = mkdtempSync(join(tmpdir(), "seisei-drift-"));

  constructor(host: LabHost) {
    this.#host = host;
    const { name, address, port, user, hostKey, privateKeyFile } = host;
    const knownHosts = join(this.#folder, "known_hosts");
    writeFileSync(knownHosts, `${name} ${hostKey}\n`);
    const settings = { name, address, port, user, root, hostKey, privateKeyFile };
    writeFileSync(join(this.#folder, "config"), sshConfigText(settings, knownHosts, this.#folder));
  }

  /** What differs in one stack. */
  async stack(stack: string, expected: StackExpected): Promise<Finding[]> {
    return this.#stack(this.#open(), stack, expected);
  }

  /** What differs in several stacks, asked at once: those with findings. */
  async stacks(expected: Record<string, StackExpected>): Promise<Record<string, Finding[]>> {
    const host = this.#open();
    const all = Object.entries(expected).map(
      async ([stack, one]) => [stack, await this.#stack(host, stack, one)] as const,
    );
    return Object.fromEntries((await Promise.all(all)).filter(([, found]) => found.length > 0));
  }

  async #stack(host: LiveHost, stack: string, expected: StackExpected): Promise<Finding[]> {
    const place = stackPlace(host, root, stack, { documented: [] });
    const observed = await observeStack(place, expected);
    return findings({ host: this.#host.name, stack, folder: place.folder }, compare(expected, observed));
  }

  close(): void {
    closeHosts();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #open() {
    closeHosts(); // what was read once would be told again
    return openHost(join(this.#folder, "config"), this.#host.name, root);
  }
}
