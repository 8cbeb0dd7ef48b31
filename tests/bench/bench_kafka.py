#!/usr/bin/python3
"""blotter and bare librdkafka in turn on the same real brokers: messages sent, and messages read.

Usage: bench_kafka.py BLOTTER BENCH_PRODUCE BENCH_PIPELINE BROKERS MILLION.csv WORK
"""

import subprocess
import sys
import time
from pathlib import Path

import bench_pipeline
from bench_stream import RUNS, STREAM, median

GOAL = "(>= 0.8)"
REPLICAS = ["--partitions", "1", "--replication", "3"]
# As ours, and what sends more at once: the better of the two counts.
BARE = [], ["linger.ms=50", "batch.num.messages=100000"]


def simulate(blotter, brokers, topic, file):
    """Seconds from the first message to the last acknowledgement: what goes before is the file."""
    words = [blotter, "simulate", "--no-config", "--brokers", brokers, "--topic", topic, "--speed",
             "max", "--crimes", "all", "--memory", "1G", "--events", *REPLICAS, file]
    begun = None
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if line.startswith("run "):
                begun = time.monotonic()
            elif line.startswith("end "):
                return time.monotonic() - begun
    sys.exit("bench_kafka: simulate did not come to its end")


def bare(bench, brokers, topic, values, properties):
    done = subprocess.run([bench, brokers, topic, values, *properties], check=True,
                          capture_output=True, text=True)
    return float(done.stdout)


def produced(blotter, bench, brokers, file, work):
    values = work / "values"
    with open(values, "wb") as out:
        subprocess.run([blotter, *STREAM, file], stdin=subprocess.DEVNULL, stdout=out, check=True)
    with open(values, "rb") as lines:
        count = sum(1 for _ in lines)
    ours, theirs = [], {number: [] for number in range(len(BARE))}
    topic = "produced"
    simulate(blotter, brokers, topic, file)     # makes it, and warms the brokers up
    for _ in range(RUNS):
        ours.append(simulate(blotter, brokers, topic, file))
        for which, properties in enumerate(BARE):
            theirs[which].append(bare(bench, brokers, topic, values, properties))
    values.unlink()
    ours, theirs = median(ours), min(map(median, theirs.values()))
    print(f"a real Kafka, {count:,} messages to one partition with three replicas: blotter sends "
          f"{count / ours:,.0f} a second, bare librdkafka {count / theirs:,.0f}, ratio "
          f"{theirs / ours:.2f} {GOAL}", flush=True)


def consumed(blotter, bench, brokers, file):
    found = bench_pipeline.measure(blotter, bench, brokers, 1, file)
    rates = {name: rate for name, (rate, _) in found.items()}
    to_ends = max(rates["bare to the ends"], rates["bare to the ends, large queues"])
    alone = max(rates["bare"], rates["bare, large queues"])
    print(f"a real Kafka, {bench_pipeline.REPORTS:,} messages from one partition: report reads and "
          f"counts {rates['report']:,.0f} a second, bare librdkafka {to_ends:,.0f}, ratio "
          f"{rates['report'] / to_ends:.2f} {GOAL}; without its wait at the end {alone:,.0f}, ratio "
          f"{rates['report'] / alone:.2f}")


def main():
    blotter, bench_produce, bench, brokers, file, work = sys.argv[1:]
    produced(blotter, bench_produce, brokers, file, Path(work))
    consumed(blotter, bench, brokers, file)


if __name__ == "__main__":
    main()
