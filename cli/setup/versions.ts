import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's root folder. */
export const root = join(import.meta.dirname, "..", "..");

/** The oldest engine that starts a provider from `plugins.providers` and a policy pack as this project needs it. */
export const oldestEngine = "3.229.0";

/** The engine that is built where none is installed: what scripts/engine/go.mod requires. */
export function engineVersion(goMod = readFileSync(join(root, "scripts/engine/go.mod"), "utf8")): string {
  const version = goMod.match(/github\.com\/pulumi\/pulumi\/pkg\/v3 v(\d+\.\d+\.\d+)/)?.[1];
  if (!version) throw new Error("scripts/engine/go.mod requires no github.com/pulumi/pulumi/pkg/v3");
  return version;
}

/** A resource plugin by the version that the SDK asks the engine for. */
export interface PluginVersion {
  name: string;
  version: string;
}

/** The plugins of the Pulumi packages in package.json, without the SDK itself. */
export function pluginVersions(packageJson = readFileSync(join(root, "package.json"), "utf8")): PluginVersion[] {
  const { dependencies } = JSON.parse(packageJson) as { dependencies: Record<string, string> };
  return Object.entries(dependencies)
    .filter(([name]) => name.startsWith("@pulumi/") && name !== "@pulumi/pulumi" && name !== "@pulumi/policy")
    .map(([name, version]) => ({ name: name.slice("@pulumi/".length), version }));
}

/** True when `version` ("v3.259.0", with or without the v; a pre-release counts as its release) is `oldest` or later. */
export function atLeast(version: string, oldest: string): boolean {
  const parts = (text: string) =>
    text
      .match(/^v?(\d+)\.(\d+)\.(\d+)/)
      ?.slice(1)
      .map(Number);
  const [have, need] = [parts(version.trim()), parts(oldest)!];
  if (!have) return false;
  const differing = have.findIndex((number, index) => number !== need[index]);
  return differing === -1 || have[differing]! > need[differing]!;
}
