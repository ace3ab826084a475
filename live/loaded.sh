# What a process has loaded, told by times, in one form for the probe and for apply: what changed after the process started
# is not loaded yet.
#
# loaded CONTAINER PROCESS PATH…  CONTAINER may be empty; PROCESS as `docker top` shows its arguments
#
# Writes lines; the first is `stopped` (the container), `absent` (the process), `started` or `reloaded` (the process, by
# somebody, after its container). Then a line for each thing at and below the paths: `old` or `new` (its content, name or
# mode changed after the process started), its type (a letter, as find has it) and its path; a line break in it is \001.
loaded() {
	container=$1 process=$2
	shift 2
	if [ -z "$container" ]; then top=''
	elif ! top=$(docker top "$container" -eo pid,etimes,args 2>&1); then
		if [ "$(docker inspect --type container --format '{{.State.Running}}' "$container" 2>/dev/null)" = true ]; then
			command -v ps >/dev/null || top='the host has no `ps`; install its package procps'
			printf '%s\n' "$top" >&2
			return 1
		fi
		top=''
	fi
	count=$#
	for path do [ ! -e "$path" ] || set -- "$@" "$path"; done
	shift "$count"
	{
		printf '%s\n' "$top" | sed 's/^/top /'
		# Hundredths of a second since the host started: whole seconds are too coarse for what is typed in one line.
		# shellcheck disable=SC2046 # one argument for each process
		cat $(printf '%s\n' "$top" | awk '$1 + 0 { print "/proc/" $1 "/stat" }') 2>/dev/null | sed 's/^/stat /'
		up=$(cat /proc/uptime) # before the time: on a busy host a process then looks younger, never older than its files
		echo "now $(date +%s.%N) $up"
		{ { [ $# = 0 ] || find -H "$@" -printf 'path %C@ %y %p\0'; } && printf 'whole\0'; } | tr '\n\0' '\001\n'
	} | process=$process LC_ALL=C awk "$loaded_awk"
}
loaded_awk='
$1 == "top" && $2 ~ /^[0-9]+$/ {
  pid = $2; elapsed[pid] = $3
  sub(/^top +[0-9]+ +[0-9]+ +/, ""); sub(/ +$/, "")
  arguments[pid] = $0
}
$1 == "stat" { pid = $2; sub(/^.*\) /, ""); ticks[pid] = $20 }
$1 == "now" {
  for (pid in arguments) {
    start = pid in ticks ? $2 - $3 + ticks[pid] / 100 : $2 - elapsed[pid]
    if (!first || start < first) first = start
    if (arguments[pid] == ENVIRON["process"] && (!own || start < own)) own = start
  }
  # A container may take a moment until its processes run.
  print (!first ? "stopped" : !own ? "absent" : own > first + 3 ? "reloaded" : "started")
}
$1 == "path" { time = $2; sub(/^path [^ ]+ /, ""); print (time > own ? "new " : "old ") $0 }
$1 == "whole" { whole = 1 }
END { exit !whole }
'
