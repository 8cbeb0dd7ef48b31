"""A report on real brokers that is killed, and goes on from its --state."""
import json
import signal

import check_report
from real_case import RealCase, report_lines
from reference_input import seconds

END = "2023-01-22"
PERIOD = {"end": seconds(END)}


class State(RealCase):
    def start_report(self, topic, *words):
        return self.start("report", "--state", self.folder / "state",
                          "--checkpoint", "100ms", *self.on(topic), *words)

    def killed(self, topic, *words):
        """The ticks of a report that was killed at some moment."""
        run = self.start_report(topic, *words)
        for _ in range(self.dice.randrange(1, 100)):
            run.line()
        run.signal(signal.SIGKILL)
        run.end()
        return [json.loads(line) for line in run.lines()
                if line.endswith(b"\n")]

    def check(self, ticks):
        """Each at least once, and none with other figures."""
        expected = {tick["at"]: tick for tick in report_lines(**PERIOD)[:-1]}
        for tick in ticks:
            self.assertIsNone(check_report.compare(expected[tick["at"]],
                                                   tick))
        self.assertEqual({tick["at"] for tick in ticks}, set(expected))

    def test_with_a_simulator_of_its_own(self):
        topic, ticks = self.topic(), []
        words = ("--end", END, "--partitions", 2)
        for _ in range(self.cluster_rounds + 1):
            ticks += self.killed(topic, "--speed", "4d", *words)
        run = self.start_report(topic, *words)
        self.ended(run)
        *last, summary = map(json.loads, run.lines())
        self.check(ticks + last)
        self.assertEqual(summary, report_lines(**PERIOD)[-1])

    def test_attached_while_the_leader_is_killed_too(self):
        topic, ticks = self.topic(), []
        simulator = self.start("simulate", *self.on(topic), "--speed", "2d",
                               "--end", END, "--run", "r")
        self.kafka.leader(topic)
        for number in range(3):
            ticks += self.killed(topic, "--attach", "--follow")
            if number == 1:
                self.kafka.script("kill", self.kafka.leader(topic))
        self.ended(simulator)
        run = self.start_report(topic, "--attach")
        self.ended(run)
        *last, summary = map(json.loads, run.lines())
        self.check(ticks + last)
        self.assertEqual((summary["missing"], summary["duplicate"],
                          summary["late"]), (0, 0, 0))
