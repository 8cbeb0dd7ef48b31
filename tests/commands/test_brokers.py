"""Brokers that say odd things: a topic that only some know, one that this
user may not see, names that a terminal would obey, addresses of nobody."""
import json
import socket

from command_case import CommandCase
from fake_broker import NOT_AUTHORIZED, WHOLE, FakeBroker

TOPIC = {"la-crime": (0, WHOLE)}
OBEYED = "\x1b]0;x\x07 \x9b31m \u202e\u2066"     # by a terminal
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
        self.assertFalse(broker.may_make)

    def test_a_broker_that_is_slow_to_make_a_topic_is_waited_for(self):
        broker = FakeBroker(self)
        run = self.start("report", "-b", broker.address, "--replication", 1)
        self.assertTrue(broker.fetched.wait(WAIT), run.err)
        self.assertEqual(broker.creations, 2)
        run.signal(15)
        run.end()

    def test_reading_cannot_be_told_to_make_topics(self):
        name = "allow.auto.create.topics"
        run = self.start("report", "--attach", "-b", "127.0.0.1:1", "-X",
                         f"{name}=true")
        self.assertEqual(run.end(), 2)
        self.assertIn(name, self.error_line(run))

    def test_a_topic_that_this_user_may_not_see(self):
        """Brokers leave it out of the list of all."""
        broker = FakeBroker(self, hidden={"la-crime": (NOT_AUTHORIZED, [])})
        run = self.attach(broker)
        self.assertEqual(run.end(), 1)
        self.assertIn("no right to see it", self.error_line(run))


class Describe(CommandCase):
    def describe(self, broker, *words, **options):
        run = self.run_to_end("cluster", "--describe", "-b", broker.address,
                              *words, **options)
        self.assertEqual(run.err, b"")
        return run

    def with_others(self, *addresses):
        """The fake one, and these that it says there are."""
        broker = FakeBroker(self, topics=TOPIC)
        broker.brokers += [(number, *address)
                           for number, address in enumerate(addresses, 1)]
        return broker

    def closed_port(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            return listener.getsockname()[1]

    def test_only_who_was_reached_is_up(self):
        broker = self.with_others(("127.0.0.1", self.closed_port()),
                                  ("nowhere.invalid", 9092))
        lines = map(json.loads, self.describe(broker, "--format",
                                              "json").lines())
        self.assertEqual([line["up"] for line in lines
                          if line["kind"] == "broker"], [True, False, False])
        self.assertIn("nowhere.invalid:9092  down",
                      self.describe(broker).out.decode())

    def test_a_name_that_a_terminal_would_obey(self):
        broker = self.with_others((OBEYED, 9092))
        shown = self.describe(broker).out.decode()      # valid UTF-8
        for sign in OBEYED.replace(" ", ""):
            if not sign.isprintable():
                self.assertNotIn(sign, shown)
        address, = (line["address"] for line in map(json.loads, self.describe(
            broker, "--format", "json").lines()) if line.get("broker") == 1)
        self.assertEqual(address, f"{OBEYED}:9092")     # data, in a pipe

    def test_a_name_that_is_no_text(self):
        broker = self.with_others((b"\x1b\x9b\xff\xc3", 9092))
        for words in ("--format", "json"), ():
            self.describe(broker, *words).out.decode()


class Addresses(CommandCase):
    def test_an_address_of_nobody_is_named_with_who_gave_it(self):
        broker = FakeBroker(self, [(0, "nowhere.invalid", 9092)], TOPIC)
        run = self.start("report", "--attach", "-b", broker.address)
        self.assertEqual(run.end(), 1)
        line = self.error_line(run)
        self.assertIn("broker nowhere.invalid:9092: there is no such host",
                      line)
        self.assertIn(broker.address, line)
