# The dump that holds the data as the release of the request left it: the newest one, or that of a run that was killed.
find_dump() {
  asked='' restored='' known='' marker=${restore% *}
  [ ! -e "$new/volume" ] || [ -z "$(mounted_device)" ] || why=$(take_copies 2>&1) ||
    fail "the dumps cannot be taken from the data volume: $why; nothing was changed"
  # What the last deploy restored is not restored again while the configuration still says so.
  [ ! -e "$current/restored" ] || [ "$(cat "$current/restored")" != "$marker" ] || restore=''
  # Left by a run that was killed when all was done.
  [ -e "$state/restoring" ] || rm -rf "$state/switched" "$state/present" "$state/present.making"
  [ ! -e "$state/restoring" ] || IFS='	' read -r asked restored <"$state/restoring"
  if [ "$asked" != "$restore" ] || grep -qx 'going back' "$state/switched" 2>/dev/null; then
    [ ! -e "$state/switched" ] || put_back_databases || fail "an interrupted restore cannot be undone: $reason"
    rm -f "$state/restoring"
    restored=''
  fi
  [ -n "$restore" ] || return 0
  if [ -z "$restored" ]; then
    for one in "$state"/dumps/*; do
      [ -e "$one/about" ] || continue
      case " $restore " in
      *" $(sed -n 's/^from //p' "$one/about") "* | *" $(sed -n 's/^content //p' "$one/about") "*) restored=$one ;;
      esac
      known="$known ${one##*/}"
    done
    [ -n "$restored" ] || fail "no dump holds the data as ${restore% *} left it; there are:${known:- none}; nothing was changed"
  fi
  (cd "$restored" && sha256sum -c --quiet SHA256SUMS) >"$log" 2>&1 ||
    fail "the dump $restored is cut short or was altered: $(cause); restore from another release, or put the file back; nothing was changed"
  for one in "$restored"/*/; do
    service=${one%/} service=${service##*/}
    is_restored || running_container "$service" || { [ -e "$state/switched" ] && start_again && snapshot; } ||
      fail "$service does not run, so nothing can be restored into it; look at \`docker logs $stack-$service-1\`; nothing was changed"
  done
  each_restored databases check_lengths || fail "the data of $service cannot be restored: $(cause), or restore by hand from $restored; nothing was changed"
  printf '%s\t%s\n' "$restore" "$restored" >"$state/restoring" || fail "$state cannot be written; nothing was changed"
}

# Does something for each service of the dump that has a file: `databases`, or `restore` where the stack has its own commands.
each_restored() {
  file=$1
  shift
  for one in "$restored"/*/"$file"; do
    [ -e "$one" ] || continue
    service=$(basename "${one%/*}")
    running_container "$service" && "$@" || return 1
  done
}

# Restores into fresh databases beside those in use, which a broken dump thus never costs.
restore_aside() {
  [ -n "$restore" ] && [ ! -e "$state/switched" ] || return 0
  each_restored restore check_restored || fail "the dump $restored cannot be restored: $service: $(cause); nothing was changed"
  set -- "$restored"/*/databases
  [ ! -e "$1" ] || say "$stack: restoring ${restored##*/} beside the databases in use"
  each_restored databases restore_databases || { reason=$(cause); each_restored databases drop_half_restored
    fail "the dump $restored cannot be restored: $reason; nothing was changed"; }
}
check_restored() { check_own "$restored/$service"; }

# What the stack's services write from here on goes into the restored data: they are stopped before.
switch_databases() {
  [ -n "$restore" ] || return 0
  stop_others || return 1
  resumed=true
  [ -e "$state/switched" ] || { resumed=false && date -u +%Y%m%dT%H%M%SZ >"$state/switched"; }
  read -r moment <"$state/switched"
  restore_own || return 1
  each_restored databases switch_service || { reason="the restored databases cannot take their place: $(cause)"; return 1; }
}

# Every service of the stack but those whose data changes places.
stop_others() {
  acted=yes
  keeps=$({ postgres_services; own_services_of "${restored:-/none}"; own_services_of "$state/present"; } | paste -s -d ' ' -)
  others=$(awk -v keep=" $keeps " '!index(keep, " " $3 " ") && $8 == "running" { print $1 }' "$work/containers")
  # shellcheck disable=SC2086 # one argument for each id
  [ -z "$others" ] || docker stop $others >/dev/null 2>"$log" || { reason="a container cannot be stopped: $(cause)"; return 1; }
  snapshot
}

# The data of before, after a release with restored data failed. A run that is killed in it is finished by the next one.
put_back_databases() {
  echo 'going back' >>"$state/switched"
  read -r moment <"$state/switched"
  stop_others && put_back_own || return 1
  for service in $(postgres_services); do
    running_container "$service" || { reason="$service does not run"; return 1; }
    switch_back || { reason="the databases cannot be put back: $(cause)"; return 1; }
  done
  rm -rf "$state/present" "$state/present.making" && rm -f "$state/switched"
}
