#!/bin/sh
# Prints the commands that go back from the present state, by Pulumi and by hand: ./scripts/rollback_guide.sh --help
# Needs git, Node and ssh, but no Pulumi.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
SEISEI_SETUP=packages exec "$root/scripts/toolchain.sh" node "$root/cli/main.ts" rollback-guide "$@"
