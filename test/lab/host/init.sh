#!/bin/bash
# The second half of a host's start, and its first process from then on: on its own root.
set -eu

id ubuntu >/dev/null 2>&1 || useradd --create-home --uid 1000 --shell /bin/bash --groups docker ubuntu
usermod --password '*' ubuntu # no password; `!` would be a locked account to an sshd without PAM
install -d -m 700 -o ubuntu -g ubuntu /home/ubuntu/.ssh
install -m 600 -o ubuntu -g ubuntu /etc/ssh/lab_client.pub /home/ubuntu/.ssh/authorized_keys
[ -e /opt/seisei-main ] || install -d -o ubuntu -g ubuntu /opt/seisei-main

mount --all || true # what /etc/fstab has, before Docker needs it

: >/var/log/sshd.log # from here on `connections` counts
/usr/sbin/sshd -D -E /var/log/sshd.log &
dockerd >/var/log/dockerd.log 2>&1 &

# A first process inherits every orphan and has to take its exit code.
while :; do wait || true; sleep 1; done
