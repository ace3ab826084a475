# Services whose data is dumped and restored by commands of the stack's own. A release has them in dumps/<service>/; a dump
# keeps them beside what they wrote, since a later release may have others.
own_services() {
  for one in "$old"/dumps/*/ "$new"/dumps/*/; do
    [ ! -d "$one" ] || basename "$one"
  done
}

in_service() {
  docker exec --interactive "$container" sh -ec "$(cat "$1")" 2>"$work/said" && return 0
  without_secrets "$work/said" 2>"$log"
  return 1
}

# Dumps a service into a folder. Where the command of the release that runs fails, the next one's may be the corrected one.
dump_own() {
  tell_of_dump "$service"
  : >"$log"
  for commands in "$old/dumps/$service" "$new/dumps/$service" "${restored:-/none}/$service"; do
    [ -e "$commands/dump" ] || continue
    rm -rf "$1" && mkdir -p "$1" 2>"$log" || return 1
    for name in dump restore check; do
      [ ! -e "$commands/$name" ] || cp "$commands/$name" "$1" 2>"$log" || return 1
    done
    ! write_stream "$1" || ! check_own "$1" || return 0
  done
  return 1
}

# What the service's `dump` writes, in `stream.gz`, or in `stream` when it is compressed already.
write_stream() {
  : >"$work/failed"
  { in_service "$1/dump" </dev/null && rm -f "$work/failed"; } | {
    dd bs=1 count=6 of="$work/start" 2>/dev/null
    case $(od -An -tx1 "$work/start" | tr -d ' \n') in # gzip, zstd, xz, bzip2, zip, pg_dump
    1f8b* | 28b52ffd* | fd377a585a* | 425a68* | 504b0304* | 5047444d50*) cat "$work/start" - >"$1/stream" ;;
    *) cat "$work/start" - | gzip -1 >"$1/stream.gz" ;;
    esac
  } 2>"$work/packing" || { cat "$work/packing" >"$log"; return 1; }
  [ ! -e "$work/failed" ] || return 1
  [ -s "$work/start" ] || { echo "its command wrote nothing" >"$log"; return 1; }
}

read_stream() { if [ -e "$1/stream.gz" ]; then gzip -dc "$1/stream.gz"; else cat "$1/stream"; fi; }

# Whether a service's dump is whole, as far as the stack can tell.
check_own() {
  [ ! -e "$1/check" ] || read_stream "$1" 2>/dev/null | in_service "$1/check" >/dev/null ||
    { echo "its check refuses it: $(cause)" >"$log"; return 1; }
}

# The services of a dump that have commands of their own.
own_services_of() {
  for one in "$1"/*/restore; do
    [ ! -e "$one" ] || basename "${one%/restore}"
  done
}

# Overwrites what services keep with a dump. They stop after it, so that none goes on with what it knew; what they kept
# until now is put aside before, when nothing else of the stack runs any more.
restore_own() {
  services=$(own_services_of "$restored")
  [ -n "$services" ] || return 0
  keep_present || { reason="what $service keeps now cannot be dumped: $(cause)"; return 1; }
  for service in $services; do
    ! is_restored || continue
    running_container "$service" && overwrite "$restored/$service" && echo "restored $service" >>"$state/switched" ||
      { reason="$service cannot be restored: $(cause)"; return 1; }
  done
  deadline=$(($(date +%s) + timeout)) # it may have taken long
  snapshot
}
is_restored() { grep -qxF -e "restored $service" "$state/switched" 2>/dev/null; }

keep_present() {
  present=$state/present
  [ ! -e "$present" ] || return 0
  rm -rf "$present.making"
  for service in $services; do
    running_container "$service" && (umask 077 && dump_own "$present.making/$service") || return 1
  done
  sync -f "$present.making" && mv "$present.making" "$present"
}

overwrite() {
  say "$stack: restoring $service"
  read_stream "$1" 2>/dev/null | in_service "$1/restore" >/dev/null && docker stop "$container" >/dev/null 2>"$log"
}

# What services kept before a restore, after it or the release with it has failed.
put_back_own() {
  for service in $(own_services_of "$state/present"); do
    start_again && overwrite "$state/present/$service" || { reason="what $service kept cannot be put back from $state/present: $(cause)"; return 1; }
  done
  snapshot
}

# A service that has been stopped, until it can answer: it is healthy, or has run for 2 s where nothing tells.
start_again() {
  container=$(awk -v service="$service" '$3 == service && $4 != "True" { print $1; exit }' "$work/containers")
  [ -n "$container" ] || { echo "it has no container; \`docker compose up --no-start $service\` in $folder makes one" >"$log"; return 1; }
  docker start "$container" >/dev/null 2>"$log" || return 1
  tries=0
  until health=$(docker inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}' "$container" 2>"$log") &&
    case $health$tries in healthy* | none[2-9]) true ;; *) false ;; esac do
    [ $tries -lt "$timeout" ] || { echo "it is not healthy" >"$log"; return 1; }
    sleep 1
    tries=$((tries + 1))
  done
}
