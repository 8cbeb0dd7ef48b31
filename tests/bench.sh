#!/usr/bin/env bash
# Measures blotter and prints, from one run, a line a figure with its goal in parentheses. Ratios
# compare two programs in turn in the same run, so that they hold on a noisy machine. Judges nothing.
#
# Usage: tests/bench.sh [csv|stream|memory|lag|generate|pipeline|window|screen]...   (all of them)
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
"$root/src/run.sh" --version >/dev/null # installs what is missing, builds the release in build/
build=$root/build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

gzip -dc "$root/data/lapd-2023q1.csv.gz" >"$work/quarter.csv"

# The quarter twenty times over: a million real rows.
million() {
    [ -f "$work/million.csv" ] ||
        { cat "$work/quarter.csv"; for _ in $(seq 19); do tail -n +2 "$work/quarter.csv"; done; } \
            >"$work/million.csv"
    echo "$work/million.csv"
}

bench_csv() {
    "$build/tests/bench/bench-csv" "$(million)"
}

bench_stream() {
    python3 "$root/tests/bench/bench_stream.py" rate "$build/src/blotter" \
        "$build/tests/bench/bench-csv" "$(million)"
}

bench_memory() {
    rm -f "$work/million.csv"
    "$build/src/blotter" generate --rows 5000000 >"$work/made-up.csv"
    python3 "$root/tests/bench/bench_stream.py" memory "$build/src/blotter" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

bench_lag() {
    python3 "$root/tests/bench/bench_lag.py" "$build/src/blotter" 60
}

bench_generate() {
    python3 "$root/tests/bench/bench_stream.py" generate "$build/src/blotter"
}

bench_pipeline() {
    "$build/tests/bench/bench-pipeline" "$work/quarter.csv"
}

bench_window() {
    "$build/src/blotter" generate --rows 1000000 >"$work/made-up.csv"
    "$build/tests/bench/bench-window" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

bench_screen() {
    python3 "$root/tests/bench/bench_screen.py" "$build/src/blotter" "$work/quarter.csv"
}

ninja -C "$build" tests/bench/bench-csv tests/bench/bench-pipeline tests/bench/bench-window >/dev/null
[ $# -gt 0 ] || set -- csv stream memory lag generate pipeline window screen
for part; do
    "bench_$part"
done
