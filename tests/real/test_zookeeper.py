"""Three real brokers with a ZooKeeper, as the original study had them."""
import json

import blotter_reference as reference
import engine_case
import fault_cases
import plain_cases
import real_case
from blotter_reference import Options
from reference_input import seconds

WORDS = ("--zookeeper",)


class Plain(plain_cases.Plain):
    cluster_words = WORDS

    def test_brokers_are_numbered_from_nought(self):
        self.assertEqual(sorted(self.kafka.brokers()), [0, 1, 2])
        self.assertIn("ZooKeeper", self.kafka.processes())


class Study(real_case.RealCase):
    """Its two jobs, in today's Spark."""
    cluster_words = WORDS

    def test_what_they_print_is_the_reference_of_every_batch(self):
        engine_case.need_engine("spark")
        until = "2023-01-08"
        topic = self.topic()
        self.simulate(topic, "--value", "row", "--end", until)
        expected = [{key: tick[key]
                     for key in ("kind", "at", "batch", "windows")}
                    for tick in reference.ticks(reference.load(Options(
                        end=seconds(until), every="3h")))]
        for job in "dstream", "structured":
            with self.subTest(job):
                printed = engine_case.script("spark", job, *self.on(topic))
                self.assertEqual(expected, [
                    json.loads(line) for line in printed.stdout.splitlines()])


class Faults(fault_cases.Faults if real_case.LONG else fault_cases.Outages):
    """Some of them; ./tests/run.sh --long has all, in ten rounds."""
    cluster_words = WORDS
