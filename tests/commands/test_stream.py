"""`simulate --to stdout`: the stream's properties, its pace and its end."""
import json
import re
import signal
import subprocess
import time

from command_case import HEADER, ROWS, CommandCase, book
from reference_input import seconds
from running import PROGRAM

STDOUT = ("simulate", "--to", "stdout")
MAX = (*STDOUT, "--speed", "max")


class AtMax(CommandCase):
    """Byte for byte what the reference says."""

    def test_shipped_quarter(self):
        self.equal_stream(self.run_to_end(*MAX))

    def test_other_seed_officers_and_delay(self):
        run = self.run_to_end(*MAX, "--seed", "2", "--officers", "7",
                              "--delay", "0-0")
        self.equal_stream(run, seed=2, officers=7, delay=(0, 0))

    def test_one_officer_and_all_crimes(self):
        run = self.run_to_end(*MAX, "--seed", str(2**64 - 1), "--officers",
                              "1", "--crimes", "all", "--end", "2023-02-01")
        self.equal_stream(run, seed=2**64 - 1, officers=1, crimes="all",
                          end=seconds("2023-02-01"))

    def test_1_3_and_16_officers(self):
        for officers in 1, 3, 16:
            with self.subTest(officers):
                run = self.run_to_end(*MAX, "--officers", officers, "--end",
                                      "2023-01-15")
                self.equal_stream(run, officers=officers,
                                  end=seconds("2023-01-15"))

    def test_more_officers_than_reports(self):
        path = self.file(HEADER + ROWS)
        run = self.run_to_end(*MAX, "--officers", "100", path)
        self.equal_stream(run, files=(path,), officers=100)

    def test_start_and_end(self):
        run = self.run_to_end(*MAX, "--start", "2023-01-31T12:34", "--end",
                              "2023-02-28", "--crimes", "stolen,Battery")
        self.equal_stream(run, start=seconds("2023-01-31T12:34:00"),
                          end=seconds("2023-02-28"), crimes="stolen,Battery")

    def test_several_files_and_standard_input(self):
        paths = [self.file(HEADER + ROWS.replace("01/01", f"0{day}/01"),
                           f"{day}.csv") for day in (2, 1, 1)]
        with open(paths[1]) as second:
            run = self.run_to_end(*MAX, paths[0], "-", paths[2],
                                  stdin=second)
        self.equal_stream(run, files=tuple(paths))

    def test_two_runs_give_the_same_bytes_but_for_began(self):
        runs = [self.start(*MAX, "--run", "same") for _ in range(2)]
        outs = set()
        for run in runs:
            self.assertEqual(run.end(), 0)
            out, count = re.subn(rb'"began":\d+', b'"began":0', run.out)
            self.assertEqual(count, 4)
            outs.add(out)
        self.assertEqual(len(outs), 1)

    def test_a_run_is_named_by_the_real_time(self):
        before = time.time_ns() // 1000
        first = json.loads(self.run_to_end(*MAX).lines()[0])
        after = time.time_ns() // 1000
        self.assertRegex(first["run"], "^[0-9a-f]{16}$")
        self.assertTrue(before <= int(first["run"], 16) <= after)
        self.assertTrue(before // 1000 <= first["began"] <= after // 1000)


class Paced(CommandCase):
    def test_a_quarter_at_30_days_a_second(self):
        """It keeps every rule, and takes as long as it has to."""
        began = time.monotonic()
        run = self.run_to_end(*STDOUT, "--speed", "30d")
        took = time.monotonic() - began
        self.equal_stream(run, any_speed=True)
        played = book().last - book().first
        self.assertGreaterEqual(took, played / (30 * 86400))

    def test_a_slow_one_says_clocks_between_reports(self):
        """§4: every 100 ms if it moved. At 1 m a second it moves, so that
        reports ten minutes apart have many clocks between them."""
        path = self.file(HEADER + ROWS)
        run = self.start(*STDOUT, "--speed", "2m", "--delay", "30-30", path)
        clocks = []
        for _ in range(20):
            clocks.append(run.json(lambda m: m["kind"] == "clock"
                                   and m["officer"] == 4)["at"])
        self.assertEqual(clocks, sorted(set(clocks)))
        first = seconds("2023-01-01T00:40:00")
        self.assertTrue(all(first <= seconds(at) < first + 600
                            for at in clocks), clocks)
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 0)

    def test_seven_days_a_second(self):
        for officers in 1, 3, 16:
            with self.subTest(officers):
                run = self.run_to_end(*STDOUT, "--speed", "7d", "--end",
                                      "2023-01-12", "--officers", officers)
                self.equal_stream(run, any_speed=True, officers=officers,
                                  end=seconds("2023-01-12"))


class Ends(CommandCase):
    """However it is stopped, what it says of itself is true."""

    def honest_end(self, run, officers=4):
        """The last lines are early `end`s, and cover all that was sent."""
        messages = [json.loads(line) for line in run.lines()]
        ends, rest = messages[-officers:], messages[:-officers]
        self.assertEqual([m["kind"] for m in ends], ["end"] * officers)
        self.assertEqual([m["officer"] for m in ends],
                         list(range(1, officers + 1)))
        self.assertEqual(len({m["at"] for m in ends}), 1)
        at = ends[0]["at"]
        sent = [m for m in rest if m["kind"] == "crime"]
        self.assertLessEqual(max((m["reported_at"] for m in sent),
                                 default=at), at)
        self.assertLessEqual(max((m["at"] for m in rest
                                  if m["kind"] == "clock"), default=at), at)
        self.assertLess(at, messages[0]["until"])
        for end in ends:
            self.assertEqual(end["seq"], sum(m["officer"] == end["officer"]
                                             for m in sent))
        due = [report.id for report in book().reports
               if report.reported_at <= seconds(at)]
        self.assertEqual([m["id"] for m in sent], due)

    def test_signals(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            for speed, reports in (("1h", 4), ("1m", 0), ("7d", 900)):
                with self.subTest(f"{number.name} at {speed}"):
                    run = self.start(*STDOUT, "--speed", speed)
                    for _ in range(reports):
                        run.line(lambda line: '"crime"' in line)
                    run.line(lambda line: '"clock"' in line)
                    run.signal(number)
                    self.assertEqual(run.end(), 0)
                    self.assertEqual(run.err, b"")
                    self.honest_end(run)

    def test_a_signal_at_max_while_the_reader_is_slow(self):
        run = self.start(*MAX)
        run.line(lambda line: '"clock"' in line)
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 0)
        self.honest_end(run)

    def test_a_signal_while_the_input_is_silent(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            run = self.start(*MAX, "--events", "-", stdin=subprocess.PIPE)
            run.line(stream="err")
            run.signal(number)
            self.assertIn(run.end(closes_input=False), (1, -number))
            self.assertEqual(run.out, b"")

    def test_a_reader_that_leaves(self):
        """`| head`: a clean end, without a word."""
        for words in MAX, (*STDOUT, "--speed", "30d"), ("report",):
            with self.subTest(words):
                run = self.start(*words)
                run.line()
                run.process.stdout.close()
                run.open.clear()
                self.assertEqual(run.process.wait(40), 0)
                self.assertEqual(run.process.stderr.read(), b"")

    def test_a_full_disk(self):
        with open("/dev/full", "w") as full:
            for words in MAX, (*STDOUT, "--speed", "30d"), ("report",):
                with self.subTest(words):
                    self.refused(words, 1, "standard output: ", "No space",
                                 stdout=full)

    def test_a_standard_output_that_is_closed(self):
        for words in MAX, ("report",):
            run = self.start("-c", 'exec "$0" "$@" >&-', PROGRAM, *words,
                             program="sh")
            self.assertEqual(run.end(), 1)
            self.assertIn("standard output", self.error_line(run))
