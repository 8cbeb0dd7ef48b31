"""Three real brokers with a ZooKeeper, as the original study had them."""
import fault_cases
import plain_cases
import real_case

WORDS = ("--zookeeper",)


class Plain(plain_cases.Plain):
    cluster_words = WORDS

    def test_brokers_are_numbered_from_nought(self):
        self.assertEqual(sorted(self.kafka.brokers()), [0, 1, 2])
        self.assertIn("ZooKeeper", self.kafka.processes())


class Faults(fault_cases.Faults if real_case.LONG else fault_cases.Outages):
    """Some of them; ./tests/run.sh --long has all, in ten rounds."""
    cluster_words = WORDS
