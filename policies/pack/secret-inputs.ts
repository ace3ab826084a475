import { Secret, type ResourceValidationPolicy } from "@pulumi/policy";

/** URN → the paths whose values are secret. */
const seen = new Map<string, ReadonlySet<string>>();

const key = (path: readonly string[]) => JSON.stringify(path);

/**
 * Which inputs are secret is known only while resources are put right, where every value that is one comes wrapped;
 * when they are judged, all of them look like plain text (https://github.com/pulumi/pulumi-policy/issues/241). So this
 * looks at each resource first, and changes none.
 */
export const secretInputs: ResourceValidationPolicy = {
  name: "secret-inputs",
  description: "Looks which inputs are secret, for no-plain-text-secrets; changes nothing.",
  enforcementLevel: "remediate",
  remediateResource: ({ urn, props }) => {
    seen.set(urn, new Set(secretPaths(props)));
    return undefined;
  },
};

/** Of a resource that was looked at: whether a path is, or is inside of, a secret. */
export function secretInputsOf(urn: string): ((path: readonly string[]) => boolean) | undefined {
  const paths = seen.get(urn);
  return paths && ((path) => path.some((_, index) => paths.has(key(path.slice(0, index + 1)))));
}

/** Through descriptors, which give the values as they came: without Pulumi's complaint about those not known yet. */
export function secretPaths(value: unknown, path: readonly string[] = []): string[] {
  if (value instanceof Secret) return [key(path)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, { value: below, enumerable }]) =>
    enumerable ? secretPaths(below, [...path, name]) : [],
  );
}
