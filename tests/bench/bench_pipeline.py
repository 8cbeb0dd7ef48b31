#!/usr/bin/python3
"""A million messages loaded beforehand, read by blotter and by bare librdkafka in turn, each a
process of its own, with its memory.

Usage: bench_pipeline.py BLOTTER BENCH_PIPELINE FILE.csv

The topic is in an embedded cluster, which keeps 5 MiB a partition, or, when $BLOTTER_BENCH_BROKERS
names some, in that Kafka, where it stays and is found again.
"""

import os
import subprocess
import sys

from bench_stream import RUNS, median, run

REPORTS = 1_000_000
TOPIC = "blotter-bench"
# The two that are told apart in the table of blotter's own (src/kafka/consumer.c).
LARGE = ["queued.min.messages=1000000", "queued.max.messages.kbytes=1048576"]


def has_attach(blotter):
    usage = subprocess.run([blotter, "report", "--help"], capture_output=True, text=True)
    return "--attach" in usage.stdout


def measure(blotter, bench, brokers, partitions, file):
    topic = [brokers, f"{TOPIC}-{partitions}", str(partitions), str(REPORTS)]
    subprocess.run([bench, "load", *topic, file], check=True)
    rows = {
        "bare": [bench, "bare", *topic],
        "bare, large queues": [bench, "bare", *topic, *LARGE],
        "bare to the ends": [bench, "bare-to-ends", *topic],
        "bare to the ends, large queues": [bench, "bare-to-ends", *topic, *LARGE],
        "consumer alone": [bench, "read", *topic],
        "windows": [bench, "windows", *topic],
    }
    if has_attach(blotter):
        rows["report"] = [blotter, "report", "--no-config", "--attach", "--brokers", brokers,
                          "--topic", topic[1], "--every", "1d"]
    taken = {name: [] for name in rows}
    for _ in range(RUNS):
        for name, words in rows.items():
            taken[name].append(run(*words))
    return {name: (REPORTS / median([seconds for seconds, _ in runs]),
                   max(size for _, size in runs)) for name, runs in taken.items()}


def show(where, partitions, found):
    """Bare librdkafka by two measures: up to the last message, and as KAFKA.md has it, up to the
    word that there is no more."""
    rates = {name: rate for name, (rate, _) in found.items()}
    bare = max(rates["bare"], rates["bare, large queues"])
    to_ends = max(rates["bare to the ends"], rates["bare to the ends, large queues"])
    print(f"pipeline, {where}, {partitions} partitions: bare librdkafka {to_ends:,.0f} messages/s, "
          f"without its wait at the end {bare:,.0f}")
    for name, (rate, size) in found.items():
        if not name.startswith("bare"):
            goals = (" (>= 0.85)", " (<= 128 MiB)") if name == "report" else ("", "")
            print(f"  {name}: {rate:,.0f} messages/s, ratio {rate / to_ends:.2f}{goals[0]}, without "
                  f"the wait {rate / bare:.2f}; {size:.0f} MiB resident{goals[1]}")


def main():
    blotter, bench, file = sys.argv[1:]
    brokers = os.environ.get("BLOTTER_BENCH_BROKERS")
    if brokers:
        for partitions in (1, 4):
            show("a Kafka", partitions, measure(blotter, bench, brokers, partitions, file))
        return
    partitions = 40
    cluster = subprocess.Popen(
        [blotter, "cluster", "--no-config", "--topic", f"{TOPIC}-{partitions}",
         "--partitions", str(partitions)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    brokers = cluster.stdout.readline().split()[1]
    show("the embedded cluster", partitions, measure(blotter, bench, brokers, partitions, file))
    cluster.communicate()


if __name__ == "__main__":
    main()
