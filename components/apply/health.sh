# What the stack's containers still lack: lines `wait <service> <what>` and `dead <id> <name> <what>`.
# A service without a health check has to run for 2 s without a restart, unless it is all of the stack and an address answers.
lacking() {
  awk -v started=" $started " -v settled="$2" -v patient="$3" '
    FILENAME ~ /\/services$/ { if ($4 > 0) { oneShot[$1] = $3 == "one-shot"; missing[$1] = $4 } next }
    {
      split($0, f, " "); service = f[3]; name = substr(f[2], 2); state = f[8]
      if (!(service in missing)) next
      missing[service]--
      fresh = index(started, " " service " ")
      if (oneShot[service] && state == "exited") {
        if (f[9] != 0) print "dead", f[1], name, "ended with exit code " f[9]
      } else if (fresh && f[11] >= 5 && !patient) print "dead", f[1], name, "restarts again and again" (f[9] ? " (exit code " f[9] ")" : "")
      else if (fresh && f[11] && state == "running" && f[10] == "unhealthy") print "wait", service, "restarted"
      else if (state == "running" && f[10] == "unhealthy" && !patient) print "dead", f[1], name, "is unhealthy"
      else if (state == "exited" || state == "dead") print "dead", f[1], name, "ended with exit code " f[9]
      else if (state != "running") print "wait", service, state
      else if (f[10] != "none") { if (f[10] != "healthy") print "wait", service, f[10] }
      else if (fresh && oneShot[service]) print "wait", service, "has not ended"
      else if (fresh && !settled) print "wait", service, "running, not yet for 2 s"
    }
    END { for (service in missing) if (missing[service] > 0) print "wait", service, "missing" }
  ' FS='\t' "$1/services" FS='|' "$work/containers" >"$work/lacking"
}

# Waits until a release is healthy, at most until $deadline. With `patient` an unhealthy container gets the whole time.
wait_healthy() {
  now=$(date +%s) starts='' settled='' since=$now told=$now looked=0 round=0
  [ -z "$acted" ] || ids=unknown
  # An address that answers says as much, but only of the one service behind it.
  [ ! -s "$1/health" ] || { read -r _ && read -r _; } <"$1/services" || settled=yes looked=$now
  while :; do
    # Docker's answer costs several times as much as an address's: it comes last, and meanwhile once a second.
    if addresses_answer "$1"; then answered=yes; else answered=''; fi
    if [ -n "$answered" ] || [ "$now" -gt "$looked" ] || [ "$now" -ge "$deadline" ]; then
      inspect || snapshot || return 1
      looked=$now
      seen=$(cut -d ' ' -f 1,11,12 "$work/containers")
      [ "$seen" = "$starts" ] || { starts=$seen since=$now; }
      [ $((now - since)) -lt 3 ] || settled=yes # whole seconds: at least 2
      lacking "$1" "$settled" "${2-}"
      if dead=$(grep -m 1 '^dead' "$work/lacking"); then
        reason=$(echo "$dead" | cut -d ' ' -f 3-)
        return 1
      fi
      [ -z "$answered" ] || [ -s "$work/lacking" ] || return 0
    fi
    if [ "$now" -ge "$deadline" ]; then
      reason="not healthy within $timeout s: $(missing)"
      return 1
    fi
    if [ $((now - told)) -ge "${pause:-2}" ]; then
      say "$stack: waiting for $(missing)"
      told=$now pause=5
    fi
    # Soon at first, then seldom: several stacks wait side by side, and each look costs processor time.
    round=$((round + 1))
    if [ $round -le 3 ]; then sleep 0.3; else sleep 1; fi
    now=$(date +%s)
  done
}

missing() { sed 's/^wait //' "$work/lacking" "$work/silent" 2>/dev/null | paste -s -d , - | sed 's/,/, /g'; }

# Whether every health address answers with a status from 200 to 399. In $work/silent: one that does not.
addresses_answer() {
  : >"$work/silent"
  while IFS= read -r address; do
    if command -v curl >/dev/null; then
      status=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "$address")
    elif command -v wget >/dev/null; then
      status=$(wget -S -O /dev/null -T 5 "$address" 2>&1 | awk '$1 ~ /^HTTP\// { print $2; exit }')
    else
      echo "wait $address cannot be asked: the host has neither curl nor wget" >"$work/silent"
      return 1
    fi
    case $status in
    [23]??) ;;
    *)
      case $status in '' | 000) status='no answer' ;; esac
      echo "wait $address ($status)" >"$work/silent"
      return 1
      ;;
    esac
  done <"$1/health"
}

# Keeps the last lines of the container that is to blame, before it is replaced.
keep_evidence() {
  : >"$work/evidence"
  lacking "$new" yes ''
  blamed=$(awk '$1 == "dead" { print $2; exit }' "$work/lacking")
  [ -n "$blamed" ] || blamed=$(awk '
    FILENAME ~ /lacking$/ { if ($1 == "wait") waiting[$2]; next }
    $3 in waiting { print $1; exit }' "$work/lacking" "$work/containers")
  [ -n "$blamed" ] || blamed=$(awk -v service="${started%% *}" '$3 == service { print $1; exit }' "$work/containers")
  [ -n "$blamed" ] || return 0
  name=$(awk -v id="$blamed" '$1 == id { print substr($2, 2) }' "$work/containers")
  echo "last lines of $name:" >"$work/evidence"
  docker logs --tail 20 "$blamed" 2>&1 | sed 's/^/  /' >>"$work/evidence"
}
