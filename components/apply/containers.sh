within='' # a command that ends Compose in time
compose() {
  docker_compose --project-directory "$folder" --file "$folder/docker-compose.yml" "$@" </dev/null
}
# By its file: `docker compose` starts it twice, and itself, which is most of what a call costs.
compose_file && compose_command=$file || compose_command='docker compose'
docker_compose() {
  # shellcheck disable=SC2086 # commands and their options
  $within $compose_command --ansi never --project-name "$stack" "$@"
}

# `{{.ID}}`, not `{{.Id}}`: for an unknown field Docker falls back to plain JSON, where absent keys are errors.
# The stack's containers, running or not, in $work/containers: id, name, service, one-off, number, image id, hash of the
# configuration, state, exit code, health, restarts, start, restart policy, then the sources of its bind mounts.
# All of the host, in $work/all: id, name, project.
label() { printf '{{or (index .Config.Labels "com.docker.compose.%s") "-"}}' "$1"; }
snapshot() {
  for attempt in 1 2 3; do # a container may go away between the list and the question
    docker ps --all --no-trunc --format '{{.ID}} {{.Names}} {{.Label "com.docker.compose.project"}}' >"$work/all" 2>"$log" || break
    ids=$(awk -v stack="$stack" '$3 == stack { print $1 }' "$work/all")
    ! inspect || return 0
  done
  reason="Docker does not answer: $(cause)"
  return 1
}
# What they were started with stays in `found`: it holds secrets, which no file of ours may.
inspect() {
  [ "$ids" != unknown ] || return 1
  # shellcheck disable=SC2086 # one argument for each id
  found=$([ -z "$ids" ] || docker inspect --type container --format "$container_format$settings_format" $ids 2>"$log") || return 1
  printf '%s\n' "$found" | grep -v -e '^	' -e '^$' >"$work/containers" || : # there may be none
}
container_format="{{.ID}} {{.Name}} $(label service) $(label oneoff) $(label container-number) {{.Image}} $(label config-hash)"
container_format="$container_format {{.State.Status}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}"
container_format="$container_format {{.RestartCount}} {{.State.StartedAt}} {{.HostConfig.RestartPolicy.Name}}|"
container_format="$container_format{{range .Mounts}}{{if eq .Type \"bind\"}}{{.Source}}|{{end}}{{end}}"

# Service and image id of a release, in its `images`. An image that somebody removed is pulled again; fails when that fails.
image_ids() {
  [ -s "$1/services" ] || { : >"$1/images"; return; }
  inspect_images "$1" || { pull_missing "$1" && inspect_images "$1"; } || return 1
  awk 'NR == FNR { id[NR] = $0; next } { print $1, id[FNR] }' "$work/ids" "$1/services" >"$1/images"
}

inspect_images() {
  # shellcheck disable=SC2046 # one argument for each reference
  docker image inspect --format '{{.ID}}' $(cut -f2 "$1/services") >"$work/ids" 2>"$log"
}
pull_missing() {
  for reference in $(cut -f2 "$1/services" | sort -u); do
    docker image inspect "$reference" >/dev/null 2>&1 || docker pull --quiet "$reference" >/dev/null 2>"$log" || return 1
  done
}

# The hashes by which Compose tells whether a container has the configuration of the files. `config` puts the content
# of an env_file into the service, as `up` does before it hashes; secrets stay in the pipe.
hashes() {
  if grep -qE 'env_file|include|extends' "$folder/docker-compose.yml"; then
    compose "$@" config | docker_compose --project-directory "$folder" --file - config --hash '*'
  else
    compose "$@" config --hash '*'
  fi
}

# Asks Compose about the new release from where it was staged, while Docker is asked for the rest: whether it accepts the
# files, and the hashes that they will have on disk. What it said of this very release before is kept beside it.
foresee() {
  foreseen='' file=/dev/null by=$(stat -c '%n %s %Y' "$compose_command" 2>/dev/null)
  # What it includes or extends is looked for in the stack's folder, where it is not yet: Compose is asked there, later.
  if grep -qE '(^|[{,[:space:]])(include|extends)"?[[:space:]]*:' "$new/files/docker-compose.yml"; then
    : >"$new/hashes"
    return
  fi
  [ ! -e "$folder/.env" ] || file=$folder/.env
  [ ! -e "$new/env" ] || file=$new/env
  for kept in "$current" "$previous"; do
    if foreseen_for "$kept"; then cp "$kept/hashes" "$new/hashes" && return; fi
  done
  docker_compose --project-directory "$folder" --env-file "$file" --file "$new/files/docker-compose.yml" \
    --file "$new/compose.override.yml" config --hash '*' >"$new/hashes" 2>"$work/refused" </dev/null &
  foreseen=$!
}

# The same bundle, the same values, the same Compose.
foreseen_for() {
  [ -s "$1/hashes" ] && read -r said <"$1/hashes-by" && [ -n "$by" ] && [ "$said" = "$by" ] &&
    read -r said <"$1/bundle" && [ "$said" = "$sha256" ] || return 1
  case $file in
  /dev/null) [ ! -e "$1/env" ] ;;
  "$new/env") cmp -s "$1/env" "$file" ;;
  *) return 1 ;;
  esac
}

# Services that lost a folder or file they mount: their containers hold what was deleted.
lost_mounts() {
  while IFS='|' read -r fields sources; do
    while [ -n "$sources" ]; do
      source=${sources%%|*} # a lone one has lost its separator
      case $sources in *"|"*) sources=${sources#*|} ;; *) sources='' ;; esac
      # shellcheck disable=SC2086 # the fields by themselves
      case $source in "$folder"/*) [ -e "$source" ] || { set -- $fields; echo "$3"; } ;; esac
    done
  done <"$work/containers" >"$work/lost"
}

# Services whose process has loaded by hand what is not on disk, in $work/stale.
stale() {
  : >"$work/stale"
  [ -e "$1/loaded" ] || return 0
  while IFS='	' read -r service process paths; do
    for id in $(awk -v service="$service" '$3 == service && $4 != "True" && $8 == "running" { print $1 }' "$work/containers"); do
      set -f
      IFS='	'
      # shellcheck disable=SC2086 # one argument for each path
      set -- $paths
      unset IFS
      set +f
      for path do set -- "$@" "$folder/$path"; shift; done
      loaded "$id" "$process" "$@" 2>"$log" | awk '/^new / && reloaded { new = 1 } $0 == "reloaded" { reloaded = 1 } END { exit !new }' || continue
      echo "$service" >>"$work/stale"
    done
  done <"$1/loaded"
}

# Containers that a person gave other settings than the last deploy recorded: their ids, in $work/handmade. What a run that
# was killed has started for a release is no such thing.
handmade() {
  : >"$work/handmade"
  [ -e "$current/as-deployed" ] || return 0
  exact=no
  ! cmp -s "$1/bundle" "$current/bundle" || exact=''
  printf '%s\n' "$found" | settings compare "$current/as-deployed" | awk -F '"' '$2 == "settings" { print $8 }' >"$work/handmade"
}

# What the containers were started with and the marks of the volumes, so that the probe and later runs see what a person
# changes about them.
record() {
  (umask 077 && { printf '%s\n' "$found" | settings record "$stack" && volume_marks; } >"$new/as-deployed") 2>"$log" ||
    rm -f "$new/as-deployed"
}
volume_marks() {
  [ ! -s "$new/volumes" ] || docker volume ls --filter "label=com.docker.compose.project=$stack" --filter label=seisei.made \
    --format '	volume	{{json .Name}},{{json (.Label "seisei.made")}}'
}

# Makes the volumes that Compose would make, with a mark: by it the probe knows them from what a person removed and made again.
make_volumes() {
  [ -s "$1/volumes" ] || return 0
  docker volume ls --quiet >"$work/volumes" 2>"$log" || return 1
  while IFS='	' read -r key name; do
    grep -qxF -e "$name" "$work/volumes" ||
      docker volume create --label "com.docker.compose.project=$stack" --label "com.docker.compose.volume=$key" \
        --label "seisei.made=$(date +%s%N)" "$name" >/dev/null 2>"$log" || return 1
  done <"$1/volumes"
}

# What has to be done for a release: lines `start <service> <why>` and `remove <id> <name>`, in $work/todo.
judge() {
  journal=$state/journal
  [ -e "$journal" ] || journal=/dev/null
  # Often restarted, in the last minutes and not while a deploy watched: still.
  lately=$((now - 300)) recorded=''
  [ ! -e "$current/as-deployed" ] || IFS='	' read -r _ _ _ recorded <"$current/as-deployed"
  [ "${recorded:-0}" -le $lately ] || lately=$recorded
  compose_file=$folder/docker-compose.yml
  [ -e "$compose_file" ] || compose_file=/dev/null
  awk -v stack="$stack" -v lately="$(date -u -d "@$lately" +%Y-%m-%dT%H:%M:%S)" '
    FILENAME ~ /\/services$/ {
      order[++count] = $1; oneShot[$1] = $3 == "one-shot"; replicas[$1] = $4
      for (i = 5; i <= NF; i++) mounts[$1] = mounts[$1] "\t" $i
      next
    }
    FILENAME ~ /\/images$/ { image[$1] = $2; next }
    FILENAME ~ /\/hashes$/ { known[$1, $2]; next }
    FILENAME ~ /\/handmade$/ { handmade[$1]; next }
    FILENAME ~ /\/lost$/ { why[$1] = "a mount was deleted"; next }
    FILENAME ~ /\/stale$/ { why[$1] = "a configuration that is not on disk"; next }
    FILENAME ~ /\/journal$/ { touched[$0]; next }
    FILENAME ~ /\/docker-compose.yml$/ { if (sub(/^ *container_name: *["\047]?/, "")) { sub(/["\047 ].*/, ""); fixed[$0] } next }
    FILENAME ~ /\/all$/ { if ($3 == "") other[$2] = $1; next }
    {
      split($1, f, " "); service = f[3]; name = substr(f[2], 2)
      if (f[4] == "True" || !(service in replicas)) { drop(f[1], name); next }
      problem = ""
      if (f[6] != image[service]) problem = "image"
      else if (!((service, f[7]) in known)) problem = "configuration"
      else if (f[8] != "running" && !(oneShot[service] && f[8] == "exited" && f[9] == 0)) problem = f[8]
      else if (f[8] == "running" && f[10] == "unhealthy") problem = "unhealthy"
      else if (f[8] == "running" && f[11] >= 3 && f[12] > lately) problem = "restarted again and again"
      else if (f[1] in handmade) problem = "settings changed by hand"
      # When there are too many, those that are right stay, then those whose name is one that Compose gives.
      rank = problem == "" ? 0 : ours(name, service) ? 1 : 2
      n = ++containers[service]; id[service, n] = f[1]; names[service, n] = name
      trouble[service, n] = problem; place[service, n] = rank
      alien[service, n] = f[5] == "-" || f[7] == "-" # Compose cannot replace what lacks its labels
      next
    }
    END {
      for (path in touched) for (s in mounts) {
        split(substr(mounts[s], 2), mounted, "\t")
        for (i in mounted) if (mounted[i] == "." || path == mounted[i] || index(path, mounted[i] "/") == 1) why[s] = "changed file " path
      }
      for (i = 1; i <= count; i++) {
        s = order[i]; kept = 0
        for (rank = 0; rank <= 2; rank++) for (n = 1; n <= containers[s]; n++) {
          if (place[s, n] != rank) continue
          if (kept < replicas[s] && !alien[s, n]) { kept++; if (trouble[s, n] != "") why[s] = trouble[s, n] }
          else drop(id[s, n], names[s, n])
        }
        if (kept < replicas[s] && !(s in why)) why[s] = "missing"
        if (!(s in why) || replicas[s] == 0) continue
        print "start " s " " why[s]
        for (name in other) if (ours(name, s)) drop(other[name], name)
      }
    }
    function drop(id, name) { if (!(id in dropped)) print "remove " id " " name; dropped[id] }
    function ours(name, service,  start) { # the number of the container follows
      start = stack "-" service "-"
      return name in fixed || index(name, start) == 1 && substr(name, length(start) + 1) ~ /^[0-9]+$/
    }' FS='\t' "$1/services" FS=' ' "$1/images" "$work/hashes" "$work/handmade" FS='\n' "$work/lost" "$work/stale" "$journal" "$compose_file" FS=' ' "$work/all" \
    FS='|' "$work/containers" >"$work/todo"
}

# Removes and starts what the release needs. Touches no container that is as it should be.
converge() {
  started=''
  handmade "$1"
  stale "$1"
  if [ -s "$1/services" ]; then
    [ -s "$work/hashes" ] || hashes --file "$override" >"$work/hashes" 2>"$log"
    [ -s "$work/hashes" ] || { reason="Compose does not accept the files: $(cause)"; return 1; }
    judge "$1"
    if grep -q '^start [^ ]* configuration' "$work/todo"; then # a person started it, without our override
      hashes >>"$work/hashes" 2>"$log"
      judge "$1"
    fi
  else
    : >"$work/hashes"
    judge "$1"
  fi
  [ -s "$work/todo" ] || return 0
  surplus=''
  while read -r verb what rest; do
    case $verb in
    start) started="${started:+$started }$what" && say "$stack: starting $what: $rest" ;;
    remove) surplus="$surplus $what" && say "$stack: removing container $rest" ;;
    esac
  done <"$work/todo"
  acted=yes
  # shellcheck disable=SC2086 # one argument for each id
  if [ -n "$surplus" ]; then
    docker stop $surplus >/dev/null 2>"$log"
    docker rm --force $surplus >/dev/null 2>"$log" || { reason="a container cannot be removed: $(cause)"; return 1; }
  fi
  [ -n "$started" ] || return 0
  make_volumes "$1" || { reason="a volume cannot be made: $(cause)"; return 1; }
  within="timeout -k 10 $timeout"
  # shellcheck disable=SC2086 # one argument for each service
  compose --file "$override" up --detach --no-deps --no-build --pull never --force-recreate $started >"$log" 2>&1
  result=$? within=''
  [ $result -ne 0 ] || return 0
  snapshot || return 1
  [ $result -ne 124 ] || { reason="not started within $timeout s"; return 1; }
  reason="docker compose up: $(cause)"
  return 1
}
