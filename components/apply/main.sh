main() {
  trap '' HUP PIPE # a connection that breaks must not leave half a release behind
  umask 022
  export LC_ALL=C
  export GOGC=400 # Docker's and Compose's commands end at once: collecting garbage was a quarter of what they cost
  stack=$1 staging=''
  root=${PWD%/.seisei}
  folder=$root/stacks/$stack state=$root/.seisei/$stack
  new=$state/incoming current=$state/current previous=$state/previous before=$state/before swap=$folder/.seisei-swap override=$state/override.yml work=$state/work log=$state/work/log
  for tool in tar sha256sum flock docker timeout; do
    command -v $tool >/dev/null || fail "the host has no \`$tool\`; install it; nothing was changed"
  done
  mkdir -p "$state" && chmod 700 "$state" || fail "$state cannot be written; nothing was changed"
  take_lock
  recover_commit
  if [ "${2-}" = down ]; then down; else deploy; fi
}

deploy() {
  acted='' reason='' old=$current
  stage
  [ -e "$old" ] || old=$before
  compare_files "$new"
  foresee
  snapshot || fail "$reason; nothing was changed"
  check
  check_volume
  find_dump
  marker=${marker:-$restored_by_volume}
  # After a run that was killed in the middle, the release to return to is the one that it started from.
  [ "$old" = "$current" ] || [ -e "$state/journal" ] || remember_before
  if [ -e "$new/env" ] && [ ! -e "$old/env" ] && [ -e "$folder/.env" ]; then
    (umask 077 && cat "$folder/.env" >"$old/env") || fail "$folder/.env cannot be kept; nothing was changed"
  fi
  prepare "$new" || fail "staging failed: $(cause); nothing was changed"
  dump
  restore_aside
  mount_volume
  lost_mounts
  now=$(date +%s) deadline=$((now + timeout))
  files=$(awk 'END { print NR }' "$work/changed" "$work/removed")
  if ! swap "$new"; then
    reason="the files could not be written: $(cause)"
    put_back
  fi
  change_volume && switch_databases && converge "$new" && wait_healthy "$new" && verify || put_back
  record
  [ -z "$marker" ] || echo "$marker" >"$new/restored"
  commit
  drop_old_dumps
  copy_dumps
  if [ -n "$acted" ] || [ "$files" -gt 0 ]; then
    echo "$stack: $files files changed, services started: ${started:-none}"
  else
    echo "$stack: runs this release already"
  fi
}

# What runs and what is on disk is the release: an exit code of 0 says no less.
verify() {
  reason=$(cd "$folder" && sha256sum -c --quiet "$new/manifest" 2>&1) || { reason="a file changed while the stack started: $reason"; return 1; }
  wrong=$(awk '
    FILENAME ~ /\/images$/ { image[$1] = $2; next }
    $3 in image && $4 != "True" && $6 != image[$3] { print substr($2, 2); exit }' "$new/images" "$work/containers")
  [ -z "$wrong" ] || { reason="another image than the release's runs in $wrong"; return 1; }
}

main "$@"; exit
