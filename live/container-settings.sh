# What a container was started with, as lines that are the same for equal containers: read by the probe, recorded and
# judged by apply. Raise the number after `settings` in `settings_awk` when the lines change: an older record then says
# nothing, until the next deploy writes it again.

# Each line: a tab, a key, a tab, JSON; all that Docker chose by itself is left out by `settings_awk`.
settings_format='
	container	{{.ID}}	{{json .Name}}	{{json (index .Config.Labels "com.docker.compose.project")}}	{{json (index .Config.Labels "com.docker.compose.service")}}	{{json (index .Config.Labels "com.docker.compose.oneoff")}}	{{json (index .Config.Labels "com.docker.compose.container-number")}}
	configuration	{{json (index .Config.Labels "com.docker.compose.config-hash")}}
	command	{{json .Config.Cmd}}
	entrypoint	{{json .Config.Entrypoint}}
	user	{{json .Config.User}}
	working directory	{{json .Config.WorkingDir}}
	host name	{{json .Config.Hostname}}
	domain name	{{json .Config.Domainname}}
	health check	{{json .Config.Healthcheck}}
	stop signal	{{json .Config.StopSignal}}
	stop timeout	{{json .Config.StopTimeout}}
	terminal	{{json .Config.Tty}}
	standard input	{{json .Config.OpenStdin}}
	ports	{{json .HostConfig.PortBindings}}
	all ports published	{{json .HostConfig.PublishAllPorts}}
	restart policy	{{json .HostConfig.RestartPolicy.Name}}
	restart attempts	{{json .HostConfig.RestartPolicy.MaximumRetryCount}}
	removed when stopped	{{json .HostConfig.AutoRemove}}
	memory	{{json .HostConfig.Memory}}
	memory reservation	{{json .HostConfig.MemoryReservation}}
	memory and swap	{{json .HostConfig.MemorySwap}}
	CPUs	{{json .HostConfig.NanoCPUs}}
	CPU shares	{{json .HostConfig.CPUShares}}
	CPU quota	{{json .HostConfig.CPUQuota}}
	CPU period	{{json .HostConfig.CPUPeriod}}
	CPU set	{{json .HostConfig.CpusetCpus}}
	processes	{{json .HostConfig.PidsLimit}}
	shared memory	{{json .HostConfig.ShmSize}}
	limits	{{json .HostConfig.Ulimits}}
	kernel parameters	{{json .HostConfig.Sysctls}}
	out-of-memory score	{{json .HostConfig.OomScoreAdj}}
	privileged	{{json .HostConfig.Privileged}}
	added capabilities	{{json .HostConfig.CapAdd}}
	dropped capabilities	{{json .HostConfig.CapDrop}}
	security options	{{json .HostConfig.SecurityOpt}}
	read-only file system	{{json .HostConfig.ReadonlyRootfs}}
	groups	{{json .HostConfig.GroupAdd}}
	devices	{{json .HostConfig.Devices}}
	device requests	{{json .HostConfig.DeviceRequests}}
	device rules	{{json .HostConfig.DeviceCgroupRules}}
	network mode	{{json .HostConfig.NetworkMode}}
	process mode	{{json .HostConfig.PidMode}}
	memory sharing mode	{{json .HostConfig.IpcMode}}
	host name mode	{{json .HostConfig.UTSMode}}
	user mode	{{json .HostConfig.UsernsMode}}
	control group	{{json .HostConfig.CgroupParent}}
	runtime	{{json .HostConfig.Runtime}}
	init process	{{json .HostConfig.Init}}
	name servers	{{json .HostConfig.DNS}}
	name search	{{json .HostConfig.DNSSearch}}
	name options	{{json .HostConfig.DNSOptions}}
	extra hosts	{{json .HostConfig.ExtraHosts}}
	links	{{json .HostConfig.Links}}
	temporary file systems	{{json .HostConfig.Tmpfs}}
	volumes from	{{json .HostConfig.VolumesFrom}}
	log driver	{{json .HostConfig.LogConfig.Type}}
	log options	{{json .HostConfig.LogConfig.Config}}
{{range .Config.Env}}	environment	{{json .}}
{{end}}{{range $name, $value := .Config.Labels}}	label	{{json $name}}	{{json $value}}
{{end}}{{range .Mounts}}	mount	{{json .Destination}}	{{json .Type}}	{{if eq .Type "volume"}}{{json .Name}}{{else}}{{json .Source}}{{end}}	{{.RW}}
{{end}}{{range $name, $network := .NetworkSettings.Networks}}	network	{{json $name}}	{{json $network.Aliases}}	{{with $network.IPAMConfig}}{{json .IPv4Address}},{{json .IPv6Address}}{{end}}
{{end}}'

# settings compare RECORD…  compares what `docker inspect` wrote on stdin, with that format, with records. Lines of JSON:
#                           "recorded", stack, seconds; "made", stack, volume, its mark (which apply has added to the
#                           record); "own", stack, service, its container's name where that is not the usual one; "replicas", stack, service, where it has several containers; "settings", stack, service, container id, key, before, now. Lines that begin with [
#                           are passed on. `exact=no` leaves out containers of another configuration.
# settings record STACK     writes a record.
#
# What may hold a secret is kept as a checksum of 31 bits, begun with a random number: enough to see a change, too few
# to find the value by; SHA-256 would take a process for each value.
settings() {
	mode=$1
	shift
	[ "$mode" = compare ] || set -- stack="$1" seconds="$(date +%s)" seed="$(od -An -N3 -tu4 /dev/urandom)"
	LC_ALL=C awk -v mode="$mode" -v exact="${exact-}" "$settings_awk" FS='	' old=1 "$@" old='' -
}
settings_awk='
BEGIN { version = "settings 1"; for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i }
old && FNR == 1 {
  stack = $1 == version ? $2 : ""
  if (stack != "") { seeds[stack] = $3; print "[\"recorded\",\"" stack "\"," ($4 + 0) "]" }
  next
}
old && stack == "" { next }
old && $1 == "" { print "[\"made\",\"" stack "\"," $3 "]"; next }
old && $2 == "replicas" { printf "[\"replicas\",\"%s\",\"%s\",%d]\n", stack, $1, $3; next }
old {
  if (!((stack, $1) in known) || $2 == "name") printf "[\"own\",\"%s\",\"%s\",%s]\n", stack, $1, $2 == "name" ? $3 : "\"\""
  known[stack, $1]; before[stack, $1, $2] = $3
  keys[stack, $1] = keys[stack, $1] "\t" $2
  next
}
/^\[/ { if (mode == "compare") print; next }
$1 != "" || NF < 3 { next }
$2 == "container" {
  done()
  id = $3; project = plain($5); service = plain($6)
  usual = project "-" service "-" plain($8)
  split("", now)
  if (mode == "record") { wanted = project == stack && $7 != "\"True\"" && !recorded[service]; recorded[service] += project == stack && $7 != "\"True\"" }
  else { wanted = (project, service) in known && $7 != "\"True\""; seed = seeds[project] }
  name = substr(plain($4), 2)
  if (wanted && name != usual) now["name"] = "\"" name "\""
  next
}
!wanted { next }
$2 == "environment" { at = index($3, "="); set("environment " substr($3, 2, at - 2), sum(substr($3, at + 1))); next }
$2 == "label" { if ($3 !~ /^"com\.docker\.compose\./) set("label " plain($3), sum($4)); next }
$2 == "mount" {
  if ($4 == "\"volume\"" && length($5) == 66 && $5 ~ /^"[0-9a-f]+"$/) $5 = "\"\"" # without a name of its own
  set("mount " plain($3), "[" $4 "," $5 "," $6 "]")
  next
}
$2 == "network" {
  aliases = without(without($4, "\"" substr(id, 1, 12) "\""), "\"" usual "\"")
  set("network " plain($3), "[" (empty(aliases) ? "[]" : aliases) ($5 == "" || $5 == "\"\",\"\"" ? "" : "," $5) "]")
  next
}
$2 == "host name" && $3 ~ /^"[0-9a-f]+"$/ && length($3) == 14 { next }
$2 == "restart policy" && $3 == "\"no\"" { next }
$2 ~ / mode$/ { sub(/^"container:.*/, "\"container:\"", $3) }
$2 ~ /^(command|entrypoint|health check|log options)$/ { if (!empty($3)) set($2, sum($3)); next }
{ set($2, $3) }
END {
  done()
  if (mode == "record") for (service in recorded) if (recorded[service] > 1) print service "\treplicas\t" recorded[service]
}
function plain(json) { return substr(json, 2, length(json) - 2) }
function empty(json) { return json ~ /^(null|\[\]|\{\}|""|0|false|<no value>)$/ }
function set(key, json) { if (!empty(json)) now[key] = json }
function sum(text,  value, i) {
  value = seed + 1
  for (i = 1; i <= length(text); i++) value = (value * 1000003 + code[substr(text, i, 1)]) % 2147483647
  return "#" value
}
function without(list, item,  at) {
  if ((at = index(list, item ",")) || (at = index(list, "," item))) return substr(list, 1, at - 1) substr(list, at + length(item) + 1)
  return list == "[" item "]" ? "[]" : list
}
function done(  key, i, n, names, differs) {
  if (!wanted) return
  if (mode == "record") {
    if (!head++) print version "\t" stack "\t" (seed + 0) "\t" seconds
    for (key in now) print service "\t" key "\t" now[key]
  } else if (exact != "no" || now["configuration"] == before[project, service, "configuration"]) {
    for (key in now) if (now[key] != before[project, service, key]) tell(key)
    n = split(keys[project, service], names, "\t")
    for (i = 2; i <= n; i++) if (!(names[i] in now)) tell(names[i])
  }
  wanted = 0
}
function tell(key) {
  if (key == "configuration") return
  printf "[\"settings\",\"%s\",\"%s\",\"%s\",\"%s\",%s,%s]\n", project, service, id, key, shown(before[project, service, key]), shown(now[key])
}
function shown(json) { return json == "" ? "null" : substr(json, 1, 1) == "#" ? "true" : json }
'
