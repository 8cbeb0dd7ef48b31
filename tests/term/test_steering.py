"""Monitors that are attached, and simulators that listen to them."""
import signal

import blotter_reference as reference
from blotter_reference import Options
from screen import difference
from running import Deadline
from terminal import TopicCase

BOOK = reference.load(Options(officers=2))


class Steering(TopicCase):
    def start_file(self, environment=(), words=(), **options):
        return super().start_file(environment, ("--attach", *words),
                                  **options)

    def listen(self):
        return [self.start("simulate", "--brokers", self.bootstrap, "--run",
                           "r", "--officer", f"{officer}/2", "--listen",
                           "--speed", "6h", stdin=-1) for officer in (1, 2)]

    def wait_both(self, terminals, wanted, what):
        return [terminal.wait(wanted, what) for terminal in terminals]

    def same_time(self, terminals, after=""):
        """Both come to rest at the same time, later than `after`: one may
        hear of an order when the other has obeyed it."""
        deadline = Deadline()
        while True:
            shown = [self.settled(terminal) for terminal in terminals]
            if shown[0].clock == shown[1].clock > after:
                return shown
            if not deadline.left():
                terminals[0].fail(f"the other shows {shown[1].clock}")

    def check_alike(self, terminals, after=""):
        """Both show the same time, and what the reference counts there."""
        shown = self.same_time(terminals, after)
        figures = reference.figures_at(shown[0].clock, BOOK)["all"]
        for terminal, screen in zip(terminals, shown):
            if found := difference(figures, screen.totals[-1],
                                   screen.tables("Crimes")[-1],
                                   screen.tables("Places")[-1]):
                terminal.fail(found)

    def test_two_monitors_and_two_simulators_follow_one_keyboard(self):
        terminals = [self.monitor("--from", "beginning") for _ in range(2)]
        self.wait_both(terminals, lambda shown: shown.state == "waiting",
                       "waiting")
        simulators = self.listen()
        self.wait_both(terminals, lambda shown: shown.state == "playing"
                       and shown.speed == "6 h/s" and shown.totals[-1][0] > 30,
                       "playing at 6 h/s")
        one, other = terminals
        one.press("Space")
        self.wait_both(terminals, lambda shown: shown.state == "paused",
                       "paused")
        self.check_alike(terminals)
        other.press("+")
        self.wait_both(terminals, lambda shown: shown.speed == "12 h/s",
                       "12 h/s")
        before = one.screen.clock
        other.press(".")
        self.check_alike(terminals, after=before)
        before = one.screen.clock
        other.press("Space")
        self.wait_both(terminals, lambda shown: shown.state == "playing"
                       and shown.clock > before, "playing again")
        one.press("Space")
        self.wait_both(terminals, lambda shown: shown.state == "paused",
                       "paused again")
        self.check_alike(terminals)
        self.check_seek(terminals)
        for simulator in simulators:
            simulator.signal(signal.SIGKILL)
            simulator.end()
        one.wait(lambda shown: "pause" not in shown.footer
                 and "play" not in shown.footer, "nobody listening")
        one.press("Space")
        one.wait_for("attached, and no simulator listens: start it with")
        other.press("q")
        other.wait_for(r"(?m)^status 0")
        one.press("q")
        self.ended(one)

    def check_seek(self, terminals):
        """A day on: the hour window is whole, and all counts from there."""
        before = terminals[0].screen.clock
        terminals[0].press("]")
        self.wait_both(terminals, lambda shown: shown.state == "paused"
                       and (shown.clock or "") > before
                       and shown.totals[-1][0] == 0, "a day later")
        shown = self.same_time(terminals, after=before)
        figures = reference.figures_at(shown[0].clock, BOOK)["windows"]["1h"]
        for terminal in terminals:
            terminal.press("2")
            terminal.wait_for("last 1 h")
            screen = self.settled(terminal)
            self.assertFalse(screen.has("filling"))
            self.assertEqual(screen.totals[0],
                             (figures["total"], figures["near"]))
            terminal.press("1")
            terminal.wait_for("since the start")
