"""`--state`: a report that was killed goes on where its checkpoint stands."""
import json
import os
import random
import re
import signal
import subprocess
import unittest

import check_report
from command_case import HEADER, ROWS, CommandCase, report_lines
from reference_input import seconds
from running import PROGRAM

END = "2023-02-01"


class StateCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.state = self.folder / "state"
        self.checkpoint = self.state / "checkpoint"

    def start_report(self, *words):
        return self.start("report", "--state", self.state, "--checkpoint",
                          "100ms", *words)

    def killed_after(self, count, *words, until="9999"):
        """The ticks of a report that is killed when so many are out, or the
        one of that time is."""
        run = self.start_report(*words)
        ticks = []
        while len(ticks) < count and (not ticks or ticks[-1]["at"] < until):
            line = json.loads(run.line())
            if line["kind"] != "tick":
                self.fail("it ended before it was killed")
            ticks.append(line)
        run.signal(signal.SIGKILL)
        run.end()
        return [json.loads(line) for line in run.lines()
                if line.endswith(b"\n")]

    def check_ticks(self, ticks, **options):
        """Each at least once, none with other figures."""
        expected = {tick["at"]: tick for tick in report_lines(**options)[:-1]}
        seen = set()
        for tick in ticks:
            wanted = expected[tick["at"]]
            if complaint := check_report.compare(wanted, tick):
                self.fail(f"{tick['at']}: {complaint}")
            seen.add(tick["at"])
        self.assertEqual(seen, set(expected))


class Killed(StateCase):
    def test_a_report_killed_fifty_times_is_that_of_an_undisturbed_run(self):
        chance = random.Random(1)
        words = ("--speed", "20d")
        ticks = []
        for _ in range(50):
            ticks += self.killed_after(chance.randrange(1, 90), *words)
            if ticks[-1]["at"] > "2023-03-25":
                break
        run = self.start_report("--speed", "max")
        self.assertEqual(run.end(), 0)
        *last, summary = [json.loads(line) for line in run.lines()]
        self.check_ticks(ticks + last)
        self.assertEqual(summary, report_lines()[-1])

    def test_so_is_one_that_is_attached(self):
        """Also one that is killed before it has kept anything: what it has
        to catch up with comes at once, and then the place is kept."""
        chance = random.Random(2)
        end = "2023-01-21"
        bootstrap, _ = self.cluster("--partitions", 4)
        simulator = self.start("simulate", "--brokers", bootstrap, "--speed",
                               "2d", "--run", "r", "--end", end)
        words = ("--attach", "--brokers", bootstrap)
        ticks = []
        for _ in range(20):
            ticks += self.killed_after(chance.randrange(1, 60), "--follow",
                                       *words, until="2023-01-20")
            if ticks[-1]["at"] >= "2023-01-20":
                break
        self.assertEqual(simulator.end(), 0)
        run = self.start_report(*words)
        self.assertEqual(run.end(), 0)
        *last, summary = [json.loads(line) for line in run.lines()]
        self.check_ticks(ticks + last, end=seconds(end))
        self.assertEqual(summary["consumed"],
                         report_lines(end=seconds(end))[-1]["consumed"])
        self.assertEqual(summary["missing"] + summary["duplicate"]
                         + summary["late"], 0)

    def test_so_is_one_that_is_killed_in_a_quiet_night(self):
        """Its next report is hours away, but its ticks are not."""
        path = self.file(HEADER + "".join(
            f"{day},01/0{day}/2023,0800,Central,310,BURGLARY,1 MAIN ST,34.0,-118.2\n"
            for day in range(1, 4)))
        bootstrap, _ = self.cluster()
        simulator = self.start("simulate", "--brokers", bootstrap, "--speed",
                               "12h", "--run", "r", path)
        words = ("--attach", "--brokers", bootstrap, "--every", "7h")
        run = self.start_report("--follow", *words)
        ticks = [json.loads(run.line())]
        self.checkpoint.unlink(missing_ok=True)
        while not self.checkpoint.exists():
            ticks.append(json.loads(run.line()))
        run.signal(signal.SIGKILL)
        run.end()
        ticks += [json.loads(line) for line in run.lines() if line.endswith(b"\n")]
        self.assertEqual(simulator.end(), 0)
        run = self.start_report(*words)
        self.assertEqual(run.end(), 0)
        ticks += [json.loads(line) for line in run.lines()[:-1]]
        self.check_ticks(ticks, files=(path,), every="7h")

    def test_what_is_held_back_is_out_before_a_checkpoint(self):
        """An attached report prints nothing before it has seen the topic's
        end, and then more than a pipe takes at once."""
        bootstrap, _ = self.cluster("--partitions", 4)
        words = "--attach", "--brokers", bootstrap, "--every", "10m"
        self.assertEqual(self.start(
            "simulate", "--brokers", bootstrap, "--speed", "max", "--end",
            END).end(), 0)
        newest = report_lines(end=seconds(END), every="10m")[-2]["at"]
        run = self.start_report("--follow", *words)
        while (json.loads(run.line())["at"] < newest
               and not self.checkpoint.exists()):
            pass
        run.signal(signal.SIGKILL)
        run.end()
        ticks = [json.loads(line) for line in run.lines()
                 if line.endswith(b"\n")]
        run = self.start_report(*words)
        self.assertEqual(run.end(), 0)
        *last, _ = [json.loads(line) for line in run.lines()]
        self.check_ticks(ticks + last, end=seconds(END), every="10m")

    def test_another_reader_has_both_runs_as_one(self):
        """On the user's brokers: the run that goes on says of which."""
        bootstrap, _ = self.cluster("--partitions", 4)
        words = ("--brokers", bootstrap, "--end", END)
        ticks = self.killed_after(200, *words, "--speed", "10d")
        ticks += self.killed_after(60, *words, "--speed", "10d")
        self.assertEqual(self.start_report(*words).end(), 0)
        reader = self.run_to_end("report", "--attach", "--brokers", bootstrap)
        *lines, summary = [json.loads(line) for line in reader.lines()]
        self.check_ticks(lines, end=seconds(END))
        self.assertEqual(summary["consumed"],
                         report_lines(end=seconds(END))[-1]["consumed"])

    def test_going_on_with_other_ticks_keeps_to_their_own_times(self):
        run = self.start_report("--speed", "10d", "--end", END)
        run.json(lambda tick: tick["at"] > "2023-01-03")
        self.checkpoint.unlink(missing_ok=True)
        while not self.checkpoint.exists():
            run.line()
        run.signal(signal.SIGKILL)
        run.end()
        run = self.start_report("--every", "7h", "--end", END)
        self.assertEqual(run.end(), 0)
        at = [json.loads(line)["at"] for line in run.lines()[:-1]]
        whole = [tick["at"] for tick in report_lines(
            end=seconds(END), every="7h")[:-1]]
        self.assertEqual(at, whole[-len(at):])
        self.assertLess(len(at), len(whole))

    def test_ticks_in_a_file_that_was_not_finished_come_again(self):
        """None of them is out before the whole file is, so none is kept."""
        bootstrap, _ = self.cluster()
        path = self.folder / "input" / "ticks"
        words = ("--brokers", bootstrap, "--end", END, "-o", path)
        run = self.start_report("--speed", "10d", *words)
        self.kcat(bootstrap, "-f", "%s\n").json(
            lambda message: message.get("reported_at", "") > "2023-01-15")
        run.signal(signal.SIGKILL)
        run.end()
        self.assertFalse(self.checkpoint.exists())
        for left in path.parent.glob(".blotter-*"):
            left.unlink()
        self.assertEqual(self.start_report(*words).end(), 0)
        ticks = [json.loads(line) for line in path.read_text().splitlines()[:-1]]
        self.check_ticks(ticks, end=seconds(END))
        self.assertTrue(self.checkpoint.exists())

    def test_one_that_was_complete_has_nothing_to_add(self):
        path = self.file(HEADER + ROWS)
        self.assertEqual(self.start_report(path).end(), 0)
        run = self.start_report(path)
        self.assertEqual(run.end(), 0)
        line, = run.lines()
        self.assertEqual(json.loads(line)["consumed"], 6)

    def test_a_signal_keeps_the_last_tick(self):
        run = self.start("report", "--state", self.state, "--checkpoint",
                         "1h", "--speed", "10d")
        while json.loads(run.line())["at"] < "2023-01-05":
            pass
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 1)
        ticks = [json.loads(line) for line in run.lines()[:-1]]
        run = self.start_report()
        self.assertEqual(run.end(), 0)
        more = [json.loads(line) for line in run.lines()[:-1]]
        self.assertGreater(more[0]["at"], ticks[-1]["at"])
        self.check_ticks(ticks + more)


class Refused(StateCase):
    """What is no checkpoint of this is left as it is."""

    def made(self):
        path = self.file(HEADER + ROWS)
        self.assertEqual(self.start_report(path).end(), 0)
        return path

    def refuse(self, *words, named):
        before = self.checkpoint.read_bytes()
        run = self.start_report(*words)
        self.assertEqual(run.end(), 1)
        line = self.error_line(run)
        self.assertIn(str(self.checkpoint), line)
        self.assertIn(named, line)
        self.assertEqual(self.checkpoint.read_bytes(), before)

    def test_another_input(self):
        path = self.made()
        other = self.file(HEADER + ROWS, "other.csv")
        for words in ((other,), (path, other), (path, "--seed", "2"),
                      (path, "--crimes", "all"), (path, "--delay", "1-2"),
                      (path, "--start", "2023-01-01"),
                      (path, "--end", "2024-01-01")):
            with self.subTest(words):
                self.refuse(*words, named="other")

    def test_a_torn_or_damaged_one(self):
        path = self.made()
        whole = self.checkpoint.read_bytes()
        for at in range(0, len(whole), 97):
            self.checkpoint.write_bytes(whole[:at])
            self.refuse(path, named="is ")
        for at in range(40, len(whole), 211):
            torn = bytearray(whole)
            torn[at] ^= 4
            self.checkpoint.write_bytes(torn)
            self.refuse(path, named="damaged")

    def test_one_that_is_not_ours_or_newer(self):
        path = self.made()
        whole = self.checkpoint.read_bytes()
        self.checkpoint.write_bytes(b"my diary\n" * 100)
        self.refuse(path, named="no checkpoint")
        other, count = re.subn(rb"checkpoint \d\n", b"checkpoint 0\n", whole,
                               count=1)
        self.assertEqual(count, 1)
        self.checkpoint.write_bytes(other)
        self.refuse(path, named="version")

    def test_a_folder_that_cannot_be_made(self):
        path = self.file(HEADER + ROWS)
        run = self.start("report", "--state", f"{path}/x", path)
        self.assertEqual(run.end(), 1)
        self.assertIn("--state", self.error_line(run))

    def test_a_full_disk_is_told_and_the_report_goes_on(self):
        path = self.file(HEADER + ROWS)
        run = self.start("-c", 'ulimit -f 0; exec "$0" "$@"', PROGRAM,
                         "report", "--state", self.state, path, program="sh")
        self.assertEqual(run.end(), 1)
        self.assertIn("cannot keep the place", self.error_line(run))
        self.assertEqual(json.loads(run.lines()[-1])["consumed"], 6)
        self.assertEqual(self.kept(), ["lock"])

    def kept(self):
        return sorted(path.name for path in self.state.iterdir())

    def test_what_is_no_regular_file_is_neither_written_nor_waited_for(self):
        path = self.made()
        precious = self.folder / "input" / "precious"
        precious.write_text("mine")
        kinds = {"a link": lambda name: name.symlink_to(precious),
                 "a link to nothing": lambda name: name.symlink_to(self.folder
                                                                   / "none"),
                 "a FIFO": os.mkfifo, "a folder": os.mkdir}
        for name in "checkpoint", "checkpoint.new", "lock":
            for kind, make in kinds.items():
                with self.subTest(f"{name}: {kind}"):
                    place = self.state / name
                    saved = place.read_bytes() if place.exists() else None
                    place.unlink(missing_ok=True)
                    make(place)
                    run = self.start_report(path)
                    self.assertEqual(run.end(), 1)
                    self.assertIn(str(place), self.error_line(run))
                    self.assertEqual(precious.read_text(), "mine")
                    self.assertFalse((self.folder / "none").exists())
                    place.rmdir() if place.is_dir() else place.unlink()
                    if saved is not None:
                        place.write_bytes(saved)

    def test_what_a_killed_one_has_left_is_written_anew(self):
        path = self.made()
        before = self.checkpoint.read_bytes()
        (self.state / "checkpoint.new").write_bytes(before[:100])
        self.checkpoint.unlink()
        self.assertEqual(self.start_report(path).end(), 0)
        self.assertEqual(self.kept(), ["checkpoint", "lock"])


def can_trace():
    try:
        return subprocess.run(["strace", "-qq", "-o", os.devnull, "true"],
                              check=False).returncode == 0
    except FileNotFoundError:
        return False


class OneProcess(StateCase):
    def test_a_second_one_is_refused_and_a_killed_one_does_not_hold_it(self):
        first = self.start_report("--speed", "10d")
        first.line()
        second = self.start_report("--speed", "max")
        self.assertEqual(second.end(), 1)
        self.assertEqual(second.out, b"")
        self.assertIn(f"process {first.pid} ", self.error_line(second))
        first.signal(signal.SIGKILL)
        first.end()
        self.assertEqual(self.start_report("--speed", "max").end(), 0)

    @unittest.skipUnless(can_trace(), "strace was not found, or may not trace")
    def test_a_close_that_fails_is_not_tried_again(self):
        path = self.file(HEADER + ROWS)
        self.environment["ASAN_OPTIONS"] += ":detect_leaks=0"  # when traced
        run = self.start(
            "-f", "-qq", "-e", "signal=none", "-o", self.folder / "input" / "calls",
            "-P", self.state / "checkpoint.new", "-e", "trace=close",
            "-e", "inject=close:error=EIO", PROGRAM, "report", "--state",
            self.state, path, program="strace")
        self.assertEqual(run.end(), 1)
        self.assertIn("cannot keep the place", self.error_line(run))
        calls = (self.folder / "input" / "calls").read_text().splitlines()
        self.assertEqual(len(calls), 1, calls)
