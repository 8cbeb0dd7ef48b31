"""Brokers that say odd things: a topic that only some know, one that this
user may not see, names that a terminal would obey, addresses of nobody."""
import json
import socket

from command_case import CommandCase
from fake_broker import NOT_AUTHORIZED, WHOLE, FakeBroker

TOPIC = {"la-crime": (0, WHOLE)}
WAIT = 40       # seconds


class Topics(CommandCase):
    def attach(self, broker, *words, **options):
        return self.start("report", "--attach", "-b", broker.address, *words,
                          **options)

    def test_a_topic_that_is_not_known_for_a_moment_is_read(self):
        """A broker that has only just started knows of none."""
        broker = FakeBroker(self, topics=TOPIC, later=3)
        run = self.attach(broker, "--follow")
        self.assertTrue(broker.fetched.wait(WAIT), run.err)
        run.signal(15)
        run.end()
        self.assertNotIn(b"not there", run.err)

    def test_a_topic_that_nobody_knows_is_not_there(self):
        broker = FakeBroker(self)
        run = self.attach(broker)
        self.assertEqual(run.end(), 1)
        self.assertEqual(run.err,
                         b'blotter: topic "la-crime" is not there\n')
        self.assertGreater(broker.connections, 2)

    def test_a_topic_that_this_user_may_not_see(self):
        """Brokers leave it out of the list of all."""
        broker = FakeBroker(self, hidden={"la-crime": (NOT_AUTHORIZED, [])})
        run = self.attach(broker)
        self.assertEqual(run.end(), 1)
        self.assertIn("no right to see it", self.error_line(run))
