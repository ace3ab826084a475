#!/bin/sh
# Compares a host, or the locks, with the release: ./scripts/drift_check.sh --help
# Needs git, Node and ssh, but no Pulumi.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
SEISEI_SETUP=packages exec "$root/scripts/toolchain.sh" node "$root/cli/main.ts" drift-check "$@"
