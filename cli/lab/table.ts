import type { Lab, LabHost } from "../../test/lab/lab.ts";

/** What `lab status` says of a host. */
export interface HostState extends Pick<LabHost, "name" | "address" | "port" | "user" | "hostKey" | "privateKeyFile"> {
  readonly state: "on" | "off" | "Docker does not answer";
  /** Absent when Docker does not answer. */
  readonly containers?: { readonly running: number; readonly all: number };
  /** SSH connections accepted since the host started. */
  readonly connections?: number;
}

/** The hosts as an aligned table, and below it what one needs to reach them. */
export function labTable(lab: Pick<Lab, "name" | "folder" | "registry">, hosts: readonly HostState[]): string {
  const rows = hosts.map(({ name, address, state, containers, connections }) => [
    ...[name, address, state, containers ? `${containers.running} of ${containers.all} running` : "-"],
    `${connections ?? "-"}`,
  ]);
  const table = [["HOST", "ADDRESS", "STATE", "CONTAINERS", "SSH CONNECTIONS"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("   ")
      .trimEnd(),
  );
  return [
    ...lines,
    "",
    `user      ubuntu, with the key ${hosts[0]?.privateKeyFile ?? `${lab.folder}/client_key`}`,
    `registry  ${lab.registry}`,
    `lab       ${lab.name}, in ${lab.folder}`,
  ].join("\n");
}
