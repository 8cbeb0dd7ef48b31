"""Keys at random: whatever was pressed, the figures are those of the clock."""
import json
import random

import blotter_reference as reference
from terminal import TermCase

BOOK = reference.load()
RUNS, KEYS_A_RUN = 8, 25
KEYS = ["Left", "Right", "[", "]", "Space", "+", "-", "=", "."]


class Random(TermCase):
    def windows(self, terminal):
        """What the key s saves: the clock, and its windows."""
        terminal.press("s")
        terminal.wait_for(r"saved blotter-\S+\.txt and \.json in ")
        [path] = self.work.glob("*.json")
        tick = json.loads(path.read_text().splitlines()[1])
        for path in self.work.iterdir():
            path.unlink()
        return tick["at"], tick["windows"]

    def test_every_window_is_exact_after_any_keys(self):
        for run in range(RUNS):
            with self.subTest(run):
                chance = random.Random(run)
                terminal = self.playing("--speed", "12h", reports=20)
                pressed = chance.choices(KEYS, k=KEYS_A_RUN)
                for key in pressed:
                    terminal.press(key)
                    if chance.random() < 0.3:
                        self.settle_once(terminal)
                at, windows = self.windows(terminal)
                wanted = reference.figures_at(at, BOOK)["windows"]
                self.assertEqual(windows, wanted, (at, pressed))
                terminal.press("q")
                self.ended(terminal)

    def settle_once(self, terminal):
        """The answer to a key that is none: those before it were heard."""
        for key in "ZY":
            terminal.press(key)
            terminal.wait(lambda shown, key=key:
                          f"no key {key};" in shown.footer, "an answer")
