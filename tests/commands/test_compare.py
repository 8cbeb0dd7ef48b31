"""`report --compare`: what engines have computed, beside ours. The engine is
a test that writes the reference's figures."""
import json
import random

import reference_engine
from command_case import CommandCase, report_lines
from reference_engine import TOPIC
from reference_input import seconds

END = "2023-01-03"


class CompareCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.bootstrap, _ = self.cluster()

    def simulate(self, *words, end=END):
        self.run_to_end("simulate", "--brokers", self.bootstrap, "--speed",
                        "max", "--end", end, *words)

    def put(self, *said):
        reference_engine.put(self, self.bootstrap, *said)

    def words(self, *words):
        return ("report", "--attach", "--compare", "--idle", "1s",
                "--brokers", self.bootstrap, *words)

    def compare(self, *words, status=0):
        return self.run_to_end(*self.words(*words), status=status)

    def compared(self, run):
        """The lines of a kind of their own."""
        return [line for line in map(json.loads, run.lines())
                if line["kind"] == "compare"]

    def values(self, by="spark"):
        *ticks, _ = report_lines(end=seconds(END))
        return reference_engine.values(ticks, by)

    def check_lines(self, run, *marked):
        """One a window and tick in the order of time, behind the tick; all
        equal but for these."""
        tick, number = None, 0
        expected = self.values()
        for line in map(json.loads, run.lines()):
            if line["kind"] == "tick":
                tick = line["at"]
            elif line["kind"] == "compare":
                wanted = expected[number]
                self.assertEqual(
                    (line["at"], line["window"], line["at"]),
                    (wanted["at"], wanted["window"], tick))
                self.assertEqual(line["equal"], number not in marked, line)
                number += 1
        self.assertEqual(number, len(expected))


class Finished(CompareCase):
    """The topic is over, and the engine has said all it will."""

    def test_the_same_figures_are_equal(self):
        self.simulate()
        self.put(*self.values())
        run = self.compare()
        self.assertEqual(run.err, b"")
        self.check_lines(run)
        first = self.compared(run)[0]
        self.assertEqual(first, {
            "kind": "compare", "at": self.values()[0]["at"], "window": "1h",
            "by": "spark", "equal": True})
        plain = self.run_to_end("report", "--attach", "--brokers",
                                self.bootstrap)
        self.assertEqual(
            [line for line in run.lines() if b'"compare"' not in line],
            plain.lines())

    def test_whatever_order_they_come_in_and_however_often(self):
        self.simulate()
        said = 2 * self.values()
        random.Random(1).shuffle(said)
        self.put(*said)
        self.check_lines(self.compare())

    def test_what_differs_is_marked_with_both_figures(self):
        self.simulate()
        said = self.values()
        was = dict(said[30])
        said[30].update(total=was["total"] + 1,
                        places=was["places"][1:] + [["Nowhere", 1]])
        said[40]["near"] += 1
        self.put(*said)
        run = self.compare(status=1)
        self.check_lines(run, 30, 40)
        line = self.compared(run)[30]
        names = "total", "places"
        self.assertEqual(line["ours"], {name: was[name] for name in names})
        self.assertEqual(line["theirs"],
                         {name: said[30][name] for name in names})
        self.assertEqual(
            self.error_line(run),
            f"compared: {len(said)} figures of a window, {len(said) - 2} "
            f"equal, 2 different, the first: 1h at {was['at']} by spark")

    def test_what_never_came_is_marked(self):
        self.simulate()
        said = self.values()
        del said[-1]
        self.put(*said)
        run = self.compare(status=1)
        self.check_lines(run, len(said))
        self.assertEqual(self.compared(run)[-1]["came"], False)
        self.assertIn("1 never came, the first: 12h at",
                      self.error_line(run))

    def test_the_last_of_several_values_counts(self):
        self.simulate()
        said = self.values()
        wrong = [{**value, "total": 999} for value in said]
        self.put(*wrong, *said)
        self.check_lines(self.compare())
        self.put(wrong[7])
        self.check_lines(self.compare(status=1), 7)
        self.put(said[7])
        self.check_lines(self.compare())

    def test_each_engine_is_compared_on_its_own(self):
        self.simulate()
        other = self.values("flink")
        other[11]["crimes"].reverse()
        self.put(*other, *self.values())
        run = self.compare(status=1)
        lines = self.compared(run)
        self.assertEqual([line["by"] for line in lines],
                         len(other) * ["flink", "spark"])
        self.assertEqual([line for line in lines if not line["equal"]],
                         [lines[22]])

    def test_garbage_is_counted_and_said_and_harms_nothing(self):
        self.simulate()
        said = self.values()
        bad = ["", "nonsense", "{}", "[]", "\x01", '{"kind":"window"}',
               {**said[5], "at": "2023-13-01"}, {**said[5], "total": -1},
               {**said[5], "by": 7}, {**said[5], "crimes": [["x"]]},
               {**said[5], "total": 1, "window": "0s"}]
        fine = [{**said[5], "window": "31d"},
                {**said[5], "at": "9999-12-31T23:59:59"},
                {**said[5], "at": "0001-01-01T00:00:00"}]
        self.put(*bad[:4], *said, *bad[4:], *fine)
        run = self.compare()
        self.check_lines(run)
        one, other, end = run.err.decode().splitlines()
        for line in one, other:
            self.assertIn(f"topic {TOPIC}: a value is passed over", line)
        self.assertIn("10 values could not be read", end)

    def test_without_an_engine_all_is_missing(self):
        self.simulate()
        run = self.compare("--every", "1d", status=1)
        lines = self.compared(run)
        self.assertEqual({(line["by"], line["equal"], line["came"])
                          for line in lines}, {(None, False, False)})
        self.assertIn(f"compared: {len(lines)} figures of a window, 0 equal, "
                      f"{len(lines)} never came", run.err.decode())

    def test_the_other_formats_say_the_same(self):
        self.simulate()
        said = self.values()
        total = said[1]["total"]
        said[1].update(total=77, crimes=[])
        del said[2]
        self.put(*said)
        at = said[0]["at"]
        rows = self.compare("--format", "csv", status=1).out.decode()
        for row in ("1h,equal,spark,1", "6h,equal,spark,0",
                    "6h,differs,spark,total", "6h,differs,spark,crimes",
                    "12h,equal,spark,0", "12h,came,spark,0"):
            self.assertIn(f"\n{at},{row}\n", rows)
        text = self.compare("--format", "text", status=1).out.decode()
        lines = [line.split(maxsplit=3)[3] for line in text.splitlines()
                 if " spark " in line][:3]
        self.assertEqual([" ".join(line.split()) for line in lines],
                         ["spark 1h equal",
                          f"spark 6h DIFFERS: total 77 not {total}, crimes",
                          "spark 12h NEVER CAME"])


class Live(CompareCase):
    """The engine comes after us."""

    def report(self, *words):
        return self.start("report", "--compare", "--brokers", self.bootstrap,
                          "--end", END, *words)

    def test_a_tick_waits_for_the_engine(self):
        self.put({**self.values()[0], "total": 5})  # of a run before ours
        run = self.report()
        run.json(lambda line: line["kind"] == "tick")
        self.put(*self.values())
        self.assertEqual(run.end(), 0)
        self.check_lines(run)

    def test_what_is_wrong_may_be_replaced_until_it_is_given_up(self):
        run = self.report()
        run.json(lambda line: line["kind"] == "tick")
        said = self.values()
        self.put(*({**value, "near": 99} for value in said))
        self.put(*said)
        self.assertEqual(run.end(), 0)
        self.check_lines(run)

    def test_what_changes_after_it_was_compared_is_no_success(self):
        run = self.report()
        run.json(lambda line: line["kind"] == "tick")
        said = self.values()
        self.put(said[0], said[1], said[2])
        run.json(lambda line: line["kind"] == "compare"
                 and line["window"] == "12h")
        self.put({**said[1], "total": 3}, *said[3:])
        self.assertEqual(run.end(), 1)
        self.check_lines(run)
        self.assertIn("1 replaced by others after that", run.err.decode())

    def test_a_signal_ends_the_waiting(self):
        run = self.report()
        run.json(lambda line: line["kind"] == "tick")
        run.signal(15)
        self.assertEqual(run.end(), 1)
        self.assertIn(b"ended early", run.err)


class Words(CompareCase):
    def test_it_needs_brokers(self):
        self.refused(("report", "--compare"), 2, "--compare", "--brokers")
        self.refused(("monitor", "--compare"), 2, "--compare", "--brokers")
        self.refused(("report", "--compare", "--brokers", self.bootstrap,
                      "--filter", "x"), 2, "--filter")
        self.refused(("report", "--compare", "--topic", 245 * "x",
                      "--brokers", self.bootstrap), 2, "topic")

    def test_figures_stand_alone(self):
        figures = "monitor", "--figures", TOPIC
        self.refused(figures, 2, "--figures", "--brokers")
        there = *figures, "--brokers", self.bootstrap
        for words in (("--compare",), ("--state", "x"), ("--filter", "x"), ("--speed", "1h"),
                      ("--alert", "a: total > 1 in 1h"), ("x.csv",)):
            self.refused((*there, *words), 2, words[0].removeprefix("--"))
        self.refused(("monitor", "--figures", "a b", *there[3:]), 2,
                     "--figures")
