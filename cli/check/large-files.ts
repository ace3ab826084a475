/** The largest file that GitHub takes, https://docs.github.com/repositories/working-with-files/managing-large-files */
const largest = 100 << 20;

/** Files of stacks that are too large to be copied to a host with each deploy. */
export function largeFiles(files: readonly { readonly path: string; readonly size: number }[]): string[] {
  return files
    .filter(({ size }) => size > largest)
    .map(
      ({ path, size }) =>
        `${path}: expected a file below 100 MB, since each deploy copies it to the host, got ${Math.round(size / 1e6)} MB; keep it in a volume or an image`,
    );
}
