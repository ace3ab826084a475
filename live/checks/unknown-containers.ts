import { howToDocument, isDocumented, word } from "../documented.ts";
import type { HostExpected } from "../expected.ts";
import type { ReadableDifference, Statement } from "../finding.ts";
import { type Container, namesake } from "../snapshot.ts";
import type { Check, HostPlace } from "./check.ts";

/** Containers that belong to none of the declared Compose projects: those of one project are one finding. */
export const unknownContainers: Check<HostPlace, HostExpected> = {
  keys: ["unknownContainers", "unknownProjects"],

  async observe({ host, projects, documented }) {
    const snapshot = await host.snapshot();
    // One in the place of a stack's container is told there.
    const isTold = (container: Container) =>
      projects.includes(namesake(snapshot, container)?.stack ?? container.project);
    const unknown = snapshot.containers.filter(
      (container) => !isTold(container) && !isDocumented(documented, "container", container.name),
    );
    const alone = unknown.filter(({ project }) => project === "");
    const others = new Set(unknown.map(({ project }) => project).filter(Boolean));
    const named = [...others].filter((project) => !isDocumented(documented, "project", project));
    return {
      unknownContainers: Object.fromEntries(alone.map(({ name, image }) => [name, image])),
      unknownProjects: Object.fromEntries(
        named.map((name) => [name, list(unknown.filter(({ project }) => project === name))]),
      ),
    };
  },

  findings: (own, _all, { host }) => own.map((difference) => words[difference.kind]!(host, difference)),
};

const list = (containers: readonly Container[]) =>
  containers
    .map(({ name, image }) => `${name} (${image})`)
    .sort()
    .join(", ");

const words: Record<string, (host: string, difference: ReadableDifference) => Statement> = {
  unknownContainers: (host, { name, expected, observed }) => ({
    ...{ kind: "unknown container", severity: "warning", subject: name, expected, observed },
    message: `container ${name} (${observed}) belongs to no stack`,
    action: `remove it on the host with \`docker rm -f ${name}\`; if it is meant, ${howToDocument(host, "container", name)}`,
    command: `docker rm -f ${name}`,
  }),
  unknownProjects: (host, { name, expected, observed }) => ({
    ...{ kind: "unknown project", severity: "warning", subject: name, expected, observed },
    message: `Compose project ${name} is no stack of the release; its containers: ${observed}`,
    action: `remove it on the host with \`docker compose -p ${word(name)} down\`; if it is meant, ${howToDocument(host, "project", name)}`,
    command: `docker compose -p ${word(name)} down`,
  }),
};
