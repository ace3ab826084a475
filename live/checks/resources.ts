import { howToDocument, isDocumented } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { type ReadableDifference, repair, type Statement } from "../finding.ts";
import type { Named, Snapshot } from "../snapshot.ts";
import { withWhole } from "../whole-folders.ts";
import type { Check, StackPlace } from "./check.ts";

/** The volumes and networks of a stack: missing ones, volumes that a person removed and made again, and those with its labels that the release does not have. */
export const resources: Check<StackPlace, StackExpected> = {
  keys: ["volumes", "networks"],

  async observe({ host, stack, documented }, { volumes, networks }) {
    const snapshot = await host.snapshot();
    const look = (kind: "volume" | "network", expected: Record<string, string>, there: readonly Named[]) => {
      const found = new Map(there.map((one) => [one.name, one]));
      // Compose refuses a network of its own that has not its labels.
      const isForeign = (name: string) => kind === "network" && found.get(name)!.project === "";
      const extra = there.filter(
        ({ project, name }) => project === stack && !(name in expected) && !isDocumented(documented, kind, name),
      );
      const stateOf = (name: string) => {
        if (!found.has(name)) return "missing";
        if (kind === "volume" && isAnother(snapshot, name)) return "made again";
        return isForeign(name) ? "made by hand" : "present";
      };
      return Object.fromEntries([
        ...Object.keys(expected).map((name) => [name, stateOf(name)]),
        ...extra.map(({ name }) => [name, "not in the release"]),
      ]);
    };
    return {
      ...(volumes && { volumes: look("volume", volumes, snapshot.volumes) }),
      ...(networks && { networks: look("network", networks, snapshot.networks) }),
    };
  },

  findings: (own, all, { host }) => {
    // `docker compose down` takes the networks with the containers, and is told once.
    const down = all.some(({ kind, observed }) => kind === "containers" && observed === withWhole("missing", ""));
    return own
      .filter(({ kind, observed }) => !(down && kind === "networks" && observed === "missing"))
      .map((difference) => words(host, difference));
  },
};

/** Whether a volume is not the one that the last deploy left. One that no deploy made has no mark: of it nothing is known. */
function isAnother({ volumes, marks }: Snapshot, name: string): boolean {
  const mark = marks.get(name);
  return mark !== undefined && volumes.find((one) => one.name === name)?.mark !== mark;
}

function words(host: string, { kind: key, name, expected, observed }: ReadableDifference): Statement {
  const kind = key === "volumes" ? "volume" : "network";
  const common = { kind, subject: name, expected, observed };
  if (observed === "made by hand") {
    const command = `docker rm -f $(docker ps -aq --filter network=${name}); docker network rm ${name}`;
    return {
      ...{ ...common, severity: "error", command },
      message: `network ${name} was not made by Compose, which refuses it`,
      action: `remove it on the host with \`${command}\`, then \`pulumi up\` makes it and the containers again`,
    };
  }
  if (observed === "made again") {
    return {
      ...{ ...common, severity: "error", command: "pulumi up" },
      message: `volume ${name} was removed and made again after the last deploy: what was in it is gone`,
      action:
        "if its data is needed, bring it back from a dump or a backup first; `pulumi up` takes the volume as it is",
    };
  }
  if (observed !== "missing") {
    const command = `docker ${kind} rm ${name}`;
    return {
      ...{ ...common, severity: "warning", command },
      message: `${kind} ${name} has the stack's labels and is not in the release`,
      action:
        (kind === "volume" ? "no update removes a volume: look at what is in it, then " : "") +
        `remove it on the host with \`${command}\`; if it is meant, ${howToDocument(host, kind, name)}`,
    };
  }
  return {
    ...{ ...common, severity: "error" },
    message: `${kind} ${name} is missing`,
    ...(kind === "network"
      ? repair("makes it again")
      : {
          action:
            "if its data is needed, restore it first: `docker volume create " +
            `${name}\` and fill it from a backup; \`pulumi up\` makes an empty one`,
          command: "pulumi up",
        }),
  };
}
