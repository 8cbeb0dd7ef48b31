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


class Faults(fault_cases.Faults):
    cluster_words = WORDS


if not real_case.LONG:
    class Faults(fault_cases.Base):
        """One of them; tests/run.sh --long has all, in ten rounds."""
        cluster_words = WORDS
        cluster_rounds = 1
        test_the_leader_is_killed = \
            fault_cases.Faults.test_the_leader_is_killed
