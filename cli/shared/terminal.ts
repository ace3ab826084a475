/** Whether colour is wanted on standard output: a terminal, and no NO_COLOR (https://no-color.org). */
export function wantsColour(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}
