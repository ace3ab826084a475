import { isMapping, type Key, type Mapping } from "../../release/yaml-file.ts";
import type { StackRelease } from "../../release/release.ts";

/** One service of a stack, as its compose file has it. */
export interface Service {
  readonly stack: StackRelease;
  readonly name: string;
  readonly data: Mapping;
  /** `stacks/web/docker-compose.yml:7: services.web.privileged`, to begin a message with. */
  at(...key: Key): string;
}

/** Every service of the stacks. */
export function services(stacks: readonly StackRelease[]): Service[] {
  return stacks.flatMap((stack) => {
    const { data } = stack.composeFile;
    const declared = isMapping(data) && isMapping(data.services) ? data.services : {};
    return Object.entries(declared).flatMap(([name, service]): Service[] => {
      const at = (...key: Key) => {
        const path = ["services", name, ...key];
        return `${stack.composeFile.at(path)}: ${path.join(".")}`;
      };
      return isMapping(service) ? [{ stack, name, data: service, at }] : [];
    });
  });
}

/** Whether stack.yaml says why the service may break the rule. */
export function isOnRecord(rule: string, { stack, name }: Service): boolean {
  return (stack.definition.exceptions ?? []).some((entry) => entry.rule === rule && entry.service === name);
}

/** The end of a message about something that a reason on record allows. */
export function recordAdvice(rule: string, { stack, name }: Service): string {
  return `or say why in stacks/${stack.name}/stack.yaml: \`exceptions: [{rule: ${rule}, service: ${name}, reason: …}]\``;
}

/** The values of a list or of one value; none of nothing. */
export function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
