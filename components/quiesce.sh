# Lets what a stack runs write what it has, just before a snapshot of its data volume is asked for. Nothing has to be undone.
# Above: lines that set holds, before, stack, root, mount, volume, content, strict, postgres, service and command.
# Prints one line: `taken <time> planned`, or `already` in place of `planned` where the host runs the next release on this
# volume already, since the update before was cut off after it had applied that.

say() { printf '%s\n' "$stack: $*" >&2; }

# Going back must be possible when the stack is broken, and a volume without this is as after a loss of power.
problem() {
  [ "$strict" = no ] || { say "$*; nothing was changed"; exit 1; }
  say "$*; goes on without"
}

main() {
  export LC_ALL=C
  state=$root/.seisei/$stack
  for one in $({ printf '%s\n' $postgres; cat "$state/current/postgres" 2>/dev/null; } | sort -u); do checkpoint "$one"; done
  [ -z "$service" ] || own_command
  [ "$(id -u)" = 0 ] && sudo='' || sudo='sudo -n' # the folder is its owners' affair
  [ ! -d "$mount" ] || $sudo sync -f "$mount" || problem "$mount cannot be synchronised"
  # Stays in sight when AWS refuses: the engine then says no more than that.
  say "$before is applied once AWS has been asked for a snapshot of $holds's data; until then nothing stops"
  echo "taken $(date -u +%Y-%m-%dT%H:%M:%SZ) $(runs_already && echo already || echo planned)"
}

container_of() {
  docker ps --quiet --filter "label=com.docker.compose.project=$stack" --filter "label=com.docker.compose.service=$1" | head -n 1
}

# A database that cannot do it replays its log from the snapshot.
checkpoint() {
  container=$(container_of "$1")
  [ -n "$container" ] || { say "$1 does not run: no CHECKPOINT"; return; }
  timeout 600 docker exec "$container" sh -c \
    'PGUSER=${POSTGRES_USER:-postgres} PGPASSWORD=${POSTGRES_PASSWORD-} exec psql --no-psqlrc --quiet --dbname template1 --command CHECKPOINT' \
    </dev/null >&2 || say "$1 cannot do a CHECKPOINT; goes on without"
}

own_command() {
  container=$(container_of "$service")
  [ -n "$container" ] || { say "$service does not run: \`data.quiesce\` is left out"; return; }
  timeout 600 docker exec "$container" sh -ec "$command" </dev/null >&2 || problem "\`data.quiesce\` failed in $service"
}

runs_already() {
  [ "$(cut -d ' ' -f 2 "$state/current/release" 2>/dev/null)" = "$content" ] &&
    [ "$(cut -d ' ' -f 1 "$state/current/volume" 2>/dev/null)" = "$volume" ]
}

main; exit
