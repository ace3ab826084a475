#!/bin/sh
# Finds passwords, keys and tokens in files: ./scripts/secrets.sh --help
# Needs git and Node, but no Pulumi.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
SEISEI_SETUP=packages exec "$root/scripts/toolchain.sh" node "$root/cli/main.ts" secrets "$@"
