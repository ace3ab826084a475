/** UTC, without colons, so that it is a folder's and a branch's name everywhere: `2026-01-02T03-04-05Z`. */
export function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}
