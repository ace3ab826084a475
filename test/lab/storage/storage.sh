#!/bin/sh
# The first process of the lab's block storage, in a mount namespace of its own, so that nothing stays mounted when it ends.
# FOLDER: what it keeps; PROGRAM: the API server. Each start begins with no volumes: the server keeps them in memory.
set -eu
rm -f "$FOLDER/disk.img"
truncate -s 64G "$FOLDER/disk.img" # sparse: it takes what is written
mkfs.xfs -q -m reflink=1 "$FOLDER/disk.img"
mkdir -p "$FOLDER/disk"
mount -o loop "$FOLDER/disk.img" "$FOLDER/disk" # -o loop: the loop device ends with its mount
exec python3 "$PROGRAM"
