"""With little to be had a command runs, or ends with one line that says so."""
import contextlib
import functools
import os
import re
import resource
import subprocess
import unittest
from pathlib import Path

from command_case import HEADER, ROWS, CommandCase

LOADED = 127    # the status when not even the libraries can be opened
MOST = 64       # so many open files have to be enough
PLAIN = os.environ.get("BLOTTER_PLAIN", "")     # without sanitizers


class Limits(CommandCase):
    def limited(self, words, count, soft_only=False):
        def limit():
            _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE,
                               (count, hard if soft_only else count))
        run = self.start(*words, preexec_fn=limit, stdin=subprocess.PIPE)
        status = run.end()
        if status == 1:
            self.assertIn("ulimit -n", self.error_line(run))
        elif status == LOADED:
            self.assertLess(count, 10)
        elif status != 0:
            run.fail(f"exit status {status} with {count} open files")
        return status

    def test_every_number_of_open_files(self):
        for words in (("report", self.file(HEADER + ROWS)),
                      ("simulate", "--to", "stdout", self.file(HEADER + ROWS)),
                      ("generate", "--rows", "3"), ("cluster",), ("--help",),
                      ("report", "--version")):
            few = range(20) if words[0] in ("report", "simulate") else (4, 8)
            for count in (*few, 24, 32, 40, 50, MOST):
                with self.subTest(f"{words[0]} {count}"):
                    status = self.limited(words, count)
                    self.assertTrue(count < MOST or status == 0)

    def test_a_limit_that_may_be_raised(self):
        self.assertEqual(self.limited(
            ("report", self.file(HEADER + ROWS)), 16, soft_only=True), 0)

    def test_with_a_password_there_is_no_core_dump(self):
        for name, wanted in (("sasl.password", "0"), ("client.id", "4096")):
            run = self.start(
                "cluster", "--describe", "--follow", "-b", "127.0.0.1:1",
                "-X", f"{name}=Sesame", stdin=subprocess.PIPE,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE,
                                                      (4096, 4096)))
            run.line()
            limits = Path(f"/proc/{run.pid}/limits").read_text()
            hard, = re.search(r"Max core file size +\S+ +(\S+)",
                              limits).groups()
            self.assertEqual(hard, wanted)
            run.end()

    def test_without_folders_of_ones_own(self):
        environment = {name: value for name, value in self.environment.items()
                       if name not in ("HOME", "TMPDIR")}
        run = self.run_to_end("report", self.file(HEADER + ROWS),
                              env=environment)
        self.assertEqual(run.err, b"")

    def test_a_child_has_nothing_of_its_parents_but_its_pipes(self):
        left, other = os.pipe()     # by who started it
        self.addCleanup(os.close, left)
        self.addCleanup(os.close, other)
        place = self.folder / "input"
        run = self.start("report", "--speed", "1d", "--state", place / "state",
                         "-o", place / "figures", pass_fds=[left])
        while len(self.processes("simulate")) + len(
                self.processes("cluster")) < 2:
            self.assertIsNone(run.process.poll())
        parent = set(self.opened(run.pid).values())
        for child, words in self.children().items():
            own = {place for number, place in self.opened(child).items()
                   if number > 2}
            shared = {place for place in own & parent
                      if not place.startswith(("anon_inode:", "/dev/null"))}
            self.assertEqual(shared, set(), words)
        run.signal(15)
        run.end()

    def opened(self, pid):
        """Its descriptors, and what they are of."""
        found = {}
        for number in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(FileNotFoundError):
                found[int(number)] = os.readlink(f"/proc/{pid}/fd/{number}")
        return found


@unittest.skipUnless(Path(PLAIN).is_file(), "no build without sanitizers")
class Memory(CommandCase):
    """As ulimit -v has it, of a build that needs no more than a user's."""

    def within(self, mebibytes, *words):
        size = mebibytes << 20
        return self.start(*words, program=PLAIN, stdin=subprocess.PIPE,
                          preexec_fn=lambda: resource.setrlimit(
                              resource.RLIMIT_AS, (size, size)))

    @functools.cached_property
    def loads(self):
        """MiB that the libraries need, before any line of ours is run."""
        return next(size for size in range(8, 64)
                    if self.within(size, "--version").end() != LOADED)

    def limited(self, mebibytes, *words):
        run = self.within(mebibytes, *words)
        status = run.end()
        if status == 1:
            self.assertIn("(ulimit -v)", self.error_line(run))
        elif status == LOADED:
            self.assertLess(mebibytes, self.loads)
        elif status != 0:
            run.fail(f"exit status {status} with {mebibytes} MiB")
        return status

    def test_every_size(self):
        path = self.file(HEADER + ROWS)
        for words in (("report", path), ("report",), ("cluster",),
                      ("simulate", "--to", "stdout", "--speed", "max", path),
                      ("simulate", "--to", "stdout", "--speed", "max"),
                      ("generate", "--rows", "3"), ("--help",)):
            for size in 8, 16, 20, 24, 58, 100, 390, 500, 600, 800:
                with self.subTest(f"{words} {size}"):
                    status = self.limited(size, *words)
                    self.assertTrue(size < 600 or status == 0)
