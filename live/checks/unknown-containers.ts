import type { HostExpected } from "../expected.ts";
import type { Check, HostPlace } from "./check.ts";

/** Containers that belong to none of the declared Compose projects. */
export const unknownContainers: Check<HostPlace, HostExpected> = {
  keys: ["unknownContainers"],

  async observe({ host, projects }) {
    const { containers } = await host.snapshot();
    const unknown = containers.filter(({ project }) => !projects.includes(project));
    return { unknownContainers: Object.fromEntries(unknown.map(({ name, image }) => [name, image])) };
  },

  findings: (own) =>
    own.map(({ name, expected, observed }) => ({
      ...{ kind: "unknown container", severity: "warning", subject: name, expected, observed },
      message: `container ${name} (${observed}) belongs to no stack`,
      action: `document it in docs/STACKS.md, or remove it on the host: \`docker rm -f ${name}\``,
      command: `docker rm -f ${name}`,
    })),
};
