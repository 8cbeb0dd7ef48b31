"""Officers in processes of their own, and runs that are gone on with."""
import json
import random
import signal

import reference_stream
from command_case import CommandCase, book
from reference_input import seconds

WEEK = "2023-01-08"


class Officers(CommandCase):
    """Together they send what one process sends, in any order of starting,
    killed or not (§2 --officer, --run)."""

    def messages(self, bootstrap):
        reader = self.kcat(bootstrap, "-e", "-f", "%s\n", topic="la-crime")
        self.assertEqual(reader.end(), 0)
        return [json.loads(line) for line in reader.out.splitlines()]

    def start_officer(self, bootstrap, officer, *words, run="r-1"):
        return self.start("simulate", "--brokers", bootstrap, "--run", run,
                          "--officer", officer, "--end", WEEK, *words)

    def check_reports(self, messages, officers):
        """All reports of the week are there once, with a start, and an end
        at the run's last report, of each officer."""
        expected = [json.loads(line) for line in reference_stream.stream_lines(
            "r-1", 0, book(officers=officers, end=seconds(WEEK)))]

        def crimes(found):
            return sorted(((m["officer"], m["seq"], m["id"], m["reported_at"])
                           for m in found if m["kind"] == "crime"))
        self.assertEqual(crimes(messages), crimes(expected))
        for kind in "start", "end":
            self.assertEqual(
                sorted({(m["officer"], m["at"], m["seq"]) for m in messages
                        if m["kind"] == kind}),
                sorted((m["officer"], m["at"], m["seq"]) for m in expected
                       if m["kind"] == kind))
        starts = [m["officer"] for m in messages if m["kind"] == "start"]
        self.assertEqual(len(starts), officers)

    def check_clocks(self, messages):
        """After a clock no report of that officer at or before it."""
        clocks = {}
        for m in messages:
            key = m["officer"]
            if m["kind"] == "crime":
                self.assertGreater(m["reported_at"], clocks.get(key, ""))
            elif m["kind"] in ("clock", "end"):
                clocks[key] = max(m["at"], clocks.get(key, ""))

    def test_any_order_of_starting_gives_the_same_reports(self):
        bootstrap, _ = self.cluster("--partitions", "2")
        for officer in "3/3", "1/3", "2/3":
            run = self.start_officer(bootstrap, officer, "--speed", "max")
            self.assertEqual(run.end(), 0)
        messages = self.messages(bootstrap)
        self.check_reports(messages, 3)
        self.check_clocks(messages)

    def test_all_at_once(self):
        bootstrap, _ = self.cluster("--partitions", "2")
        runs = [self.start_officer(bootstrap, officer, "--speed", speed)
                for officer, speed in (("2/3", "7d"), ("3/3", "max"),
                                       ("1/3", "2d"))]
        for run in runs:
            self.assertEqual(run.end(), 0)
        messages = self.messages(bootstrap)
        self.check_reports(messages, 3)
        self.check_clocks(messages)

    def test_killed_officers_of_one_process_go_on(self):
        bootstrap, _ = self.cluster("--partitions", "2")
        words = ("simulate", "--brokers", bootstrap, "--run", "r-1",
                 "--officers", "3", "--end", WEEK)
        for wanted in 40, 150, 90:
            run = self.start(*words, "--speed", "1d", "--events")
            run.line(lambda line, wanted=wanted: line.startswith("clock ")
                     and int(line.split(" ")[5]) >= wanted, "err")
            run.signal(signal.SIGKILL)
            run.end()
        self.assertEqual(self.start(*words, "--speed", "max").end(), 0)
        messages = self.messages(bootstrap)
        self.check_reports(messages, 3)
        self.check_clocks(messages)

    def test_a_killed_officer_goes_on_after_its_last_report(self):
        bootstrap, _ = self.cluster()
        choose = random.Random(4)
        other = self.start_officer(bootstrap, "2/2", "--speed", "max")
        self.assertEqual(other.end(), 0)
        for _ in range(4):
            run = self.start_officer(bootstrap, "1/2", "--speed", "6h",
                                     "--events")
            begun = []

            def acked(line, wanted=choose.randrange(5, 60)):
                if line.startswith("clock "):
                    begun.append(int(line.split(" ")[5]))
                return bool(begun) and begun[-1] >= wanted
            run.line(acked, "err")
            run.signal(signal.SIGKILL)
            run.end()
        run = self.start_officer(bootstrap, "1/2", "--speed", "max")
        self.assertEqual(run.end(), 0)
        messages = self.messages(bootstrap)
        self.check_reports(messages, 2)
        self.check_clocks(messages)

    def test_an_early_end_is_taken_back_and_all_officers_go_on(self):
        bootstrap, _ = self.cluster()
        words = ("simulate", "--brokers", bootstrap, "--run", "r-1",
                 "--officers", "3", "--end", WEEK)
        run = self.start(*words, "--speed", "1d", "--events")
        run.line(lambda line: line.startswith("clock ")
                 and int(line.split(" ")[5]) > 20, "err")
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 0)
        self.assertEqual(self.start(*words, "--speed", "max").end(), 0)
        messages = self.messages(bootstrap)
        last = {m["officer"]: m for m in messages if m["kind"] == "end"}
        self.assertEqual({m["at"] for m in last.values()},
                         {max(m["until"] for m in messages
                              if m["kind"] == "start")})
        crimes = [m["id"] for m in messages if m["kind"] == "crime"]
        self.assertEqual(crimes, [r.id for r in book(
            officers=3, end=seconds(WEEK)).reports])

    def test_a_complete_run_has_nothing_to_send(self):
        bootstrap, _ = self.cluster()
        for officer in "1/2", "2/2":
            run = self.start_officer(bootstrap, officer, "--speed", "max")
            self.assertEqual(run.end(), 0)
        before = self.messages(bootstrap)
        run = self.start_officer(bootstrap, "1/2", "--speed", "max")
        self.assertEqual(run.end(), 0)
        self.assertIn(b"run r-1 is complete on topic la-crime", run.err)
        self.assertEqual(self.messages(bootstrap), before)

    def test_another_number_of_officers_is_refused(self):
        bootstrap, _ = self.cluster()
        run = self.start_officer(bootstrap, "1/2", "--speed", "max")
        self.assertEqual(run.end(), 0)
        run = self.start_officer(bootstrap, "1/3", "--speed", "max")
        self.assertEqual(run.end(), 1)
        self.assertIn(b"has 2 officers, not 3", run.err)

    def test_usage(self):
        for words, name in (
                (("--officer", "1/2"), "--run"),
                (("--officer", "3/2", "--run", "r"), "--officer"),
                (("--officer", "0/2", "--run", "r"), "--officer"),
                (("--officer", "1", "--run", "r"), "--officer"),
                (("--officer", "1/2", "--run", "r", "--driven"), "--driven")):
            with self.subTest(words):
                self.refused(("simulate", *words), 2, name)

    def test_seek_is_refused(self):
        run = self.start("simulate", "--to", "stdout", "--officer", "1/2",
                         "--run", "r", "--events", "--speed", "1h",
                         stdin=-1)
        run.line(lambda line: line.startswith("run "), "err")
        run.send("seek 2023-02-01\nquit\n")
        run.line(lambda line: line.startswith("error seek"), "err")
        self.assertEqual(run.end(), 0)


class Seek(CommandCase):
    """A seek begins a new run with its windows filled (§4 Seek)."""

    def test_forward_back_and_beyond_both_ends(self):
        times = ("2023-03-01T00:00:00", "2023-01-05T12:30:00",
                 "2022-06-01T00:00:00", "2023-02-01T00:00:00")
        run = self.start("simulate", "--to", "stdout", "--speed", "1m",
                         "--events", "--windows", "1h,6h", stdin=-1)
        run.line(lambda line: line.startswith("run "), "err")
        for at in times:
            run.send(f"seek {at}\n")
            run.line(lambda line, at=at: line.startswith(f"clock {at}"),
                     "err")
        run.send("seek 2024-01-01\n")
        self.assertEqual(run.end(closes_input=False), 0)
        messages = [json.loads(line) for line in run.out.splitlines()]
        runs = {}
        for m in messages:
            runs.setdefault(m["run"], []).append(m)
        found = [r for r in runs.values()][1:]
        self.assertEqual([r[0]["at"] for r in found],
                         [*times, "2024-01-01T00:00:00"])
        for sought in found:
            self.check_run(sought)
        self.assertEqual({m["at"] for m in found[-1] if m["kind"] == "end"},
                         {"2024-01-01T00:00:00"})
        self.assertFalse([m for r in found[:-1] for m in r
                          if m["kind"] == "end"])

    def check_run(self, messages):
        at = seconds(messages[0]["at"])
        fill_from = seconds(messages[0]["windows_from"])
        self.assertEqual(at - fill_from, 6 * 3600)
        crimes = [m for m in messages if m["kind"] == "crime"]
        reports = [r for r in book().reports
                   if fill_from < r.reported_at]
        self.assertEqual([m["id"] for m in crimes],
                         [r.id for r in reports[:len(crimes)]])
        filled = [r for r in reports if r.reported_at <= at]
        self.assertGreaterEqual(len(crimes), len(filled))
        told = [m["kind"] for m in messages[4 + len(filled):][:4]]
        self.assertIn(told, (["clock"] * 4, ["end"] * 4))
