import { isMapping, type Mapping } from "../../release/yaml-file.ts";

const weekDays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const form =
  'write `{from: 2026-12-24T00:00, to: 2027-01-04T08:00, timeZone: Asia/Tokyo, reason: …}` or `{days: [fri], from: "17:00", to: "24:00"}`';

/**
 * The window that closes this time.
 *
 * A window is either a stretch of days (`from`, `to`: local date and time) or comes back each week (`days`, and
 * `from` and `to` as hours of the day); `to` itself is open again. `timeZone` is an IANA name; without it, UTC.
 *
 * @param freeze the list as it was written
 * @param problem is told what cannot be read, as `[0].from: …`
 * @returns the window in words
 */
export function frozenBy(freeze: unknown, now: Date, problem: (rest: string) => void): string | undefined {
  if (!Array.isArray(freeze)) {
    problem(`: expected a list of windows, got ${typeof freeze}; ${form}`);
    return undefined;
  }
  return freeze
    .flatMap((window: unknown, index) => closes(window, now, (rest) => problem(`[${index}]${rest}`)) ?? [])
    .at(0);
}

function closes(window: unknown, now: Date, problem: (rest: string) => void): string | undefined {
  if (!isMapping(window)) return void problem(`: expected a mapping, got ${typeof window}; ${form}`);
  const { days, from, to, timeZone = "UTC", reason } = window;
  const local = localTime(now, timeZone);
  if (local === undefined)
    return void problem(`.timeZone: expected a name such as Asia/Tokyo, got ${JSON.stringify(timeZone)}`);
  const times = days === undefined ? /^\d{4}-\d\d-\d\dT\d\d:\d\d$/ : /^\d\d:\d\d$/;
  for (const key of ["from", "to"]) {
    const value = window[key];
    if (typeof value !== "string" || !times.test(value))
      return void problem(`.${key}: expected a time, got ${JSON.stringify(value)}; ${form}`);
  }
  if (days !== undefined && !validDays(days))
    return void problem(`.days: expected some of ${weekDays.join(", ")}, got ${JSON.stringify(days)}`);
  if (String(from) >= String(to))
    return void problem(`.to: expected a time after ${from}, got ${to}; write two windows for a night`);
  const at = days === undefined ? local.date : local.time;
  const inside = at >= String(from) && at < String(to) && (!days || (days as string[]).includes(local.day));
  return inside ? inWords(window, String(timeZone), reason) : undefined;
}

const validDays = (days: unknown) =>
  Array.isArray(days) && days.length > 0 && days.every((day) => weekDays.includes(day));

function inWords({ days, from, to }: Mapping, timeZone: string, reason: unknown): string {
  const when = `${Array.isArray(days) ? `${days.join(", ")} ` : ""}${from} to ${to} ${timeZone}`;
  return typeof reason === "string" ? `${when} (${reason})` : when;
}

/** `2026-12-24T09:30`, `09:30` and `thu` of a moment in a time zone; undefined when there is no such zone. */
function localTime(now: Date, timeZone: unknown): { date: string; time: string; day: string } | undefined {
  try {
    const fields = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("en", {
      ...fields,
      weekday: "short",
      hourCycle: "h23",
      timeZone: String(timeZone),
    });
    const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    const time = `${part.hour}:${part.minute}`;
    return { date: `${part.year}-${part.month}-${part.day}T${time}`, time, day: part.weekday!.toLowerCase() };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
