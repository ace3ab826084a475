#!/bin/sh
# The first process of the lab registry's own namespaces: two servers over one storage, plain HTTP as the mirror of
# Docker Hub and TLS as ghcr.io. The storage is an overlay, so that the cached images below it stay as they were built.
# FOLDER: what the registry keeps (plain.yml, tls.yml, upper, work, storage); IMAGES: the cached storage; PROGRAM: the registry.
set -eu
mount -t overlay overlay -o "lowerdir=$IMAGES,upperdir=$FOLDER/upper,workdir=$FOLDER/work" "$FOLDER/storage"
"$PROGRAM" serve "$FOLDER/plain.yml" &
exec "$PROGRAM" serve "$FOLDER/tls.yml"
