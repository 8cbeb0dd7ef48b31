"""What the screen shows of real brokers' faults, in a real terminal."""
import os
import signal

import blotter_reference as reference
from real_case import OnKafka
from screen import difference
from terminal import TermCase

BOOK = reference.load()


class Screen(OnKafka, TermCase):
    def setUp(self):
        super().setUp()
        self.name = self.topic()

    def start_file(self, environment=(), words=(), **options):
        return super().start_file(
            environment, ("--brokers", self.bootstrap, "--topic", self.name,
                          *words), **options)

    def exact(self, terminal):
        """What stands is what the reference counts at the clock shown."""
        terminal.press("Space")
        terminal.wait(lambda shown: shown.state == "paused", "paused")
        shown = self.settled(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["all"]
        if found := difference(figures, shown.totals[-1],
                               shown.tables("Crimes")[-1],
                               shown.tables("Places")[-1]):
            terminal.fail(found)
        terminal.press("Space")

    def plays_on(self, terminal):
        before = terminal.screen.position[0]
        terminal.wait(lambda shown: shown.state == "playing"
                      and shown.position[0] > before + 300, "playing on")

    def test_a_killed_leader_is_named_and_the_figures_go_on(self):
        terminal = self.playing("--speed", "12h", reports=150)
        leader = self.kafka.leader(self.name)
        self.kafka.script("kill", leader)
        terminal.wait_for(r"broker 127\.0\.0\.1:\d+ is away")
        self.plays_on(terminal)
        self.exact(terminal)
        self.kafka.script("start", leader)
        self.plays_on(terminal)
        terminal.press("q")
        self.ended(terminal)

    def test_a_killed_simulator_is_told_and_r_starts_over(self):
        terminal = self.playing("--speed", "12h", reports=150)
        os.kill(self.process("simulate"), signal.SIGKILL)
        terminal.wait(lambda shown: shown.state == "broken"
                      and shown.has("the simulator died: killed by signal 9")
                      and shown.has("press r to start over"), "broken")
        before = terminal.screen.position[0]
        terminal.press("r")
        terminal.wait(lambda shown: shown.state == "playing"
                      and 0 < shown.position[0] < before, "from the start")
        self.plays_on(terminal)
        self.exact(terminal)
        terminal.press("q")
        self.ended(terminal)
