"""`--memory`: what does not fit into it is sorted on disk, to the same bytes."""
import hashlib
import os
import re
import signal
import subprocess

from command_case import CommandCase
from running import PROGRAM

STDOUT = ("simulate", "--to", "stdout", "--run", "r", "--crimes", "all")
MAX = (*STDOUT, "--speed", "max")
ROWS = 500_000


def digest_of(lines):
    """Of a stream, whenever it began."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(re.sub(rb'"began":\d+', b"", line, count=1))
    return digest.hexdigest()


class Memory(CommandCase):
    def test_the_stream_is_the_same_for_every_size(self):
        run = self.run_to_end(*MAX, "--memory", "1")
        self.equal_stream(run, crimes="all")
        expected = digest_of(run.lines())
        for size in "1M", "8M", "1G":
            with self.subTest(size):
                run = self.run_to_end(*MAX, "--memory", size)
                self.assertEqual(digest_of(run.lines()), expected)

    def written(self, name, *words):
        """What a run writes, as a file."""
        path = self.folder / "input" / name
        with open(path, "wb") as out:
            self.run_to_end(*words, stdout=out)
        return path

    def digest(self, size, path):
        stream = self.written("stream", *MAX, "--memory", size, path)
        with open(stream, "rb") as lines:
            return digest_of(lines)

    def test_the_stream_of_a_large_file_is_the_same_for_every_size(self):
        """38 runs on disk, 19 of them, and all in memory."""
        path = self.written("made.csv", "generate", "--rows", ROWS)
        digests = {size: self.digest(size, path)
                   for size in ("1M", "8M", "256M")}
        self.assertEqual(len(set(digests.values())), 1, digests)

    def test_sizes_that_are_none(self):
        for size in "", "0", "-1", "12Q", "M", "9999999G":
            with self.subTest(size):
                self.refused(("simulate", "--to", "stdout", "--memory", size),
                             2, "--memory")


class Disk(CommandCase):
    """One clear error, and nothing is left behind (Case.check_left)."""

    small = ("--crimes", "all", "--memory", "1M")

    def test_no_folder_for_temporary_files(self):
        self.environment["TMPDIR"] = "/nonexistent"
        for words in MAX, ("report",):
            with self.subTest(words):
                self.refused((*words, *self.small), 1, "/nonexistent",
                             "TMPDIR", "--memory")

    def test_a_full_disk(self):
        """As full as a limit on files makes it: 1000 blocks."""
        for words in MAX, ("report",):
            with self.subTest(words):
                self.refused(("-c", 'ulimit -f 1000; exec "$0" "$@"', PROGRAM,
                              *words, *self.small), 1, "sort on disk",
                             "TMPDIR", "--memory", program="sh")

    def spilled(self, *words):
        """A run that plays slowly what it has sorted on disk, and the file
        that it has there, by the only name that is left."""
        run = self.start(*STDOUT, *self.small, "--speed", "1s", "--events",
                         *words, stdin=subprocess.PIPE)
        run.line(lambda line: line.startswith("run "), "err")
        names = [f"/proc/{run.pid}/fd/{number}"
                 for number in os.listdir(f"/proc/{run.pid}/fd")]
        name, = (name for name in names if os.readlink(name).startswith(
            f"{self.folder}/tmp/blotter-"))
        return run, name

    def test_what_was_sorted_is_cut_short(self):
        for words in (), ("--value", "row"):
            with self.subTest(words):
                run, name = self.spilled(*words)
                os.truncate(name, os.stat(name).st_size // 8)
                run.send("speed max\n")
                self.assertEqual(run.end(), 1)
                said = [line for line in run.err.decode().splitlines()
                        if line.startswith("blotter: ")]
                self.assertEqual(said, ["blotter: cannot read back what was "
                                        "sorted on disk: it was cut short"])
                self.assertNotIn(b'"end"', run.out)

    def test_killed_it_leaves_no_file(self):
        run, _ = self.spilled()
        run.signal(signal.SIGKILL)
        self.assertEqual(run.end(), -signal.SIGKILL)
