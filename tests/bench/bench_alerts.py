#!/usr/bin/env python3
"""What rules cost `blotter report`. Usage: bench_alerts.py BLOTTER MILLION.csv

With rules and without them in turn, and the fastest of each counts."""
import subprocess
import sys
import time

TURNS = 5
ONE = ("r: ROBBERY near >= 2 in 6h for 30m keep 2h",)
CRIMES = ("BURGLARY", "ROBBERY", "ASSAULT", "VEHICLE", "THEFT", "total", "BATTERY", "VANDALISM")
MANY = tuple(f"r{i}: {CRIMES[i % 8]} >= {2 + i // 8} in {1 + i % 12}h by district for 10m keep 1h"
             for i in range(32))


def timed(*words):
    begun = time.monotonic()
    run = subprocess.run(words, capture_output=True, check=True)
    return time.monotonic() - begun, run.stdout


def compare(what, rules, wanted, *words):
    words = (sys.argv[1], "report", "--no-config", *words)
    with_rules = (*words, *(word for rule in rules for word in ("--alert", rule)))
    turns = [(timed(*words)[0], *timed(*with_rules)) for _ in range(TURNS)]
    without, took = (min(turn[i] for turn in turns) for i in (0, 1))
    alerts = turns[0][2].count(b"ALERT: ")
    print(f"{what}: {alerts:,} alerts, {took:.2f} s, {took / without:.2f} x the time without "
          f"(<= {wanted})")


compare("a rule over the quarter", ONE, 1.1, "--format", "text")
compare("32 rules by district over a million reports", MANY, 2, "--format", "text", "--every", "1d",
        "--crimes", "all", sys.argv[2])
