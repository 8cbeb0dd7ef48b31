"""The Alerts tab, and the way to an alert."""
import functools
import json
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


@functools.cache
def all_lines():
    return reference_alerts.alerts(
        reference.load(reference.Options(every="1d")), RULES)


def fired(until):
    """(time, name, value) of those that have fired up to then."""
    lines = all_lines()
    return [(line["at"][:16].replace("T", " "), line["name"], line.get("of"))
            for line in lines if line["state"] == "firing"
            and line["at"][:16] <= until[:16]]


class Alerts(TermCase):
    def test_they_are_listed_and_one_goes_to_what_led_to_it(self):
        words = [word for rule in RULES for word in ("--alert", rule)]
        terminal = self.playing("--speed", "1d", *words, reports=1500,
                                columns=120, rows=40)
        terminal.press("7")
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
        self.check_snapshot(terminal, shown.clock)
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

    def test_they_are_sent_and_after_seeks_none_has_other_words(self):
        """A reader that drops repeats has each up to where the stream was:
        also those of what was played twice."""
        bootstrap, _ = self.cluster()
        words = [word for rule in RULES for word in ("--alert", rule)]
        terminal = self.playing("--speed", "2d", "--brokers", bootstrap,
                                "--alert-topic", "alarms", *words,
                                reports=900)
        before = self.pause(terminal).clock
        terminal.press("[")
        terminal.wait(lambda now: now.clock < before, "a day before")
        terminal.press("Space")
        terminal.wait(lambda now: now.clock > before, "there again")
        shown = self.pause(terminal)
        wanted = {json.dumps(line) for line in all_lines()
                  if line["at"] <= shown.clock}
        self.assertGreater(len(wanted), 10)
        reader = self.kcat(bootstrap, "-f", "%s\n", topic="alarms")
        missing = set(wanted)
        while missing:
            line = json.dumps(json.loads(reader.line()))
            self.assertIn(line, wanted)
            missing.discard(line)
        terminal.press("q")
        self.ended(terminal)

    def check_snapshot(self, terminal, clock):
        """Its lines of alerts are those of `report`, in JSON and as text."""
        terminal.press("s")
        terminal.wait_for(r"saved .*blotter-2023-")
        path, = self.work.glob("blotter-*.json")
        lines = list(map(json.loads, path.read_text().splitlines()))
        wanted = [line for line in all_lines()
                  if line["at"][:16] <= clock[:16]]
        self.assertEqual([line for line in lines if line["kind"] == "alert"],
                         wanted)
        self.assertEqual([line["rule"] for line in lines
                          if line["kind"] == "rule" and "of" not in line][0],
                         RULES[0])
        text = path.with_suffix(".txt").read_text()
        self.assertEqual(text.count("ALERT: "), len(
            [line for line in wanted if line["state"] == "firing"]))
        self.assertIn(RULES[1], text)
        for left in self.work.glob("blotter-*"):
            left.unlink()

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
