#!/usr/bin/python3
"""How late reports are sent at 3 h/s, as the simulator itself says ten times a second.

Usage: bench_lag.py BLOTTER SECONDS
"""

import subprocess
import sys


def median(values):
    return sorted(values)[len(values) // 2]


def main():
    blotter, seconds = sys.argv[1], int(sys.argv[2])
    cluster = subprocess.Popen([blotter, "cluster"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    brokers = cluster.stdout.readline().split()[1]
    simulator = subprocess.Popen(
        [blotter, "simulate", "--driven", "--brokers", brokers, "--speed", "3h"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    lags = []
    for line in simulator.stdout:
        if line.startswith("clock "):
            lags.append(int(line.split()[6]))
        if len(lags) == seconds * 10:
            break
    simulator.communicate("quit\n")
    cluster.communicate()
    ranked = sorted(lags)
    print(f"schedule lag at 3 h/s over {seconds} s, the worst of each tenth of a second: "
          f"median {median(lags)} ms, p99 {ranked[int(len(ranked) * 0.99)]} ms (<= 5 ms), "
          f"worst {ranked[-1]} ms; first tenth of the time {median(lags[:len(lags) // 10])} ms, "
          f"last {median(lags[-len(lags) // 10:])} ms (no drift)")


if __name__ == "__main__":
    main()
