#!/usr/bin/env bash
# Measures blotter and prints, from one run, a line a figure with its goal in parentheses. Ratios
# compare two programs in turn in the same run, so that they hold on a noisy machine. Judges nothing
# but that a stream is the same for every --memory. Takes 4 GB in $TMPDIR.
#
# Usage: tests/bench.sh [csv|codec|stream|start|memory|same|lag|generate|pipeline|window|alerts|sql|kafka|engines|scale|ui]...
#        (all of them)
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/src/install.sh"
install_missing "$build_needs"'library cmocka 1.1 libcmocka-dev
tool python3 3.9 python3
'
"$root/src/run.sh" --version >/dev/null # builds the release in build/
build=$root/build
ninja -C "$build" -t query tests/bench/bench-frame >/dev/null 2>&1 ||
    meson setup --reconfigure "$build" "$root" >/dev/null # it was set up before cmocka was there
work=$(mktemp -d)
part='its preparation'
cluster=

# However it ends: the cluster goes, and an early end says where.
finish() {
    status=$?
    trap - EXIT
    stop_kafka
    rm -rf "$work"
    [ "$status" -eq 0 ] || say "bench.sh: ended early, in $part, with status $status"
    exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

gzip -dc "$root/data/lapd-2023q1.csv.gz" >"$work/quarter.csv"

# The quarter twenty times over: a million real rows.
million() {
    [ -f "$work/million.csv" ] ||
        { cat "$work/quarter.csv"; for _ in $(seq 19); do tail -n +2 "$work/quarter.csv"; done; } \
            >"$work/million.csv"
    echo "$work/million.csv"
}

# About as many bytes of Chicago's.
chicago() {
    [ -f "$work/chicago.csv" ] ||
        awk 'NR == 1 { print; next } { row[n++] = $0 }
             END { for (k = 0; k < 6000; k++) for (i = 0; i < n; i++) print row[i] }' \
            "$root/tests/data/cities/chicago.csv" >"$work/chicago.csv"
    echo "$work/chicago.csv"
}

bench_csv() {
    "$build/tests/bench/bench-csv" "$(million)" "$(chicago)"
}

bench_codec() {
    "$build/src/blotter" generate --rows 50000 >"$work/made-up.csv"
    "$build/tests/bench/bench-codec" "$work/quarter.csv" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

bench_stream() {
    python3 "$root/tests/bench/bench_stream.py" rate "$build/src/blotter" \
        "$build/tests/bench/bench-csv" "$(million)" "$(chicago)"
}

# With a file of so many made-up rows, 255 bytes each.
bench_made_up() {
    "$build/src/blotter" generate --no-config --rows "$1" >"$work/made-up.csv"
    shift
    python3 "$root/tests/bench/bench_stream.py" "$@" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

bench_start() {
    bench_made_up 4000000 start "$build/src/blotter" "$build/tests/bench/bench-csv"
}

bench_memory() {
    bench_made_up 5000000 memory "$build/src/blotter"
}

bench_same() {
    bench_made_up 2000000 same "$build/src/blotter"
}

bench_lag() {
    python3 "$root/tests/bench/bench_lag.py" "$build/src/blotter" 60
}

bench_generate() {
    python3 "$root/tests/bench/bench_stream.py" generate "$build/src/blotter"
}

# A real Kafka of so many brokers, until stop_kafka; in `bootstrap` its line.
start_kafka() {
    cluster=bench$$
    "$root/src/cluster.sh" up --for $$ --brokers "$1" --name "$cluster" >"$work/cluster"
    bootstrap=$(sed -n 's/^bootstrap //p' "$work/cluster")
}

stop_kafka() {
    [ -z "$cluster" ] || "$root/src/cluster.sh" down --name "$cluster"
    cluster=
}

# In the embedded cluster, and in a real Kafka, which holds a million messages a partition.
bench_pipeline() {
    python3 "$root/tests/bench/bench_pipeline.py" "$build/src/blotter" \
        "$build/tests/bench/bench-pipeline" "$work/quarter.csv"
    start_kafka 1
    BLOTTER_BENCH_BROKERS=$bootstrap python3 "$root/tests/bench/bench_pipeline.py" \
        "$build/src/blotter" "$build/tests/bench/bench-pipeline" "$work/quarter.csv"
    stop_kafka
}

# Three real brokers: sending and reading, beside bare librdkafka.
bench_kafka() {
    start_kafka 3
    python3 "$root/tests/bench/bench_kafka.py" "$build/src/blotter" \
        "$build/tests/bench/bench-produce" "$build/tests/bench/bench-pipeline" \
        "$bootstrap" "$(million)" "$work"
    stop_kafka
}

# The same windows by report and by the engines, from the same topic of three real brokers.
bench_engines() {
    "$root/src/engine.sh" prepare
    start_kafka 3
    python3 "$root/tests/bench/bench_engines.py" "$build/src/blotter" "$root/src/engine.sh" \
        "$bootstrap" "$(million)"
    stop_kafka
}

# As many partitions and officers as one broker bears, for src/doc/scale.md.
bench_scale() {
    start_kafka 1
    python3 "$root/tests/bench/bench_scale.py" "$build/src/blotter" "$bootstrap" "$(million)"
    stop_kafka
}

bench_window() {
    "$build/src/blotter" generate --rows 1000000 >"$work/made-up.csv"
    "$build/tests/bench/bench-window" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

bench_alerts() {
    "$build/src/blotter" generate --no-config --rows 1000000 >"$work/made-up.csv"
    python3 "$root/tests/bench/bench_alerts.py" "$build/src/blotter" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

# The tables beside SQLite's own, then `sql` itself: the windows of a quarter, and a topic of a million.
bench_sql() {
    "$build/src/blotter" generate --no-config --rows 1000000 >"$work/made-up.csv"
    "$build/tests/bench/bench-sql" "$work/made-up.csv"
    python3 "$root/tests/bench/bench_sql.py" "$build/src/blotter" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

# Beside what others take that show live figures.
bench_ui() {
    install_what_can_be 'tool htop - htop
tool btop - btop
'
    "$build/tests/bench/bench-frame"
    "$build/src/blotter" generate --no-config --rows 5000000 >"$work/made-up.csv"
    python3 "$root/tests/bench/bench_screen.py" "$build/src/blotter" "$work/made-up.csv"
    rm "$work/made-up.csv"
}

for name in codec csv pipeline produce sql window frame; do
    ninja --quiet -C "$build" "tests/bench/bench-$name"
done
[ $# -gt 0 ] || set -- csv codec stream start memory same lag generate pipeline window alerts sql kafka engines scale ui
for part; do
    "bench_$part"
done
