// Part of the plugins that stand in for official ones: assets and archives as they come from the engine.

/** The key that marks special values in the engine's protocol, and its values for assets and archives. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

/** An asset or archive; the engine has put in the SHA256 of its content. Exactly one of the other properties is set. */
export interface Asset {
  hash?: string;
  path?: string;
  text?: string;
  uri?: string;
  /** The members of an archive made in the program. */
  assets?: unknown;
}

const signature = (value: unknown) => (value as Record<string, unknown> | null)?.[signatureKey];

export const isArchive = (value: unknown): value is Asset => signature(value) === signatures.archive;
export const isAsset = (value: unknown): value is Asset => signature(value) === signatures.asset || isArchive(value);

/** The content decides, not the path it comes from. */
export function sameAsset(a: Asset, b: Asset): boolean {
  return isArchive(a) === isArchive(b) && a.hash !== undefined && a.hash === b.hash;
}
