"""`--faults`: what is done on purpose is found, each kind on its own, and the
figures are those of the reference given the same faults."""
import json
import signal

import blotter_reference as reference
import reference_alerts
import reference_faults
from command_case import HEADER, ROWS, CommandCase, book, report_lines
from reference_input import seconds
from test_alerts import RULES, alert_lines
from test_alerts import words as rule_words
from test_state import StateCase

ISSUE = "late=1%:2h,duplicate=1%,missing=0.5%,garbled=0.5%"
MANY = ("late=20%:3d,duplicate=5%,missing=10%,garbled=5%,"
        "silent=2@22:30+5h")
END = "2023-01-08"
FOUND_AS = {"late": "late", "duplicate": "duplicate", "missing": "missing",
            "garbled": "undecodable"}


class FaultCase(CommandCase):
    def check(self, faults, *words, **options):
        """Every figure, and what was injected and found; §3: what is not
        clean is status 1."""
        return self.check_run(self.start("report", "--faults", faults, *words),
                              faults=faults, **options)

    def check_run(self, run, **options):
        status = run.end()
        self.equal_report(run, **options)
        summary = json.loads(run.lines()[-1])
        for kind, times in summary["injected"].items():
            if kind in FOUND_AS:
                self.assertEqual(summary[FOUND_AS[kind]], times, kind)
        self.assertEqual(summary["produced"],
                         summary["consumed"] + summary["missing"])
        clean = not any(summary[name] for name in FOUND_AS.values())
        self.assertEqual(status, 0 if clean else 1)
        return summary


class Found(FaultCase):
    def test_the_shares_of_a_quarter(self):
        summary = self.check(ISSUE, "--every", "1d", every="1d")
        for kind, share in (("late", 185), ("duplicate", 185),
                            ("missing", 92), ("garbled", 92)):
            self.assertAlmostEqual(summary["injected"][kind], share,
                                   delta=4 * share ** 0.5)

    def test_at_any_speed_over_any_partitions_and_sorted_on_disk(self):
        for words in (("--speed", "7d"), ("--partitions", 4),
                      ("--partitions", 4, "--speed", "7d"),
                      ("--memory", "1M")):
            self.check(MANY, "--end", END, *words, end=seconds(END))

    def test_all_late_all_twice_and_nothing_at_all(self):
        path = self.file(HEADER + ROWS)
        for faults in ("late=100%:1h", "duplicate=100%", "garbled=100%",
                       "late=0%:1h,missing=0.0001%", "silent=1@00:00+23h"):
            self.check(faults, "--crimes", "all", path, files=(path,),
                       crimes="all")

    def test_the_alerts_are_those_of_brute_force(self):
        options = {"end": seconds(END), "every": "1d", "faults": MANY}
        wanted = reference_alerts.alerts(book(**options), RULES)
        self.assertGreater(len(wanted), 50)
        for more in ((), ("--speed", "7d", "--partitions", 4)):
            run = self.run_to_end("report", *rule_words(RULES), "--every",
                                  "1d", "--end", END, "--faults", MANY, *more,
                                  status=1)
            self.assertEqual(alert_lines(run), wanted, more)

    def test_what_was_not_well_is_said_beside_the_exit_status(self):
        run = self.run_to_end("report", "--end", END, "--every", "7d",
                              "--faults", "duplicate=1%", status=1)
        found = json.loads(run.lines()[-1])["duplicate"]
        self.assertGreater(found, 0)
        self.assertEqual(run.err.decode(), "blotter: not all was well on the "
                         f"topic: {found} duplicate\n")

    def test_csv_and_text_hold_the_same(self):
        asked = ("report", "--end", END, "--faults", ISSUE, "--format")
        injected = reference.summary(book(end=seconds(END),
                                          faults=ISSUE))["injected"]
        out = self.run_to_end(*asked, "csv", status=1).out.decode()
        text = self.run_to_end(*asked, "text", status=1).out.decode()
        for kind, times in injected.items():
            self.assertIn(f"\n,summary,injected_{kind},,{times}\n", out)
            self.assertRegex(text, rf"\n  {kind} +{times}  found: {times}\n")


class Stream(FaultCase):
    def test_at_max_it_is_the_references_byte_for_byte(self):
        run = self.run_to_end("simulate", "--to", "stdout", "--speed", "max",
                              "--run", "R", "--faults", MANY, status=0)
        began = json.loads(run.lines()[0])["began"]
        wanted = reference_faults.stream_lines("R", began, book(faults=MANY))
        for number, (line, found) in enumerate(
                zip(wanted, run.lines(), strict=True)):
            line = f"{line}\n".encode(errors="surrogateescape")
            if line != found:
                run.fail(f"line {number}: {line!r}, not {found!r}")

    def test_so_is_each_officers_part_of_it(self):
        words = ("simulate", "--to", "stdout", "--speed", "max", "--run", "R",
                 "--end", END, "--faults", MANY)
        whole = self.run_to_end(*words, status=0).lines()
        officers = None
        for officer in range(1, 5):
            run = self.run_to_end(*words, "--officer", f"{officer}/4",
                                  status=0)
            mine = b'"officer":%d,' % officer
            lines = [line for line in whole if mine in line]
            officers = [line for line in run.lines() if mine in line]
            self.assertEqual(self.without_began(officers),
                             self.without_began(lines))

    @staticmethod
    def without_began(lines):
        return [line for line in lines if b'"began"' not in line]

    def test_rows_are_late_repeated_lost_and_garbled_too(self):
        run = self.run_to_end("simulate", "--to", "stdout", "--value", "row",
                              "--speed", "max", "--end", END, "--faults",
                              "duplicate=100%", status=0)
        lines = run.lines()
        self.assertEqual(lines[::2], lines[1::2])

    def test_a_signal_in_a_silence_ends_it(self):
        """What the silent officer had to say comes before its end."""
        run = self.start("simulate", "--to", "stdout", "--speed", "1h",
                         "--faults", "silent=1@00:00+23h", "--officers", 1)
        run.json(lambda message: message["kind"] == "start")
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 0)
        last = json.loads(run.lines()[-1])
        self.assertEqual(last["kind"], "end")


class GoingOn(StateCase):
    def test_a_report_killed_often_does_and_finds_the_same(self):
        """Also within a silence, whose end says all at once."""
        words = ("--faults", MANY, "--partitions", 4)
        end = "2023-01-21"
        ticks = []
        for count in (30, 80, 7, 1, 60):
            ticks += self.killed_after(count, *words, "--speed", "10d",
                                       "--end", end)
        run = self.start_report(*words, "--speed", "max", "--end", end)
        self.assertEqual(run.end(), 1)
        *last, summary = [json.loads(line) for line in run.lines()]
        self.check_ticks(ticks + last, faults=MANY, end=seconds(end))
        self.assertEqual(summary, report_lines(faults=MANY,
                                               end=seconds(end))[-1])

    def test_a_checkpoint_of_other_faults_is_refused(self):
        path = self.file(HEADER + ROWS)
        self.assertEqual(self.start_report(path).end(), 0)
        self.refused(("report", "--state", self.state, "--faults",
                      "missing=1%", path), 1, "checkpoint")


class Refused(CommandCase):
    def test_each_mistake_is_named(self):
        for faults, names in (
                ("lost=1%", ("lost",)), ("late=1%", ("late=1%:2h",)),
                ("late=1:2h", ("late=1%:2h",)), ("late=1%:40d", ("31d",)),
                ("late=1%:0s", ("late=",)), ("late=1%:500ms", ("late=",)),
                ("duplicate=101%", ("duplicate=0.5%",)),
                ("duplicate=0.00001%", ("duplicate",)),
                ("missing=1%,missing=2%", ("twice",)), ("", ("none of",)),
                ("missing=1%,", ("none of",)), ("garbled", ("garbled=",)),
                ("late=60%:1h,missing=41%", ("100%",)),
                ("silent=0@03:00+6h", ("silent=",)),
                ("silent=2@24:00+6h", ("silent=",)),
                ("silent=2@03:00+24h", ("below 1d",)),
                ("silent=5@03:00+6h", ("4 officers",))):
            with self.subTest(faults):
                self.refused(("report", "--faults", faults), 2, "--faults",
                             *names)

    def test_where_others_feed_the_topic(self):
        self.refused(("report", "--attach", "--brokers", "localhost:1",
                      "--faults", "missing=1%"), 2, "--attach", "--faults")
