#!/bin/sh
# Removes passwords, keys and tokens from the files of a folder: ./scripts/sanitize.sh --help
# Needs git and Node, but no Pulumi.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
SEISEI_SETUP=packages exec "$root/scripts/toolchain.sh" node "$root/cli/main.ts" sanitize "$@"
