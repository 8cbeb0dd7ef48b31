#!/bin/sh
# Installs what is missing, builds the tests with sanitizers in build-tests/ and everything once
# more with clang in build-clang/, and runs the tests.
#
#   tests/run.sh                    all of them
#   tests/run.sh unit house         these suites
#   tests/run.sh unit --repeat 3    what begins with a dash, and all behind it, is for `meson test`
#   tests/run.sh -- base-civil      one test
#   tests/run.sh --long             more rounds of what is tried at random on real brokers
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
. "$root/src/install.sh"

suites=
long=
while [ $# -gt 0 ]; do
    case $1 in
    --) shift && break ;;
    --long) long=yes && shift ;;
    -*) break ;;
    *[!A-Za-z0-9_-]*) say "tests/run.sh: no suite \"$1\"" && exit 2 ;;
    *) suites="$suites --suite=$1" && shift ;;
    esac
done
werror=false
[ "${CI-}" != true ] || werror=true

# Python's modules come from apt-get, so they are those of its python3, whichever comes first here.
if ! is_there module xxhash -; then
    PATH=/usr/bin:$PATH
    export PATH
fi

with_sanitizers="-Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Dwerror=$werror"
# shellcheck disable=SC2086 # one word an option
look_at_build build-tests $with_sanitizers
install_what_can_be "$build_needs$test_needs$test_wishes"
install_missing "$build_needs$test_needs"
# shellcheck disable=SC2086
build build-tests $with_sanitizers
(CC=clang build build-clang -Dbuildtype=debug -Dwerror=$werror)

# Real brokers and engines need Java, Maven and PyPI once. Where they cannot be had their tests say so.
if [ -z "$suites$*" ] || [ "${suites#*=real}" != "$suites" ]; then
    "$root/src/cluster.sh" prepare || say 'tests/run.sh: without a real Kafka'
    "$root/src/engine.sh" prepare || say 'tests/run.sh: without all engines'
fi
patience=5 # times what a test may take before it counts as hung: the machine may be slow
if [ -n "$long" ]; then
    export BLOTTER_LONG=yes
    patience=10
fi

log=$root/build-tests/meson-logs/testlog.json
rm -f "$log"
status=0
# shellcheck disable=SC2086
meson test -C "$root/build-tests" --no-rebuild --print-errorlogs --timeout-multiplier $patience \
    $suites "$@" </dev/null || status=1
"$root/tests/check/count_cases.py" "$log" || status=1
exit $status
