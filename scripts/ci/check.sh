#!/bin/sh
# What stands between a commit and a release, without a host: what `make check` tells, with its exit code.
set -eu
SEISEI_SETUP=packages exec ./scripts/toolchain.sh node cli/main.ts check
