"""The mouse, as terminals report it."""
from terminal import TermCase


class Mouse(TermCase):
    def report(self, terminal, button, column, row):
        """A press and its release, by xterm's SGR reports."""
        for end in "Mm" if button < 64 else "M":
            terminal.press("-l", self.sgr(button, column, row, end))

    def sgr(self, button, column, row, ends):
        return "".join(f"\x1b[<{button};{column + 1};{row + 1}{end}"
                       for end in ends)

    def click(self, terminal, pattern):
        """On the first character of what is on the screen."""
        for row, line in enumerate(terminal.capture().lines):
            if pattern in line:
                self.report(terminal, 0, line.index(pattern), row)
                return
        terminal.fail(f"no {pattern!r} to click on")

    def playing(self, *words, **options):
        return super().playing(*words, environment={
            "TERM": "xterm-256color"}, **options)

    def test_tabs_hints_and_the_position(self):
        terminal = self.playing(reports=50)
        self.assertEqual(terminal.modes().split()[-1], "1")
        self.click(terminal, "4 12 h")
        terminal.wait_for("(?m)^ last 12 h")
        self.click(terminal, "Space pause")
        terminal.wait(lambda shown: shown.state == "paused", "paused")
        bar = terminal.screen.lines[2]
        self.report(terminal, 0, (bar.index("▕") + bar.rindex("▏")) // 2, 2)
        terminal.wait(lambda shown: shown.clock > "2023-02-10",
                      "in the middle")
        self.click(terminal, "? help")
        terminal.wait_for("─ Keys ─")
        self.click(terminal, "1 Live")
        terminal.wait_for(r"since \w+ 2023-02-16")
        self.click(terminal, "q quit")
        self.ended(terminal)

    def test_what_comes_at_once_is_all_heard(self):
        """As from a slow link: presses, releases and a key in one piece."""
        terminal = self.playing(reports=50)
        column = terminal.screen.lines[0].index("4 12 h")
        terminal.press("-l", self.sgr(0, column, 0, "Mm"))
        terminal.wait_for("(?m)^ last 12 h")
        terminal.press("-l", self.sgr(0, 1, 0, "Mm")
                       + self.sgr(0, column, 0, "Mm") + " ")
        terminal.wait(lambda shown: shown.state == "paused", "paused")
        self.assertTrue(self.settled(terminal).has("(?m)^ last 12 h"))
        terminal.press("q")
        self.ended(terminal)

    def test_rows_and_the_wheel(self):
        terminal = self.playing(reports=100, columns=100, rows=40)
        self.pause(terminal)
        newest = [row for row, line in enumerate(terminal.screen.lines)
                  if "Latest reports" in line][0] + 1
        self.report(terminal, 0, 10, newest + 1)
        terminal.wait_for("2 of ")
        self.report(terminal, 65, 10, newest)
        terminal.wait_for("5 of ")
        self.report(terminal, 64, 10, newest)
        self.report(terminal, 64, 10, newest)
        terminal.wait(lambda shown: not shown.has(r"frozen"), "let go")
        self.report(terminal, 0, 10, newest)
        terminal.wait_for("1 of ")
        terminal.press("Enter")
        terminal.wait_for("─ Report ─")
        terminal.press("q")
        self.ended(terminal)
