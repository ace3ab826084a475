# The stack's data volume: `$new/volume` holds its id and its mount point, `$new/places` lines `volume:<name>=<Docker's name>`
# and `folder:<name>=<path>` of what is placed on it. Each run may have been cut off at any place: what is done already is
# seen and left as it is. Becomes root, with sudo, for what only root may do.

use_volume() {
  read -r volume target <"$1"
  PATH="$PATH:/usr/sbin:/sbin"
  for tool in findmnt wipefs blockdev mkfs.ext4; do
    command -v $tool >/dev/null || fail "the host has no \`$tool\`; install it; nothing was changed"
  done
  [ "$(id -u)" = 0 ] && sudo='' || sudo='sudo -n'
  $sudo true 2>/dev/null ||
    fail "$(id -un) may not become root with \`sudo\`, which mounting needs; allow it, as Ubuntu's EC2 images do, in /etc/sudoers.d; nothing was changed"
}

# As udev names it on Nitro instances.
link_of() { echo "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(echo "$1" | tr -d -)"; }
device_of() { [ -z "$1" ] || readlink -f "$(link_of "$1")"; }
mounted_device() { findmnt --noheadings --output SOURCE --mountpoint "$target" | tail -n 1; }

# Looks whether the volume can be used, without touching what runs. In `$changing`: the data is on another one now.
check_volume() {
  changing='' live='' here=''
  [ -e "$new/volume" ] || return 0
  use_volume "$new/volume"
  [ ! -e "$current/volume" ] || read -r live _ <"$current/volume"
  find_device
  here=$(mounted_device)
  known=" $device $(device_of "$live") $(device_of "$(cat "$state/changing" 2>/dev/null)") "
  case $known in
  *" ${here:-$device} "*) ;;
  *) fail "$target: expected volume $volume there, got $here mounted; unmount it; nothing was changed" ;;
  esac
  if [ "$here" = "$device" ]; then :; elif [ -n "$here" ] || [ "${live:-$volume}" != "$volume" ]; then changing=yes; fi
  trial=$target.trial # outside of what is ever removed
  ! findmnt --mountpoint "$trial" >/dev/null || $sudo umount "$trial" 2>"$log" || fail "$trial cannot be unmounted: $(cause); nothing was changed"
  elsewhere=$(findmnt --noheadings --list --output TARGET --source "$device" | grep -vxF -e "$target" | head -n 1)
  [ -z "$elsewhere" ] || [ "$here" = "$device" ] ||
    fail "volume $volume is mounted at $elsewhere, expected at $target; stop what uses it, unmount it and take its line out of /etc/fstab, then run the update again; nothing was changed"
  while read -r place; do check_place "$place"; done <"$new/places"
  [ "$here" = "$device" ] || look_at_content
  [ -z "$changing" ] || try_volume
}

# The instance sees the volume some moments after EC2 has attached it.
find_device() {
  tries=0
  until [ -b "$(link_of "$volume")" ]; do
    [ $tries -lt 30 ] ||
      fail "volume $volume is not there: expected $(link_of "$volume"); is the instance in the configuration that of this host, and a Nitro instance? Nothing was changed"
    sleep 1
    tries=$((tries + 1))
  done
  device=$(device_of "$volume")
}

# A file system is made only where nothing is: no signature of any kind, and zeros at both ends.
look_at_content() {
  empty=''
  signatures=$($sudo wipefs --noheadings --output TYPE "$device" 2>"$log") || fail "volume $volume cannot be read: $(cause); nothing was changed"
  signatures=$(echo "$signatures" | sort -u | xargs)
  [ "$signatures" != ext4 ] || return 0
  wanted='an ext4 file system or an empty volume'
  [ -z "$changing" ] || wanted='an ext4 file system'
  [ -z "$signatures" ] || fail "volume $volume: expected $wanted, got $signatures; it stays as it is"
  [ -z "$changing" ] || fail "volume $volume: expected $wanted, got none; it stays as it is"
  size=$($sudo blockdev --getsize64 "$device") || fail "volume $volume cannot be read; nothing was changed"
  for start in 0 $((size - 1048576)); do
    $sudo cmp --silent --bytes=1048576 --ignore-initial="$start:0" "$device" /dev/zero && continue
    [ $? = 1 ] || fail "volume $volume cannot be read; nothing was changed"
    fail "volume $volume: expected $wanted, got bytes of an unknown kind; it stays as it is"
  done
  empty=yes
}

# Mounts it beside the other one, which serves meanwhile: the file system's journal is replayed, or it cannot be used.
try_volume() {
  $sudo mkdir -p "$trial" 2>"$log" && $sudo mount -t ext4 -o ro "$device" "$trial" 2>"$log" && $sudo umount "$trial" 2>"$log" && $sudo rmdir "$trial" 2>"$log" ||
    fail "volume $volume cannot be mounted: $(cause); nothing was changed"
}

# Where a place is on the volume, and where Docker or the stack looks for it.
ends_of() {
  on_volume=$target/$(echo "${1%%=*}" | tr : /)
  at=${1#*=}
}

# Data that is on the root disk already is not moved: that needs the stack stopped, and a person who looks.
check_place() {
  ends_of "$1"
  case $1 in
  volume:*)
    docker volume inspect "$at" >/dev/null 2>&1 || return 0
    [ "$(docker volume inspect --format '{{index .Options "device"}}' "$at")" = "$on_volume" ] ||
      fail "Docker's volume $at is on the root disk already, and data is not moved from there; back it up, \`docker volume rm $at\`, or leave it out of \`data.volume\`; nothing was changed"
    ;;
  folder:*)
    [ "$(readlink "$at")" != "$on_volume" ] || return 0
    [ ! -e "$at" ] || { [ -d "$at" ] && [ -z "$(ls -A "$at")" ]; } ||
      fail "$at is on the root disk already, and data is not moved from there; move it away, or leave it out of \`data.volume\`; nothing was changed"
    ;;
  esac
}

# Mounts it where nothing is mounted, and places on it what belongs there.
mount_volume() {
  [ -e "$new/volume" ] && [ -z "$changing" ] || return 0
  if [ -z "$here" ] && [ -n "$empty" ]; then
    $sudo mkfs.ext4 -q "$device" 2>"$log" || fail "volume $volume: the file system cannot be made: $(cause)"
  fi
  mount_at_target "$volume" && set_places || fail "$reason"
}

# By its name, not by a UUID: during a restore another volume with the same UUID is attached, and a reboot would take either.
mount_at_target() {
  $sudo mkdir -p "$target" && write_fstab "$(link_of "$1") $target ext4 defaults,nofail,x-systemd.device-timeout=30s 0 2" ||
    { reason="/etc/fstab cannot be written"; return 1; }
  [ -z "$(mounted_device)" ] || return 0
  $sudo mount "$target" 2>"$log" && $sudo chmod 755 "$target" || { reason="volume $1 cannot be mounted at $target: $(cause)"; return 1; }
}

# The line of this mount point, or none. By a rename, so that a cut leaves the old file or the new one; the stacks of a host
# one after the other: they share the file, which is replaced and cannot be the lock.
write_fstab() {
  [ "$(awk -v target="$target" '$2 == target' /etc/fstab)" != "$1" ] || return 0
  (
    flock --wait 300 8 && lines=$(awk -v target="$target" -v line="$1" '$2 != target; END { if (line) print line }' /etc/fstab) &&
      printf '%s\n' "$lines" | $sudo tee /etc/fstab.seisei >/dev/null &&
      $sudo chmod 644 /etc/fstab.seisei && $sudo mv /etc/fstab.seisei /etc/fstab
  ) 8</etc || return 1
  # What systemd remembers of the line would unmount the new volume with the old one's device.
  [ ! -d /run/systemd/system ] || $sudo systemctl daemon-reload
}

# While the volume is not mounted there is no such folder, so that no container starts on the root disk instead.
set_places() {
  while read -r place; do
    ends_of "$place"
    $sudo mkdir -p "$on_volume" || { reason="$on_volume cannot be made"; return 1; }
    case $place in
    volume:*)
      docker volume inspect "$at" >/dev/null 2>&1 || docker volume create --opt type=none --opt o=bind --opt device="$on_volume" \
        --label com.docker.compose.project="$stack" --label com.docker.compose.volume="${on_volume##*/}" "$at" >/dev/null ||
        { reason="Docker's volume $at cannot be made"; return 1; }
      ;;
    folder:*)
      mkdir -p "${at%/*}" && { [ -L "$at" ] || { rmdir "$at" 2>/dev/null; ln -s "$on_volume" "$at"; }; } ||
        { reason="$at cannot be linked to $on_volume"; return 1; }
      ;;
    esac
  done <"$new/places"
}
