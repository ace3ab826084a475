import type { Text } from "./model.ts";
import { children, type Tree } from "./tree.ts";

/** What is written of a service or a middleware, below its type: path in small letters → text; lists joined by commas. */
export type Settings = Readonly<Record<string, Text>>;

// What may hold a secret is compared nowhere: Traefik's API shows it.
const secret = /users|password|secret|token|key|custom(request|response)headers|^plugin\b/;

/** @param type the part that is named after the type. @example { "ratelimit.average": "50" } */
export function readSettings(type: Tree | undefined): Settings {
  if (!type) return {};
  const found: [string, Text][] = [];
  const walk = (place: Tree, path: string) => {
    const below = children(place);
    if (below.length === 0 || isList(below)) {
      const texts = below.length === 0 ? [place.value] : below.map(({ value }) => value);
      if (texts.every((text) => text !== undefined)) found.push([path, joined(texts)]);
    } else for (const one of below) walk(one, `${path}.${one.name.toLowerCase()}`);
  };
  for (const one of children(type)) walk(one, `${type.name.toLowerCase()}.${one.name.toLowerCase()}`);
  return Object.fromEntries(found.filter(([path]) => !secret.test(path)));
}

const isList = (places: readonly Tree[]) =>
  places.every(({ name, children }) => /^\d+$/.test(name) && children.size === 0);

function joined(texts: readonly Text[]): Text {
  return texts.includes(null) ? null : texts.join(",");
}
