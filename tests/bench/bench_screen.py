#!/usr/bin/python3
"""The monitor from outside, on a terminal of our own: how soon, how quick, how light.

Usage: bench_screen.py BLOTTER CSV, a file of five million reports. Prints a line a figure, with its goal; judges nothing.
"""

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import sys
import termios
import time

COLS, ROWS = 120, 40
RUNS = 7
CPU_SECONDS = 10
FRAME_SECONDS = 8
KEYS = 120
TICK = os.sysconf("SC_CLK_TCK")


class Monitor:
    """A monitor on a pseudo-terminal, whose output is read as it comes."""

    def __init__(self, program, args):
        self.output = b""
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
            os.execvp(program, [program, *args])

    def read(self, seconds):
        """Read what comes within so many seconds; False when nothing did."""
        ready, _, _ = select.select([self.fd], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            self.output += os.read(self.fd, 65536)
        except OSError:
            return False
        return True

    def wait_for(self, pattern, seconds=20):
        """Read until the pattern has come since the last call; return how long that took."""
        begun = time.monotonic()
        deadline = begun + seconds
        while not re.search(pattern, self.output):
            if not self.read(deadline - time.monotonic()) and time.monotonic() >= deadline:
                sys.exit(f"bench_screen: {pattern!r} did not come; got {self.output[-2000:]!r}")
        self.output = b""
        return time.monotonic() - begun

    def run_for(self, seconds):
        """Read and forget what comes for so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read(deadline - time.monotonic())
        self.output = b""

    def frames_for(self, seconds):
        """The bytes of each frame that comes within so long; frames are a tenth of a second apart."""
        deadline = time.monotonic() + seconds
        frames, last = [], 0
        self.output = b""
        while self.read(deadline - time.monotonic()):
            now = time.monotonic()
            if now - last > 0.03:
                frames.append(0)
            frames[-1] += len(self.output)
            self.output, last = b"", now
        return frames

    def press(self, keys):
        self.output = b""
        os.write(self.fd, keys)

    def quit(self):
        """Press q and return how long it took until the process was gone."""
        self.press(b"q")
        begun = time.monotonic()
        while os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            self.read(0.001)
        os.close(self.fd)
        return time.monotonic() - begun

    def family(self):
        """The monitor's pid and its children's."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as children:
            return [self.pid, *(int(pid) for pid in children.read().split())]


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def peak_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) / 1024


def median(values):
    return sorted(values)[len(values) // 2]


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure_start_and_quit(blotter):
    first_frames, playing, quits = [], [], []
    for _ in range(RUNS):
        monitor = Monitor(blotter, [])
        monitor.wait_for(b"Live")
        first_frames.append(time.monotonic() - monitor.started)
        monitor.wait_for(b"playing")
        playing.append(time.monotonic() - monitor.started)
        monitor.run_for(1)
        quits.append(monitor.quit())
    print(f"start to first frame: median {median(first_frames) * 1000:.0f} ms, "
          f"worst {max(first_frames) * 1000:.0f} ms of {RUNS} (<= 60 ms)")
    print(f"start to playing: median {median(playing) * 1000:.0f} ms of {RUNS}")
    print(f"quit: median {median(quits) * 1000:.0f} ms, worst {max(quits) * 1000:.0f} ms "
          f"of {RUNS} (<= 150 ms)")


def cpu_of(monitor):
    """CPU of the monitor and of all three processes over some seconds, in percent of a core."""
    family = monitor.family()
    before = [cpu_seconds(pid) for pid in family]
    monitor.run_for(CPU_SECONDS)
    spent = [cpu_seconds(pid) - b for pid, b in zip(family, before)]
    return spent[0] / CPU_SECONDS * 100, sum(spent) / CPU_SECONDS * 100


def measure_cpu(blotter):
    monitor = Monitor(blotter, ["--speed", "3h"])
    monitor.wait_for(b"playing")
    monitor.run_for(2)
    own, all_three = cpu_of(monitor)
    print(f"CPU playing at 3 h/s: monitor {own:.1f} % (<= 2 %), all three {all_three:.1f} %")
    monitor.press(b" ")
    monitor.run_for(4)
    own, all_three = cpu_of(monitor)
    print(f"CPU paused: monitor {own:.1f} % (<= 0.3 %), all three {all_three:.1f} %")
    print(f"resident memory of the monitor, playing: {peak_mib(monitor.pid):.0f} MiB (<= 48 MiB)")
    monitor.quit()


def measure_others():
    """What others take that show live figures: htop also at ten frames a second."""
    for name, args in (("htop", ["-d", "1"]), ("htop", []), ("btop", [])):
        if not shutil.which(name):
            print(f"CPU of {name}: it is not installed")
            continue
        other = Monitor(name, args)
        other.run_for(2)
        own, _ = cpu_of(other)
        print(f"CPU of {' '.join([name, *args])}: {own:.1f} %")
        os.kill(other.pid, signal.SIGKILL)
        os.waitpid(other.pid, 0)
        os.close(other.fd)


def measure_bytes(blotter):
    monitor = Monitor(blotter, ["--speed", "3h"])
    monitor.wait_for(b"playing")
    monitor.run_for(5)
    for key, name in ((b"1", "Live"), (b"2", "1 h"), (b"4", "12 h"), (b"5", "Map")):
        monitor.press(key)
        monitor.run_for(0.5)
        frames = monitor.frames_for(FRAME_SECONDS)
        print(f"bytes a frame of {name} at 3 h/s and {COLS}x{ROWS}: mean "
              f"{sum(frames) / len(frames):.0f}, median {median(frames)}, p99 "
              f"{percentile(frames, 0.99)} of {len(frames)} (<= 3000)")
    monitor.quit()


def scheduler_delay():
    """How late the machine wakes who wants to sleep for a millisecond."""
    begun = time.monotonic()
    select.select([], [], [], 0.001)
    return time.monotonic() - begun - 0.001


def measure_keys(blotter, csv):
    """Open and close the help while five million reports are read at max."""
    monitor = Monitor(blotter, ["--speed", "max", "--crimes", "all", csv])
    monitor.wait_for(b"playing", 120)
    waits, delays = [], []
    for i in range(KEYS):
        if b"ended" in monitor.output:
            break
        delays.append(scheduler_delay())
        monitor.press(b"?")
        waits.append(monitor.wait_for(b"Keys" if i % 2 == 0 else b"since the start"))
        monitor.run_for(0.005 + i % 7 * 0.003)
    memory = peak_mib(monitor.pid)
    monitor.wait_for(b"ended", 240)
    monitor.quit()
    print(f"key to changed screen while ingesting 5 M reports at max: p50 "
          f"{percentile(waits, 0.5) * 1000:.1f} ms, p99 {percentile(waits, 0.99) * 1000:.1f} ms "
          f"of {len(waits)} keys (<= 30 ms); the scheduler's own delay p99 "
          f"{percentile(delays, 0.99) * 1000:.1f} ms")
    print(f"resident memory of the monitor, ingesting at max: {memory:.0f} MiB (<= 48 MiB)")


def main():
    blotter, csv = sys.argv[1:3]
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    measure_start_and_quit(blotter)
    measure_cpu(blotter)
    measure_others()
    measure_bytes(blotter)
    measure_keys(blotter, csv)


if __name__ == "__main__":
    main()
