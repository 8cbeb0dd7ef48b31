"""Alerts over real brokers: the same lines, and each of them delivered."""
import json
import os
import signal

import reference_alerts
from real_case import LONG, RealCase, book
from reference_input import seconds

END = "2023-04-02" if LONG else "2023-01-22"
RULES = ("robberies: ROBBERY near >= 1 in 6h for 30m keep 2h",
         "areas: BURGLARY >= 4 in 6h by area keep 30m",
         "surge: total >= 1.6x in 4h for 10m keep 1h",
         "quiet: total < 20 in 6h")
WORDS = tuple(word for rule in RULES for word in ("--alert", rule)) + (
    "--every", "1d", "--end", END)


def wanted():
    return reference_alerts.alerts(
        book(end=seconds(END), every="1d"), RULES)


class Alerts(RealCase):
    def lines(self, run):
        """What it has printed of alerts, byte for byte."""
        return [line.decode().rstrip("\n") for line in run.lines()
                if line.startswith(b'{"kind":"alert"')]

    def delivered(self, name):
        """Without repeats, in the order of their first coming."""
        return list(dict.fromkeys(self.read(name)))

    def test_the_lines_are_those_of_any_speed_when_the_leader_is_killed(self):
        fast = self.lines(self.run_to_end("report", *WORDS))
        self.assertEqual(list(map(json.loads, fast)), wanted())
        self.assertEqual(self.lines(self.run_to_end(
            "report", *WORDS, "--speed", "7d")), fast)
        topic, name = self.topic(), self.topic()
        run = self.start("report", *self.on(topic), *WORDS, "--speed", "4d",
                         "--alert-topic", name)
        for _ in range(self.dice.randrange(1, 40)):
            run.line(lambda line: '"alert"' in line)
        os.kill(self.kafka.brokers()[self.kafka.leader(topic)],
                signal.SIGKILL)
        self.ended(run)
        self.assertEqual(self.lines(run), fast)
        self.assertEqual(sorted(self.delivered(name)), sorted(fast))

    def test_no_checkpoint_is_written_before_its_alerts_are_delivered(self):
        """A topic that wants all three replicas takes nothing while a broker
        is away, and the reports go on."""
        topic, name = self.topic(), self.topic()
        self.kafka.script("topics", "--create", "--topic", name, "--config",
                          "min.insync.replicas=3", "--config",
                          "retention.ms=-1")
        self.kafka.wait_known(name)
        self.simulate(topic, "--end", "2023-01-02")     # makes the topic
        self.kafka.wait_whole(name)
        leaders = {self.kafka.leader(topic), self.kafka.leader(name)}
        away = min(set(self.kafka.brokers()) - leaders)
        os.kill(self.kafka.brokers()[away], signal.SIGKILL)
        self.kafka.wait_metadata(name, lambda part: len(part["isrs"]) == 2)
        words = ("report", *self.on(topic), *WORDS, "--alert-topic", name,
                 "--state", self.folder / "state", "--checkpoint", "50ms")
        run = self.start(*words, "--speed", "5d")
        run.line(lambda line: '"alert"' in line)
        self.kcat(self.bootstrap, "-f", "%s\n", topic=topic).json(
            lambda message: message.get("reported_at", "") > "2023-01-14")
        run.signal(signal.SIGKILL)
        run.end()
        self.kafka.start(*self.cluster_words)
        self.kafka.wait_whole(name)
        self.run_to_end(*words)
        found = map(json.loads, self.delivered(name))
        self.assertEqual(sorted(map(str, found)), sorted(map(str, wanted())))
