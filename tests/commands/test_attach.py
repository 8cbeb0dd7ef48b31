"""`report --attach`: a topic that others feed."""
import json
import random
import signal

import blotter_reference as reference
import check_report
from blotter_reference import Options
from command_case import HEADER, ROWS, CommandCase, report_lines
from reference_input import seconds

UNKNOWN = ("city", "rows", "kept", "filtered", "rejected", "produced")
STUDY = {"DR Number": 1, "Crime Code Description": "BURGLARY",
         "Area Name": "Central", "Date Occurred": "2023-01-01T00:00:00.000Z",
         "Time Occurred": 10, "Location ": "(34.0483, -118.2631)"}


class AttachCase(CommandCase):
    def simulate(self, bootstrap, *words, speed="max", **options):
        return self.run_to_end("simulate", "--brokers", bootstrap, "--speed",
                               speed, *words, **options)

    def report(self, bootstrap, *words, status=0):
        return self.run_to_end("report", "--attach", "--brokers", bootstrap,
                               *words, status=status)

    def put(self, bootstrap, *values, partition=0):
        """kcat writes these values."""
        run = self.start("-P", "-b", bootstrap, "-t", "la-crime", "-p",
                         partition, program="kcat", stdin=-1)
        run.send("".join(f"{value}\n" for value in values))
        self.assertEqual(run.end(), 0)

    def equal_ticks(self, run, **options):
        """The same as of a run of our own."""
        self.equal_to(run, *report_lines(**options))

    def equal_to(self, run, *expected):
        """These ticks and this summary; what only a simulator knows is
        unknown."""
        *expected, summary = expected
        *lines, last = run.lines()
        self.assertEqual(len(lines), len(expected))
        for wanted, line in zip(expected, lines):
            complaint = check_report.compare(wanted, check_report.read(line))
            if complaint:
                run.fail(complaint)
        got = json.loads(last)
        self.assertEqual({got[name] for name in UNKNOWN}, {None})
        for name in "consumed", "missing", "duplicate", "late", "undecodable":
            self.assertEqual(got[name], summary[name], name)


class Missing(AttachCase):
    def test_a_topic_that_is_not_there_is_said_and_not_made(self):
        bootstrap, _ = self.cluster()
        for _ in range(2):
            run = self.report(bootstrap, "--topic", "typo", status=1)
            self.assertEqual(run.err, b'blotter: topic "typo" is not there\n')
            self.assertEqual(run.out, b"")
        listed = self.start("-L", "-b", bootstrap, program="kcat")
        self.assertEqual(listed.end(), 0)
        self.assertNotIn(b"typo", listed.out)


class Runs(AttachCase):
    def test_a_run_that_is_over_reads_like_ours(self):
        for partitions in 4, 7:
            bootstrap, _ = self.cluster("--partitions", partitions)
            self.simulate(bootstrap)
            self.equal_ticks(self.report(bootstrap))

    def test_the_newest_run_is_reported_and_nothing_of_the_others(self):
        bootstrap, _ = self.cluster("--partitions", 4)
        for seed in 2, 3, 1:
            self.simulate(bootstrap, "--seed", seed, "--officers", 5,
                          "--end", "2023-01-20")
        self.equal_ticks(self.report(bootstrap),
                         end=seconds("2023-01-20"))

    def test_officers_in_processes_of_their_own_are_one_run(self):
        bootstrap, _ = self.cluster("--partitions", 3)
        for officer in 3, 1, 2:
            self.simulate(bootstrap, "--officer", f"{officer}/3", "--run",
                          "r")
        self.equal_ticks(self.report(bootstrap))

    def test_a_run_that_was_cut_off_is_reported_as_far_as_it_came(self):
        bootstrap, _ = self.cluster("--partitions", 2)
        simulator = self.start("simulate", "--brokers", bootstrap, "--speed",
                               "10d", "--events", stdin=-1)
        simulator.line(lambda line: line.startswith("clock")
                       and line >= "clock 2023-01-15", "err")
        simulator.signal(signal.SIGKILL)
        simulator.end()
        run = self.report(bootstrap)
        summary = json.loads(run.lines()[-1])
        ticks = [json.loads(line) for line in run.lines()[:-1]]
        self.assertEqual(ticks[-1]["all"]["total"], summary["consumed"])
        # Beyond its clock, the topic holds more of some officers than of
        # others.
        clock = self.clock_of(bootstrap)
        for wanted, tick in zip(report_lines(), ticks):
            if tick["at"] <= clock:
                self.assertIsNone(check_report.compare(wanted, tick))

    def clock_of(self, bootstrap):
        """Of the topic's only run, by what kcat reads."""
        reader = self.kcat(bootstrap, "-e", "-f", "%s\n")
        reader.end()
        said = {}
        for line in reader.lines():
            message = json.loads(line)
            if message["kind"] != "crime":
                said[message["officer"]] = message["at"]
        return min(said.values())

    def test_from_a_time_on_the_windows_are_filling(self):
        bootstrap, _ = self.cluster("--partitions", 4)
        self.simulate(bootstrap)
        run = self.report(bootstrap, "--from", "2023-02-01", "--windows",
                          "1h,12h")
        ticks = [json.loads(line) for line in run.lines()[:-1]]
        expected = {tick["at"]: tick for tick in report_lines()[:-1]}
        self.assertGreaterEqual(ticks[0]["at"], "2023-02-01T00:00:00")
        self.assertLess(ticks[0]["at"], "2023-02-01T06:00:00")
        self.assertTrue(ticks[0]["windows"]["12h"]["filling"])
        self.assertNotIn("filling", ticks[-1]["windows"]["12h"])
        for tick in ticks[14:]:
            self.assertEqual(tick["windows"]["12h"],
                             expected[tick["at"]]["windows"]["12h"])

    def test_follow_goes_on_until_a_signal(self):
        bootstrap, _ = self.cluster("--partitions", 4)
        run = self.start("report", "--attach", "--follow", "--brokers",
                         bootstrap)
        self.simulate(bootstrap, "--end", "2023-01-10")
        last = report_lines(end=seconds("2023-01-10"))[-2]["at"]
        run.json(lambda tick: tick.get("at") == last)
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 0)
        self.assertEqual(run.err, b"")
        self.equal_ticks(run, end=seconds("2023-01-10"))

    def test_follow_shows_a_run_that_takes_over(self):
        bootstrap, _ = self.cluster("--partitions", 2)
        self.simulate(bootstrap, "--end", "2023-01-05")
        run = self.start("report", "--attach", "--follow", "--brokers",
                         bootstrap)
        first = report_lines(end=seconds("2023-01-05"))
        run.json(lambda tick: tick.get("at") == first[-2]["at"])
        self.simulate(bootstrap, "--end", "2023-01-03", "--seed", 4)
        second = report_lines(end=seconds("2023-01-03"), seed=4)
        for wanted in second[:-1]:
            self.assertIsNone(check_report.compare(wanted, run.json()))
        run.signal(signal.SIGINT)
        self.assertEqual(run.end(), 0)

    def start_of(self, run, began_ms, officers):
        """A run's first message, and there are no others."""
        return json.dumps({
            "kind": "start", "run": run, "officer": 1, "officers": officers,
            "seq": 0, "began": began_ms,
            "windows_from": "2023-01-01T00:00:00",
            "at": "2023-01-01T00:00:00", "until": "2023-12-31T00:00:00"})

    def test_a_run_that_says_it_began_in_the_future_is_not_the_newest(self):
        bootstrap, _ = self.cluster()
        self.simulate(bootstrap, "--end", "2023-01-03")
        self.put(bootstrap, self.start_of("evil", 2 ** 63 - 1, 10000))
        run = self.report(bootstrap, status=1)
        *ticks, summary = (json.loads(line) for line in run.lines())
        *expected, wanted = report_lines(end=seconds("2023-01-03"))
        self.assertEqual(len(ticks), len(expected))
        self.assertEqual(summary["consumed"], wanted["consumed"])
        self.assertEqual(summary["undecodable"], 1)

    def test_a_report_that_counts_nothing_fails_and_says_why(self):
        bootstrap, _ = self.cluster()
        words = ("report", "--attach", "--brokers", bootstrap)
        self.refused(words, 1, "la-crime", "no crime report")
        self.put(bootstrap, "nonsense")
        self.refused(words, 1, "no crime report", "cannot be read: 1",
                     "not a JSON object")
        self.put(bootstrap, self.start_of("empty", 1, 1))
        self.refused(words, 1, "no crime report", "newest run, empty,")


class Faults(AttachCase):
    """A report is in the accounts, whatever happened to it."""

    def messages(self, bootstrap):
        reader = self.kcat(bootstrap, "-e", "-f", "%s\n")
        self.assertEqual(reader.end(), 0)
        return reader.out.decode().splitlines()

    def moved(self, change):
        """The small file's messages, changed, on a topic of their own."""
        path = self.file(HEADER + ROWS)
        source, _ = self.cluster()
        self.simulate(source, "--officers", 2, path)
        lines = self.messages(source)
        target, _ = self.cluster()
        self.put(target, *change(lines))
        return self.report(target, status=1)

    def summary(self, run):
        return json.loads(run.lines()[-1])

    def test_what_is_missing_is_told(self):
        run = self.moved(lambda lines: [line for line in lines
                                        if '"id":"3"' not in line])
        self.assertEqual(self.summary(run)["missing"], 1)
        self.assertEqual(self.summary(run)["consumed"], 5)

    def test_what_comes_twice_is_counted_once(self):
        run = self.moved(lambda lines: [*lines, *lines])
        self.assertEqual(self.summary(run)["duplicate"], 6)
        self.assertEqual(self.summary(run)["consumed"], 6)

    def test_what_is_late_is_counted_in_its_place(self):
        def late(lines):
            one = next(line for line in lines if '"id":"1"' in line)
            return [*(line for line in lines if line != one), one]
        run = self.moved(late)
        summary = self.summary(run)
        self.assertEqual((summary["late"], summary["consumed"],
                          summary["missing"]), (1, 6, 0))

    def delayed(self, lines, numbers):
        """Some crimes are sent later than their officers' clocks say: they
        are given the seq by their place then, or keep theirs."""
        draw = random.Random(5)
        by_officer = {}
        for message in map(json.loads, lines):
            by_officer.setdefault(message["officer"], []).append(message)
        for messages in by_officer.values():
            for place in range(len(messages) - 2, 0, -1):
                if messages[place]["kind"] == "crime" \
                        and draw.random() < .1:
                    to = min(place + draw.randrange(1, 200),
                             len(messages) - 2)
                    messages.insert(to, messages.pop(place))
            sent = 0
            for message in messages if numbers else ():
                sent += message["kind"] == "crime"
                message["seq"] = sent
        return {officer: [json.dumps(message) for message in messages]
                for officer, messages in by_officer.items()}

    def test_late_reports_make_the_same_figures_over_any_partitions(self):
        """§4 Late; every tick equals the reference."""
        end = seconds("2023-01-05")
        source, _ = self.cluster()
        self.simulate(source, "--end", "2023-01-05", "--officers", 5)
        lines = self.messages(source)
        for partitions, numbers in (1, True), (2, False), (5, True):
            by_officer = self.delayed(lines, numbers)
            book = reference.load(Options(end=end, officers=5))
            book.late = reference.late_crimes(
                line for lines in by_officer.values() for line in lines)
            self.assertGreater(len(book.late), 50)
            target, _ = self.cluster("--partitions", partitions)
            for officer, values in by_officer.items():
                self.put(target, *values,
                         partition=(officer - 1) % partitions)
            run = self.report(target, status=1)
            self.equal_to(run, *reference.ticks(book),
                          reference.summary(book))

    def test_what_is_undecodable_is_counted(self):
        run = self.moved(lambda lines: ["{", *lines, '{"kind":"crime"}'])
        self.assertEqual(self.summary(run)["undecodable"], 2)
        self.assertEqual(self.summary(run)["consumed"], 6)


class Foreign(AttachCase):
    """Messages without `kind`."""

    def test_rows_have_the_same_totals(self):
        bootstrap, _ = self.cluster("--partitions", 4)
        self.simulate(bootstrap, "--value", "row", "--end", "2023-01-15")
        run = self.report(bootstrap)
        *expected, summary = report_lines(
            end=seconds("2023-01-15"))
        ticks = [json.loads(line) for line in run.lines()[:-1]]
        self.assertEqual(ticks[-1]["all"], expected[-1]["all"])
        self.assertEqual(json.loads(run.lines()[-1])["consumed"],
                         summary["consumed"])
        for wanted, tick in zip(expected, ticks):
            self.assertEqual(wanted["all"], tick["all"], tick["at"])
            for name in "1h", "6h", "12h":
                tick["windows"][name].pop("filling", None)
            self.assertEqual(wanted["windows"], tick["windows"])

    def test_the_original_studys_own_messages_are_crimes(self):
        bootstrap, _ = self.cluster()
        rows = [{**STUDY, "Time Occurred": minute,
                 "Stream Time": 1672531200000 + 60000 * minute,
                 "Officer Id": 1} for minute in range(1, 40)]
        self.put(bootstrap, *(json.dumps(row) for row in rows),
                 *(json.dumps({name: {"0": value}
                               for name, value in row.items()})
                   for row in rows))
        run = self.report(bootstrap)
        tick, summary = (json.loads(line) for line in run.lines())
        self.assertEqual(summary["consumed"], 78)
        self.assertEqual(tick["all"]["crimes"], [["BURGLARY", 78]])
        self.assertEqual(tick["all"]["places"], [["Central", 78]])

    def test_what_is_no_crime_is_undecodable_and_no_failure(self):
        bootstrap, _ = self.cluster()
        self.put(bootstrap, json.dumps({**STUDY, "Stream Time": 0}),
                 '{"a":1}', "[]", "17", "no", '{"Crime Code Description":""}')
        run = self.report(bootstrap)
        self.assertEqual(json.loads(run.lines()[-1])["undecodable"], 5)


    def test_a_time_that_is_far_off_does_not_make_ticks_without_end(self):
        bootstrap, _ = self.cluster()
        self.put(bootstrap, *(json.dumps({**STUDY, "reported_at": at})
                              for at in ("0001-01-01T00:10:00",
                                         "2023-01-01T00:10:00",
                                         "9999-12-31T23:00:00")))
        for every in "1h", "1d":
            self.refused(("report", "--attach", "--brokers", bootstrap,
                          "--every", every), 1, "0001-01-01T00:10:00",
                         "9999-12-31T23:00:00", "--start", "--end")


class Usage(AttachCase):
    def test_what_does_not_go_together_is_a_usage_error(self):
        path = self.file(HEADER + ROWS)
        for words, named in (
                (("--attach",), "--brokers"),
                (("--attach", "-b", "x:1", path), path),
                (("--attach", "-b", "x:1", "--seed", "1"), "--seed"),
                (("--attach", "-b", "x:1", "--speed", "1h"), "--speed"),
                (("--attach", "-b", "x:1", "--from", "nowhere"), "--from"),
                (("--from", "end"), "--attach"),
                (("--follow",), "--attach"),
                (("--checkpoint", "1s"), "--state"),
                (("--lateness", "1ms"), "--lateness"),
                (("--idle", "no"), "--idle")):
            with self.subTest(words):
                self.refused(("report", *words), 2, named)
