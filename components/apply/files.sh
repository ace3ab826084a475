# Which tracked files on disk differ from a release in content or executable bit (as for git, the other modes are the
# host's own), and which files of another release have to go. Results: $work/changed and $work/removed.
compare_files() {
  cut -c67- "$1/manifest" >"$work/paths"
  modes "$folder" >"$work/modes"
  # Only files are opened: a pipe in the place of one would hang.
  awk 'FNR == NR { if (!/^-/) special[substr($0, 12)]; next } !(substr($0, 67) in special)' "$work/modes" "$1/manifest" >"$work/plain"
  (cd "$folder" 2>/dev/null && sha256sum -c "$work/plain" 2>/dev/null) >"$work/sums"
  modes "$1/files" >"$work/wanted"
  : >"$work/changed"
  set -- "$old/manifest" "$new/manifest" "$state/journal"
  for file do [ ! -e "$file" ] || set -- "$@" "$file"; shift; done
  awk -v changed="$work/changed" '
    function kind() { return substr($0, 1, 1) substr($0, 4, 1) substr($0, 11) }
    FILENAME ~ /\/sums$/ { if (sub(/: OK$/, "")) same[$0]; next }
    FILENAME ~ /\/modes$/ { present[kind()]; next }
    FILENAME ~ /\/wanted$/ { if (!(kind() in present)) differs[substr($0, 12)]; next }
    FILENAME ~ /\/paths$/ { wanted[$0]; if (!($0 in same) || $0 in differs) print >changed; next }
    FILENAME ~ /\/manifest$/ { $0 = substr($0, 67) }
    $0 != ".env" && !($0 in wanted) { wanted[$0]; print }
  ' "$work/sums" "$work/modes" "$work/wanted" "$work/paths" "$@" | while IFS= read -r path; do
    # The same name may be a folder now, with files of the release in it.
    if [ -L "$folder/$path" ] || [ -f "$folder/$path" ]; then printf '%s\n' "$path"; fi
  done >"$work/removed"
}

# "-rwxr-xr-x path" for each of the paths that is there.
modes() {
  (cd "$1" && xargs -r -d '\n' stat -c '%A %n' -- <"$work/paths") 2>/dev/null
}

environment_differs() {
  if [ -e "$1/env" ]; then
    ! cmp -s "$1/env" "$folder/.env" || [ "$(stat -c %a "$folder/.env")" != 600 ]
  else # the other release wrote one, and before it there was none
    [ "$1" = "$old" ] && [ -e "$new/env" ] && [ -e "$folder/.env" ]
  fi
}

# The values of .env that a release changes, as paths `.env/NAME`.
changed_secrets() {
  [ -e "$1/env" ] || return 0
  had=$folder/.env
  [ -e "$had" ] || had=/dev/null
  awk 'had { same[$0]; next } !($0 in same) && sub(/=.*/, "") { print ".env/" $0 }' had=1 "$had" had='' "$1/env"
}

# Copies what a release changes to where it can be renamed into place: all that needs space happens here.
prepare() {
  { mkdir -p "$folder" && rm -rf "$swap" && mkdir -m 700 "$swap"; } 2>"$log" || return 1
  cp "$1/compose.override.yml" "$state/override.new" 2>"$log" || return 1
  if [ -s "$work/changed" ]; then
    (cd "$1/files" && xargs -d '\n' cp --parents --preserve=mode -t "$swap" -- <"$work/changed") 2>"$log" || return 1
  fi
  [ ! -e "$1/env" ] || (umask 077 && cat "$1/env" >"$swap/.env") 2>"$log"
}

# Renames what was prepared over what is on disk. What it is about to touch goes into the journal before, so that the
# next run finishes a killed one.
swap() {
  cat "$work/changed" "$work/removed" >>"$state/journal" && mv "$state/override.new" "$override" || return 1
  if environment_differs "$1"; then
    changed_secrets "$1" >>"$state/journal" || return 1
    if [ -e "$1/env" ]; then mv -f "$swap/.env" "$folder/.env"; else rm -f "$folder/.env"; fi 2>"$log" || return 1
  fi
  while IFS= read -r path; do
    rm -f "$folder/$path" 2>"$log" || return 1
    remove_empty_folders "$path"
  done <"$work/removed"
  while IFS= read -r path; do
    case $path in */*) [ -d "$folder/${path%/*}" ] || mkdir -p "$folder/${path%/*}" 2>"$log" || return 1 ;; esac
    # Docker makes an empty folder in the place of a mounted file that is missing.
    [ ! -d "$folder/$path" ] || [ -L "$folder/$path" ] || find "$folder/$path" -depth -type d -exec rmdir {} + 2>"$log" || return 1
    mv -f "$swap/$path" "$folder/$path" 2>"$log" || return 1
  done <"$work/changed"
  rm -rf "$swap"
}

remove_empty_folders() {
  above=$1
  while case $above in */*) true ;; *) false ;; esac do
    above=${above%/*}
    rmdir "$folder/$above" 2>/dev/null || return 0
  done
}
