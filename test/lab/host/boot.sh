#!/bin/sh
# The first half of a host's start, in namespaces of its own (mount, network, process, host name, IPC) but still on this
# machine's root. FOLDER: the host's disk; LOWER: read-only layers below it; NAME; ADDRESS; INTERFACE: this machine's end of
# its cable; BRIDGE. Descriptor 3: this machine's network namespace.
set -eu

ip link add eth0 type veth peer name "$INTERFACE"
ip link set "$INTERFACE" netns /proc/self/fd/3
nsenter --net=/proc/self/fd/3 ip link set "$INTERFACE" master "$BRIDGE" up
exec 3<&-
ip link set lo up
ip address add "$ADDRESS/24" dev eth0
ip link set eth0 up # and no default route: nothing can leave
hostname "$NAME"

groups=$(cat /proc/self/cgroup)
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$FOLDER/upper,workdir=$FOLDER/work" "$FOLDER/root"
mkdir -p "$FOLDER/root/var/lib/docker"
mount --bind "$FOLDER/docker" "$FOLDER/root/var/lib/docker" # a real folder: Docker's own overlays cannot lie on an overlay
cd "$FOLDER/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs tmpfs tmp
mkdir -p run/sshd run/lock

# Only the devices that a program expects: this machine's disks are not among them.
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
for device in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
  set -- $device
  mknod -m 666 "dev/$1" c "$2" "$3"
done
if [ -e "$FOLDER/devices" ]; then # the volumes that are attached, with the links that udev would make
  mkdir -p dev/disk/by-id
  while read -r device major minor volume; do
    mknod -m 660 "dev/$device" b "$major" "$minor"
    ln -s "../../$device" "dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(echo "$volume" | tr -d -)"
  done <"$FOLDER/devices"
fi
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr

case $groups in
  0::*) mount -t cgroup2 cgroup2 sys/fs/cgroup ;; # the unified hierarchy alone
  *) # Version 1: every hierarchy by itself, those that this machine has (a bind of its tree fails: "Devices cgroup isn't mounted").
    mount -t tmpfs -o mode=755 cgroup sys/fs/cgroup
    echo "$groups" | while IFS=: read -r _ controllers _; do
      case $controllers in "") continue ;; name=*) options=none,$controllers ;; *) options=$controllers ;; esac
      mkdir "sys/fs/cgroup/${controllers#name=}"
      mount -t cgroup -o "$options" cgroup "sys/fs/cgroup/${controllers#name=}"
    done ;;
esac

cp "$INIT" run/lab-init
# Not chroot: what enters the namespaces later (`docker exec`, `nsenter`) would then stand on this machine's root.
pivot_root . mnt
cd /
umount -l /mnt
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root /bin/bash /run/lab-init
