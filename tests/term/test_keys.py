"""Keys, tabs and the help."""
import re

from terminal import TermCase

# §5: what the issue wants of the key table.
KEYS = ("Space", "+ -", "=", ".", "1-9", "Tab", "?", "q")


class Keys(TermCase):
    def tab(self, terminal, name):
        """Waits until that tab's view is shown."""
        titles = {"Live": "since the start", "Map": "zoom 1.0",
                  "SQL": "SELECT", "Cluster": "Brokers  3 of 3 up",
                  "Log": "What happened",
                  "Patterns": "By weekday and hour"}
        title = titles.get(name, f"last {name}")
        terminal.wait_for(rf"(?m)^ .*\b{title}\b")

    def test_digits_and_tab_change_tabs(self):
        terminal = self.playing(reports=50)
        names = ("Live", "1 h", "6 h", "12 h")
        for key in "2431":
            terminal.press(key)
            self.tab(terminal, names[int(key) - 1])
        for name in ("1 h", "6 h", "12 h"):
            terminal.press("Tab")
            self.tab(terminal, name)
        for name in ("6 h", "1 h", "Live", "Log", "Cluster", "SQL", "Patterns",
                     "Map"):
            terminal.press("BTab")
            self.tab(terminal, name)
        terminal.press("1")
        self.tab(terminal, "Live")
        terminal.press("0")
        terminal.wait_for("no tab 10; there are ")
        self.tab(terminal, "Live")

    def test_help_lists_every_key_and_closes(self):
        terminal = self.playing(reports=50, rows=70)
        for opening, closing in ("??", ("?", "Escape"), "?1"):
            terminal.press(opening)
            shown = terminal.wait_for(r"│ q +quit +│")
            rows = re.findall(r"(?m)^ *│ (\S.*?) {2,}(\S.*?) *│$",
                              shown.text)
            for key in KEYS:
                self.assertIn(key, [label for label, _ in rows])
            terminal.press(closing)
            terminal.wait(lambda shown: not shown.has("─ Keys ─"),
                          "without the help")

    def test_every_key_that_is_hinted_is_in_the_help(self):
        terminal = self.playing(reports=50, columns=200, rows=70)
        hinted = re.split(" {2,}", terminal.screen.footer.strip())
        self.assertIn("Space pause", hinted)
        terminal.press("?")
        shown = terminal.wait_for(r"│ q +quit +│")     # the last of them
        labels = re.findall(r"(?m)│ (\S.*?) {2,}\S", shown.text)
        labels += re.findall(r"(?m)│ (Left Right) ", shown.text)
        for hint in hinted:
            self.assertTrue(any(hint.startswith(label + " ")
                                for label in labels), hint)

    def test_the_keys_that_the_user_binds(self):
        """Help, hints and answers name them."""
        path = self.folder / "input" / "blotter" / "config"
        path.parent.mkdir()
        path.write_text("[keys]\np = pause\nb = seek -6h\nF = help\n"
                        "? = none\n")
        terminal = self.playing(reports=50, columns=200, rows=70, environment={
            "XDG_CONFIG_HOME": str(path.parents[1])})
        self.assertTrue(terminal.screen.footer.startswith(" p pause  "))
        terminal.press("p")
        shown = terminal.wait(lambda shown: shown.state == "paused",
                              "paused")
        terminal.press("b")
        terminal.wait(lambda later: later.clock < shown.clock, "earlier")
        terminal.press("?")
        terminal.wait_for(r"no key \?; F for help")
        terminal.press("F")
        terminal.wait_for("─ Keys ─")
        for line in "p +pause, and", "b +seek -6h", "F +open and close":
            terminal.wait_for(line)

    def test_keys_work_while_the_help_is_open(self):
        terminal = self.playing(reports=50)
        terminal.press("?", "Space")
        shown = terminal.wait(lambda shown: shown.state == "paused",
                              "paused")
        self.assertTrue(shown.has("─ Keys ─"))
        terminal.press("q")
        self.ended(terminal)

    def test_an_unknown_key_says_so(self):
        terminal = self.playing(reports=20)
        for key, name in (("Z", "Z"), ("C-a", "Ctrl-A"),
                          ("ä", r"U\+00E4"), ("F5", "like that"),
                          ("DC", "Delete")):
            terminal.press(key)
            terminal.wait_for(rf"no key {name}; \? for help")
        terminal.press("2")
        terminal.wait(lambda shown: "no key" not in shown.footer,
                      "without the answer")

    def test_a_paste_of_thousands_of_keys(self):
        terminal = self.playing(reports=20)
        terminal.press("-l", "Z" * 5000 + "4")
        terminal.press("-l", "2")
        self.tab(terminal, "1 h")

    def test_q_at_once(self):
        """Keys typed before there is anything to show are obeyed."""
        terminal = self.monitor()
        terminal.wait_for("this was here")
        terminal.press("q")
        self.ended(terminal)

    def test_q_twice_and_keys_after_it(self):
        terminal = self.playing(reports=20)
        terminal.press("q", "q", "Space", "?", "r")
        self.ended(terminal)
