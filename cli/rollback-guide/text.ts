import { quote } from "../../live/session.ts";
import { overrideFile } from "../../release/bundle.ts";
import type { StackRelease } from "../../release/types.ts";
import type { StackFacts } from "./facts.ts";
import { volumeByHand } from "./volume.ts";

/** One stack to go back. */
export interface Back {
  readonly host: string;
  readonly root: string;
  /** Path of the OpenSSH configuration that knows the host. */
  readonly sshConfig: string;
  /** Of the EC2 instance that the host is, where the configuration says so. */
  readonly instance?: string;
  readonly zone?: string;
  readonly wanted: StackRelease;
  readonly facts: StackFacts;
  /** Tracked files that the release which runs has and the wanted one has not. */
  readonly surplus: readonly string[];
}

export interface Guide {
  readonly tag: string;
  /** Whether one stack was asked for by name. */
  readonly alone: boolean;
  readonly full: boolean;
  /** Whether data of EBS volumes is to come from their snapshots, by the AWS CLI. */
  readonly aws: boolean;
  readonly stacks: readonly Back[];
  /** What could not be asked, in words. */
  readonly unknown: readonly string[];
  /** Lines of a table. */
  readonly contacts: readonly string[];
}

/** The guide: a shell script that goes back by hand, with everything else as comments. */
export function guideText(guide: Guide, now: Date): string {
  const { tag, stacks, unknown, contacts } = guide;
  const lines = [
    "#!/bin/sh -eu",
    `# Going back to ${tag}, as things are at ${now.toISOString().slice(0, 16).replace("T", " ")} UTC.`,
    ...unknown.map((line) => `# NOT KNOWN: ${line}`),
    ...comment(stacks.map(state)),
    ...comment([
      "",
      "With Pulumi, which checks, verifies and records:",
      ...withPulumi(guide).map((line) => `  ${line}`),
    ]),
    ...comment(["", "By hand, for the day when Pulumi cannot run; from this folder of the project, with git and ssh:"]),
    ...stacks.flatMap((back) => ["", `# ${back.wanted.name} on ${back.host}`, ...byHand(back, guide)]),
    "",
    ...comment([
      "Afterwards `pulumi preview` shows what differs from the release that is configured.",
      "",
      "Contacts",
      ...contacts,
    ]),
  ];
  return lines.join("\n");
}

const comment = (lines: readonly string[]) => lines.map((line) => (line === "" ? "#" : `# ${line}`));

function state({ host, wanted, facts: { runs = "an unknown release", dump, volume, snapshot } }: Back): string {
  const held = [
    ...(snapshot ? [`EBS snapshot ${snapshot.id} of ${snapshot.takenAt}`] : []),
    ...(dump ? [dump.name] : []),
  ];
  const data = held.length > 0 ? `; its data as ${wanted.release} left it: ${held.join(", ")}` : "";
  const on = volume ? `, its data on ${volume.id}` : "";
  return `${wanted.name} on ${host} runs ${runs}${on}${data}`;
}

function withPulumi({ tag, alone, full, stacks }: Guide): string[] {
  const last = ["pulumi preview", "pulumi up"];
  if (!alone && !full) return [`make rollback TAG=${tag}`, ...last];
  return stacks.flatMap(({ wanted: { name }, facts }, index) => {
    const data = full && (facts.dump || facts.snapshot) ? " DATA=1" : "";
    const step = `make rollback TAG=${tag} STACK=${name}${data}`;
    // One restore at a time is configured.
    return data || index === stacks.length - 1 ? [step, ...last] : [step];
  });
}

function byHand(back: Back, { tag, full, aws }: Guide): string[] {
  const { host, root, sshConfig, wanted, facts, surplus, instance, zone } = back;
  const { name } = wanted;
  const ssh = `ssh -F ${quote(sshConfig)} ${host}`;
  const override = `${root}/.seisei/${name}/override.yml`;
  const runsToItsEnd = [...wanted.services.values()].some(({ oneShot }) => oneShot); // which `--wait` calls a failure
  const compose = `docker compose --project-name ${name} --project-directory . --file docker-compose.yml --file ${override}`;
  const { volume, snapshot } = facts;
  const { type = "gp3" } = wanted.definition.data?.volume ?? {};
  const swap = full && aws && volume && instance && zone;
  const named = { stack: name, from: tag, ...(snapshot && { snapshot }) };
  const before = swap ? volumeByHand({ ...named, volume, instance, zone, type, ssh }) : [];
  const restore = full && facts.dump && !swap ? restoring(name, root, facts.dump) : [];
  return [
    ...before,
    `${ssh} ${quote(`mkdir -p ${root}/.seisei/${name} && cat > ${override}`)} <<'END'`,
    overrideFile(wanted.services).trimEnd(),
    "END",
    `git archive ${tag} stacks/${name} | ${ssh} ${quote(`tar -x -C ${root}`)}`,
    `${ssh} sh -eu <<'END'`,
    `cd ${root}/stacks/${name}`,
    ...surplus.map((path) => `rm -f ${quote(path)}`),
    ...(full && !facts.dump && !swap
      ? [
          `# No dump holds the data as ${tag} left it: the code goes back alone.${volume ? " With --aws a snapshot of its volume brings it back." : ""}`,
        ]
      : []),
    ...restore,
    `${compose} up --detach --force-recreate --remove-orphans${runsToItsEnd ? "" : " --wait"}`,
    "END",
  ];
}

/**
 * Each database gets another name, and the dump makes it anew; what is dumped by commands of the stack's own goes into a file
 * before it is overwritten. What else runs in the stack stops before.
 */
function restoring(stack: string, root: string, { name, services }: NonNullable<StackFacts["dump"]>): string[] {
  const identifier = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return [
    `dump=${root}/.seisei/${stack}/dumps/${name}`,
    `(cd "$dump" && sha256sum --check --quiet SHA256SUMS)`,
    `others=$(docker ps --filter label=com.docker.compose.project=${stack} --format '{{.ID}} {{.Label "com.docker.compose.service"}}' | grep -vE ' (${services.map(({ service }) => service).join("|")})$' | cut -d ' ' -f 1)`,
    `[ -z "$others" ] || docker stop $others`,
    // What its own commands restore first: until then nothing of the stack may meet the databases.
    ...services
      .filter(({ databases }) => !databases)
      .flatMap(({ service }) => [
        `docker exec ${stack}-${service}-1 sh -ec "$(cat "$dump/${service}/dump")" >${root}/.seisei/${stack}/${service}_by_hand`,
        `if [ -e "$dump/${service}/stream.gz" ]; then gzip -dc "$dump/${service}/stream.gz"; else cat "$dump/${service}/stream"; fi |`,
        `  docker exec --interactive ${stack}-${service}-1 sh -ec "$(cat "$dump/${service}/restore")"`,
        `docker stop ${stack}-${service}-1`,
      ]),
    ...services.flatMap(({ service, databases = [] }) => [
      ...(databases.length > 0
        ? [
            `postgres() { docker exec --interactive ${stack}-${service}-1 sh -c 'PGUSER=\${POSTGRES_USER:-postgres} PGPASSWORD=\${POSTGRES_PASSWORD-} exec "$@"' sh "$@"; }`,
          ]
        : []),
      ...databases.flatMap((database) => [
        `postgres psql --no-psqlrc --set ON_ERROR_STOP=1 --dbname template1 <<'SQL'`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = ${literal(database.name)};`,
        `alter database ${identifier(database.name)} rename to ${identifier(`${database.name}_by_hand`)};`,
        "SQL",
        `postgres pg_restore --create --exit-on-error --dbname template1 <"$dump/${service}/${database.number}.dump"`,
      ]),
    ]),
  ];
}
