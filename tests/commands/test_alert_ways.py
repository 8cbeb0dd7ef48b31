"""Random rules, in every way that a stream can be read: the alerts are those of
brute force, to the second.

BLOTTER_RULES=300 tries as many in each way, BLOTTER_SEED=N others.
"""
import json
import os
import random
import signal
import subprocess

import blotter_reference as reference
import reference_alerts
from command_case import book
from reference_input import seconds, written
from test_alerts import alert_lines, words
from test_state import StateCase

RULES = int(os.environ.get("BLOTTER_RULES", 32))
AT_ONCE = 32
SEED = int(os.environ.get("BLOTTER_SEED", 3))
END = "2023-01-11"
FAULTS = ("late=5%:6h,duplicate=2%,missing=2%,garbled=1%,"
          "silent=2@22:30+5h")


class Ways(StateCase):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(f"{SEED} {self.id()}")

    def batches(self):
        """Lists of rules, as many as a command takes."""
        for left in range(RULES, 0, -AT_ONCE):
            yield list(reference_alerts.random_rules(
                self.chance, min(left, AT_ONCE)))

    def equal(self, lines, rules, since=None, **options):
        wanted = reference_alerts.alerts(book(every="1d", **options), rules,
                                         since)
        for line, expected in zip(lines, wanted):
            self.assertEqual(line, expected, rules)
        self.assertEqual(len(lines), len(wanted), rules)

    def check(self, rules, *more, status=0, **options):
        run = self.run_to_end("report", *words(rules), "--every", "1d",
                              *more, status=status)
        self.equal(alert_lines(run), rules, **options)

    def test_the_quarter(self):
        for rules in self.batches():
            self.check(rules)

    def test_made_up_streams(self):
        for seed, rules in enumerate(self.batches(), SEED):
            made = self.run_to_end("generate", "--rows", 3000, "--seed", seed)
            path = self.file(made.out.decode(), f"made-up-{seed}.csv")
            self.check(rules, path, "--seed", seed, files=(path,), seed=seed)

    def test_at_a_speed_and_over_partitions(self):
        for rules in self.batches():
            for more in (("--speed", "7d"), ("--partitions", 4),
                         ("--speed", "7d", "--partitions", 4)):
                self.check(rules, "--end", END, *more, end=seconds(END))

    def test_with_faults_on_purpose(self):
        for number, rules in enumerate(self.batches()):
            more = ("--speed", "7d", "--partitions", 4)[:4 * (number % 2)]
            self.check(rules, "--faults", FAULTS, "--end", END, *more,
                       status=1, end=seconds(END), faults=FAULTS)

    def test_after_kills(self):
        """Each at least once, and none with other words."""
        for number, rules in enumerate(self.batches()):
            self.state = self.folder / f"state-{number}"
            asked = (*words(rules), "--every", "6h", "--end", END)
            lines = []
            for _ in range(4):
                lines += self.killed(asked)
            run = self.start_report(*asked)
            self.assertEqual(run.end(), 0)
            lines += alert_lines(run)
            once = {json.dumps(line): line for line in lines}
            order = {rule.partition(":")[0]: place
                     for place, rule in enumerate(rules)}
            self.equal(sorted(once.values(), key=lambda line: (
                line["at"], order[line["name"]],
                line.get("of", "").encode(), line["state"] == "resolved")),
                rules, end=seconds(END))

    def killed(self, asked):
        """The alerts of a report that is killed when some ticks are out."""
        run = self.start_report("--speed", "5d", *asked)
        for _ in range(self.chance.randrange(1, 15)):
            if '"summary"' in run.line(lambda line: '"alert"' not in line):
                break
        run.signal(signal.SIGKILL)
        run.end()
        run.out = bytearray(b"".join(
            line for line in run.lines() if line.endswith(b"\n")))
        return alert_lines(run)

    def test_after_seeks(self):
        bootstrap, _ = self.cluster("--partitions", 2)
        for rules in self.batches():
            topic = f"sought-{self.chance.randrange(10 ** 9)}"
            at = seconds("2023-01-02") + self.chance.randrange(8 * 86400)
            where = ("--brokers", bootstrap, "--topic", topic)
            simulator = self.start("simulate", *where, "--end", END,
                                   "--speed", "1d", "--events",
                                   stdin=subprocess.PIPE)
            simulator.line(lambda line: line.startswith("run "), "err")
            simulator.send(f"pause\nseek {written(at)}\nspeed max\nresume\n")
            self.assertEqual(simulator.end(closes_input=False), 0)
            run = self.run_to_end("report", "--attach", *where, "--every",
                                  "1d", *words(rules), status=0)
            self.equal(alert_lines(run), rules, since=at - 12 * 3600,
                       end=seconds(END))
