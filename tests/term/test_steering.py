"""Monitors that are attached, and simulators that listen to them."""
import json
import os
import random
import signal

import blotter_reference as reference
from blotter_reference import Options
from running import Deadline
from screen import difference
from terminal import TopicCase

BOOK = reference.load(Options(officers=2))
KEYS = ["Space", ".", "[", "]", "Left", "Right", "-", "="]
LONG_SECONDS = 180 if os.environ.get("BLOTTER_LONG") == "yes" else 0


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

    def test_after_any_keys_of_two_monitors_all_play_and_show_the_same(self):
        """Both at once, so that some of their orders have one number."""
        terminals = [self.monitor("--from", "beginning") for _ in range(2)]
        self.listen()
        self.wait_both(terminals, lambda shown: shown.state == "playing"
                       and "pause" in shown.footer, "playing, with keys")
        chance = random.Random(1)
        deadline = Deadline(LONG_SECONDS)
        rounds = 0
        while rounds < 2 or deadline.left():
            rounds += 1
            pressed = [(chance.randrange(2), chance.choice(KEYS))
                       for _ in range(12)]
            for who, key in pressed:
                terminals[who].press(key)
            at = self.come_to_rest(terminals)
            self.check_same(terminals, at, pressed)
        for terminal in terminals:
            terminal.press("q")
            terminal.wait_for(r"(?m)^status 0")

    def come_to_rest(self, terminals):
        """A step pauses, but the other's order may have been faster. The
        time at which all stand then."""
        deadline = Deadline()
        while deadline.left():
            terminals[0].press(".")
            for terminal in terminals:
                self.answer(terminal)
            state = self.board()
            if not state["paused"]:
                continue
            at = self.wait_obeyed(state)
            if self.board() == state:
                self.wait_both(terminals, lambda shown: shown.state == "paused"
                               and shown.clock[:16] == at[:16],
                               f"paused at {at}")
                return at
        terminals[0].fail("the two do not come to the same rest")

    def board(self):
        """The state that counts: the first with the largest number."""
        reader = self.kcat(self.bootstrap, "-e", "-f", "%s\n",
                           topic="la-crime-control")
        self.assertEqual(reader.end(), 0)
        return max(map(json.loads, reader.lines()), key=lambda s: s["n"])

    def wait_obeyed(self, state):
        """Both simulators obey it, and stand; one may have said a little more
        before it heard of the pause. The earlier clock of the two."""
        latest = {}
        while len(latest) < 2:
            clock = self.reader.json(lambda m: m["kind"] == "clock")
            if clock["obeys"] > state["n"]:
                return ""
            if clock["obeys"] == state["n"] and clock.get("paused"):
                latest[clock["officer"]] = clock["at"]
        return min(latest.values())

    def answer(self, terminal):
        """To a key that is none: those before it were heard."""
        for key in "ZY":
            terminal.press(key)
            terminal.wait(lambda shown, key=key:
                          f"no key {key};" in shown.footer, "an answer")

    def saved(self, terminal):
        """What the key s saves: the clock, and its windows."""
        terminal.press("s")
        terminal.wait_for(r"saved blotter-\S+\.txt and \.json in ")
        [path] = self.work.glob("*.json")
        tick = json.loads(path.read_text().splitlines()[1])
        for path in self.work.iterdir():
            path.unlink()
        return tick["at"], tick["windows"]

    def check_same(self, terminals, at, pressed):
        shown = [self.saved(terminal) for terminal in terminals]
        windows = reference.figures_at(at, BOOK)["windows"]
        self.assertEqual(shown, [(at, windows)] * 2, pressed)

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
        one.wait_for("Read-only: no simulator accepts keys; start one with")
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
            # until the slower officer has begun the new run as well
            terminal.wait(lambda shown: shown.has("last 1 h")
                          and not shown.has("filling"), "whole")
            screen = self.settled(terminal)
            self.assertEqual(screen.totals[0],
                             (figures["total"], figures["near"]))
            terminal.press("1")
            terminal.wait_for("since the start")
