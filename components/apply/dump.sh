# PostgreSQL's own programs in a service's container, as its superuser over its socket. A password stays in the container.
postgres() {
  docker exec --interactive --env PGDATABASE="$database" "$container" sh -c \
    'PGUSER=${POSTGRES_USER:-postgres} PGPASSWORD=${POSTGRES_PASSWORD-} exec "$@"' sh "$@" 2>"$log"
}
query() { database=template1 && postgres psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1; }

running_container() {
  container=$(awk -v service="$1" '$3 == service && $4 != "True" && $8 == "running" { print $1; exit }' "$work/containers")
  [ -n "$container" ]
}

# Services with PostgreSQL that run the databases now, or that will.
postgres_services() { cat "$old/postgres" "$new/postgres" 2>/dev/null | sort -u; }

# Databases that people use: number and name. A replaced one takes no connections, a half restored one has our name.
list_databases() {
  query <<'SQL'
select oid || e'\t' || datname from pg_database
where datallowconn and not datistemplate and datname !~ '^seisei_restoring_' and datname !~ '[\t\n]' order by oid
SQL
}

# Dumps every database of a stack that is about to change, before anything of it is touched.
dump() {
  [ -e "$old/postgres" ] || [ -e "$new/postgres" ] || return 0
  dumps=$state/dumps making=$state/dumps/.making
  rm -rf "$making"
  [ -z "$restore" ] && cmp -s "$new/bundle" "$current/bundle" && return 0
  [ ! -e "$state/switched" ] || return 0 # what is there now came from a dump
  said=$(date +%s)
  for service in $(postgres_services); do
    running_container "$service" || { say "$stack: $service does not run: its databases are not dumped"; continue; }
    (umask 077 && dump_service) || { reason=$(cause) && rm -rf "$making"
      fail "the databases of $service cannot be dumped: $reason; nothing was changed"; }
  done
  [ -e "$making" ] || return 0
  from=unreleased content=-
  [ ! -e "$old/release" ] || read -r from content <"$old/release"
  read -r to _ <"$new/release"
  moment=$(date -u +%Y%m%dT%H%M%SZ)
  { printf 'from %s\ncontent %s\nto %s\n' "$from" "$content" "$to" >"$making/about" &&
    (cd "$making" && find . -type f ! -name SHA256SUMS -exec sha256sum {} + >SHA256SUMS) && sync &&
    mv "$making" "$dumps/$moment-$from-before-$to"; } 2>"$log" ||
    fail "the dump cannot be written: $(cause); nothing was changed"
  say "$stack: dumped $(du -sh "$dumps/$moment-$from-before-$to" | cut -f 1) as $from left it, into $dumps/$moment-$from-before-$to"
}

dump_service() {
  mkdir -p "$making/$service" 2>"$log" && list_databases >"$making/$service/databases" || return 1
  database=template1
  postgres pg_dumpall --globals-only >"$making/$service/globals.sql" </dev/null || return 1
  while IFS='	' read -r number name; do
    [ $(($(date +%s) - said)) -lt 2 ] || { said=$(date +%s) && say "$stack: dumping database $name of $service"; }
    database=$name
    postgres pg_dump --format custom >"$making/$service/$number.dump" </dev/null || return 1
    postgres pg_restore --list <"$making/$service/$number.dump" >/dev/null || return 1
  done <"$making/$service/databases"
}

# Dumps of one release after another count once, however often a deploy was tried: the first and the last of them are kept,
# for the newest releases. What has just been restored stays.
drop_old_dumps() {
  [ -d "$state/dumps" ] || return 0
  keep=$(sed -n 's/^keep=//p' "$current/settings")
  [ -n "$keep" ] || return 0
  for one in "$state"/dumps/*; do
    [ ! -e "$one/about" ] || printf '%s\t%s\n' "$(sed -n 's/^content //p' "$one/about")" "$one"
  done | awk -F '\t' -v keep="$keep" -v restored="$restored" '
    { dump[NR] = $2; if ($1 != before) { group++; first[group] = NR } last[group] = NR; of[NR] = group; before = $1 }
    END {
      for (n = 1; n <= NR; n++)
        if (dump[n] != restored && (of[n] <= group - keep || n != first[of[n]] && n != last[of[n]])) print dump[n]
    }' | while IFS= read -r one; do rm -rf "$one"; done
}
