/** What a name without a host means, and the key of its login: facts of the image-name standard, not a choice of ours. */
const DOCKER_HUB = {
  names: ["docker.io", "index.docker.io"],
  host: "registry-1.docker.io",
  login: "https://index.docker.io/v1/",
};

/** Where an image's manifests are asked for. */
export interface Place {
  /** `https://ghcr.io` */
  readonly base: string;
  /** `seisei/web`, `library/nginx` */
  readonly path: string;
  /** Key of the login in Docker's own configuration. */
  readonly login: string;
}

/** @param override address that is asked for every name instead of the name's own registry */
export function placeOf(repository: string, override?: string): Place {
  const slash = repository.indexOf("/");
  const first = repository.slice(0, Math.max(slash, 0));
  const hasHost = /[.:]/.test(first) || first === "localhost";
  const onHub = !hasHost || DOCKER_HUB.names.includes(first);
  const name = hasHost ? repository.slice(slash + 1) : repository;
  const path = onHub && !name.includes("/") ? `library/${name}` : name;
  if (override !== undefined) return { base: override.replace(/\/+$/, ""), path, login: new URL(override).host };
  return onHub
    ? { base: `https://${DOCKER_HUB.host}`, path, login: DOCKER_HUB.login }
    : { base: `https://${first}`, path, login: first };
}
