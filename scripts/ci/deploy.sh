#!/bin/sh
# Deploys a release: ./scripts/toolchain.sh ./scripts/ci/deploy.sh main1.0.1
# Needs PULUMI_STACK. What would change is in the log before it does; the policy pack can refuse it, with exit code 5.
set -eu
tag=${1:?expected a release, such as main1.0.1}
pulumi config set release "$tag"
node cli/main.ts up --yes --non-interactive
