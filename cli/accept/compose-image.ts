import { isScalar, parseDocument } from "yaml";

/**
 * The compose file's text with another image for a service; everything else stays as its author wrote it.
 * @returns undefined when the image is not written at the service itself (an alias, a merge key)
 */
export function replaceImage(text: string, service: string, image: string): string | undefined {
  const node = parseDocument(text, { merge: true }).getIn(["services", service, "image"], true);
  if (!isScalar(node) || !node.range) return undefined;
  const [start, end] = node.range;
  return text.slice(0, start) + image + text.slice(end);
}
