#!/bin/sh
# Checks every host for drift and keeps one issue about it: opened, brought up to date, and closed when it is over.
#   ./scripts/toolchain.sh ./scripts/ci/drift.sh
# Needs PULUMI_STACK, and gh with GH_TOKEN. With SEISEI_WEBHOOK also tells the webhook.
# Exit code 0 when everything could be checked, drift or not: the issue tells; 2 when something could not.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What was deployed last, which the file in git need not say.
release=$(pulumi stack output release)
pulumi config set release "$release"
code=0
node cli/main.ts drift-check --all --report drift_report.json ${SEISEI_WEBHOOK:+--notify} >"$work/report" 2>"$work/errors" || code=$?
cat "$work/report" "$work/errors"
issue=$(gh issue list --state open --label drift --limit 1 --json number --jq '.[0].number // empty')
{
  echo "Compared with $release at $(date -u '+%Y-%m-%d %H:%M') UTC:"
  echo
  echo '`````'
  cat "$work/report" "$work/errors" | head -c 60000
  echo '`````'
} >"$work/body"
if [ $code = 0 ]; then
  [ -z "$issue" ] || gh issue close "$issue" --comment "No drift any more: the hosts run $release."
elif [ -n "$issue" ]; then
  gh issue edit "$issue" --body-file "$work/body"
else
  gh label create drift --force --description 'A host is not as it was deployed'
  gh issue create --title "Drift on $PULUMI_STACK" --label drift --body-file "$work/body"
fi
[ $code != 1 ] || code=0
exit $code
