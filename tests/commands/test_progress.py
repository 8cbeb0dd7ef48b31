"""How far loading is: as events, and as a bar on a terminal."""
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time

from command_case import HEADER, ROWS, CommandCase
from running import Deadline

MAX = ("simulate", "--to", "stdout", "--speed", "max")
MANY = 150_000          # times ROWS takes half a second to load, or more
ERASE = "\r\x1b[K"


class Events(CommandCase):
    def progress(self, run):
        """(phase, done, total, rows) of each such event, in order."""
        return [(words[1], int(words[2]), int(words[3]),
                 int(dict(word.split("=") for word in words[4:])
                     .get("rows", 0)))
                for words in map(str.split, run.err.decode().splitlines())
                if words[0] == "progress"]

    def whole(self, run):
        """Each phase goes up to its end; the phases."""
        phases = {}
        for phase, done, total, _ in self.progress(run):
            before = phases.setdefault(phase, (0, total))
            self.assertGreaterEqual(done, before[0])
            self.assertEqual(total, before[1])
            phases[phase] = done, total
        for phase, (done, total) in phases.items():
            self.assertEqual(done, total, phase)
        return list(phases)

    def test_on_disk_it_loads_then_sorts(self):
        run = self.run_to_end(*MAX, "--events", "--memory", "4M")
        self.assertEqual(self.whole(run), ["load", "sort"])
        self.equal_stream(run)
        rows = [rows for phase, _, _, rows in self.progress(run)
                if phase == "load"]
        self.assertEqual((rows, rows[-1]), (sorted(rows), 51534))

    def test_in_memory_too(self):
        run = self.run_to_end(*MAX, "--events")
        self.assertEqual(self.whole(run), ["load", "sort"])

    def test_what_needs_no_sorting_is_not_sorted(self):
        run = self.run_to_end(*MAX, "--events",
                              self.file(HEADER + ROWS[:ROWS.index("\n") + 1]))
        self.assertEqual(self.whole(run), ["load"])

    def test_a_pipe_has_a_total_at_its_end(self):
        run = self.start(*MAX, "--events", "-", stdin=subprocess.PIPE)
        data = HEADER + ROWS * 1000
        run.send(data)
        self.assertEqual(run.end(), 0)
        self.assertEqual(
            [event for event in self.progress(run) if event[0] == "load"][-1],
            ("load", len(data), len(data), 6000))

    def test_not_more_than_ten_a_second(self):
        began = time.monotonic()
        run = self.run_to_end(*MAX, "--events", "--memory", "4M",
                              self.file(HEADER + ROWS * 50_000),
                              stdout=subprocess.DEVNULL)
        took = time.monotonic() - began
        phases = self.whole(run)
        self.assertLessEqual(len(self.progress(run)),
                             10 * took + len(phases) + 1)


class Terminal:
    """A pseudo terminal for standard error, and what is written to it."""

    def __init__(self, case, *words, columns=80, environment=(), **options):
        self.master, self.slave = pty.openpty()
        case.addCleanup(os.close, self.master)
        self.resize(columns)
        self.bytes = b""
        self.run = case.start(
            *words, stdout=subprocess.DEVNULL, stderr=self.slave,
            env={**case.environment, "TERM": "xterm", **dict(environment)},
            **options)
        os.close(self.slave)

    def resize(self, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))

    @property
    def output(self):
        return self.bytes.decode()

    def read(self, deadline):
        """Waits for some output; false when there will be none."""
        if not select.select([self.master], [], [], deadline.left())[0]:
            self.fail("nothing more came in time")
        with contextlib.suppress(OSError):      # the other end is closed
            data = os.read(self.master, 1 << 16)
            self.bytes += data
            return bool(data)
        return False

    def wait(self, pattern, behind=0):
        """The first match behind so many characters."""
        deadline = Deadline()
        while not (found := re.compile(pattern).search(self.output, behind)):
            if not self.read(deadline):
                self.fail(f"no {pattern!r} came")
        return found

    def end(self):
        """Reads to the end; the exit status."""
        deadline = Deadline()
        while self.read(deadline):
            pass
        return self.run.end()

    def fail(self, why):
        self.run.fail(f"{why}\n--- terminal\n{self.output!r}")

    @property
    def bars(self):
        return [bar for bar in re.findall(r"\r\x1b\[K([^\r\n\x1b]*)",
                                          self.output)
                if bar.startswith(("loading", "sorting"))]

    def lines(self):
        """What stands on it in the end."""
        lines, column = [""], 0
        for piece in re.findall(r"\r|\n|\x1b\[K|[^\r\n\x1b]+", self.output):
            if piece == "\n":
                lines.append("")
            elif piece == "\x1b[K":
                lines[-1] = lines[-1][:column]
            elif piece != "\r":
                lines[-1] = lines[-1][:column].ljust(column) + piece \
                    + lines[-1][column + len(piece):]
            column = 0 if piece in "\r\n" else column + len(piece) * (
                piece != "\x1b[K")
        return lines


class Bar(CommandCase):
    """Files that take long enough to load."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="blotter-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.path = f"{folder.name}/big.csv"
        with open(cls.path, "w") as file:
            file.write(HEADER + ROWS * MANY)

    def loading(self, *words, **options):
        """A simulator that began to load a second ago."""
        terminal = Terminal(self, *MAX, *words, **options)
        terminal.wait("ready\r\n")
        self.hold(terminal)
        return terminal

    def hold(self, terminal, act=lambda: None):
        """A second passes for the simulator, in which nothing is done."""
        terminal.run.signal(signal.SIGSTOP)
        act()
        self.metronome(1)
        terminal.run.signal(signal.SIGCONT)

    def test_is_drawn_in_place_and_cleared(self):
        terminal = self.loading(self.path)
        bar = terminal.wait(
            r"\r\x1b\[K(loading +\d+ % ▕[ █▉▊▋▌▍▎▏]+▏ [\d.]+ MB of "
            r"[\d.]+ MB  [\d,]+ rows/s  [\d.]+ \w+ left)")
        self.assertLess(len(bar[1]), 80)
        self.assertEqual(terminal.end(), 0)
        lines = terminal.lines()
        self.assertEqual([line.split(" ")[0] for line in lines
                          if not line.startswith("clock ")],
                         ["ready", "run", "end", ""])
        self.assertGreater(len(terminal.bars), 1)
        self.assertNotIn("progress", terminal.output)

    def test_is_as_wide_as_the_terminal_is_now(self):
        terminal = self.loading(self.path, columns=60)
        bar = terminal.wait(r"\x1b\[K(loading[^\r]*left)(?=\r)")
        self.assertEqual(len(bar[1]), 59)
        self.hold(terminal, lambda: terminal.resize(24))
        terminal.wait(r"\x1b\[K(loading[^\r]{15}▏)(?=\r)", bar.end())
        terminal.run.signal(signal.SIGTERM)
        terminal.end()

    def test_ascii(self):
        for locale in {"LC_ALL": "C"}, {"LC_ALL": "", "LANG": ""}:
            with self.subTest(locale):
                terminal = self.loading(self.path, environment=locale)
                terminal.wait(r"loading +\d+ % \[[#=-]+\.+\] [\d.]+ MB")
                terminal.run.signal(signal.SIGTERM)
                terminal.end()
                self.assertTrue(terminal.output.isascii())

    def test_a_pipe_has_no_bar(self):
        read, write = os.pipe()
        terminal = Terminal(self, *MAX, "-", stdin=read)
        os.close(read)
        with open(write, "w") as pipe:
            pipe.write(HEADER)
            deadline = Deadline()
            while "rows/s" not in terminal.output:
                pipe.write(ROWS * 1000)
                pipe.flush()
                while select.select([terminal.master], [], [], 0)[0]:
                    terminal.read(deadline)
                self.assertTrue(deadline.left())
        self.assertEqual(terminal.end(), 0)
        loading = [bar for bar in terminal.bars if "sorting" not in bar]
        self.assertRegex(loading[-1],
                         r"^loading [\d,]+ rows  [\d,]+ rows/s$")

    def test_no_message_stands_behind_it(self):
        bad = self.file(HEADER + "1,bad,0010,Central,310,BURGLARY,,,\n")
        terminal = self.loading(self.path, bad, columns=200)
        terminal.wait("loading")
        self.assertEqual(terminal.end(), 0)
        self.assertIn(f'blotter: {bad}:2: unreadable date "bad", row rejected',
                      terminal.lines())

    def test_no_error_stands_behind_it(self):
        terminal = self.loading("--end", "2022-01-01", self.path)
        terminal.wait("loading")
        self.assertEqual(terminal.end(), 1)
        ready, counts, error, empty = terminal.lines()
        self.assertEqual((ready, empty), ("ready", ""))
        self.assertRegex(counts, "^end rows=[1-9][0-9]* kept=0 ")
        self.assertRegex(error, "^blotter: no report to send: of ")

    def test_report(self):
        terminal = Terminal(self, "report", *[self.path] * 3)
        terminal.wait(r"loading +\d+ % ▕")
        terminal.run.signal(signal.SIGINT)
        self.assertEqual(terminal.end(), 1)
        self.assertEqual(terminal.lines(),
                         ["blotter: ended early: Interrupt", ""])

    def test_report_clears_it(self):
        terminal = Terminal(self, "report", "--end", "2022-01-01",
                            *[self.path] * 8)
        terminal.wait(r"loading +\d+ % ▕")
        self.assertEqual(terminal.end(), 1)
        self.assertRegex("\n".join(terminal.lines()),
                         "^blotter: no report to send: of .*\n$")

    def test_only_where_it_can_be_drawn(self):
        for term in "dumb", "":
            terminal = self.loading(self.path, environment={"TERM": term})
            terminal.wait("progress load [1-9]")
            terminal.run.signal(signal.SIGTERM)
            terminal.end()
            self.assertNotIn("loading", terminal.output)
            self.assertNotIn("\x1b", terminal.output)

    def test_events_asked_for_are_lines(self):
        terminal = self.loading("--events", self.path)
        terminal.wait("progress load [1-9]")
        terminal.run.signal(signal.SIGTERM)
        terminal.end()
        self.assertNotIn("\x1b", terminal.output)

    def test_nothing_of_it_where_there_is_no_terminal(self):
        self.environment["TERM"] = "xterm"
        run = self.run_to_end(*MAX, self.path, stdout=subprocess.DEVNULL)
        self.assertEqual(run.err, b"")
        run = self.start("report", *[self.path] * 8)
        self.metronome(1)
        run.signal(signal.SIGINT)
        self.assertEqual(run.end(), 1)
        self.assertEqual(self.error_line(run), "ended early: Interrupt")

    def test_a_short_file_shows_nothing(self):
        terminal = Terminal(self, *MAX, self.file(HEADER + ROWS))
        self.assertEqual(terminal.end(), 0)
        self.assertEqual([line.split(" ")[0] for line in terminal.lines()],
                         ["ready", "run", "clock", "end", ""])
        self.assertNotIn("\x1b", terminal.output)
