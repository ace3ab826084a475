import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import type { ChangeKind, Difference } from "./plugin.ts";
import { type Properties, same } from "./protocol.ts";

/** The top-level properties that differ. */
export function changedKeys(before: Properties, now: Properties): Difference {
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return { changes: [...keys].filter((key) => !same(before[key], now[key])) };
}

const kinds: Record<ChangeKind, rpc.PropertyDiff.Kind> = {
  add: rpc.PropertyDiff.Kind.ADD,
  "add-replace": rpc.PropertyDiff.Kind.ADD_REPLACE,
  delete: rpc.PropertyDiff.Kind.DELETE,
  "delete-replace": rpc.PropertyDiff.Kind.DELETE_REPLACE,
  update: rpc.PropertyDiff.Kind.UPDATE,
  "update-replace": rpc.PropertyDiff.Kind.UPDATE_REPLACE,
};

/** The protocol's form of a difference. */
export function differenceResponse(difference: Difference): rpc.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  const response = new rpc.DiffResponse();
  const detailed = Object.entries(difference.detailed ?? {});
  for (const [path, { kind, inputDiff }] of detailed) {
    const entry = new rpc.PropertyDiff();
    entry.setKind(kinds[kind]);
    entry.setInputdiff(inputDiff);
    response.getDetaileddiffMap().set(path, entry);
  }
  response.setHasdetaileddiff(detailed.length > 0);
  response.setDiffsList(difference.changes);
  response.setReplacesList(difference.replaces ?? []);
  response.setDeletebeforereplace(difference.deleteBeforeReplace ?? false);
  response.setChanges(difference.changes.length + detailed.length > 0 ? DIFF_SOME : DIFF_NONE);
  return response;
}
