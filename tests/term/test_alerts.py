"""The Alerts tab, and the way to an alert."""
import re

import blotter_reference as reference
import reference_alerts
from running import Deadline
from terminal import TermCase

RULES = ("robberies: ROBBERY near >= 2 in 6h for 30m keep 2h",
         "areas: BURGLARY >= 6 in 6h by area")
ROW = re.compile(
    r"(?m)^ \w{3} (\d{4}-\d\d-\d\d \d\d:\d\d)  (?:goes on|[\d.]+ \w+) +"
    r"(\d+)  (\w+)(?:  (\S[^\n]*?))? *$")


def fired(until):
    """(time, name, value) of those that have fired up to then."""
    lines = reference_alerts.alerts(
        reference.load(reference.Options(every="1d")), RULES)
    return [(line["at"][:16].replace("T", " "), line["name"], line.get("of"))
            for line in lines if line["state"] == "firing"
            and line["at"][:16] <= until[:16]]


class Alerts(TermCase):
    def test_they_are_listed_and_one_goes_to_what_led_to_it(self):
        words = [word for rule in RULES for word in ("--alert", rule)]
        terminal = self.playing("--speed", "1d", *words, reports=1500,
                                columns=120, rows=40)
        terminal.press("6")
        terminal.wait_for(r"robberies +quiet")
        shown = self.pause(terminal)
        expected = fired(shown.clock)
        found = [(at, name, of) for at, _, name, of
                 in ROW.findall(shown.text)]
        self.assertEqual(
            found, [(at, name, of or "") for at, name, of
                    in reversed(expected)][:len(found)])
        self.assertGreater(len(found), 5)
        self.assertIn("!", shown.lines[2])
        self.assertNotIn(b"\a", terminal.output)
        last = expected[-1][0].replace(" ", "T")
        terminal.press("{")
        terminal.wait(lambda now: now.clock[:16] == last,
                      "at the last alert")
        terminal.press("Down", "Enter")
        wanted = reference.written(reference.seconds(last) - 600)[:16]
        terminal.wait(lambda now: now.clock[:16] == wanted,
                      "ten minutes before it")
        terminal.press("}")
        terminal.wait(lambda now: now.clock[:16] == last,
                      "at it again")
        terminal.press("q")
        self.ended(terminal)

    def test_the_bell_rings_when_one_fires(self):
        words = [word for rule in RULES for word in ("--alert", rule)]
        terminal = self.monitor("--bell", "--speed", "1d", *words)
        while b"\a" not in terminal.output:
            self.assertTrue(terminal.read(Deadline()))
        terminal.wait_for(r"\d alert|!")
        terminal.press("q")
        self.ended(terminal)

    def test_without_rules_the_keys_say_how_to_have_some(self):
        terminal = self.playing()
        terminal.press("}")
        terminal.wait_for(r"no rules.*--alert")
