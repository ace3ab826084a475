import { createHash } from "node:crypto";
import { UserError } from "../../release/errors.ts";
import type { ImageName } from "../../release/image.ts";
import type { LockedImage } from "../../release/locks.ts";
import { authorize } from "./login.ts";
import { type Place, placeOf } from "./place.ts";
import { send } from "./send.ts";

/** Hosts run this; an image without it fails only when it starts there. */
export const PLATFORM = "linux/amd64";

/** Indexes first: for an image of several platforms the tag stands for its index, and so must the lock. */
const ACCEPTED = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/**
 * Asks a registry for a resource of an image, such as `manifests/1.27`, with the logins that `docker login` wrote, when
 * they are in its configuration file. The answer may be a refusal.
 */
export function registryRequests(): (
  place: Place,
  method: string,
  resource: string,
  accept?: readonly string[],
) => Promise<Response> {
  const authorizations = new Map<string, string>();
  return async (place, method, resource, accept = ACCEPTED) => {
    const url = `${place.base}/v2/${place.path}/${resource}`;
    const request = () => {
      const authorization = authorizations.get(`${place.base} ${place.path}`);
      return send(url, { method, headers: { accept: accept.join(", "), ...(authorization && { authorization }) } });
    };
    const first = await request();
    if (first.status !== 401) return first;
    const authorization = await authorize(place, first.headers.get("www-authenticate") ?? "");
    if (authorization === undefined) return first;
    authorizations.set(`${place.base} ${place.path}`, authorization);
    return request();
  };
}

/**
 * Asks registries what names stand for.
 * @param override address asked for every name, such as a lab's registry
 */
export function registryClient(override?: string): (image: ImageName, known?: LockedImage) => Promise<LockedImage> {
  const ask = registryRequests();

  /** @throws UserError that begins with no file and line: the caller knows them */
  return async (image, known) => {
    const place = placeOf(image.repository, override);
    const request = async (method: string, resource: string, accept: readonly string[]) => {
      const response = await ask(place, method, resource, accept);
      if (!response.ok) throw refusal(response.status, image, place);
      return response;
    };
    const head = await request("HEAD", `manifests/${image.digest ?? image.tag}`, ACCEPTED);
    const digest = image.digest ?? head.headers.get("docker-content-digest") ?? undefined;
    // The same digest is the same platform: asking again would count against Docker Hub's limit on downloads.
    if (digest !== undefined && known?.digest === digest) return known;
    const response = await request("GET", `manifests/${digest ?? image.tag}`, ACCEPTED);
    const body = Buffer.from(await response.arrayBuffer());
    const computed = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    if (digest !== undefined && digest !== computed) {
      throw new UserError(
        `expected a manifest with ${digest} for ${image.tagged}, got ${computed} from ${place.base}; do not use this registry`,
      );
    }
    const manifest = parseManifest(body, place);
    const found = manifest.manifests?.map(({ platform }) => platform) ?? [
      (await (await request("GET", `blobs/${manifest.config?.digest}`, ["*/*"])).json()) as Platform,
    ];
    const platforms = found.map((platform) => `${platform?.os ?? "unknown"}/${platform?.architecture ?? "unknown"}`);
    if (!platforms.includes(PLATFORM)) {
      throw new UserError(
        `expected an image for ${PLATFORM}, got ${image.tagged} for ${platforms.join(", ")}; build and push it for ${PLATFORM}`,
      );
    }
    return { digest: computed, platform: PLATFORM };
  };
}

interface Platform {
  os?: string;
  architecture?: string;
}

interface Manifest {
  manifests?: { platform?: Platform }[];
  config?: { digest?: string };
}

function parseManifest(body: Buffer, { base }: Place): Manifest {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new UserError(`expected a manifest from ${base}, got something else; check that the address is a registry`);
  }
}

function refusal(status: number, image: ImageName, { base, path }: Place): UserError {
  const wanted = image.digest === undefined ? image.tagged : `${image.tagged}@${image.digest}`;
  const where = `${base} (as ${path})`;
  switch (status) {
    case 404:
      return new UserError(
        `expected an image that its registry has, got ${wanted}, which is not at ${where}; correct the name, or push the image`,
      );
    case 401:
    case 403:
      return new UserError(
        `could not read ${wanted} at ${where}: access denied; correct the name, or \`docker login\` to that registry without a credential helper`,
      );
    default: {
      const next = status === 429 ? "wait, or `docker login`, which raises the limit" : "try again later";
      return new UserError(`could not read ${wanted} at ${where}: the registry answered ${status}; ${next}`);
    }
  }
}
