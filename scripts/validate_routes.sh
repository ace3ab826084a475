#!/bin/sh
# Checks the routes of the stacks, or of the Traefik on a host: ./scripts/validate_routes.sh --help
# Needs git, Node and ssh, but no Pulumi.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
SEISEI_SETUP=packages exec "$root/scripts/toolchain.sh" node "$root/cli/main.ts" validate-routes "$@"
