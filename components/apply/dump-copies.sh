# Copies of the dumps on the data volume, for the day when the root disk is lost. The dumps themselves are on the root disk: a
# restore may put another volume in the place of this one, and a dump must not fill the disk that a database writes on.
copy_dumps() {
  [ -e "$current/volume" ] && [ -n "$(mounted_device)" ] || return 0
  copies=$target/.seisei-dumps
  why=$({
    $sudo install -d -m 700 -o "$(id -un)" "$copies" && take_copies && { [ ! -d "$state/dumps" ] || copy_each "$state/dumps" "$copies"; }
  } 2>&1) || say "$stack: the dumps are not copied to the data volume: $why"
}

# The other way, all or none, where the root disk has no dumps.
take_copies() {
  copies=$target/.seisei-dumps
  [ ! -d "$state/dumps" ] && [ -d "$copies" ] || return 0
  rm -rf "$state/dumps.taken" && copy_each "$copies" "$state/dumps.taken" && mv "$state/dumps.taken" "$state/dumps"
}

# The newest ones first. What the one folder has no more leaves the other, too.
copy_each() {
  mkdir -p -m 700 "$2" && rm -rf "$2/.copying" || return 1
  for one in $(ls "$2"); do
    [ -e "$1/$one" ] || rm -rf "${2:?}/$one"
  done
  for one in $(ls -r "$1"); do
    [ -e "$1/$one/about" ] && [ ! -e "$2/$one" ] || continue
    [ "$(df -Pk "$2" | awk 'NR == 2 { print $4 }')" -gt $((2 * $(du -sk "$1/$one" | cut -f 1))) ] ||
      { echo "$one needs more than half of what is free in $2"; return 1; }
    cp -a "$1/$one" "$2/.copying" && sync -f "$2/.copying" && mv "$2/.copying" "$2/$one" || return 1
  done
}
