# Puts a volume that was made from a snapshot in the place of the one that has the data, and back when that fails.

change_volume() {
  [ -n "$changing" ] || return 0
  say "$stack: stopping, to put volume $volume in the place of ${live:-the mounted one}, which stays"
  echo "$volume" >"$state/changing" && stop_all && unmount && mount_at_target "$volume" && set_places || return 1
  say "$stack: volume $volume is mounted"
  deadline=$(($(date +%s) + timeout))
}

# After a failure: the volume that the previous release was on. A run that was killed in the middle is seen by `changing`.
put_back_volume() {
  [ -e "$state/changing" ] && [ -n "$live" ] || return 0
  [ "$(mounted_device)" = "$(device_of "$live")" ] || { stop_all && unmount && mount_at_target "$live"; } || return 1
  snapshot && lost_mounts
}

# All containers of the stack; a reboot in between must not start them on the other data. Compose replaces them later.
stop_all() {
  acted=yes
  snapshot || return 1
  running=$(awk '$8 != "exited" && $8 != "created" && $8 != "dead" { print $1 }' "$work/containers")
  [ -n "$running" ] || return 0
  # shellcheck disable=SC2086 # one argument for each id
  docker update --restart no $running >/dev/null 2>&1 || : # one that removes itself has no such policy
  # shellcheck disable=SC2086
  docker stop $running >/dev/null 2>"$log" || { reason="a container cannot be stopped: $(cause)"; return 1; }
  snapshot
}

# Containers hold what they mount by mounts of their own: with those the volume would be busy for EC2, though unmounted here.
unmount() {
  mounted=$(findmnt --noheadings --output MAJ:MIN --mountpoint "$target" | xargs)
  [ -n "$mounted" ] || return 0
  for attempt in 1 2 3 4 5 6; do # Docker lets go some moments after a container has stopped
    users=$($sudo sh -c 'cat /proc/[0-9]*/mountinfo' 2>/dev/null | awk -v id="$mounted" -v target="$target" '$3 == id && $5 != target' | wc -l)
    [ "$users" = 0 ] && $sudo umount "$target" 2>"$log" && return 0
    sleep 0.5
  done
  reason="$target is in use; stop what uses it: \`docker ps\` and \`sudo fuser -vm $target\` name it"
  return 1
}

# With the stack, the mount leaves the host; the data stays on the volume.
leave_volume() {
  unmount && write_fstab ''
}
