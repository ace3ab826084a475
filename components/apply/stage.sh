# Takes the request from stdin and unpacks the bundle, without touching what runs.
stage() {
  staging=yes
  reason=$(rm -rf "$work" "$new" && mkdir "$work" "$new" 2>&1) || fail "$state cannot be written: $reason; nothing was changed"
  sha256='' environment=no release='' content='' restore='' restored_by_volume=''
  while IFS= read -r line && [ -n "$line" ]; do
    case $line in
    "bundle "*) sha256=${line#* } ;;
    "release "*) release=${line#* } ;;
    "content "*) content=${line#* } ;;
    "restore "*) restore=${line#* } ;;
    "restored "*) restored_by_volume=${line#* } ;;
    "volume "*) echo "${line#* }" >"$new/volume" && : >"$new/places" ;;
    "place "*) echo "${line#* }" >>"$new/places" ;;
    "env yes") environment=yes ;;
    esac
  done
  if [ "$environment" = yes ]; then
    (umask 077 && cat >"$new/env") 2>"$log" || fail "staging failed: $(cause); nothing was changed"
  fi
  sent=$(sha256sum 2>"$log" <"$stack.tar") || fail "the bundle is not on the host: $(cause); nothing was changed"
  [ "${sent%% *}" = "$sha256" ] || fail "the bundle on the host is not the one this update sent; run the update again; nothing was changed"
  tar -xpf "$stack.tar" -C "$new" 2>"$log" || fail "staging failed: $(cause); nothing was changed"
  (cd "$new/files" && sha256sum -c --quiet ../manifest) >"$log" 2>&1 || fail "staging failed: $(cause); nothing was changed"
  echo "$sha256" >"$new/bundle" && echo "$release $content" >"$new/release" || fail "staging failed; nothing was changed"
  IFS='=' read -r _ timeout <"$new/settings"
}

# Stops a release that cannot run, before anything moves: Compose does not accept it, or an image or a network is missing.
check() {
  image_ids "$new" || fail "$(cause); pull it, then run the update again; nothing was changed"
  [ -z "$foreseen" ] || wait "$foreseen" || { without_secrets "$work/refused"; fail "Compose does not accept the release; nothing was changed"; }
  ! grep -q env_file "$new/files/docker-compose.yml" || : >"$new/hashes" # such a file counts as it will be on disk
  cp "$new/hashes" "$work/hashes" && echo "$by" >"$new/hashes-by" || fail "$state cannot be written; nothing was changed"
  conflicts
  # A network that a running container of the stack is in is there.
  networks=$(printf '%s\n' "$found" | awk -F '\t' '
    $1 != "" { split($1, f, " "); running = f[8] == "running" }
    running && $2 == "network" { there["network=" substr($3, 2, length($3) - 2)] }
    sub(/^network=/, "&") && !($0 in there) { print substr($0, 9) }' - "$new/settings")
  # shellcheck disable=SC2086 # one argument for each name
  [ -z "$networks" ] || docker network inspect --format '{{.ID}}' $networks >/dev/null 2>"$log" ||
    fail "external network missing: $(cause); \`pulumi up\` makes it again; nothing was changed"
}

# Stops a release whose files have no place, or that this user may not put there.
conflicts() {
  while IFS= read -r path; do
    if [ -d "$folder/$path" ] && (cd "$folder" && find "./$path" ! -type d | cut -c3- | grep -vxFf "$work/removed") >"$log"; then
      fail "$folder/$path: expected a file, got a folder with files of its own; move it away; nothing was changed"
    fi
    above=$path
    while case $above in */*) true ;; *) false ;; esac do
      above=${above%/*}
      if [ -e "$folder/$above" ] && [ ! -d "$folder/$above" ] && ! grep -qxF -e "$above" "$work/removed"; then
        fail "$folder/$above: expected a folder, got a file; move it away; nothing was changed"
      fi
      # Docker makes an empty folder of root's in the place of one that a container mounts and somebody deleted.
      [ ! -d "$folder/$above" ] || [ -w "$folder/$above" ] || rmdir "$folder/$above" 2>/dev/null ||
        fail "$folder/$above: belongs to another user; run \`sudo chown -R $(id -un) $folder/$above\`; nothing was changed"
    done
  done <"$work/changed"
}
