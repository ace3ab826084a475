import { posix } from "node:path";
import { relativeSource } from "../../release/mounts.ts";
import { isMapping } from "../../release/yaml-file.ts";
import type { StackRule } from "../pack/rule.ts";
import { isOnRecord, list, recordAdvice, services } from "../pack/services.ts";

const name = "data-on-one-volume";

export const dataOnOneVolume: StackRule = {
  name,
  level: "mandatory",
  description:
    "Checks that a stack with a data volume keeps on it everything that its services write: rows and the files that they name belong to one moment, and two volumes are two moments.",
  source:
    "[Amazon EBS, how snapshots work](https://docs.aws.amazon.com/ebs/latest/userguide/how_snapshots_work.html): a snapshot is a moment of one volume",
  stacks: (stacks) =>
    services(stacks)
      .filter((service) => service.stack.definition.data?.volume && !isOnRecord(name, service))
      .flatMap((service) => {
        const { volumes, folders } = service.stack.definition.data!.volume!;
        const tracked = [...service.stack.files.keys()];
        return list(service.data.volumes).flatMap((mount, index) => {
          const folder = relativeSource(mount);
          const key = folder === undefined ? namedVolume(mount) : posix.normalize(folder).replace(/\/$/, "");
          if (key === undefined || readOnly(mount)) return [];
          const placed = folder === undefined ? volumes : folders;
          const inGit = tracked.some((file) => file === key || file.startsWith(`${key}/`));
          if (placed.includes(key) || (folder !== undefined && inGit)) return [];
          const where = folder === undefined ? "volumes" : "folders";
          return [
            `${service.at("volumes", index)}: expected on the stack's data volume, got ${key} beside it, so that a snapshot has another moment of one than of the other; add it to \`data.volume.${where}\` in stack.yaml, ${recordAdvice(name, service)}`,
          ];
        });
      }),
};

function namedVolume(mount: unknown): string | undefined {
  if (typeof mount === "string") return /^([A-Za-z0-9][\w.-]*):/.exec(mount)?.[1];
  return isMapping(mount) && mount.type === "volume" && typeof mount.source === "string" ? mount.source : undefined;
}

function readOnly(mount: unknown): boolean {
  if (typeof mount === "string") return /:[^:/]*\bro\b[^:/]*$/.test(mount);
  return isMapping(mount) && mount.read_only === true;
}
