/**
 * How long a program takes from the engine's request to run it to its resources.
 *
 * @param log the engine's log, as `--logtostderr -v=7` writes it
 * @returns seconds until the first resource is registered (Pulumi's own root stack), and until the first one of the
 *   program's own; NaN for what the log does not tell
 */
export function firstResources(log: string): { first: number; firstOwn: number } {
  const entries = log.split("\n").flatMap(entry);
  const start = entries.find(({ msg }) => /^langhost\[\w+\]\.Run\(/.test(msg))?.time;
  const registered = entries.filter(({ msg }) => msg.startsWith("ResourceMonitor.RegisterResource received:"));
  const seconds = (time: number | undefined) => ((time ?? Number.NaN) - (start ?? Number.NaN)) / 1000;
  const own = registered.find(({ msg }) => !/ t=pulumi:pulumi:Stack,/.test(msg));
  return { first: seconds(registered[0]?.time), firstOwn: seconds(own?.time) };
}

function entry(line: string): { time: number; msg: string }[] {
  try {
    const { time, msg } = JSON.parse(line);
    return typeof msg === "string" ? [{ time: Date.parse(time), msg }] : [];
  } catch {
    return []; // what the program and the plugins write themselves
  }
}
