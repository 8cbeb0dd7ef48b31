"""Running the program under test, and seeing that nothing of it is left.

Nothing here sleeps: what is waited for is output or the end of a process,
with a deadline that only a failure reaches.
"""
import contextlib
import itertools
import json
import os
import select
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = os.environ["BLOTTER"]
DEADLINE = 40       # seconds that no wait takes unless something is wrong
GONE_BY = 8         # seconds for what ends by itself
DATA = Path(__file__).resolve().parents[1] / "data"
MARK = "TEST_MARK"  # in the environment of all that a test starts
numbers = itertools.count(1)


def shown(data, lines=12):
    """The last lines of output, for a failure's message."""
    return b"\n".join(data.splitlines()[-lines:]).decode(errors="replace")


class Deadline:
    """Some seconds from now on."""

    def __init__(self, seconds=DEADLINE):
        self.end = time.monotonic() + seconds

    def left(self):
        return max(0, self.end - time.monotonic())


class Run:
    """A run of a program: what it writes is read when it is waited for.

    `out` and `err` hold all that has been read.
    """

    def __init__(self, case, *words, program=PROGRAM, **options):
        self.words = [str(word) for word in words]
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, "env": case.environment,
                   "cwd": case.work, "start_new_session": True, **options}
        self.process = subprocess.Popen([program, *self.words], **options)
        case.addCleanup(self.close)
        case.started.add(self.pid)
        self.out, self.err = bytearray(), bytearray()
        self.taken = {"out": 0, "err": 0}
        self.selector = select.poll()
        self.open = {}
        for name, pipe in (("out", self.process.stdout),
                           ("err", self.process.stderr)):
            if pipe:
                self.open[pipe.fileno()] = name
                self.selector.register(pipe, select.POLLIN)

    @property
    def pid(self):
        return self.process.pid

    def close(self):
        """Kills what still runs: a test that passed leaves nothing to."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pipe in self.process.stdin, self.process.stdout, \
                self.process.stderr:
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def fail(self, why):
        raise AssertionError(
            f"{' '.join(self.words)}: {why}\n--- standard output\n"
            f"{shown(self.out)}\n--- standard error\n{shown(self.err)}")

    def read(self, deadline):
        """Waits for some output; false when there will be none any more."""
        if not self.open:
            return False
        ready = self.selector.poll(1000 * deadline.left())
        if not ready:
            self.fail("nothing more came in time")
        for number, _ in ready:
            data = os.read(number, 1 << 16)
            if not data:
                self.selector.unregister(number)
                del self.open[number]
            elif self.open[number] == "out":
                self.out += data
            else:
                self.err += data
        return True

    def line(self, wanted=lambda line: True, stream="out"):
        """The next line for which `wanted` is true, as text; those before
        it are passed over."""
        deadline = Deadline()
        while True:
            data = getattr(self, stream)
            while (end := data.find(b"\n", self.taken[stream])) >= 0:
                line = data[self.taken[stream]:end].decode()
                self.taken[stream] = end + 1
                if wanted(line):
                    return line
            if not self.read(deadline):
                self.fail("it ended before the line that was waited for")

    def json(self, wanted=lambda message: True):
        """The next line of JSON for which `wanted` is true."""
        return json.loads(self.line(lambda line: wanted(json.loads(line))))

    def send(self, text):
        self.process.stdin.write(text.encode(errors="surrogateescape"))
        self.process.stdin.flush()

    def signal(self, number):
        self.process.send_signal(number)

    def end(self, closes_input=True, seconds=DEADLINE):
        """Reads to the end and waits for it; returns the exit status."""
        deadline = Deadline(seconds)
        if closes_input and self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        while self.read(deadline):
            pass
        try:
            return self.process.wait(deadline.left())
        except subprocess.TimeoutExpired:
            self.fail("it closed its output and runs on")

    def lines(self):
        """What is on standard output, as lines with their ends."""
        return bytes(self.out).splitlines(keepends=True)


def marked(mark):
    """The live processes of a test: {pid: arguments}."""
    found = {}
    wanted = f"{MARK}={mark}".encode()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            folder = Path(entry.path)
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                words = (folder / "cmdline").read_bytes().split(b"\0")[:-1]
                found[int(entry.name)] = [word.decode() for word in words]
    return found


def wait_gone(pid, deadline):
    """Waits until a process, nobody's child or another's, has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(1000 * deadline.left()))
    finally:
        os.close(handle)


class Case(unittest.TestCase):
    """Folders of its own; afterwards no process and no file may be left."""

    maxDiff = None
    environment_of_test = {}

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="blotter-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in "input", "work", "home", "tmp", "log":
            (self.folder / name).mkdir()
        self.work = self.folder / "work"
        self.started = set()
        self.mark = f"{os.getpid()}-{next(numbers)}"
        self.environment = self.make_environment()
        self.addCleanup(self.check_left)

    def make_environment(self):
        """Nothing of the user's; sanitizers write where a test sees it."""
        log = f"log_path={self.folder / 'log' / 'sanitizer'}"
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS",
                                                    "UBSAN_OPTIONS")
                if name in os.environ}
        for name in "ASAN_OPTIONS", "UBSAN_OPTIONS":
            kept[name] = ":".join(filter(None, (kept.get(name), log)))
        return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                "HOME": str(self.folder / "home"),
                "TMPDIR": str(self.folder / "tmp"), MARK: self.mark}

    def processes(self, word=None):
        """Of this test: {pid: arguments}; with `word`, of that command."""
        return {pid: words for pid, words in marked(self.mark).items()
                if word is None or words[1:2] == [word]}

    def process(self, word):
        """The only process of a command."""
        found = self.processes(word)
        self.assertEqual(len(found), 1, f"{word}: {found}")
        return next(iter(found))

    def children(self):
        """Of what the test started, such as a simulator."""
        return {pid: words for pid, words in self.processes().items()
                if pid not in self.started}

    def assert_no_process(self):
        """Waits until these are gone; kills what stays."""
        deadline = Deadline(GONE_BY)
        while (left := self.children()) and deadline.left():
            for pid in left:
                wait_gone(pid, deadline)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.assertEqual(left, {}, "processes are left")

    def check_left(self):
        """No process, no file, and nothing that a sanitizer wrote."""
        self.assert_no_process()
        for log in (self.folder / "log").iterdir():
            self.fail(f"{log.name}\n{log.read_text(errors='replace')}")
        files = [path for name in ("work", "home", "tmp")
                 for path in (self.folder / name).rglob("*")]
        self.assertEqual(files, [], "files are left")

    def file(self, content, name="crimes.csv"):
        """A file of the test's own; its path."""
        path = self.folder / "input" / name
        path.write_bytes(content.encode() if isinstance(content, str)
                         else content)
        return str(path)

    def start(self, *words, **options):
        return Run(self, *words, **options)

    def run_to_end(self, *words, status=0, **options):
        """A run that ends by itself, with that status."""
        run = self.start(*words, **options)
        if (got := run.end()) != status:
            run.fail(f"exit status {got}, not {status}")
        return run

    def cluster(self, *words):
        """An embedded cluster of the test's own: its bootstrap and its run,
        which ends with the test."""
        run = self.start("cluster", *words, stdin=subprocess.PIPE)
        bootstrap = run.line().removeprefix("bootstrap ")
        self.addCleanup(run.end)
        return bootstrap, run

    def kcat(self, bootstrap, *words, topic="la-crime", **options):
        """A reader of the topic from its beginning."""
        return self.start("-C", "-b", bootstrap, "-t", topic, "-o",
                          "beginning", "-q", "-u", *words, program="kcat",
                          **options)
