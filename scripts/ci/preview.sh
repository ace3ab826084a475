#!/bin/sh
# What a release of the present commit would change, as a comment of a pull request, one that is kept up to date:
#   ./scripts/toolchain.sh ./scripts/ci/preview.sh 42
# Needs PULUMI_STACK, and gh with GH_TOKEN. Ends with Pulumi's exit code, or 5 when the policy pack refuses. Changes no
# host, pushes nothing.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
pull=${1:?expected the number of a pull request}
work=$(mktemp -d)
# The next patch release, for this preview alone: main1.0.3 → main1.0.4.
last=$(git tag --list 'main*' --sort=-version:refname | grep -E '^main[0-9]+\.[0-9]+(\.[0-9]+)?$' | head -n 1)
tag=$(echo "${last:-main1.0}" | awk -F. '{ printf "%s.%d.%d", $1, $2, $3 + 1 }')
config=Pulumi.${PULUMI_STACK##*/}.yaml
cp "$config" "$work/config"
trap 'git tag --delete "$tag" >/dev/null; cp "$work/config" "$config"; rm -rf "$work"' EXIT
git -c user.name=preview -c user.email=preview@localhost tag --annotate --message preview "$tag"
pulumi config set release "$tag"
code=0
# A pull request is not on the protected branch yet: of that the pack only tells.
node cli/main.ts preview --diff --non-interactive --policy-pack-config "$here/preview-policies.json" >"$work/preview" 2>&1 || code=$?
{
  if [ $code = 0 ]; then echo "### What a release of this would change"; else echo "### The preview failed"; fi
  echo
  # A line of the diff must not end the fence; GitHub takes 65,536 characters.
  echo '`````diff'
  sed 's/^\( *\)\([-+~]\)/\2\1/; s/^~/!/' "$work/preview" | head -c 60000
  echo
  echo '`````'
} >"$work/comment"
gh pr comment "$pull" --edit-last --create-if-none --body-file "$work/comment"
exit $code
