"""What kind of terminal it is, and what else stands around the monitor."""
import re

from terminal import TermCase

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|38;|9[0-7]|4[0-7]|48;)"
                    rb"[0-9;]*m")


class Environment(TermCase):
    def test_no_terminal_on_standard_output_names_report(self):
        terminal = self.monitor(redirect="| cat")
        shown = terminal.wait_for("(?s)blotter: .*status")
        self.assertTrue(shown.has("no terminal: use `blotter report`"))
        self.assertEqual(shown.text.count("blotter: "), 1)
        self.assert_no_process()

    def test_terminals_that_are_none(self):
        for term, said in (("dumb", "TERM is dumb"), ("", "TERM is not set"),
                           ("nosuch", "TERM is nosuch")):
            with self.subTest(term):
                terminal = self.monitor(environment={"TERM": term})
                shown = self.ended(terminal, status=1)
                self.assertTrue(shown.has(f"blotter: {said}"))
                self.assertEqual(shown.text.count("blotter: "), 1)

    def test_too_few_descriptors_are_one_plain_line(self):
        """The sanitizers' last look for leaks needs some of its own."""
        options = self.environment.get("ASAN_OPTIONS", "")
        for count in 5, 6, 7, 8, 9, 10, 16, 24, 40:
            with self.subTest(count):
                terminal = self.monitor(
                    limit=f"-n {count}", columns=160, environment={
                        "ASAN_OPTIONS": f"{options}:detect_leaks=0"})
                shown = self.ended(terminal, status=1)
                self.assertRegex(
                    shown.text, "blotter: monitor needs .* open files, .* of "
                    rf"the {count} that a process may have .ulimit -n")
                self.assertEqual(shown.text.count("blotter: "), 1)

    def test_few_descriptors_are_enough(self):
        terminal = self.playing(reports=20, limit="-n 64")
        terminal.press("q")
        self.ended(terminal)

    def test_without_a_home_and_a_folder_for_temporary_files(self):
        terminal = self.playing(reports=20, environment={
            "HOME": "", "TMPDIR": ""})
        terminal.press("q")
        self.ended(terminal)

    def test_colours(self):
        terminal = self.playing(reports=50)
        self.assertRegex(terminal.output, COLOUR)

    def test_no_color(self):
        terminal = self.playing(reports=50, environment={"NO_COLOR": "1"})
        terminal.press("4", "?")
        terminal.wait_for("Keys")
        self.assertNotRegex(terminal.output, COLOUR)
        terminal.press("q")
        self.ended(terminal)

    def test_terminals_of_other_kinds(self):
        """Those that ncurses-base of any distribution knows."""
        for term in "vt100", "linux", "xterm", "screen-256color", "ansi":
            with self.subTest(term):
                terminal = self.playing(reports=20,
                                        environment={"TERM": term})
                shown = self.pause(terminal)
                self.assertEqual(len(shown.tables("Crimes")[-1]), 5)
                self.assertRegex(shown.lines[3], "^[─-]{79,80}$")
                self.assertTrue(shown.lines[4].startswith(" last second"))
                if term == "vt100":
                    self.assertNotRegex(terminal.output, COLOUR)
                terminal.press("q")
                terminal.wait_for(r"(?m)^ *status 0")
                self.assert_no_process()

    def test_ascii(self):
        terminal = self.playing(reports=100, environment={
            "LC_ALL": "C", "LANG": "C"})
        for key in "1234":
            terminal.press(key)
            shown = self.settled(terminal)
            self.assertTrue(shown.text.isascii(), shown.text)
            self.assertTrue(shown.tables("Crimes")[-1])
        terminal.press("?")
        terminal.wait_for(r"\| Space +pause")
        self.assertTrue(terminal.output.isascii())
        terminal.press("q")
        self.ended(terminal)

    def test_an_unknown_locale_is_ascii(self):
        terminal = self.playing(reports=50, environment={
            "LC_ALL": "xx_YY.UTF-8"})
        self.assertTrue(self.settled(terminal).text.isascii())

    def test_keys_come_from_the_terminal_when_standard_input_is_a_file(self):
        terminal = self.playing(reports=20, redirect="</dev/null")
        self.pause(terminal)
        terminal.press("q")
        self.ended(terminal)

    def test_a_file_on_standard_input(self):
        path = self.file("DATE OCC,TIME OCC,Crm Cd Desc\n" + "".join(
            f"1/{day}/23,{hour}00,BURGLARY\n" for day in range(1, 25)
            for hour in range(1, 24)))
        terminal = self.playing("-", "--speed", "1d", reports=50,
                                redirect=f"<{path}")
        self.assertEqual(terminal.screen.position[1], 552)
        self.pause(terminal)
        terminal.press("q")
        self.ended(terminal)

    def test_standard_error_of_its_own_does_not_disturb_the_screen(self):
        """What the children say is news in the screen, not on it."""
        path = self.file("DATE OCC,TIME OCC,Crm Cd Desc\n" + "".join(
            f"1/{day}/23,100,BURGLARY\nx,100,BURGLARY\n"
            for day in range(1, 25)))
        terminal = self.playing("--speed", "1d", path, reports=5)
        shown = self.pause(terminal)
        self.assertTrue(shown.lines[0].startswith(" 1 Live"))
        self.assertFalse(shown.has("blotter: "))
