#!/bin/sh
# Mounts a stack's data volume and places the stack's data on it, or says why not and changes nothing.
#
#   sh -s mount <stack> <volume id> <mount point> [volume:<name>=<Docker's name> | folder:<name>=<path>]…
#   sh -s unmount <stack> <volume id> <mount point>
#
# Each run may have been cut off at any place: what is done already is seen and left as it is. Runs as a user in the docker
# group; becomes root, with sudo, for what only root may do.

main() {
  export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
  action=$1 stack=$2 id=$3 target=$4
  shift 4
  for tool in blkid findmnt wipefs blockdev mkfs.ext4 flock docker; do
    command -v $tool >/dev/null || fail "the host has no \`$tool\`; install it"
  done
  [ "$(id -u)" = 0 ] && root='' || root='sudo -n'
  $root true 2>/dev/null ||
    fail "$(id -un) may not become root with \`sudo\`, which mounting needs; allow it, as Ubuntu's EC2 images do, in /etc/sudoers.d"
  exec 9</etc # the volumes of a host one after the other: they share /etc/fstab, which is replaced and cannot be the lock
  flock --wait 300 9 || fail "another run on this host has not ended within 300 s; wait for it, then run the update again"
  case $action in
  mount) mount_volume "$@" ;;
  unmount) unmount_volume ;;
  esac
}

fail() {
  printf '%s\n' "$stack: $*" >&2
  exit 1
}

mount_volume() {
  find_device
  here=$(mounted_from "$target")
  [ -z "$here" ] || [ "$here" = "$device" ] || fail "$target: expected volume $id there, got $here mounted; unmount it"
  elsewhere=$(findmnt --noheadings --list --output TARGET --source "$device" | grep -vxF -e "$target" | head -n 1)
  [ -z "$elsewhere" ] || [ -n "$here" ] ||
    fail "volume $id is mounted at $elsewhere, expected at $target; stop what uses it, unmount it and take its line out of /etc/fstab, then run the update again"
  for place do check_place "$place"; done
  [ -n "$here" ] || look_at_content
  [ "$content" = ext4 ] || $root mkfs.ext4 -q "$device" || fail "volume $id: the file system cannot be made"
  uuid=$($root blkid --probe --output value --match-tag UUID "$device")
  [ -n "$uuid" ] || fail "volume $id: its file system has no UUID; give it one with \`sudo tune2fs -U random $device\`"
  $root mkdir -p "$target" && write_fstab "UUID=$uuid $target ext4 defaults,nofail,x-systemd.device-timeout=30s 0 2" ||
    fail "/etc/fstab cannot be written"
  if [ -z "$here" ]; then
    $root mount "$target" || fail "volume $id cannot be mounted at $target"
    here=$(mounted_from "$target")
    if [ "$here" != "$device" ]; then # a copy of the volume, made from its snapshot, has the same UUID
      $root umount "$target"
      fail "$target: expected volume $id ($device), got ${here:-nothing}: two volumes have the UUID $uuid; detach the other one"
    fi
    $root chmod 711 "$target" || fail "$target cannot be changed" # its files are their owners' affair
  fi
  for place do set_place "$place"; done
}

# The instance sees the volume some moments after EC2 has attached it.
find_device() {
  link=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(echo "$id" | tr -d -)
  tries=0
  until [ -b "$link" ]; do
    [ $tries -lt 30 ] ||
      fail "volume $id is not there: expected $link; is the instance in the configuration that of this host, and a Nitro instance?"
    sleep 1
    tries=$((tries + 1))
  done
  device=$(readlink -f "$link")
}

# The device of what is mounted at a folder, or nothing.
mounted_from() {
  findmnt --noheadings --output SOURCE --mountpoint "$1" | tail -n 1
}

# A file system is made only where nothing is: no signature of any kind, and zeros at both ends.
content=ext4
look_at_content() {
  found=$($root wipefs --noheadings --output TYPE "$device") || fail "volume $id cannot be read"
  found=$(echo "$found" | sort -u | xargs)
  [ "$found" != ext4 ] || return 0
  [ -z "$found" ] || fail "volume $id: expected an ext4 file system or an empty volume, got $found; it stays as it is"
  size=$($root blockdev --getsize64 "$device") || fail "volume $id cannot be read"
  for start in 0 $((size - 1048576)); do
    $root cmp --silent --bytes=1048576 --ignore-initial="$start:0" "$device" /dev/zero && continue
    [ $? = 1 ] || fail "volume $id cannot be read"
    fail "volume $id: expected an ext4 file system or an empty volume, got bytes of an unknown kind; it stays as it is"
  done
  content=''
}

# The line of this mount point, when it is not there already. By a rename, so that a cut leaves the old file or the new one.
write_fstab() {
  ! grep -qxF -e "$1" /etc/fstab || return 0
  { awk -v target="$target" '$2 != target' /etc/fstab && echo "$1"; } | $root tee /etc/fstab.seisei >/dev/null &&
    $root chmod 644 /etc/fstab.seisei && $root mv /etc/fstab.seisei /etc/fstab
}

# Data that is on the root disk already is not moved: that needs the stack stopped, and a person who looks.
check_place() {
  on_volume=$target/${1%%=*} at=${1#*=}
  on_volume=$(echo "$on_volume" | tr : /)
  case $1 in
  volume:*)
    docker volume inspect "$at" >/dev/null 2>&1 || return 0
    [ "$(docker volume inspect --format '{{index .Options "device"}}' "$at")" = "$on_volume" ] ||
      fail "Docker's volume $at is on the root disk already, and data is not moved from there; back it up, \`docker volume rm $at\`, or leave it out of \`data.volume\`"
    ;;
  folder:*)
    [ "$(readlink "$at")" != "$on_volume" ] || return 0
    [ ! -e "$at" ] || { [ -d "$at" ] && [ -z "$(ls -A "$at")" ]; } ||
      fail "$at is on the root disk already, and data is not moved from there; move it away, or leave it out of \`data.volume\`"
    ;;
  esac
}

# While the volume is not mounted there is no such folder, so that no container starts on the root disk instead.
set_place() {
  check_place "$1"
  $root mkdir -p "$on_volume" || fail "$on_volume cannot be made"
  case $1 in
  volume:*)
    docker volume inspect "$at" >/dev/null 2>&1 || docker volume create --opt type=none --opt o=bind --opt device="$on_volume" \
      --label com.docker.compose.project="$stack" --label com.docker.compose.volume="${on_volume##*/}" "$at" >/dev/null ||
      fail "Docker's volume $at cannot be made"
    ;;
  folder:*)
    mkdir -p "${at%/*}" && { [ -L "$at" ] || { rmdir "$at" 2>/dev/null; ln -s "$on_volume" "$at"; }; } || fail "$at cannot be linked to $on_volume"
    ;;
  esac
}

# Containers hold what they mount by mounts of their own: with those the volume would be busy for EC2, though unmounted here.
unmount_volume() {
  mounted=$(findmnt --noheadings --output MAJ:MIN --mountpoint "$target" | xargs)
  if [ -n "$mounted" ]; then
    users=$($root sh -c 'cat /proc/[0-9]*/mountinfo' 2>/dev/null | awk -v id="$mounted" -v target="$target" '$3 == id && $5 != target' | wc -l)
    [ "$users" = 0 ] || fail "$target is in use by containers; stop them first: \`docker ps\` names what runs"
    $root umount "$target" || fail "$target is in use; stop what uses it: \`sudo fuser -vm $target\` names it"
  fi
  $root sed -i "\\|^[^ ]* $target |d" /etc/fstab || fail "/etc/fstab cannot be written"
}

main "$@"
