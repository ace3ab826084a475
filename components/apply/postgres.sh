# PostgreSQL's own programs in a service's container, as its superuser over its socket. A password stays in the container.
postgres() {
  docker exec --interactive --env PGDATABASE="$database" "$container" sh -c \
    'PGUSER=${POSTGRES_USER:-postgres} PGPASSWORD=${POSTGRES_PASSWORD-} exec "$@"' sh "$@" 2>"$log"
}
query() { database=template1 && postgres psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1; }

# Services with PostgreSQL that run the databases now, or that will.
postgres_services() { cat "$old/postgres" "$new/postgres" 2>/dev/null | sort -u; }

# Databases that people use: number and name. A replaced one takes no connections, a half restored one has our name.
# @param closed whether those that a killed run has closed, to replace them, are meant, too
list_databases() {
  query <<SQL
select oid || e'\t' || datname from pg_database
where (datallowconn or ${1:-false} and datname !~ '_(before|failed)_[0-9]{8}T[0-9]{6}Z$')
and not datistemplate and datname !~ '^seisei_restoring_' and datname !~ '[\t\n\r]' order by oid
SQL
}

# Fails for a name that no line of a list can hold.
check_names() {
  odd=$(query <<'SQL'
select replace(replace(replace(datname, e'\t', '\t'), e'\n', '\n'), e'\r', '\r') from pg_database
where datallowconn and not datistemplate and datname ~ '[\t\n\r]' limit 1
SQL
  ) || return 1
  [ -z "$odd" ] || { printf 'database %s: expected a name without tabs and line breaks; rename it\n' "$odd" >"$log"; return 1; }
}

dump_databases() {
  mkdir -p "$making/$service" 2>"$log" && check_names && list_databases >"$making/$service/databases" || return 1
  database=template1
  postgres pg_dumpall --globals-only >"$making/$service/globals.sql" </dev/null || return 1
  while IFS='	' read -r number name; do
    tell_of_dump "database $name of $service"
    database=$name
    postgres pg_dump --format custom >"$making/$service/$number.dump" </dev/null || return 1
    postgres pg_restore --list <"$making/$service/$number.dump" >/dev/null || return 1
  done <"$making/$service/databases"
}

# With what a restore adds to the name of a database that is in use, PostgreSQL would cut a longer one.
check_lengths() {
  list_databases >"$work/live" || return 1
  long=$(cut -f 2 "$work/live" "$restored/$service/databases" | grep -m 1 '.\{39\}') || return 0
  printf 'database %s: expected a name of at most 38 bytes, so that it can be set aside; rename it\n' "$long" >"$log"
  return 1
}

restore_databases() {
  drop_half_restored || return 1
  while IFS='	' read -r number name; do
    dump=$restored/$service/$number.dump fresh=seisei_restoring_$number
    # As it was made: encoding, locale, owner, rights and settings, under the other name.
    database=template1
    postgres pg_restore --create --schema-only --file - <"$dump" >"$work/schema" || return 1
    name=$name awk -v fresh="$fresh" '
      BEGIN { name = quoted = ENVIRON["name"]; gsub(/"/, "\"\"", quoted); quoted = "\"" quoted "\"" } # -v reads backslashes
      /^(CREATE|ALTER|COMMENT ON|REVOKE .* ON|GRANT .* ON) DATABASE / {
        at = index($0, "DATABASE ") + 9
        rest = substr($0, at)
        if (index(rest, quoted) == 1) print substr($0, 1, at - 1) fresh substr(rest, length(quoted) + 1)
        else if (index(rest, name) == 1) print substr($0, 1, at - 1) fresh substr(rest, length(name) + 1)
      }' "$work/schema" >"$work/create" && query <"$work/create" >/dev/null || return 1
    database=$fresh
    postgres sh -c 'pg_restore --exit-on-error --dbname "$PGDATABASE"' <"$dump" || return 1
    database=$fresh
    postgres psql --no-psqlrc --quiet --command analyze </dev/null || return 1
  done <"$restored/$service/databases"
}

drop_half_restored() {
  query <<'SQL' >"$work/create" && query <"$work/create"
select format('drop database %I with (force);', datname) from pg_database where datname ~ '^seisei_restoring_'
SQL
}

# In one transaction: each database that is in use gets another name, each restored one its own. A run that was killed has
# done all of it or nothing.
switch_service() {
  waiting=$(echo "select count(*) from pg_database where datname ~ '^seisei_restoring_'" | query) || return 1
  [ "$waiting" -gt 0 ] || return 0
  list_databases "$resumed" >"$work/live" || return 1
  awk -F '\t' -v moment="$moment" '
    function ident(name) { gsub(/"/, "\"\"", name); return "\"" name "\"" }
    function text(name) { gsub(/\047/, "\047\047", name); return "\047" name "\047" }
    kind == "live" {
      refuse = refuse "alter database " ident($2) " allow_connections false;\n"
      names = names (names ? ", " : "") text($2)
      rename = rename "alter database " ident($2) " rename to " ident($2 "_before_" moment) ";\n"
      next
    }
    { rename = rename "alter database seisei_restoring_" $1 " rename to " ident($2) ";\n" }
    END {
      printf "%s", refuse
      if (names) print "select pg_terminate_backend(pid) from pg_stat_activity where datname in (" names ");"
      print "begin;\n" rename "commit;"
    }' kind=live "$work/live" kind=restored "$restored/$service/databases" >"$work/switch"
  query <"$work/switch" >/dev/null
}

# The databases of before, after a release with restored ones failed. What it wrote stays under a name of its own.
switch_back() {
  query <<SQL >"$work/switch" && query <"$work/switch" >/dev/null
with pair as (
  select datname as kept, left(datname, -length('_before_$moment')) as own from pg_database where datname like '%\_before_$moment'
), restored as (
  select own from pair where own in (select datname from pg_database)
)
select step from (
  select 1, format('alter database %I allow_connections false;', own) from restored
  union all select 2, format('select pg_terminate_backend(pid) from pg_stat_activity where datname = %L;', own) from restored
  union all select 3, 'begin;'
  union all select 4, format('alter database %I rename to %I;', own, own || '_failed_$moment') from restored
  union all select 5, format('alter database %I rename to %I;', kept, own) from pair
  union all select 6, 'commit;'
  union all select 7, format('alter database %I allow_connections true;', coalesce(own, datname))
    from pg_database left join pair on kept = datname
    where not datallowconn and not datistemplate and (own is not null or datname !~ '_(before|failed)_[0-9]{8}T[0-9]{6}Z$')
    and datname not in (select own from restored)
) steps(number, step) order by number
SQL
}
