#!/bin/sh
# Deploys a release: ./scripts/toolchain.sh ./scripts/ci/deploy.sh main1.0.1
# Needs PULUMI_STACK. What would change is in the log before it does.
set -eu
tag=${1:?expected a release, such as main1.0.1}
pulumi config set release "$tag"
pulumi up --yes --non-interactive
