# The dump that holds the data as the release of the request left it: the newest one, or that of a run that was killed.
find_dump() {
  asked='' restored='' known='' marker=${restore% *}
  # What the last deploy restored is not restored again while the configuration still says so.
  [ ! -e "$current/restored" ] || [ "$(cat "$current/restored")" != "$marker" ] || restore=''
  [ ! -e "$state/restoring" ] || IFS='	' read -r asked restored <"$state/restoring"
  if [ "$asked" != "$restore" ]; then
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
    running_container "$service" || fail "$service does not run, so nothing can be restored into it; look at \`docker logs $stack-$service-1\`; nothing was changed"
    ! long=$(cut -f 2 "$one/databases" | grep -m 1 '.\{39\}') || fail "$service: database $long: expected a name of at most 38 characters; restore it by hand from $restored; nothing was changed"
  done
  printf '%s\t%s\n' "$restore" "$restored" >"$state/restoring" || fail "$state cannot be written; nothing was changed"
}

each_restored_service() {
  for one in "$restored"/*/; do
    service=${one%/} service=${service##*/}
    running_container "$service" && "$@" || return 1
  done
}

# Restores into fresh databases beside those in use, which a broken dump thus never costs.
restore_aside() {
  [ -n "$restore" ] && [ ! -e "$state/switched" ] || return 0
  say "$stack: restoring ${restored##*/} beside the databases in use"
  each_restored_service restore_service || { reason=$(cause); each_restored_service drop_half_restored
    fail "the dump $restored cannot be restored: $reason; nothing was changed"; }
}

restore_service() {
  drop_half_restored || return 1
  while IFS='	' read -r number name; do
    dump=$restored/$service/$number.dump fresh=seisei_restoring_$number
    # As it was made: encoding, locale, owner, rights and settings, under the other name.
    database=template1
    postgres pg_restore --create --schema-only --file - <"$dump" >"$work/schema" || return 1
    awk -v fresh="$fresh" -v name="$name" '
      BEGIN { quoted = name; gsub(/"/, "\"\"", quoted); quoted = "\"" quoted "\"" }
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

# What the stack's services write from here on goes into the restored databases: they are stopped before.
switch_databases() {
  [ -n "$restore" ] || return 0
  stop_others || return 1
  [ -e "$state/switched" ] || date -u +%Y%m%dT%H%M%SZ >"$state/switched"
  read -r moment <"$state/switched"
  each_restored_service switch_service || { reason="the restored databases cannot take their place: $(cause)"; return 1; }
}

# Every service of the stack but PostgreSQL.
stop_others() {
  acted=yes
  others=$(awk -v keep=" $(postgres_services | paste -s -d ' ' -) " '!index(keep, " " $3 " ") && $8 == "running" { print $1 }' "$work/containers")
  # shellcheck disable=SC2086 # one argument for each id
  [ -z "$others" ] || docker stop $others >/dev/null 2>"$log" || { reason="a container cannot be stopped: $(cause)"; return 1; }
  snapshot
}

# In one transaction: each database that is in use gets another name, each restored one its own. A run that was killed has
# done all of it or nothing.
switch_service() {
  waiting=$(echo "select count(*) from pg_database where datname ~ '^seisei_restoring_'" | query) || return 1
  [ "$waiting" -gt 0 ] || return 0
  list_databases >"$work/live" || return 1
  awk -F '\t' -v moment="$moment" '
    function ident(name) { gsub(/"/, "\"\"", name); return "\"" name "\"" }
    function text(name) { gsub(/\047/, "\047\047", name); return "\047" name "\047" }
    FNR == NR {
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
    }' "$work/live" "$restored/$service/databases" >"$work/switch"
  query <"$work/switch" >/dev/null
}

# The databases of before, after a release with restored ones failed. What it wrote stays under a name of its own.
put_back_databases() {
  read -r moment <"$state/switched"
  stop_others || return 1
  for service in $(postgres_services); do
    running_container "$service" || { reason="$service does not run"; return 1; }
    query <<SQL >"$work/switch" && query <"$work/switch" >/dev/null || { reason="the databases cannot be put back: $(cause)"; return 1; }
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
  done
  rm -f "$state/switched"
}
