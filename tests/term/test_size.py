"""Sizes from 40×10 up; below that one sentence that says so."""
from terminal import TermCase, TopicCase


class Size(TopicCase):
    def test_drawn_for_every_size_and_the_same_when_it_is_back(self):
        terminal = self.playing(reports=100)
        self.freeze(terminal)
        paused = self.settled(terminal).without_footer
        clock, position = (terminal.screen.clock, terminal.screen.position)
        for columns, rows in ((40, 10), (120, 40), (41, 30), (200, 10),
                              (300, 100), (64, 16), (63, 15)):
            with self.subTest(f"{columns}x{rows}"):
                terminal.resize(columns, rows)
                shown = self.settled(terminal)
                self.assertEqual((shown.clock, shown.state, shown.position),
                                 (clock, "paused", position))
                self.assertEqual(shown.speed, "3 h/s")
                self.assertLessEqual(max(map(len, shown.lines)), columns)
                if rows >= 30:
                    self.assertEqual(len(shown.tables("Crimes")[-1]), 5)
                    self.assertEqual(len(shown.tables("Places")[-1]), 5)
        terminal.resize(80, 24)
        self.assertEqual(self.settled(terminal).without_footer, paused)
        terminal.press("q")
        self.ended(terminal)

    def test_away_and_back_before_it_could_draw(self):
        terminal = self.playing(reports=50)
        self.freeze(terminal)
        before = self.settled(terminal).without_footer
        terminal.tmux("resize-window", "-x", 60, "-y", 15,
                      ";", "resize-window", "-x", 80, "-y", 24)
        self.round()    # tmux says it within a quarter of a second
        self.round()
        terminal.press("Z")
        self.round()
        self.assertEqual(terminal.capture().without_footer, before)


class Storm(TermCase):
    def test_many_sizes_one_after_the_other(self):
        """However fast they come, the last one is what is drawn for."""
        terminal = self.playing(reports=50)
        self.pause(terminal)
        sizes = [(40 + 7 * n % 120, 10 + 5 * n % 50) for n in range(200)]
        for columns, rows in sizes:
            terminal.tmux("resize-window", "-x", columns, "-y", rows)
        terminal.resize(100, 30)
        shown = self.settled(terminal)
        self.assertEqual(shown.state, "paused")
        self.assertEqual(len(shown.tables("Crimes")[-1]), 5)
        terminal.resize(80, 24)
        terminal.press("q")
        self.ended(terminal)


class Small(TermCase):
    def test_every_tab_at_the_least_size(self):
        terminal = self.playing(reports=100, columns=40, rows=10)
        self.pause(terminal)
        for key, name in enumerate(("1 Live", "2 1 h", "3 6 h", "4 12 h"),
                                   1):
            terminal.press(str(key))
            shown = self.settled(terminal)
            self.assertIn(name, shown.lines[0])
            self.assertEqual(len(shown.lines), 10)
            self.assertTrue(shown.clock)
            self.assertRegex("\n".join(shown.lines[4:]), r"█")
        terminal.press("?")
        terminal.wait_for("Space +pause")
        terminal.press("Down", "Down", "Down")
        terminal.wait(lambda shown: not shown.has("Space +pause"),
                      "scrolled")

    def test_too_small_says_so_and_plays_on(self):
        terminal = self.playing(reports=50)
        before = terminal.screen.clock
        for columns, rows in ((30, 8), (39, 24), (80, 9), (20, 5), (2, 2)):
            terminal.tmux("resize-window", "-x", columns, "-y", rows)
            if columns * rows < 40:
                continue
            shown = terminal.wait(
                lambda shown: f"needs 40×10, this is {columns}×{rows}" in
                " ".join(shown.text.split()), f"for {columns}x{rows}")
            self.assertEqual(len(shown.text.split()), 6, shown.text)
        terminal.resize(80, 24)
        terminal.wait(lambda shown: shown.state == "playing"
                      and shown.clock > before, "playing on")
        terminal.tmux("resize-window", "-x", 30, "-y", 8)
        terminal.wait_for("needs 40")
        terminal.press("q")
        terminal.wait_for("(?m)^status 0")
