# Dumps what a stack that is about to change keeps, before anything of it is touched.
dump() {
  services=$({ postgres_services; own_services; } | sort -u)
  [ -n "$services" ] || return 0
  dumps=$state/dumps making=$state/dumps/.making
  rm -rf "$making"
  [ -z "$restore" ] && cmp -s "$new/bundle" "$current/bundle" && return 0
  [ ! -e "$state/switched" ] || return 0 # what is there now came from a dump
  for service in $services; do
    running_container "$service" || { say "$stack: $service does not run: its data is not dumped"; continue; }
    (umask 077 && dump_service) || { reason=$(cause) && rm -rf "$making"
      fail "the data of $service cannot be dumped: ${reason:-it ended in the middle; look at \`docker logs $stack-$service-1\`}; nothing was changed"; }
  done
  [ -e "$making" ] || return 0
  from=unreleased content=-
  [ ! -e "$old/release" ] || read -r from content <"$old/release"
  read -r to _ <"$new/release"
  while made=$dumps/$(date -u +%Y%m%dT%H%M%SZ)-$from-before-$to && [ -e "$made" ]; do sleep 1; done
  { printf 'from %s\ncontent %s\nto %s\n' "$from" "$content" "$to" >"$making/about" &&
    (cd "$making" && find . -type f ! -name SHA256SUMS -exec sha256sum {} + >SHA256SUMS) && sync -f "$making" &&
    mv "$making" "$made"; } 2>"$log" ||
    fail "the dump cannot be written: $(cause); nothing was changed"
  say "$stack: dumped $(du -sh "$made" | cut -f 1) as $from left it, into $made"
}

# As the release that runs says, which may be another way than the next one's.
dump_service() {
  if grep -qxF -e "$service" "$old/postgres" 2>/dev/null; then
    dump_databases
  elif [ -d "$old/dumps/$service" ] || [ -d "$new/dumps/$service" ]; then
    dump_own "$making/$service"
  else
    dump_databases
  fi
}

# What takes long is told, once in two seconds.
tell_of_dump() {
  [ $(($(date +%s) - ${told_of_dump:=$(date +%s)})) -lt 2 ] || { told_of_dump=$(date +%s) && say "$stack: dumping $1"; }
}

running_container() {
  container=$(awk -v service="$1" '$3 == service && $4 != "True" && $8 == "running" { print $1; exit }' "$work/containers")
  [ -n "$container" ] || { echo "it does not run" >"$log"; return 1; }
}

# Dumps of one release after another count once, however often a deploy was tried: the first and the last of them are kept,
# for the newest releases, for the one that runs and for the one before it. What has just been restored stays.
drop_old_dumps() {
  [ -d "$state/dumps" ] || return 0
  keep=$(sed -n 's/^keep=//p' "$current/settings")
  [ -n "$keep" ] || return 0
  for one in "$state"/dumps/*; do
    [ ! -e "$one/about" ] || printf '%s\t%s\n' "$(sed -n 's/^content //p' "$one/about")" "$one"
  done | awk -F '\t' -v keep="$keep" -v restored="$restored" -v runs="$(content_of "$current")" -v before="$(content_of "$previous")" '
    { dump[NR] = $2; if (NR == 1 || $1 != last_content) { group++; first[group] = NR } last[group] = NR; of[NR] = newest[$1] = group; last_content = $1 }
    END {
      for (n = 1; n <= NR; n++) {
        wanted = of[n] > group - keep || of[n] == newest[runs] || of[n] == newest[before]
        if (dump[n] != restored && !(wanted && (n == first[of[n]] || n == last[of[n]]))) print dump[n]
      }
    }' | while IFS= read -r one; do rm -rf "$one"; done
}
content_of() { [ ! -e "$1/release" ] || cut -d ' ' -f 2 "$1/release"; }
