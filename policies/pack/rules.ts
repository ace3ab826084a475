import { baselineUntouched } from "../rules/baseline-untouched.ts";
import { dataOnOneVolume } from "../rules/data-on-one-volume.ts";
import { dataVolumesProtected } from "../rules/data-volumes-protected.ts";
import { databasesNotPublished } from "../rules/databases-not-published.ts";
import { deployedTagsUnmoved } from "../rules/deployed-tags-unmoved.ts";
import { freezeWindows } from "../rules/freeze-windows.ts";
import { healthCheckPresent } from "../rules/health-check-present.ts";
import { hostKeyPinned } from "../rules/host-key-pinned.ts";
import { imagesPinned } from "../rules/images-pinned.ts";
import { memoryLimitPresent } from "../rules/memory-limit-present.ts";
import { noAddedCapabilities } from "../rules/no-added-capabilities.ts";
import { noDockerSocket } from "../rules/no-docker-socket.ts";
import { noHostNamespaces } from "../rules/no-host-namespaces.ts";
import { noLatestImages } from "../rules/no-latest-images.ts";
import { noPlainTextSecrets } from "../rules/no-plain-text-secrets.ts";
import { noPrivilegedContainers } from "../rules/no-privileged-containers.ts";
import { noSecretsInFiles } from "../rules/no-secrets-in-files.ts";
import { releaseOnBranch } from "../rules/release-on-branch.ts";
import { releaseSigned } from "../rules/release-signed.ts";
import { routesDoNotConflict } from "../rules/routes-do-not-conflict.ts";
import { snapshotsRetained } from "../rules/snapshots-retained.ts";
import type { Rule } from "./rule.ts";

/** Every rule, in the order of docs/POLICIES.md. */
export const rules: readonly Rule[] = [
  ...[noPlainTextSecrets, noSecretsInFiles, imagesPinned, noLatestImages],
  ...[noPrivilegedContainers, noHostNamespaces, noAddedCapabilities, noDockerSocket],
  ...[databasesNotPublished, healthCheckPresent, memoryLimitPresent, routesDoNotConflict, dataOnOneVolume],
  ...[releaseOnBranch, releaseSigned, baselineUntouched, deployedTagsUnmoved, freezeWindows],
  ...[hostKeyPinned, dataVolumesProtected, snapshotsRetained],
];
