#!/usr/bin/python3
"""CSV to ordered stream as a whole process, with its memory.

Usage: bench_stream.py rate BLOTTER BENCH_CSV FILE    all crimes to /dev/null, beside bare libcsv
       bench_stream.py memory BLOTTER FILE            --memory 64M beside all in memory
       bench_stream.py generate BLOTTER               made-up rows to /dev/null
"""

import os
import sys
import time

RUNS = 5
STREAM = ["simulate", "--no-config", "--to", "stdout", "--speed", "max", "--crimes", "all"]


def run(*words):
    """Seconds and peak MiB of a process whose output nobody keeps."""
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.execv(words[0], words)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"bench_stream: {' '.join(words)}: status {status}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024


def median(values):
    return sorted(values)[len(values) // 2]


def rate(blotter, bench_csv, file):
    ours, bare = [], []
    for _ in range(RUNS):
        ours.append(run(blotter, *STREAM, file)[0])
        bare.append(run(bench_csv, "bare", file)[0])
    print(f"CSV to ordered stream, all crimes: {median(ours):.2f} s, bare libcsv over the file "
          f"{median(bare):.2f} s, ratio {median(bare) / median(ours):.2f} (>= 0.50)")


def memory(blotter, file):
    small, large = [], []
    for _ in range(3):
        small.append(run(blotter, *STREAM, "--memory", "64M", file))
        large.append(run(blotter, *STREAM, "--memory", "16G", file))
    size = os.path.getsize(file) / 1e9
    disk, held = median([s for s, _ in small]), median([s for s, _ in large])
    print(f"{size:.1f} GB with --memory 64M: {max(m for _, m in small):.0f} MiB resident (<= 96 MiB), "
          f"{disk:.2f} s; all in memory {max(m for _, m in large):.0f} MiB, {held:.2f} s; "
          f"rate on disk / in memory {held / disk:.2f} (>= 0.50)")


def generate(blotter):
    rows = 2_000_000
    runs = [run(blotter, "generate", "--no-config", "--rows", str(rows)) for _ in range(RUNS)]
    print(f"generate: {rows / median([seconds for seconds, _ in runs]):,.0f} rows/s (>= 500,000), "
          f"{max(size for _, size in runs):.0f} MiB resident (<= 32 MiB)")


def main():
    {"rate": rate, "memory": memory, "generate": generate}[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
