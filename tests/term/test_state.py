"""A monitor with `--state`: killed, it goes on where it was."""
import os
import signal

import blotter_reference as reference
from screen import difference
from terminal import TermCase

BOOK = reference.load()


class GoneOn(TermCase):
    def test_a_monitor_killed_goes_on_with_all_it_had_counted(self):
        words = ("--speed", "12h", "--checkpoint", "100ms",
                 "--state", self.folder / "state")
        first = self.playing(*words, reports=150)
        before = first.screen
        os.kill(self.pid(), signal.SIGKILL)
        self.assert_no_process()

        second = self.monitor(*words)
        self.wait_playing(second, reports=200)
        shown = self.pause(second)
        self.assertGreater(shown.clock, before.clock)
        self.assertEqual(shown.position[0], shown.totals[-1][0])
        figures = reference.figures_at(shown.clock, BOOK)["all"]
        if found := difference(figures, shown.totals[-1],
                               shown.tables("Crimes")[-1],
                               shown.tables("Places")[-1]):
            second.fail(found)
        self.assertFalse(shown.has("missing|duplicate|late"))

        second.press("q")
        self.ended(second)
