// Stands in for the official aws plugin: tags of a volume or snapshot.
import type { ResourceType, Tag } from "@aws-sdk/client-ec2";
import type { Properties } from "../../../../provider/plugin-server.ts";
import type { Ec2Api } from "./client.ts";

type Tags = Record<string, string>;

const list = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Tags for a "create" call, or nothing. */
export function tagSpecifications(type: ResourceType, tags: Tags | undefined) {
  return tags && Object.keys(tags).length > 0 ? { TagSpecifications: [{ ResourceType: type, Tags: list(tags) }] } : {};
}

/** Tags in the words of the resource's schema. */
export function tagOutputs(tags: Tag[] | undefined): Properties {
  const all = Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value ?? ""]));
  return { tags: all, tagsAll: all };
}

/** Brings the tags from the old inputs to the new ones. */
export async function updateTags(api: Ec2Api, id: string, before: Tags = {}, now: Tags = {}): Promise<void> {
  const gone = Object.keys(before).filter((key) => !(key in now));
  if (gone.length > 0) await (await api()).deleteTags({ Resources: [id], Tags: gone.map((Key) => ({ Key })) });
  const changed = list(now).filter(({ Key, Value }) => before[Key!] !== Value);
  if (changed.length > 0) await (await api()).createTags({ Resources: [id], Tags: changed });
}
