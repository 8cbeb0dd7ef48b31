#!/usr/bin/python3
"""CSV to ordered stream as a whole process, with its memory.

Usage: bench_stream.py rate BLOTTER BENCH_CSV FILE CHICAGO
                                               all crimes to /dev/null, beside bare libcsv, and
                                               beside another city's
       bench_stream.py start BLOTTER BENCH_CSV FILE   until the first report, beside bare libcsv
       bench_stream.py memory BLOTTER FILE            --memory 64M beside all in memory
       bench_stream.py same BLOTTER FILE              the same stream for every --memory, or exit 1
       bench_stream.py generate BLOTTER               made-up rows to /dev/null
"""

import hashlib
import os
import subprocess
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


def rate(blotter, bench_csv, file, other):
    ours, bare, others = [], [], []
    for _ in range(RUNS):
        ours.append(run(blotter, *STREAM, file)[0])
        bare.append(run(bench_csv, "bare", file)[0])
        others.append(run(blotter, *STREAM, other)[0])
    print(f"CSV to ordered stream, all crimes: {median(ours):.2f} s, bare libcsv over the file "
          f"{median(bare):.2f} s, ratio {median(bare) / median(ours):.2f} (>= 0.50)")
    speeds = [os.path.getsize(name) / median(seconds) for name, seconds in
              ((other, others), (file, ours))]
    print(f"the same of Chicago's: {speeds[0] / 1e6:.0f} MB/s, of Los Angeles' "
          f"{speeds[1] / 1e6:.0f} MB/s, ratio {speeds[0] / speeds[1]:.2f} (>= 0.80)")


def first_report(*words):
    """Seconds until a process has written its first crime; then it is of no more use."""
    begun = time.monotonic()
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            if b'"kind":"crime"' in line:
                break
        else:
            sys.exit(f"bench_stream: {' '.join(words)}: no report")
        took = time.monotonic() - begun
        process.kill()
    return took


def start(blotter, bench_csv, file):
    play = [blotter, "simulate", "--no-config", "--to", "stdout"]
    runs = [first_report(*play) for _ in range(3 * RUNS)]
    print(f"start to first report of the shipped quarter: median {median(runs) * 1000:.0f} ms, "
          f"worst {max(runs) * 1000:.0f} ms of {len(runs)} (<= 150 ms)")
    bare, found = [], {}
    for _ in range(3):
        bare.append(run(bench_csv, "bare", file)[0])
        for crimes in [], ["--crimes", "all"]:
            for size in "256M", "2G":
                name = f"{' '.join(crimes) or 'default crimes'}, --memory {size}"
                found.setdefault(name, []).append(
                    first_report(*play, *crimes, "--memory", size, file))
    print(f"bare libcsv over {os.path.getsize(file) / 1e9:.1f} GB: {median(bare):.2f} s; "
          f"start to first report of it:")
    for name, runs in found.items():
        print(f"  {name}: {median(runs):.2f} s, ratio {median(runs) / median(bare):.2f} (<= 1.30)")


def stream_digest(*words):
    """Of all that a process writes but for the time when it began."""
    digest = hashlib.sha256()
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        line = process.stdout.readline()
        while b'"kind":"start"' in line:
            before, _, behind = line.partition(b'"began":')
            digest.update(before + behind.lstrip(b"0123456789"))
            line = process.stdout.readline()
        while line:
            digest.update(line)
            line = process.stdout.read(1 << 20)
    if process.returncode != 0:
        sys.exit(f"bench_stream: {' '.join(words)}: status {process.returncode}")
    return digest.hexdigest()


def same(blotter, file):
    digests = {size: stream_digest(blotter, *STREAM, "--run", "r", "--memory", size, file)
               for size in ("1M", "8M", "1G")}
    if len(set(digests.values())) != 1:
        sys.exit(f"bench_stream: the stream is NOT the same for every --memory: {digests}")
    print(f"the stream of {os.path.getsize(file) / 1e9:.1f} GB is the same with --memory "
          f"{', '.join(digests)}: sha256 {digests['1M']}")


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
    modes = {"rate": rate, "start": start, "memory": memory, "same": same, "generate": generate}
    modes[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
