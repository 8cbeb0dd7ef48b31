"""The views: a report selected and looked at, the map, the Log."""
import re

import blotter_reference as reference
from running import DATA
from terminal import TermCase

ROW = re.compile(r"(?m)^ (\d\d:\d\d)[ ●] ")
DOTS = re.compile("[\u2801-\u28ff]")


class Reports(TermCase):
    def test_a_selected_report_stays_while_the_stream_goes_on(self):
        terminal = self.playing(reports=50, rows=40)
        terminal.press("Down", "Down", "Down")
        held = r"frozen, (\d+) new +3 of "
        newer = terminal.wait_for(held).has(held)[1]
        shown = terminal.wait(lambda now: now.has(held) and now.has(held)[1]
                              not in ("0", newer), "held in a frame before")
        rows = ROW.findall(shown.text)
        self.assertGreater(len(rows), 10)
        later = terminal.wait(
            lambda now: now.has(r"frozen, (?:[3-9]\d|\d{3,}) new")
            and now.clock > shown.clock, "held while the stream went on")
        self.assertEqual(ROW.findall(later.text), rows)
        terminal.press("Escape")
        terminal.wait(lambda now: not now.has("frozen,")
                      and ROW.findall(now.text) != rows, "let go")

    def test_enter_shows_all_that_is_known_of_a_report(self):
        terminal = self.playing(reports=50)
        terminal.press("Down", "Enter")
        shown = terminal.wait_for(r"partition +0, offset \d+")
        for label in ("crime", "reported", "occurred", "area", "district",
                      "address", "premise", "coordinates", "near", "id",
                      "code", "officer"):
            self.assertTrue(shown.has(rf"│ {label} +\S"), label)
        delay = int(shown.has(r"(\d+) min before")[1])
        self.assertTrue(30 <= delay <= 90, delay)
        terminal.press("Escape")
        terminal.wait(lambda now: not now.has("─ Report ─")
                      and now.has("frozen,"), "closed")

    def test_a_seek_lets_go(self):
        """What was selected was another run's."""
        terminal = self.playing(reports=50)
        terminal.press("Down", "]")
        terminal.wait(lambda shown: shown.clock >= "2023-01-02"
                      and not shown.has("frozen,"), "let go")


class Tables(TermCase):
    def test_they_scroll_through_all_crimes_and_places(self):
        rows, end = 4, "2023-01-04"
        *_, tick = reference.ticks(reference.load(reference.Options(
            end=reference.seconds(end), windows=("31d",), top="all")))
        wanted = {title: [tuple(row) for row in tick["windows"]["31d"][key]]
                  for title, key in (("Crimes", "crimes"), ("Places", "places"))}
        terminal = self.monitor("--speed", "max", "--end", end, "--windows",
                                "31d", "--top", rows, columns=160, rows=30)
        terminal.wait(lambda shown: shown.state == "ended", "at the end")
        terminal.press("2")
        last = len(wanted["Places"])
        self.assertGreater(last, len(wanted["Crimes"]))
        found = {title: {} for title in wanted}
        for first in range(1, last + rows, rows):
            until = min(first + rows - 1, last)
            shown = terminal.wait_for(
                rf"Places by area {until - rows + 1}-{until} of {last}"
                if first > 1 else "last 31 d")
            for title, seen in found.items():
                table, = shown.tables(title)
                self.assertEqual(len(table), rows)
                seen.update(table)
            terminal.press(")")
        self.assertEqual({title: list(seen.items())
                          for title, seen in found.items()}, wanted)
        for _ in range(last):
            terminal.press("(")
        terminal.wait(lambda now: now.tables("Places")
                      == [wanted["Places"][:rows]], "at the first rows")


class City(TermCase):
    def test_chicagos_screen_has_no_word_of_los_angeles(self):
        terminal = self.playing("--speed", "7d",
                                str(DATA / "cities/chicago.csv"), reports=8)
        for key, pattern in (("1", "near the Loop"), ("2", "near the Loop"),
                             ("3", "near the Loop"), ("4", "near the Loop"),
                             ("5", "zoom 1.0"), ("6", "By month"),
                             ("7", "(?i)select"), ("8", "(?i)broker"),
                             ("9", "(?i)playing")):
            terminal.press(key)
            shown = terminal.wait(
                lambda shown, pattern=pattern: shown.has(pattern)
                and shown.has("Chicago"), f"tab {key}")
            self.assertFalse(shown.has("Los Angeles|LAPD|USC|Hollywood"),
                             shown.text)
        terminal.press("5")
        terminal.wait(lambda shown: shown.has("zoom 1.0")
                      and len(DOTS.findall(shown.text)) > 8,
                      "a map with the circle")


class Map(TermCase):
    def test_the_city_is_drawn_and_can_be_looked_at_closely(self):
        terminal = self.playing("--speed", "1d", reports=500)
        terminal.press("5")
        terminal.wait_for("zoom 1.0")
        terminal.wait(lambda shown: len(DOTS.findall(shown.text)) > 30
                      and shown.has("Central|Hollywood|77th Street"),
                      "a map with names")
        terminal.press("z", "z")
        terminal.wait_for("zoom 2.2")
        terminal.press("Down")
        terminal.wait(lambda shown: shown.has("frozen,") and shown.has("◆"),
                      "with the report selected")
        terminal.press("Z", "Z", "Z")
        terminal.wait_for("this is the whole city")

    def test_without_utf_8_it_is_made_of_characters(self):
        terminal = self.playing("--speed", "1d", reports=500,
                                environment={"LC_ALL": "C"})
        terminal.press("5")
        shown = terminal.wait(
            lambda shown: shown.has("zoom 1.0")
            and shown.has(r"(?m)^ {5,}\S*[+*%#]"), "a map of characters")
        self.assertTrue(shown.text.isascii())


class Log(TermCase):
    def test_it_tells_what_keys_and_the_session_did(self):
        terminal = self.playing(reports=50, columns=120, rows=40)
        terminal.press("+")
        terminal.wait_for("6 h/s")
        terminal.press("]", "9")
        shown = terminal.wait_for(r"seek +to Mon 2023-01-02 \d\d:\d\d")
        self.assertTrue(shown.has(r"speed +6 h/s"))
        self.assertTrue(shown.has(r"state +playing"))
        self.assertTrue(shown.has(r"run +\w+ from Sun 2023-01-01 .* 18,460"))
        # the sought run says itself when it is loaded: the pause is the newest line only after that
        terminal.wait_for(r"run +\w+ from Mon 2023-01-02")
        terminal.press("Space")
        terminal.wait_for(r"state +paused")
        terminal.press("Down", "Enter")
        terminal.wait_for(r"─ state ─")
