import { throwProblems } from "../release/errors.ts";
import { orderStacks } from "../release/order.ts";
import { openRelease, type Release, type StackRelease } from "../release/release.ts";
import type { HostSettings, Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";

/** The releases that the settings name: tag → release; of a pin's release only the pinned stacks are read. */
export async function openReleases({ release, pins }: Settings): Promise<Map<string, Release>> {
  const tags = [...new Set([release, ...Object.values(pins)])];
  const pinned = (tag: string) => Object.keys(pins).filter((stack) => pins[stack] === tag);
  const opened = tags.map((tag) => openRelease(process.cwd(), tag, tag === release ? undefined : pinned(tag)));
  return new Map((await Promise.all(opened)).map((release) => [release.tag, release]));
}

/**
 * Each stack in the release that it should run, what must run first before what waits for it.
 * @param problemsOf what else the caller requires of a stack, in words
 * @throws UserError with every problem
 */
export function desiredStacks(
  settings: Settings,
  releases: ReadonlyMap<string, Release>,
  problemsOf: (stack: StackRelease) => string[] = () => [],
): StackRelease[] {
  const release = releases.get(settings.release)!;
  const problems: string[] = [];
  for (const stack of Object.keys(settings.pins)) {
    if (!release.stackNames.includes(stack)) {
      problems.push(`${settings.file}: seisei:pins.${stack}: no such stack in ${settings.release}`);
    }
  }
  for (const stack of Object.keys(settings.secrets)) {
    if (!release.stackNames.includes(stack)) {
      problems.push(
        `${settingsFile(settings.file).at(["secrets", stack])}: seisei:secrets.${stack}: no such stack in ${settings.release}; \`pulumi config rm --path 'secrets.${stack}'\`, or correct the name`,
      );
    }
  }
  throwProblems(problems);
  const stacks = release.stackNames.map((name) => releases.get(settings.pins[name] ?? settings.release)!.stack(name));
  for (const stack of stacks) {
    const { host } = stack.definition;
    if (!settings.hosts.has(host)) {
      problems.push(`${stack.whereIs("host")}: host: expected a host of seisei:hosts in ${settings.file}, got ${host}`);
    }
    problems.push(...problemsOf(stack));
  }
  throwProblems(problems);
  return orderStacks(stacks);
}

/**
 * The settings of a host with the folders of the other hosts' stacks documented: who checks out a whole tag has those, too.
 * @param stacks every stack of the release
 */
export function withNeighbours(host: HostSettings, stacks: readonly StackRelease[]): HostSettings {
  const elsewhere = stacks.filter(({ definition }) => definition.host !== host.name);
  const folders = elsewhere.map(({ name }) => ({ kind: "folder" as const, name, reason: "runs on another host" }));
  return { ...host, documented: [...(host.documented ?? []), ...folders] };
}
