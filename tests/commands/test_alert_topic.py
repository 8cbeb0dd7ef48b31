"""`--alert-topic`: the alerts of `report`, as another program reads them."""
import json
import random
import signal

import blotter_reference as reference
import reference_alerts
from command_case import CommandCase, book
from reference_input import seconds

END = "2023-01-20"
RULES = ("robberies: ROBBERY near >= 1 in 6h for 30m keep 2h",
         "areas: BURGLARY >= 4 in 6h by area keep 30m",
         "surge: total >= 1.6x in 4h for 10m keep 1h",
         "quiet: total < 20 in 6h")
WORDS = tuple(word for rule in RULES for word in ("--alert", rule)) + (
    "--alert-topic", "alarms")


def wanted(**options):
    return reference_alerts.alerts(
        book(end=seconds(END), every="1d", **options), RULES)


class AlertTopic(CommandCase):
    def setUp(self):
        super().setUp()
        self.bootstrap, self.brokers = self.cluster("--partitions", 2)

    def report(self, *words, **options):
        return self.start("report", "--brokers", self.bootstrap, *WORDS,
                          *words, **options)

    def messages(self):
        """[(key, timestamp, value)] of all that are on the topic."""
        reader = self.kcat(self.bootstrap, "-e", "-f", "%k\t%T\t%s\n",
                           topic="alarms")
        self.assertEqual(reader.end(), 0)
        return [tuple(line.split("\t", 2))
                for line in reader.out.decode().splitlines()]

    def sent(self):
        return [json.loads(value) for _, _, value in self.messages()]

    def equal(self, lines, expected):
        """The same lines, in whatever order partitions have them."""
        def ordered(some):
            return sorted(json.dumps(line, sort_keys=True) for line in some)
        self.assertEqual(ordered(lines), ordered(expected))

    def test_it_is_sent_the_lines_that_are_printed(self):
        run = self.report("--end", END, "--every", "1d")
        self.assertEqual(run.end(), 0)
        printed = [line.decode().rstrip("\n") for line in run.lines()
                   if line.startswith(b'{"kind":"alert"')]
        rows = self.messages()
        self.assertCountEqual([value for _, _, value in rows], printed)
        self.equal(self.sent(), wanted())
        self.assertGreater(len(rows), 100)
        for key, timestamp, value in rows:
            line = json.loads(value)
            self.assertEqual(key, f"{line['name']}/{line.get('of', '')}")
            self.assertEqual(int(timestamp), 1000 * seconds(line["at"]))

    def test_after_kills_each_is_there_and_none_is_another(self):
        """A reader that drops repeats has what an undisturbed run says."""
        chance = random.Random(4)
        words = ("--end", END, "--state", self.folder / "state",
                 "--checkpoint", "50ms")
        for _ in range(12):
            run = self.report("--speed", "5d", *words)
            for _ in range(chance.randrange(1, 60)):
                if '"summary"' in run.line():
                    break
            run.signal(signal.SIGKILL)
            run.end()
        self.assertEqual(self.report(*words).end(), 0)
        once = {json.dumps(line, sort_keys=True): line
                for line in self.sent()}
        self.equal(once.values(), wanted())

    def test_of_a_topic_with_two_runs_only_those_of_the_newer_are_sent(self):
        for run, seed in ("r-1", 1), ("r-2", 2):
            self.run_to_end("simulate", "--brokers", self.bootstrap, "--run",
                            run, "--seed", seed, "--end", END, "--speed",
                            "max")
        self.assertEqual(self.report("--attach").end(), 0)
        self.equal(self.sent(), wanted(seed=2))

    def test_what_goes_on_since_before_a_seek_is_not_sent(self):
        """Its beginning is not known, and none is sent with other words
        than an undisturbed run has. What begins later is sent."""
        simulator = self.start("simulate", "--brokers", self.bootstrap,
                               "--end", END, "--speed", "1d", "--events",
                               stdin=-1)
        simulator.line(lambda line: line.startswith("run "), "err")
        simulator.send("pause\nseek 2023-01-10T03:00:00\nspeed max\nresume\n")
        self.assertEqual(simulator.end(closes_input=False), 0)
        self.assertEqual(self.report("--attach").end(), 0)
        expected = {json.dumps(line, sort_keys=True) for line in wanted()}
        sent = self.sent()
        for line in sent:
            self.assertIn(json.dumps(line, sort_keys=True), expected)
        later = [line for line in wanted()
                 if line["since"] >= "2023-01-12"]
        self.equal([line for line in sent
                    if line["since"] >= "2023-01-12"], later)

    def test_what_is_wrong_is_told(self):
        rule = ("--alert", "r: total > 5 in 1h", "--alert-topic")
        self.refused(("report", *rule, "la-crime"), 2, "the reports are")
        self.refused(("report", *rule, "a b"), 2, "--alert-topic", "letters")
        self.refused(("report", "--alert-topic", "x"), 2, "--alert-topic",
                     "--alert")
        self.refused(("sql", "SELECT 1", *rule, "x"), 2, "--alert-topic")
