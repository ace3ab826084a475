/** `nginx:1.27@sha256:…` in few words: `nginx:1.27 (sha256:0123456789ab)`. */
export function shortImage(reference: string): string {
  const [tagged = "", digest = ""] = reference.split("@");
  return `${tagged} (${digest.slice(0, "sha256:".length + 12)})`;
}

/** From which image to which, by tag and digest. */
export function imageMove({ from, to }: { readonly from?: string; readonly to?: string }): string {
  if (from === undefined || to === undefined) return shortImage((to ?? from)!);
  return `${shortImage(from)} → ${shortImage(to)}`;
}
