type Json = Record<string, unknown>;

/**
 * What Traefik shows of a service or a middleware below its type, in the form of a release's settings: path in small
 * letters → text; a list of texts joined by commas. Of a load balancer's servers also what labels say of them.
 */
export function shownSettings(type: string, settings: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (value: unknown, path: string) => {
    if (Array.isArray(value) && value.every((item) => typeof item !== "object")) found[path] = value.join(",");
    else if (typeof value === "object" && value !== null) {
      for (const [name, item] of Object.entries(value)) walk(item, `${path}.${name.toLowerCase()}`);
    } else found[path] = String(value);
  };
  walk(settings, type.toLowerCase());
  return { ...found, ...ofServers(type.toLowerCase(), settings) };
}

/** Labels name one port and one scheme for however many containers there are. */
function ofServers(type: string, settings: unknown): Record<string, string> {
  const servers = (settings as Json | undefined)?.servers;
  if (!Array.isArray(servers)) return {};
  const addresses = servers.map(({ url, address }: Json) => String(url ?? address));
  const all = (pattern: RegExp) => [...new Set(addresses.flatMap((one) => pattern.exec(one)?.[1] ?? []))].join(",");
  const [port, scheme] = [all(/:(\d+)\/?$/), all(/^(\w+):\/\//)];
  return {
    ...(port && { [`${type}.server.port`]: port }),
    ...(scheme && { [`${type}.server.scheme`]: scheme }),
  };
}

/**
 * What is shown of a setting that the release has: its own text where Traefik means the same by it.
 * @param shown everything that is shown of the service or the middleware
 */
export function shownSetting(path: string, wanted: string, shown: Readonly<Record<string, string>>): string {
  const now = shown[path];
  if (now !== undefined) return form(wanted) === form(now) ? wanted : now;
  // Traefik leaves out what is off, and shows more of what is only switched on.
  const isOff = /^(false|0|)$/i.test(wanted);
  return isOff || Object.keys(shown).some((other) => other.startsWith(`${path}.`)) ? wanted : "nothing";
}

/** One form for lists, times, and names with their own provider or without. */
function form(text: string): string {
  const items = text.split(",").map((item) => item.trim().replace(/@(docker|file)$/, ""));
  return items.map((item) => seconds(item) ?? (/^(true|false)$/i.test(item) ? item.toLowerCase() : item)).join(",");
}

const units: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** A number, or a time as Go writes it; Traefik takes a bare number for seconds. */
function seconds(text: string): string | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return String(Number(text));
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return undefined;
  return String(parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0));
}
