import { UserError } from "../../release/errors.ts";
import { parseImage } from "../../release/image.ts";
import { placeOf } from "../lock/place.ts";
import { PLATFORM, registryRequests } from "../lock/registry.ts";
import type { Pull } from "./plan.ts";

/** What an image is made of: the size in bytes of each part, by its digest. */
type Parts = ReadonlyMap<string, number>;

/**
 * What each pull downloads: the parts of the image, compressed, that the host has from no earlier image of the same
 * repository and from no pull before it.
 * @param had host and reference of every image of the release before
 * @param registry address asked for every image instead of the image's own registry
 * @returns the pulls, those of which a registry tells nothing as they were, and why, each reason once
 */
export async function withSizes(
  pulls: readonly Pull[],
  had: ReadonlySet<string>,
  registry?: string,
): Promise<{ pulls: Pull[]; notes: string[] }> {
  const parts = partsClient(registry);
  const notes = new Set<string>();
  const known = async (reference: string) => {
    try {
      return await parts(reference);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notes.add(error.message);
      return undefined;
    }
  };
  const earlier = (host: string, image: string) =>
    [...had]
      .map((key) => key.split(" ") as [string, string])
      .filter(([other, reference]) => other === host && repositoryOf(reference) === repositoryOf(image))
      .map(([, reference]) => reference);
  // All at once: a registry that does not answer is waited for once.
  await Promise.allSettled(pulls.flatMap(({ host, image }) => [image, ...earlier(host, image)].map(parts)));
  const there = new Map<string, Set<string>>();
  const sized: Pull[] = [];
  for (const pull of pulls) {
    const own = there.get(pull.host) ?? new Set();
    there.set(pull.host, own);
    for (const reference of earlier(pull.host, pull.image)) {
      // One of which nothing is known only makes the download look larger.
      for (const digest of (await parts(reference).catch((): Parts => new Map())).keys()) own.add(digest);
    }
    const all = await known(pull.image);
    const fresh = [...(all ?? [])].filter(([digest]) => !own.has(digest));
    for (const [digest] of fresh) own.add(digest);
    sized.push(all === undefined ? pull : { ...pull, bytes: fresh.reduce((sum, [, size]) => sum + size, 0) });
  }
  return { pulls: sized, notes: [...notes] };
}

const repositoryOf = (reference: string) => parseImage(reference)?.repository;

interface Manifest {
  manifests?: { digest: string; platform?: { os?: string; architecture?: string } }[];
  config?: { digest: string; size: number };
  layers?: { digest: string; size: number }[];
}

/** Each image is asked for once. */
function partsClient(registry: string | undefined): (reference: string) => Promise<Parts> {
  const ask = registryRequests();
  const asked = new Map<string, Promise<Parts>>();

  async function read(reference: string): Promise<Parts> {
    const image = parseImage(reference)!;
    const place = placeOf(image.repository, registry);
    const manifest = async (digest: string): Promise<Manifest> => {
      const response = await ask(place, "GET", `manifests/${digest}`);
      if (!response.ok) throw new UserError(`${place.base} answered ${response.status} for ${reference}`);
      return (await response.json().catch(() => ({}))) as Manifest;
    };
    const index = await manifest(image.digest!);
    const own = index.manifests?.find(({ platform }) => `${platform?.os}/${platform?.architecture}` === PLATFORM);
    const { config, layers } = own === undefined ? index : await manifest(own.digest);
    if (config === undefined || layers === undefined)
      throw new UserError(`${place.base} tells no sizes of ${reference} for ${PLATFORM}`);
    return new Map([config, ...layers].map(({ digest, size }) => [digest, size]));
  }

  return (reference) => {
    const known = asked.get(reference) ?? read(reference);
    asked.set(reference, known);
    return known;
  };
}
