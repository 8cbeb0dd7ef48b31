#!/bin/sh
# Installs what is missing, builds a release in build/ and runs blotter with the arguments.
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
. "$root/src/install.sh"

look_at_build build
install_missing "$build_needs"
targets='src/blotter data/lapd-2023q1.csv.gz'
build build
exec "$root/build/src/blotter" "$@"
