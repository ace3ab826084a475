# What to return to when the stack was never deployed by us: what is on disk and what runs, as a person left it.
remember_before() {
  rm -rf "$before" && mkdir -p "$before/files" || fail "$state cannot be written; nothing was changed"
  cut -c67- "$new/manifest" | while IFS= read -r path; do
    [ ! -f "$folder/$path" ] || [ -L "$folder/$path" ] || printf './%s\n' "$path"
  done >"$work/present"
  if [ -s "$work/present" ]; then
    (cd "$folder" && tar -cf - -T "$work/present") 2>"$log" | tar -xpf - -C "$before/files" 2>>"$log" ||
      fail "the files on the host cannot be kept: $(cause); nothing was changed"
    (cd "$before/files" && cut -c3- "$work/present" | tr '\n' '\0' | xargs -0 sha256sum --) >"$before/manifest" || fail "the files on the host cannot be kept; nothing was changed"
  else
    : >"$before/manifest"
  fi
  : >"$before/health"
  [ -d "$folder" ] || : >"$before/no-folder"
  if [ -e "$folder/docker-compose.yml" ] && compose config --services >"$work/names" 2>"$log"; then :; else : >"$work/names"; fi
  awk -v folder="$folder/" '
    FILENAME ~ /names$/ { defined[$1]; some = 1; next }
    {
      split($1, f, " "); service = f[3]
      if (f[4] == "True" || service == "-" || some && !(service in defined)) next
      if (!(service in image)) order[++count] = service
      image[service] = f[6]; replicas[service]++; kind[service] = f[13] ~ /^(no)?$/ ? "one-shot" : "service"
      for (i = 2; i <= NF; i++) if (index($i, folder) == 1) mounts[service] = mounts[service] "\t" substr($i, length(folder) + 1)
    }
    END {
      for (i = 1; i <= count; i++) { s = order[i]; print s "\t" image[s] "\t" kind[s] "\t" replicas[s] mounts[s] }
    }' FS=' ' "$work/names" FS='|' "$work/containers" >"$before/services"
  # Without a digest the image id holds it fast.
  { echo 'services:'; awk -F '\t' '{ print "  " $1 ": {image: \"" $2 "\"}" }' "$before/services"; } >"$before/compose.override.yml"
  [ -s "$before/services" ] || echo '{}' >"$before/compose.override.yml"
}

# After a failure: the files and containers of the previous release, then the reason and what the container said.
put_back() {
  keep_evidence
  why=$reason
  say "$stack: the new release failed; putting the previous one back"
  touch "$state/journal"
  compare_files "$old"
  reason='' acted=yes
  : >"$work/hashes"
  snapshot
  lost_mounts
  if [ ! -s "$old/services" ] && [ "$old" = "$before" ]; then
    put_back_nothing && outcome="there was no previous release; what was started is removed, volumes are kept"
  elif put_back_volume && prepare "$old" && swap "$old" && image_ids "$old" && databases_of "$old" && converge "$old" && deadline=$(($(date +%s) + timeout)) && wait_healthy "$old" patient; then
    outcome="put back: $stack runs the previous release again"
  else
    outcome="PUTTING BACK FAILED (${reason:-$(cause)}): $stack is neither in the new release nor in the previous one. Look at it with \`docker ps -a --filter label=com.docker.compose.project=$stack\`, then run an update again: it starts from what is there"
    failed=yes
  fi
  echo "$stack: $outcome" >"$log"
  without_secrets "$log"
  echo "$stack: $why" >"$log"
  without_secrets "$log"
  without_secrets "$work/evidence"
  [ -n "${failed-}" ] || rm -rf "$state/journal" "$state/changing" "$before"
  rm -rf "$new" "$work"
  exit 1
}

# When PostgreSQL itself does not run with the new release, it has to be started first.
databases_of() {
  [ ! -e "$state/switched" ] || put_back_databases || { converge "$1" && snapshot && put_back_databases; }
}

put_back_nothing() {
  remove_containers && { [ ! -e "$new/volume" ] || leave_volume; } && prepare "$old" && swap "$old" && rm -f "$override" || return 1
  # Docker makes empty folders where a mount's source is missing.
  [ ! -e "$before/no-folder" ] || find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || :
}

# Containers and networks of the stack, never its volumes.
remove_containers() {
  (cd "$state" && docker_compose down --remove-orphans) </dev/null >"$log" 2>&1
  left=$(docker ps --all --quiet --filter "label=com.docker.compose.project=$stack") || return 1
  # shellcheck disable=SC2086 # one argument for each id
  [ -z "$left" ] || docker rm --force $left >/dev/null 2>"$log"
}

# The new release is the current one from here on. A killed run between the renames is seen by recover_commit.
commit() {
  if [ -e "$current/bundle" ] && cmp -s "$new/bundle" "$current/bundle"; then
    rm -f "$current/restored"
    for file in env as-deployed hashes hashes-by restored volume places; do [ ! -e "$new/$file" ] || mv -f "$new/$file" "$current/$file"; done
    rm -rf "$new"
  else
    rm -rf "$previous"
    [ ! -e "$current" ] || mv "$current" "$previous"
    mv "$new" "$current"
  fi
  rm -rf "$state/journal" "$state/restoring" "$state/switched" "$state/present" "$state/changing" "$before" "$work"
}
recover_commit() {
  [ -e "$current" ] || [ ! -e "$previous" ] || mv "$previous" "$current"
}

# Removes the stack from the host. Volumes and dumps stay, and what the stack wrote itself.
down() {
  old=$current
  mkdir -p "$work"
  remove_containers || fail "the stack's containers cannot be removed: $(cause)"
  [ ! -e "$current/volume" ] || { use_volume "$current/volume" && leave_volume; } || fail "${reason:-/etc/fstab cannot be written}"
  for manifest in "$current/manifest" "$before/manifest" "$new/manifest"; do [ ! -e "$manifest" ] || cut -c67- "$manifest"; done |
    sort -u | while IFS= read -r path; do
    [ -d "$folder/$path" ] || rm -f "$folder/$path"
    remove_empty_folders "$path"
  done
  [ ! -e "$current/env" ] || ! cmp -s "$current/env" "$folder/.env" || rm -f "$folder/.env"
  rmdir "$folder" 2>/dev/null
  find "$state" -mindepth 1 -maxdepth 1 ! -name dumps -exec rm -rf {} +
  rmdir "$state" 2>/dev/null
  rm -f "$root/.seisei/$stack.apply"
  echo "$stack: removed; volumes and dumps are kept"
}
