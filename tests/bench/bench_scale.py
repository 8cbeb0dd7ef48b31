#!/usr/bin/env python3
"""As many partitions and officers as a machine bears: what each costs, with a line fitted through it.

Usage: bench_scale.py BLOTTER BROKERS MILLION.csv

Each row is a topic of its own, N partitions and N officers, the same million rows. Prints what
src/doc/scale.md has: measured, fitted as a + b * N, and what the fit says of 10,000.
"""
import json
import os
import subprocess
import sys
import time

COUNTS = 1, 4, 16, 64, 256
BEYOND = 10000
READERS = 4


class Run:
    """A blotter that runs: when its first line came, how long it took, how much of a core and memory."""

    def __init__(self, *words):
        self.begun = time.monotonic()
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.first = self.last = None

    def end(self):
        for line in self.process.stdout:
            self.first = self.first or time.monotonic() - self.begun
            self.last = line
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode:
            sys.exit(f"bench_scale: {self.process.args}: status {self.process.returncode}")
        self.seconds = time.monotonic() - self.begun
        self.work = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        return self


def messages(brokers, topic):
    words = ["kcat", "-C", "-b", brokers, "-t", topic, "-e", "-q", "-f", "\n"]
    return subprocess.run(words, check=True, capture_output=True).stdout.count(b"\n")


def measure(blotter, brokers, file, count):
    """{what: number} with so many partitions and officers."""
    def on(topic):
        return ["--no-config", "--brokers", brokers, "--topic", topic]
    topic = f"scale-{count}"
    made = ["--partitions", str(count), "--replication", "1", "--officers", str(count), "--crimes", "all",
            "--memory", "1G", file]
    sending = Run(blotter, "simulate", *on(topic), "--speed", "max", *made).end()
    total = messages(brokers, topic)
    reading = Run(blotter, "report", *on(topic), "--attach").end()
    reports = json.loads(reading.last)["consumed"]
    together = [Run(blotter, "report", *on(topic), "--attach", "-o", "/dev/null")
                for _ in range(READERS)]
    slowest = max(run.end().seconds for run in together)
    whole = Run(blotter, "report", *on(f"{topic}-own"), *made).end()
    return {"messages": total, "other than crimes, %": 100 * (total - reports) / total,
            "sending, s": sending.seconds, "sending, CPU s": sending.work, "sending, MiB": sending.megabytes,
            "reading, s": reading.seconds, "reading, CPU s": reading.work,
            "reading, MiB": reading.megabytes, f"{READERS} readers, s": slowest, "first figure, s": whole.first}


def fit(points):
    """a and b of a + b * N, each point's error counted in parts of the point itself."""
    weights = [1 / y ** 2 for _, y in points]
    total = sum(weights)
    x0 = sum(w * x for w, (x, _) in zip(weights, points)) / total
    y0 = sum(w * y for w, (_, y) in zip(weights, points)) / total
    slope = sum(w * (x - x0) * (y - y0) for w, (x, y) in zip(weights, points)) / \
        sum(w * (x - x0) ** 2 for w, (x, _) in zip(weights, points))
    return y0 - slope * x0, slope


def main():
    blotter, brokers, file = sys.argv[1:]
    rows = {count: measure(blotter, brokers, file, count) for count in COUNTS}
    print("partitions and officers: " + ", ".join(map(str, COUNTS)))
    for what in rows[COUNTS[0]]:
        points = [(count, row[what]) for count, row in rows.items()]
        line = f"{what}: " + ", ".join(f"{y:,.0f}" if y >= 100 else f"{y:.1f}" for _, y in points)
        if not what.endswith("%"):
            a, b = fit(points)
            off = max(abs(a + b * x - y) / y for x, y in points)
            line += f"; {a:,.2f} + {b:,.4f} N, off by up to {off:.0%}; at {BEYOND:,}: {a + b * BEYOND:,.0f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
