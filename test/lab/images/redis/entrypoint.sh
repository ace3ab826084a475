#!/bin/sh
# The public image's contract: data in /data, runs as the user redis, open to the container's networks.
set -eu
if [ "${1:-redis-server}" != redis-server ]; then exec "$@"; fi
chown redis:redis /data
exec setpriv --reuid=redis --regid=redis --clear-groups "$@" --protected-mode no
