#!/usr/bin/env python3
"""`blotter sql` as a whole. Usage: bench_sql.py BLOTTER FILE.csv

The windows of all ticks of the shipped quarter as a join, and a topic of the file's reports beside
`report` over the same; in turn, and the fastest counts. Then the SQL tab: its CPU, and how soon a key is
on the screen while a slow query runs and the file is read five times over."""
import json
import re
import subprocess
import sys
import time

from bench_screen import Monitor, cpu_of, percentile, scheduler_delay

KEYS = 120
SLOW = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 15000000) " \
    "SELECT count(*) FROM c"
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


def tab_cpu(blotter):
    monitor = Monitor(blotter, ["--no-config", "--speed", "3h"])
    monitor.wait_for(b"playing")
    monitor.press(b"6")
    monitor.wait_for(rb"\d+ rows?, ")
    monitor.run_for(2)
    print(f"CPU of the monitor, playing at 3 h/s with the example query: {cpu_of(monitor)[0]:.1f} % (<= 3 %)")
    monitor.quit()


def tab_keys(blotter, path):
    """The help is opened and closed."""
    monitor = Monitor(blotter, ["--no-config", "--speed", "max", "--crimes", "all", *[path] * 5])
    monitor.wait_for(b"playing", 240)
    for keys, answer in (b"6", b"rows?, "), (b"\r", b"Enter asks"):
        monitor.press(keys)
        monitor.wait_for(answer)
    monitor.press(b"\x15" + SLOW.encode() + b"\r")
    monitor.wait_for(b"asking, ")
    waits, delays = [], []
    for i in range(KEYS):
        delays.append(scheduler_delay())
        monitor.press(b"?")
        waits.append(monitor.wait_for(b"Keys" if i % 2 == 0 else b"RECURSIVE"))
        monitor.run_for(0.005 + i % 7 * 0.003)
    monitor.press(b"1")
    ended = re.search(b"ended", monitor.output) is not None
    monitor.quit()
    print(f"key to changed screen with a query of seconds open, ingesting at max: p50 "
          f"{percentile(waits, 0.5) * 1000:.1f} ms, p99 {percentile(waits, 0.99) * 1000:.1f} ms "
          f"of {len(waits)} keys (<= 30 ms); the scheduler's own delay p99 "
          f"{percentile(delays, 0.99) * 1000:.1f} ms{', it had ended' if ended else ''}")


if __name__ == "__main__":
    windows(sys.argv[1])
    whole(*sys.argv[1:])
    tab_cpu(sys.argv[1])
    tab_keys(*sys.argv[1:])
