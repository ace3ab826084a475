/** The parts of an image name, as written. https://github.com/distribution/reference */
export interface ImageName {
  /** `nginx`, `ghcr.io/seisei/web` */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…` when the name carries one. */
  readonly digest?: string;
  /** `nginx:1.27`: name and tag without the digest. */
  readonly tagged: string;
}

export const DIGEST = /^sha256:[0-9a-f]{64}$/;

const NAME =
  /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9._/-]+):([a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})(?:@(sha256:[0-9a-f]{64}))?$/;

/** Undefined when the text is not a name with a tag (and, if any, a whole digest). */
export function parseImage(text: string): ImageName | undefined {
  const match = NAME.exec(text);
  if (match === null) return undefined;
  const [, repository = "", tag = "", digest] = match;
  const name = { repository, tag, tagged: `${repository}:${tag}` };
  return digest === undefined ? name : { ...name, digest };
}
