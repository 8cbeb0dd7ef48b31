"""A monitor that is attached to a topic which others feed."""
import signal

import blotter_reference as reference
from blotter_reference import Options
from fake_broker import LEADERLESS, WHOLE, FakeBroker
from running import Deadline
from screen import difference
from terminal import TopicCase

BOOK = reference.load()


class Attached(TopicCase):
    def start_file(self, environment=(), words=(), **options):
        return super().start_file(environment, ("--attach", *words),
                                  **options)

    def simulate(self, *words):
        return self.start("simulate", "--brokers", self.bootstrap, *words)

    def wait_playing(self, terminal, reports=30):
        return terminal.wait(
            lambda shown: shown.state == "playing" and shown.totals
            and shown.totals[-1][0] >= reports, f"{reports} reports")

    def check_paused(self, terminal, book=BOOK):
        """What stands is what the reference counts at the clock shown."""
        shown = self.settled(terminal)
        figures = reference.figures_at(shown.clock, book)["all"]
        if found := difference(figures, shown.totals[-1],
                               shown.tables("Crimes")[-1],
                               shown.tables("Places")[-1]):
            terminal.fail(found)

    def test_it_waits_plays_along_and_follows_a_newer_run(self):
        terminal = self.monitor("--from", "beginning")
        terminal.wait(lambda shown: shown.state == "waiting", "waiting")
        first = self.simulate("--speed", "12h")
        self.wait_playing(terminal, 100)
        first.signal(signal.SIGSTOP)
        self.check_paused(terminal)
        second = self.simulate("--speed", "3h", "--seed", "5")
        terminal.wait(lambda shown: shown.totals
                      and 0 < shown.totals[-1][0] < 60, "the newer run")
        second.signal(signal.SIGTERM)
        second.end()
        terminal.wait(lambda shown: shown.state == "ended", "ended")
        self.check_paused(terminal, reference.load(Options(seed=5)))
        first.signal(signal.SIGCONT)
        first.signal(signal.SIGTERM)
        first.end()
        terminal.press("q")
        self.ended(terminal)

    def test_a_topic_that_is_not_there_is_said_and_waited_for(self):
        terminal = self.monitor("--topic", "later", "--from", "beginning")
        terminal.wait_for('topic "later" is not there')
        simulator = self.simulate("--topic", "later", "--speed", "12h")
        self.wait_playing(terminal, 30)
        simulator.signal(signal.SIGTERM)
        simulator.end()
        terminal.press("q")
        self.ended(terminal)

    def test_a_partition_without_a_leader_is_named_and_blocks_no_key(self):
        broker = FakeBroker(self, topics={"la-crime": (0, WHOLE)})
        self.bootstrap = broker.address
        terminal = self.monitor()
        terminal.wait(lambda shown: shown.state == "waiting", "waiting")
        broker.topics["la-crime"] = 0, LEADERLESS
        for _ in range(2):
            terminal.press("r")
            terminal.wait_for("partition 0 of la-crime has no leader")
            terminal.press("Z")
            terminal.wait_for("no key Z")
        broker.fetched.clear()
        broker.topics["la-crime"] = 0, WHOLE
        self.assertTrue(broker.fetched.wait(Deadline().left()), "read again")
        terminal.press("q")
        self.ended(terminal)

    def test_keys_that_order_a_simulator_say_that_there_is_none(self):
        terminal = self.monitor()
        terminal.wait(lambda shown: shown.state == "waiting", "waiting")
        for key in "Space", "+", ".", "Left", "]":
            terminal.press(key)
            terminal.wait_for("Read-only: no simulator accepts keys; start")
            terminal.press("Z")
            terminal.wait_for("no key Z")
        self.assertFalse(terminal.screen.has("pause|speed"))
        terminal.press("q")
        self.ended(terminal)

    def test_joined_in_the_middle_windows_are_filling(self):
        simulator = self.simulate("--speed", "6h", "--events")
        simulator.line(lambda line: line.startswith("clock"), "err")
        terminal = self.monitor()
        self.wait_playing(terminal, 10)
        terminal.press("4")
        terminal.wait_for("filling")
        terminal.wait(lambda shown: shown.has("12 h")
                      and not shown.has("filling"), "filled")
        simulator.signal(signal.SIGTERM)
        simulator.end()
        terminal.press("q")
        self.ended(terminal)
