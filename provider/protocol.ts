// The generated protocol code is CommonJS whose exports Node cannot name, so each file is taken whole, by its default.
// @pulumi/pulumi itself is never imported here: it costs 0.6 s of processor time in every process.

import struct from "google-protobuf/google/protobuf/struct_pb.js";

/** The mark that stands for a value which is not known before the update. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// biome-ignore lint/suspicious/noExplicitAny: resource properties are whatever the program wrote
export type Properties = Record<string, any>;
type Json = Parameters<typeof struct.Struct.fromJavaScript>[0];

/** Struct to plain values. Secrets, assets and archives stay what they are on the wire: objects with a signature key. */
export function decode(properties: struct.Struct | undefined): Properties {
  return properties ? properties.toJavaScript() : {};
}

/** Plain values to Struct. Keys whose value is undefined are left out; null is kept. */
export function encode(properties: Properties): struct.Struct {
  return struct.Struct.fromJavaScript(withoutUndefined(properties) as Json);
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item) ?? null);
  if (value === null || typeof value !== "object") return value;
  const known = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(known.map(([key, item]) => [key, withoutUndefined(item)]));
}

/** True when both would be the same on the wire, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item) =>
    item && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
