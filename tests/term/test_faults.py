"""Children that die, and data that is wrong or hostile, under a monitor."""
import os
import re
import signal

import blotter_reference as reference
from screen import difference
from terminal import TermCase

BOOK = reference.load()
HEADER = "DR_NO,DATE OCC,TIME OCC,AREA NAME,Crm Cd,Crm Cd Desc,LOCATION," \
    "LAT,LON\n"


class OnPurpose(TermCase):
    """`--faults`: beside what is found stands what was done."""

    def test_after_a_seek_all_is_found(self):
        terminal = self.playing(
            "--speed", "7d", "--faults",
            "late=5%:2h,duplicate=5%,missing=5%,garbled=5%", reports=300)
        terminal.press("]")
        terminal.press("]")
        terminal.press("+")     # max
        terminal.wait(lambda shown: shown.state == "ended", "ended")
        shown = self.settled(terminal)
        pairs = re.findall(r"([\d,]+) of ([\d,]+) "
                           r"(?:missing|duplicate|late|undecod)",
                           shown.text)
        self.assertEqual(len(pairs), 4, shown.text)
        for found, injected in pairs:
            self.assertEqual(found, injected, shown.text)
        terminal.press("q")
        self.ended(terminal)

    def test_each_key_has_its_receipt(self):
        """And at the end all of it is found."""
        terminal = self.playing("--speed", "3h", reports=30)
        for key, what in (("T", "late"), ("D", "duplicate"),
                          ("M", "missing"), ("G", "garbled")):
            terminal.press(key)
            terminal.wait_for(rf"1 of 1 {what} on purpose: [\d,]+ = [\d,]+ .*"
                              "nothing lost unseen" if what in (
                                  "missing", "garbled") else
                              rf"1 of 1 {what} on purpose: ([\d,]+) = \1, "
                              "nothing lost unseen")
        for where in "away", "back":
            terminal.press("B")
            terminal.wait_for(rf"broker 1 is {where}: [\d,]+ = [\d,]+ \+ 1 "
                              "missing, nothing lost unseen")
        terminal.press("=", "+", "+", "+", "+", "+")     # max
        terminal.wait(lambda shown: shown.state == "ended", "ended")
        shown = self.settled(terminal)
        self.assertTrue(shown.has("1 of 1 missing, 1 of 1 duplicate, 1 of 1 "
                                  "late, 1 of 1 undecodable, on purpose"),
                        shown.text)
        terminal.press("q")
        self.ended(terminal)


class Death(TermCase):
    """The screen says what died and keeps its figures; r starts over."""

    def broken(self, terminal, said):
        """The figures are still those of the clock."""
        before = terminal.screen
        terminal.wait(lambda shown: shown.state == "broken", "broken")
        shown = self.settled(terminal)
        self.assertTrue(shown.has(said), shown.text)
        self.assertTrue(shown.has("press r to start over"))
        self.assertGreaterEqual(shown.clock, before.clock)
        self.assertGreaterEqual(shown.position, before.position)
        figures = reference.figures_at(shown.clock, BOOK)["all"]
        if found := difference(figures, shown.totals[-1],
                               shown.tables("Crimes")[-1],
                               shown.tables("Places")[-1]):
            terminal.fail(found)
        terminal.press("Space")
        terminal.wait_for("nothing is playing; r starts over")
        return shown

    def starts_over(self, terminal, broken):
        terminal.press("r")
        shown = terminal.wait(
            lambda shown: shown.state == "playing" and shown.position
            and 0 < shown.position[0] < broken.position[0],
            "playing from the start")
        terminal.wait(lambda later: later.clock > shown.clock, "going on")
        self.assertFalse(terminal.screen.has("died|press r"))
        self.assertEqual(len(self.processes("simulate")), 1)
        self.assertEqual(len(self.processes("cluster")), 1)
        shown = self.pause(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["all"]
        self.assertEqual(shown.totals[-1],
                         (figures["total"], figures["near"]))

    def test_simulator_killed(self):
        terminal = self.playing("--speed", "12h", reports=150)
        os.kill(self.process("simulate"), signal.SIGKILL)
        broken = self.broken(terminal, "the simulator died: killed by "
                             "signal 9")
        self.starts_over(terminal, broken)
        terminal.press("q")
        self.ended(terminal)

    def test_cluster_killed(self):
        terminal = self.playing("--speed", "12h", reports=150)
        os.kill(self.process("cluster"), signal.SIGKILL)
        broken = self.broken(terminal, "the embedded cluster died: killed "
                             "by signal 9")
        self.assertEqual(len(self.children()), 1)
        self.starts_over(terminal, broken)
        terminal.press("q")
        self.ended(terminal)

    def test_both_killed_and_killed_again(self):
        """The second death may be told only after the first r: one r starts
        over all the same."""
        terminal = self.playing("--speed", "12h", reports=150)
        for _ in range(3):
            for pid in (self.process("simulate"), self.process("cluster")):
                os.kill(pid, signal.SIGKILL)
            terminal.wait(lambda shown: shown.state == "broken", "broken")
            terminal.press("r")
            terminal.wait(
                lambda shown: shown.state == "playing"
                and shown.position[0] >= 30, "playing once more")
            self.assertEqual(len(self.processes("simulate")), 1)
            self.assertEqual(len(self.processes("cluster")), 1)

    def test_r_while_it_starts_changes_nothing(self):
        terminal = self.monitor()
        terminal.wait_for("starting|loading")
        terminal.press("r", "r", "r")
        self.wait_playing(terminal)
        self.assertNotIn(b"broken", terminal.output)

    def test_killed_while_it_is_paused(self):
        terminal = self.playing("--speed", "12h", reports=150)
        self.pause(terminal)
        os.kill(self.process("simulate"), signal.SIGKILL)
        broken = self.broken(terminal, "the simulator died")
        self.starts_over(terminal, broken)

    def test_killed_while_the_figures_of_a_window_are_shown(self):
        terminal = self.playing("--speed", "12h", reports=150)
        terminal.press("4")
        os.kill(self.process("cluster"), signal.SIGKILL)
        terminal.wait(lambda shown: shown.state == "broken", "broken")
        shown = self.settled(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["windows"]["12h"]
        self.assertEqual(shown.totals, [(figures["total"],
                                         figures["near"])])

    def test_quit_when_broken_says_why_and_fails(self):
        terminal = self.playing(reports=50)
        os.kill(self.process("cluster"), signal.SIGKILL)
        terminal.wait(lambda shown: shown.state == "broken", "broken")
        terminal.press("q")
        shown = self.ended(terminal, status=1)
        self.assertTrue(shown.has("(?m)^blotter: the embedded cluster died"))

    def test_start_over_while_it_plays(self):
        terminal = self.playing("--speed", "12h", reports=150)
        before = self.process("simulate")
        terminal.press("r")
        self.starts_over_clock(terminal)
        self.assertNotEqual(self.process("simulate"), before)

    def starts_over_clock(self, terminal):
        terminal.wait(lambda shown: shown.state == "playing" and
                      shown.position and 0 < shown.position[0] < 150,
                      "playing from the start")

    def test_stopped_children_that_go_on(self):
        """Not dead, only slow: nothing is lost, and it says nothing."""
        terminal = self.playing("--speed", "6h", reports=100)
        for name in "cluster", "simulate":
            pid = self.process(name)
            os.kill(pid, signal.SIGSTOP)
            shown = self.settled(terminal)
            os.kill(pid, signal.SIGCONT)
            terminal.wait(lambda later: later.clock > shown.clock, "later")
        shown = self.pause(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["all"]
        self.assertEqual(shown.totals[-1],
                         (figures["total"], figures["near"]))
        self.assertFalse(shown.has("missing|duplicate|late"))

    def test_brokers_stopped_for_longer_than_a_request_lasts(self):
        """They do not know a repeated message: none may be repeated."""
        terminal = self.playing("--speed", "6h", reports=100)
        pid = self.process("cluster")   # the tab has one of its own
        terminal.press("8")
        os.kill(pid, signal.SIGSTOP)
        stopped = terminal.wait_for("is away")
        os.kill(pid, signal.SIGCONT)
        terminal.press("1")
        terminal.wait(lambda later: later.clock > stopped.clock, "later")
        shown = self.pause(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["all"]
        self.assertEqual(shown.totals[-1],
                         (figures["total"], figures["near"]))
        self.assertFalse(shown.has("missing|duplicate|late"))


class Data(TermCase):
    def test_what_cannot_be_read_is_one_plain_line(self):
        for content, said in ((HEADER, "a header and no rows"),
                              (HEADER + "1,1/1/23,1,A,1,PARKING,B,,\n",
                               "no report to send")):
            with self.subTest(said):
                path = self.file(content)
                terminal = self.monitor(path)
                shown = self.ended(terminal, status=1)
                self.assertEqual(shown.text.count("blotter: "), 1)
                self.assertTrue(shown.has(said))

    def test_a_file_that_is_none_opens_no_screen(self):
        terminal = self.monitor("./nosuch.csv")
        shown = self.ended(terminal, status=1)
        self.assertTrue(shown.has("blotter: ./nosuch.csv: cannot open"))
        self.assertNotIn(b"\x1b[?1049h", terminal.output)

    def test_rejected_rows_are_told_and_counted(self):
        path = self.file(HEADER + "1,x,1,A,1,BURGLARY,B,,\n" + "".join(
            f"{n},1/{n}/23,100,A,1,BURGLARY,B,,\n" for n in range(1, 20)))
        terminal = self.monitor("--speed", "max", path)
        terminal.wait(lambda shown: shown.state == "ended"
                      and shown.has("1 rows? rejected"), "1 rejected")
        self.assertTrue(terminal.screen.has(r":2: unreadable date"))

    def test_what_is_hostile_does_not_reach_the_terminal(self):
        bad = (b"\x1b]0;HOSTILE\x07", b"\x1b[2J", b"\xc2\x9b2J", b"\xff\xc3",
               b"\x0e\x9b\x90HOSTILE\x9c", b"\r\x08\x08", b"\x7f",
               "\u202eHOSTILE\u2066".encode(), "\u6f22\u5b57".encode(),
               "e\u0301\u200b\U0001f468\u200d\U0001f469".encode())
        path = self.file(HEADER.encode() + b"".join(
            b'%d,1/%d/23,100,"%s AREA",1,"BURGLARY %s %d","%s ST",,\n'
            % (n, n + 1, text, text, n, text)
            for n, text in enumerate(bad)))
        terminal = self.monitor("--speed", "max", path, columns=120)
        terminal.wait(lambda shown: shown.state == "ended", "ended")
        for key in "1234pppp":
            terminal.press(key)
            shown = self.settled(terminal)
            for row in shown.lines:
                self.assertLessEqual(len(row), 120)
            self.assertTrue(shown.lines[0].startswith(" 1 Live"))
        terminal.press("q")
        self.ended(terminal)
        for part in (b"\x1b]0;H", b"\xc2\x9b", b"\x9bH", b"\x90H", b"\x9c",
                     b"\xff", "\u202e".encode(), b"\x0eH"):
            self.assertNotIn(part, terminal.output.replace(
                "…".encode(), b"").replace("─".encode(), b""), part)
        self.assertNotIn("HOSTILE", terminal.tmux(
            "display", "-p", "#{pane_title}"))
