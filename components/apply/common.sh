#!/bin/sh
# Brings one Compose stack of this host to the release in its bundle, or puts the previous release back and fails.
#
#   cd <root>/.seisei && sh <stack>.apply <stack> [down]
#
# On stdin: lines `bundle <sha256 of <stack>.tar>` and `env yes` or `env no`, an empty line, then the text of .env.
# A release folder (incoming, current, previous, before) holds what a bundle holds: manifest, services,
# compose.override.yml, health, settings, files/, and `env` when the stack has secrets; `as-deployed` tells what the
# containers were started with, once they were healthy.

say() { printf '%s\n' "$*" >&2; }

# Nothing has been changed yet, or nothing can be done about it: one reason, and the end.
fail() {
  say "$stack: $*"
  [ -z "$staging" ] || rm -rf "$new" "$work" "$swap"
  exit 1
}

# Prints a text without the values of .env: a program's last lines may hold them.
without_secrets() {
  for file in "$state"/*/env "$folder/.env"; do [ ! -r "$file" ] || cat "$file"; done | awk '
    !text {
      value = $0
      if (!sub(/^[^=]*=/, "", value)) next
      quote = substr(value, 1, 1)
      if (quote == "\"" || quote == "\047") value = substr(value, 2, length(value) - 2)
      if (quote == "\"") value = unescaped(value)
      count = split(value, part, /\n/) # a text is shown line by line
      for (i = 1; i <= count; i++) { sub(/\r$/, "", part[i]); if (length(part[i]) > 3) secret[part[i]] }
      next
    }
    {
      for (line = $0; (found = longest(line)) != ""; line = substr(line, at + length(found))) {
        printf "%s[secret]", substr(line, 1, at - 1)
      }
      print line
    }
    function unescaped(text,  result, letter) {
      while (match(text, /\\./)) {
        letter = substr(text, RSTART + 1, 1)
        result = result substr(text, 1, RSTART - 1) (letter == "n" ? "\n" : letter == "r" ? "\r" : letter)
        text = substr(text, RSTART + 2)
      }
      return result text
    }
    # The value that comes first in the text, the longest of them; its place in `at`.
    function longest(text,  value, place, found) {
      at = 0
      for (value in secret) {
        place = index(text, value)
        if (place && (!at || place < at || place == at && length(value) > length(found))) { at = place; found = value }
      }
      return found
    }' - text=1 "$1" >&2
}

# One run at a time for each stack. A program that a killed run left behind keeps the lock until it ends.
take_lock() {
  exec 9>>"$state/lock"
  waited=0
  until flock -n 9; do
    holder=$(cat "$state/lock")
    [ $waited -gt 0 ] || say "$stack: waiting for another run on this host (process $holder)"
    [ $waited -lt 60 ] || fail "another run on this host (process $holder) has not ended within 60 s; wait for it, then run the update again"
    sleep 1
    waited=$((waited + 1))
  done
  echo $$ >"$state/lock" 2>/dev/null
}

# Why a program failed, from what it wrote to the log: Docker and tar put the cause last. On a full disk the log is empty.
cause() {
  if grep -q 'No space left on device' "$log" || [ "$(df -Pk "$state" | awk 'NR == 2 { print $4 }')" -lt 16 ]; then
    echo "no space left on the disk; free some and run the update again"
  else
    grep -v '^$' "$log" | tail -n 1
  fi
}
