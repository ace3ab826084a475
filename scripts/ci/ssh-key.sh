#!/bin/sh
# Writes the private key in SSH_PRIVATE_KEY to where Pulumi.<stack>.yaml expects it. PULUMI_STACK names the stack.
set -eu
: "${SSH_PRIVATE_KEY:?expected the private key}" "${PULUMI_STACK:?expected the name of the Pulumi stack}"
umask 077
sed -n 's/^ *privateKeyFile: *//p' "Pulumi.${PULUMI_STACK##*/}.yaml" | tr -d "\"'" | sort -u | while IFS= read -r file; do
  case $file in '~/'*) file=$HOME/${file#'~/'} ;; esac
  mkdir -p "$(dirname -- "$file")"
  printf '%s\n' "$SSH_PRIVATE_KEY" >"$file"
done
