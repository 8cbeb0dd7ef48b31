"""What is asked for on the last row, what is saved, and what is remembered."""
import json
import os
import shutil
import signal

import blotter_reference as reference
from blotter_reference import Options
from terminal import TermCase

BOOK = reference.load()


class Prompts(TermCase):
    def ask(self, terminal, key, label, answer=""):
        """Presses a key, and answers what it asks for."""
        terminal.press(key)
        terminal.wait(lambda shown: shown.footer.startswith(f" {label}:"),
                      f"asking for {label}")
        if answer:
            terminal.press("C-u")
            terminal.press("-l", "--", answer)
            terminal.wait(lambda shown: answer.strip() in shown.footer,
                          answer)

    def test_go_to_a_time(self):
        terminal = self.playing(reports=30)
        self.pause(terminal)
        self.ask(terminal, "g", "go to", "2023-02-11 18:30")
        terminal.press("Enter")
        terminal.wait(lambda shown: shown.clock == "2023-02-11T18:30:00",
                      "there")
        self.ask(terminal, "g", "go to", "-2h")
        terminal.press("Enter")
        terminal.wait(lambda shown: shown.clock == "2023-02-11T16:30:00",
                      "two hours before")
        self.ask(terminal, "g", "go to")
        terminal.press("Up", "Up")
        terminal.wait(lambda shown: "2023-02-11 18:30" in shown.footer,
                      "what was entered before")
        terminal.press("Escape")
        terminal.wait(lambda shown: "go to:" not in shown.footer, "left")

    def test_it_begins_at_a_time(self):
        terminal = self.monitor("--speed", "1h", "--at", "2023-02-11T18:30")
        shown = terminal.wait(
            lambda shown: shown.clock and shown.clock >= "2023-02-11T18:30:00"
            and shown.state == "playing", "playing there")
        self.assertLess(shown.clock, "2023-02-12")
        terminal.press("4")
        self.pause(terminal)
        shown = self.settled(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["windows"]["12h"]
        self.assertEqual(shown.totals, [(figures["total"],
                                         figures["near"])])

    def test_a_time_without_data_is_said_and_it_plays(self):
        terminal = self.monitor("--at", "2024-02-11")
        terminal.wait_for("the data is from Sun 2023-01-01")
        terminal.wait(lambda shown: shown.state == "playing", "playing")

    def test_an_error_stays_until_the_next_key(self):
        terminal = self.playing(reports=30)
        self.ask(terminal, "g", "go to", "someday")
        terminal.press("Enter")
        before = terminal.wait_for("Not a time. Try")
        terminal.wait(lambda shown: shown.clock > before.clock
                      and shown.has("Not a time. Try"), "playing on")
        terminal.press("Home")
        shown = terminal.wait(lambda shown: not shown.has("that is no"),
                              "without the error")
        self.assertIn("go to: someday", shown.footer)
        self.assertEqual(shown.state, "playing")

    def test_a_paste_of_a_megabyte(self):
        """Into a prompt it is cut; elsewhere it does nothing."""
        terminal = self.playing(reports=30)
        path = self.file("q2 \n" * 250000)
        terminal.tmux("load-buffer", path)
        for asks in False, True:
            if asks:
                self.ask(terminal, "g", "go to")
            terminal.tmux("paste-buffer", "-p")
            before = terminal.capture().clock
            terminal.wait(lambda shown: shown.clock > before and shown.has(
                "go to: .*q2" if asks else "pasting works only"), "pasted")
        terminal.press("Escape")
        terminal.wait(lambda shown: "go to" not in shown.footer
                      or "g go to" in shown.footer, "left")
        terminal.press("q")
        self.ended(terminal)

    def test_near_is_moved(self):
        terminal = self.playing("--speed", "12h", reports=100)
        self.pause(terminal)
        terminal.press("4")
        self.ask(terminal, "n", "near", "34.05,-118.25,0.1")
        terminal.press("Enter")
        shown = terminal.wait_for(r"\d+ near(?! USC)")
        book = reference.load(Options(near=(34.05, -118.25, 0.1)))
        figures = reference.figures_at(shown.clock, book)["windows"]["12h"]
        self.assertEqual(shown.totals,
                         [(figures["total"], figures["near"])])

    def test_of_several_points_n_shows_and_edits_the_next(self):
        terminal = self.playing(
            "--speed", "12h", "--near", "34.021861,-118.282942,0.02 USC",
            "--near", "34.05,-118.25,0.1 City Hall", reports=100)
        self.pause(terminal)
        terminal.press("4")
        terminal.wait_for(r"\d+ near USC")
        self.ask(terminal, "n", "near")
        shown = terminal.wait_for(r"\d+ near City Hall")
        self.assertIn("near: 34.05,-118.25,0.1 City Hall", shown.footer)
        book = reference.load(Options(near=(34.05, -118.25, 0.1)))
        figures = reference.figures_at(shown.clock, book)["windows"]["12h"]
        self.assertTrue(shown.has(rf"\b{figures['near']} near City Hall"))
        terminal.press("Escape")
        terminal.wait(lambda shown: "near:" not in shown.footer, "left")
        self.ask(terminal, "n", "near")
        terminal.wait_for(r"\d+ near USC")
        terminal.press("Escape")
        terminal.wait(lambda shown: "near:" not in shown.footer, "left")
        self.ask(terminal, "n", "near", "34.05,-118.25,0.3 Downtown")
        terminal.press("Enter")
        shown = terminal.wait_for(r"\d+ near Downtown")
        book = reference.load(Options(near=(34.05, -118.25, 0.3)))
        figures = reference.figures_at(shown.clock, book)["windows"]["12h"]
        self.assertTrue(shown.has(rf"\b{figures['near']} near Downtown"))

    def test_a_filter_leaves_out_what_does_not_hold_it(self):
        terminal = self.playing("--speed", "12h", reports=150)
        self.pause(terminal)
        whole = self.settled(terminal)
        figures = reference.figures_at(whole.clock, BOOK)["all"]
        self.ask(terminal, "/", "only", "Robb")
        terminal.press("Enter")
        shown = terminal.wait_for('counting only reports with "Robb"')
        self.assertEqual(
            shown.totals[-1][0],
            sum(report.reported_at <= reference.seconds(whole.clock)
                and any("ROBB" in text.upper() for text in (
                    report.row.crime, report.row.area, report.row.address))
                for report in BOOK.reports))
        self.ask(terminal, "/", "only")
        terminal.press("Enter")
        shown = terminal.wait(lambda shown: not shown.has("filtered"),
                              "unfiltered")
        self.assertEqual(shown.totals[-1], (figures["total"],
                                            figures["near"]))
        terminal.press("4")
        self.ask(terminal, "/", "only", "Robb")
        terminal.press("Enter")
        shown = terminal.wait_for('counting only reports with "Robb"')
        self.assertTrue(shown.has("filtered"))
        self.assertEqual(set(name for name, _ in shown.tables("Crimes")[-1])
                         - {"ROBBERY", "ATTEMPTED ROBBERY"}, set())
        crimes = dict(shown.tables("Crimes")[-1])
        self.assertEqual(sum(crimes.values()), shown.totals[-1][0])
        self.ask(terminal, "/", "only")
        terminal.press("Enter")
        shown = terminal.wait(lambda shown: not shown.has("filtered"),
                              "unfiltered")
        shown = self.settled(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["windows"]["12h"]
        self.assertEqual(shown.totals,
                         [(figures["total"], figures["near"])])

    def test_a_snapshot_holds_the_figures(self):
        terminal = self.playing("--speed", "12h", reports=150)
        shown = self.pause(terminal)
        terminal.press("s")
        terminal.wait_for(r"saved blotter-\S+\.txt and \.json in ")
        texts = {path.suffix: path for path in self.work.iterdir()}
        self.assertEqual(set(texts), {".txt", ".json"})
        lines = [json.loads(line)
                 for line in texts[".json"].read_text().splitlines()]
        self.assertEqual([line["kind"] for line in lines],
                         ["snapshot", "tick", "summary"])
        figures = reference.figures_at(lines[1]["at"], BOOK)
        self.assertEqual(lines[1]["windows"], figures["windows"])
        self.assertEqual(lines[1]["all"]["total"], shown.totals[-1][0])
        self.assertIn("BURGLARY", texts[".txt"].read_text())
        for path in texts.values():
            path.unlink()

    def test_what_keys_change_is_remembered(self):
        state = self.folder / "home" / ".local"
        terminal = self.playing("--remember", reports=30)
        terminal.press("+", "p")
        terminal.wait(lambda shown: shown.speed == "6 h/s"
                      and shown.has("Places by district"), "changed")
        terminal.press("q")
        self.ended(terminal)
        terminal = self.playing("--remember", reports=30)
        self.assertEqual(terminal.screen.speed, "6 h/s")
        self.assertTrue(terminal.screen.has("Places by district"))
        os.kill(self.pid(), signal.SIGHUP)
        self.ended(terminal)
        terminal = self.playing("--remember", "--speed", "1h", reports=5)
        self.assertEqual(terminal.screen.speed, "1 h/s")
        terminal.press("q")
        self.ended(terminal)
        terminal = self.playing(reports=30)
        self.assertEqual(terminal.screen.speed, "3 h/s")
        terminal.press("q")
        self.ended(terminal)
        shutil.rmtree(state)

    def test_a_key_is_found_in_the_help(self):
        terminal = self.playing(reports=30)
        terminal.press("?", "/")
        terminal.press("-l", "seek an")
        shown = terminal.wait_for("Keys: seek an")
        self.assertTrue(shown.has("Left Right seek an hour"))
        self.assertFalse(shown.has("pause, and play on"))
