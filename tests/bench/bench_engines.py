#!/usr/bin/env python3
"""`report` and the engines in turn on the same topic: messages a second.

Usage: bench_engines.py BLOTTER ENGINE_SH BROKERS MILLION.csv

An engine's time is from when its job runs, which engine.sh says, to the last window of the last tick:
its start, which takes some seconds, is told apart.
"""
import json
import os
import subprocess
import sys
import time

TOPIC = "engines"
ENGINES = ("spark", "flink")
ON = ["--topic", TOPIC, "--brokers"]


def messages(brokers):
    """How many there are in the topic."""
    words = ["kcat", "-C", "-b", brokers, "-t", TOPIC, "-e", "-q", "-f", "\n"]
    return subprocess.run(words, check=True, capture_output=True).stdout.count(b"\n")


def report(blotter, brokers):
    """Seconds, and the last tick."""
    begun = time.monotonic()
    done = subprocess.run([blotter, "report", "--no-config", "--attach", *ON, brokers],
                          check=True, capture_output=True)
    seconds = time.monotonic() - begun
    return seconds, json.loads(done.stdout.splitlines()[-2])


def value(tick, engine, window):
    return {"kind": "window", "by": engine, "window": window, "at": tick["at"], **tick["windows"][window]}


def wait_value(brokers, wanted):
    """Until the engine has written that window; it must be the same."""
    key = f"{wanted['window']} {wanted['at']}\t"
    words = ["kcat", "-C", "-b", brokers, "-t", f"{TOPIC}-windows", "-u", "-q", "-f", "%k\t%s\n"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8") as reader:
        for line in reader.stdout:
            found = json.loads(line[len(key):]) if line.startswith(key) else {}
            if found.get("by") == wanted["by"]:
                reader.terminate()
                if found != wanted:
                    sys.exit(f"bench_engines: {found} is not {wanted}")
                return


def engine(script, kind, brokers, tick):
    """Seconds of its start, and of its work."""
    name = ["--name", f"bench-{os.getpid()}"]
    begun = time.monotonic()
    try:
        subprocess.run([script, kind, "up", *name, "--for", str(os.getpid()), *ON, brokers],
                       check=True, capture_output=True)
        ready = time.monotonic()
        wait_value(brokers, value(tick, kind, "12h"))
        return ready - begun, time.monotonic() - ready
    finally:
        subprocess.run([script, kind, "down", *name], check=True, capture_output=True)


def main():
    blotter, script, brokers, file = sys.argv[1:]
    subprocess.run([blotter, "simulate", "--no-config", "--speed", "max", "--crimes", "all", "--memory", "1G",
                    "--partitions", "3", *ON, brokers, file], check=True, capture_output=True)
    count = messages(brokers)
    seconds, tick = report(blotter, brokers)
    print(f"the windows of {count:,} messages from three partitions, at every hour: report "
          f"{count / seconds:,.0f} a second", flush=True)
    for kind in ENGINES:
        start, work = engine(script, kind, brokers, tick)
        print(f"the same by {kind}, after {start:.0f} s of starting: {count / work:,.0f} a second, "
              f"{seconds / work:.3f} times as many", flush=True)


if __name__ == "__main__":
    main()
