"""Lessons that play themselves."""
from pathlib import Path

import blotter_reference as reference
from terminal import TermCase

BOOK = reference.load()
LESSON = Path(__file__).resolve().parents[2] / "src" / "doc" / "lesson.cues"


class Cues(TermCase):
    def lesson(self, *lines, **options):
        path = self.file("".join(f"{line}\n" for line in lines), "lesson")
        return self.monitor("--cues", path, **options)

    def stops(self, terminal, at, says=""):
        """It pauses there, exactly, and says that."""
        terminal.wait(lambda shown: shown.state == "paused" and
                      shown.clock == f"2023-01-{at}:00" and
                      says in shown.lines[-2], f"paused at {at}: {says}")
        return self.settled(terminal)

    def go(self, terminal, to):
        terminal.press("g")
        terminal.wait(lambda shown: "go to:" in shown.footer, "asking")
        terminal.enter(to)

    def test_a_lesson_stops_to_the_second_and_goes_on_at_space(self):
        terminal = self.lesson(
            "2023-01-01 speed 12h", "2023-01-01 say from the first on",
            "2023-01-02T06:00 pause", "2023-01-02T06:00 say here it is",
            "2023-01-02T06:01 tab 4", "2023-01-03T18:30 pause",
            "2023-01-03T18:30 say", "2023-01-04 speed max",
            "2023-01-20T03:00 pause", "2023-01-20T03:00 say fast")
        terminal.wait_for("from the first on")
        self.stops(terminal, "02T06:00", "here it is")
        terminal.press("Space")
        shown = self.stops(terminal, "03T18:30")
        self.assertFalse(shown.has("here it is"))
        figures = reference.figures_at(shown.clock, BOOK)["windows"]["12h"]
        self.assertEqual(shown.totals, [(figures["total"], figures["near"])])
        terminal.press("Space")
        self.stops(terminal, "20T03:00", "fast")
        terminal.press("q")
        self.ended(terminal)

    def test_what_is_behind_a_seek_comes_again_and_what_it_passes_does_not(
            self):
        terminal = self.lesson(
            "2023-01-02T06:00 pause", "2023-01-02T06:00 say first",
            "2023-01-03 tab 3", "2023-01-03T18:00 pause",
            "2023-01-03T18:00 say second", "2023-01-05 tab 2",
            "2023-01-06 pause", "2023-01-06 say third")
        self.stops(terminal, "02T06:00", "first")
        self.go(terminal, "2023-01-04")
        terminal.wait(lambda shown: shown.clock == "2023-01-04T00:00:00" and
                      "second" in shown.lines[-2], "jumped over")
        self.assertTrue(self.settled(terminal).has("since the start|since "))
        self.go(terminal, "2023-01-02T12:00")
        terminal.wait(lambda shown: "first" in shown.lines[-2] and
                      shown.clock == "2023-01-02T12:00:00", "back")
        terminal.press("Space")
        shown = self.stops(terminal, "03T18:00", "second")
        figures = reference.figures_at(shown.clock, BOOK)["windows"]["6h"]
        self.assertEqual(shown.totals, [(figures["total"], figures["near"])])
        terminal.press("q")
        self.ended(terminal)

    def test_what_the_lesson_says_is_so(self):
        terminal = self.monitor("--cues", LESSON, columns=100)
        shown = self.stops(terminal, "02T00:00", "233 reports")
        self.assertEqual(shown.totals[-1][0], 233)
        terminal.press("Space")
        shown = self.stops(terminal, "02T12:00", "24 reports in 6 h, and 8")
        self.assertEqual((shown.totals[0][0], shown.changes[0][0]), (24, -8))
        terminal.press("Space")
        self.assertEqual(
            self.stops(terminal, "02T18:00", "76 in 6 h").totals[0][0], 76)
        terminal.press("4")
        self.assertEqual(self.settled(terminal).totals[0][0], 100)
        terminal.press("Space")
        shown = self.stops(terminal, "03T00:30", "430 since the start")
        self.assertEqual(shown.totals[-1][0], 430)
        terminal.press("q")
        self.ended(terminal)

    def test_what_is_wrong_is_said_with_file_and_line(self):
        path = self.file("# mine\n2023-01-01 stop\n", "lesson")
        for words, names in (([path], ["lesson", "line 2"]),
                             (["nosuch"], ["nosuch", "cannot open"])):
            run = self.run_to_end("--cues", *words, status=2)
            for name in ["--cues", *names]:
                self.assertIn(name, run.err.decode())
