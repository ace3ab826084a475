import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshConfigText } from "../../components/ssh-files.ts";
import { stackPlace } from "../../live/checks/check.ts";
import { compare } from "../../live/compare.ts";
import { observeHost, observeStack } from "../../live/drift.ts";
import { expectedOfHost, type StackExpected } from "../../live/expected.ts";
import { closeHosts, openHost } from "../../live/host.ts";
import { Session } from "../../live/session.ts";
import { moduleHashes } from "../../release/locks.ts";
import { labDown, type LabHost, labName, labUp } from "../lab/lab.ts";

/**
 * Shows how long the probe of one host takes, beside each of its own commands run alone over a connection of its own:
 *
 *     ./scripts/toolchain.sh node test/bench/probe.ts
 */
const size = { containers: 30, modules: 40, files: 200, bytes: 4096 };
const rounds = 7;
const limit = 1.5;
const root = "/opt/seisei-main";
const image = "ghcr.io/seisei/web:sha-1a1a1a1";

const services = Array.from({ length: size.containers }, (_, index) => `s${index}`);
const names = Array.from({ length: size.modules }, (_, index) => `addons/m${index}`);
const content = (line: string) => `${line}\n`.padEnd(size.bytes, "#");

async function fill(host: LabHost): Promise<StackExpected> {
  await host.run(`set -e
    docker pull -q ${image} >/dev/null
    mkdir -p ${root}/stacks/probe ${root}/.seisei && cd ${root}/stacks/probe
    for module in $(seq 0 ${size.modules - 1}); do
      mkdir -p addons/m$module
      for file in $(seq 0 ${size.files - 1}); do
        printf '%s\\n' "$module $file" | awk '{ line = $0 "\\n"; while (length(line) < ${size.bytes}) line = line "#"; printf "%s", line }' > addons/m$module/f$file.py
      done
    done
    chown -R ubuntu ${root}
    for service in ${services.join(" ")}; do
      docker run -d --name probe-$service-1 --label com.docker.compose.project=probe --label com.docker.compose.service=$service \\
        --label com.docker.compose.oneoff=False --label com.docker.compose.container-number=1 ${image} >/dev/null
    done`);
  const { stdout } = await host.run(`docker image inspect --format '{{index .RepoDigests 0}}' ${image}`);
  const reference = `${image}@${stdout.trim().replace(/^.*@/, "")}`;
  const files = names.flatMap((name, module) =>
    Array.from({ length: size.files }, (_, file): [string, { sha256: string }] => {
      const sha256 = createHash("sha256")
        .update(content(`${module} ${file}`))
        .digest("hex");
      return [`${name}/f${file}.py`, { sha256 }];
    }),
  );
  return {
    images: Object.fromEntries(services.map((service) => [service, reference])),
    containers: Object.fromEntries(services.map((service) => [service, "running" as const])),
    files: {},
    modules: Object.fromEntries(moduleHashes(["addons"], new Map(files))),
    volumes: {},
    networks: {},
  };
}

const seconds = async (work: () => Promise<unknown>) => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};
const least = (all: readonly number[]) => Math.min(...all); // other work on the machine only adds
const shown = (figure: number) => figure.toFixed(3);

process.env.SEISEI_LAB ??= labName("probe");
const folder = mkdtempSync(join(tmpdir(), "seisei-probe-"));
try {
  const host = (await labUp()).hosts[0]!;
  await host.reset();
  const expected = await fill(host);
  const { name } = host;
  const config = join(folder, "config");
  writeFileSync(join(folder, "known_hosts"), `${name} ${host.hostKey}\n`);
  writeFileSync(config, sshConfigText({ ...host, root }, join(folder, "known_hosts"), folder));
  const probe = async () => {
    const live = openHost(config, name, root);
    const [stack, rest] = [expected, expectedOfHost(root, [])];
    const [a, b] = await Promise.all([
      observeStack(stackPlace(live, root, "probe", { documented: [] }), stack),
      observeHost({ host: live, root, projects: ["probe"], documented: [] }, rest),
    ]);
    closeHosts();
    const drift = [...compare(stack, a), ...compare(rest, b)];
    if (drift.length > 0) throw new Error(`expected no drift, got ${JSON.stringify(drift.slice(0, 3))}`);
  };

  const scripts = new Set<string>();
  const run = Session.prototype.run;
  Session.prototype.run = function (script) {
    scripts.add(script);
    return run.call(this, script);
  };
  await probe();
  Session.prototype.run = run;

  const alone = new Map<string, number[]>([...scripts].map((script) => [script, []]));
  const whole: number[] = [];
  for (let round = 0; round < rounds; round++) {
    whole.push(await seconds(probe));
    for (const [script, figures] of alone) {
      const session = new Session(config, name);
      figures.push(await seconds(() => session.run(script)));
      session.close();
    }
  }
  const each = [...alone].map(([script, figures]) => ({ script, figure: least(figures) }));
  for (const { script, figure } of each.sort((a, b) => b.figure - a.figure)) {
    console.log(`${shown(figure)} s  ${script.trim().split("\n").at(-1)!.trim().slice(0, 100)}`);
  }
  const ratio = least(whole) / Math.max(...each.map(({ figure }) => figure));
  console.log(
    `${shown(least(whole))} s  the probe: ${ratio.toFixed(2)} x the slowest of its commands, at most ${limit} x`,
  );
  process.exitCode = ratio <= limit ? 0 : 1;
} finally {
  closeHosts();
  rmSync(folder, { recursive: true });
  await labDown(process.env.SEISEI_LAB);
}
