import type { Check, HostPlace, StackPlace, Where } from "./checks/check.ts";
import { composeFiles } from "./checks/compose-files.ts";
import { containers } from "./checks/containers.ts";
import { dataVolume } from "./checks/data-volume.ts";
import { disk } from "./checks/disk.ts";
import { environment } from "./checks/environment.ts";
import { fileModes } from "./checks/file-modes.ts";
import { files } from "./checks/files.ts";
import { folders } from "./checks/folders.ts";
import { hostNetworks } from "./checks/host-networks.ts";
import { modules } from "./checks/modules.ts";
import { mountedFolders } from "./checks/mounted-folders.ts";
import { resources } from "./checks/resources.ts";
import { restored } from "./checks/restored.ts";
import { routes } from "./checks/routes.ts";
import { settings } from "./checks/settings.ts";
import { unknownContainers } from "./checks/unknown-containers.ts";
import { unknownFolders } from "./checks/unknown-folders.ts";
import { versions } from "./checks/versions.ts";
import type { Difference } from "./compare.ts";
import type { HostExpected, StackExpected } from "./expected.ts";
import { type Finding, readable } from "./finding.ts";

const stackChecks: readonly Check<StackPlace, StackExpected>[] = [
  containers,
  settings,
  resources,
  versions,
  files,
  fileModes,
  composeFiles,
  mountedFolders,
  modules,
  environment,
  dataVolume,
  restored,
  routes,
];
const hostChecks: readonly Check<HostPlace, HostExpected>[] = [
  unknownContainers,
  unknownFolders,
  hostNetworks,
  disk,
  folders,
];

/** What a stack has on its host, in the shape of `expected`. @throws UserError when something could not be checked */
export const observeStack = (place: StackPlace, expected: StackExpected) => observe(stackChecks, place, expected);

/** What a host has beside its stacks. @throws UserError when something could not be checked */
export const observeHost = (place: HostPlace, expected: HostExpected) => observe(hostChecks, place, expected);

async function observe<Place, Expected extends object>(
  checks: readonly Check<Place, Expected>[],
  place: Place,
  expected: Expected,
): Promise<Record<string, unknown>> {
  const answers = await Promise.all(checks.map((check) => check.observe(place, expected)));
  const all: [string, unknown][] = answers.flatMap(Object.entries);
  // What an older release did not expect and what is not there is no difference, in a refresh's eyes neither.
  const nothing = (value: unknown) => typeof value === "object" && Object.keys(value ?? {}).length === 0;
  return Object.fromEntries(all.filter(([key, value]) => key in expected || !nothing(value)));
}

/**
 * Everything that is not as it was deployed, one finding for each thing.
 * @param drift expected (`before`) against observed (`now`), see `compare`
 */
export function findings(where: Where, drift: readonly Difference[]): Finding[] {
  const { folder: _, ...place } = where;
  const all = drift.map(readable);
  return [...stackChecks, ...hostChecks].flatMap((check) =>
    check
      .findings(
        all.filter(({ kind }) => check.keys.includes(kind)),
        all,
        where,
      )
      .map((statement) => ({ ...place, ...statement })),
  );
}
