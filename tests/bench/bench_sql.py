#!/usr/bin/env python3
"""`blotter sql` as a whole. Usage: bench_sql.py BLOTTER FILE.csv

The windows of all ticks of the shipped quarter as a join, and a topic of the file's reports beside
`report` over the same; in turn, and the fastest counts."""
import json
import subprocess
import sys
import time

TURNS = 3
JOIN = "SELECT at, crime, count(*) n FROM ticks('1h') JOIN reports('6h', at) GROUP BY at, crime"


def timed(*words):
    begun = time.monotonic()
    run = subprocess.run([str(word) for word in words], capture_output=True, check=True)
    return time.monotonic() - begun, run.stdout


def windows(blotter):
    """What the join takes beside a query that asks for nothing."""
    join, nothing = ([timed(blotter, "sql", "--no-config", query) for _ in range(TURNS)]
                     for query in (JOIN, "SELECT count(*) FROM reports"))
    ticks = len({json.loads(line)["at"] for line in join[0][1].splitlines()})
    print(f"6 h windows of {ticks} ticks of the quarter as a join: "
          f"{min(t for t, _ in join) - min(t for t, _ in nothing):.2f} s (<= 0.5)")


def whole(blotter, path):
    options = "--no-config", "--crimes", "all", path
    query = "SELECT crime, count(*) FROM reports GROUP BY crime"
    times = [(timed(blotter, "report", *options)[0], timed(blotter, "sql", query, *options)[0])
             for _ in range(TURNS)]
    report, sql = map(min, zip(*times))
    print(f"sql over a topic of a million: {sql:.2f} s, {sql / report:.2f} x the time of report "
          "(<= 1.15)")


if __name__ == "__main__":
    windows(sys.argv[1])
    whole(*sys.argv[1:])
