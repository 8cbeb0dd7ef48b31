"""Starting, playing, pausing, stepping, speed."""
import json
import re
import subprocess

import blotter_reference as reference
from reference_input import seconds
from running import Deadline
from screen import difference
from terminal import TermCase, TopicCase, is_paused

BOOK = reference.load()
TABS = ("1h", "6h", "12h")


class Figures(TermCase):
    """What is shown is what the reference counts at the clock shown."""

    def check_live(self, terminal, shown, book=BOOK):
        figures = reference.figures_at(shown.clock, book)["all"]
        found = difference(figures, shown.totals[-1],
                           shown.tables("Crimes")[-1],
                           shown.tables("Places")[-1])
        if found or shown.position[0] != figures["total"]:
            terminal.fail(f"since the start: {found}; {shown.position}")

    def check_window(self, terminal, shown, window, book=BOOK):
        figures = reference.figures_at(shown.clock, book)["windows"][window]
        (totals,), (crimes,), (places,) = (
            shown.totals, shown.tables("Crimes"), shown.tables("Places"))
        if found := difference(figures, totals, crimes, places):
            terminal.fail(f"{window}: {found}")
        self.check_changes(terminal, shown, window, book)

    def check_changes(self, terminal, shown, window, book):
        """Against the window before, which was there if the data was."""
        length = reference.duration(window)
        until = 1000 * seconds(shown.clock)
        now, before = (book.figures(end - length, end)
                       for end in (until, until - length))
        known = until - 2 * length >= 1000 * (book.first - 1)
        wanted = [tuple(now[what] - before[what] for what in
                        ("total", "near")) if known else None]
        if shown.changes != wanted:
            terminal.fail(f"{window}: changed by {shown.changes}, "
                          f"not {wanted}")

    def check_tabs(self, terminal, book=BOOK):
        """All four, of a screen that stands still; back to Live."""
        self.check_live(terminal, self.settled(terminal), book)
        for key, window in enumerate(TABS, 2):
            terminal.press(str(key))
            self.check_window(terminal, self.settled(terminal), window,
                              book)
        terminal.press("1")

    def test_start_and_play_fill_four_tabs_with_real_figures(self):
        terminal = self.playing(reports=60)
        shown = terminal.screen
        for name in "1 Live", "2 1 h", "3 6 h", "4 12 h":
            self.assertIn(name, shown.lines[0])
        self.assertEqual((shown.speed, shown.position[1]),
                         ("3 h/s", 18460))
        self.assertTrue(shown.has("Sun 2023-01-01"))
        terminal.wait(lambda later: later.clock > shown.clock, "later")
        self.pause(terminal)
        self.check_tabs(terminal)
        terminal.press("q")
        self.ended(terminal)

    def test_the_figures_of_any_frame_are_those_of_its_clock(self):
        """Also while it plays: paused by Ctrl-Z's doing at any frame."""
        terminal = self.playing("--speed", "12h", reports=100)
        terminal.press("4")
        for _ in range(5):
            shown = self.pause(terminal)
            self.check_window(terminal, shown, "12h")
            terminal.press("Space")
            terminal.wait(lambda later: later.state == "playing" and
                          later.clock > shown.clock, "later and playing")

    def test_the_end_and_again_from_the_start(self):
        terminal = self.monitor("--speed", "max")
        terminal.wait(lambda shown: shown.state == "ended", "ended")
        shown = self.settled(terminal)
        self.assertEqual(shown.position, (18460, 18460))
        self.check_tabs(terminal)
        terminal.press("Space")
        terminal.wait_for("r starts over")
        terminal.press("=", "r")
        terminal.press("-")
        shown = terminal.wait(
            lambda shown: shown.state == "playing" and shown.position[0]
            and shown.speed == "7 d/s", "playing again")
        self.pause(terminal)
        self.check_tabs(terminal)

    def test_other_options(self):
        terminal = self.playing(
            "--seed", "2", "--officers", "7", "--partitions", "4",
            "--place", "premise", "--delay", "0-10", "--near",
            "34.05,-118.25,0.1", "--crimes", "all", "--speed", "1d")
        self.pause(terminal)
        self.check_tabs(terminal, reference.load(reference.Options(
            seed=2, officers=7, place="premise", delay=(0, 10),
            near=(34.05, -118.25, 0.1), crimes="all")))

    def test_windows_of_the_users(self):
        terminal = self.playing("--windows", "90m,2d", "--speed", "1d")
        self.pause(terminal)
        book = reference.load(reference.Options(windows=("90m", "2d")))
        for key, window in enumerate(book.options.windows, 2):
            terminal.press(str(key))
            self.check_window(terminal, self.settled(terminal), window,
                              book)
        terminal.press("0")
        terminal.wait_for("no tab 10; there are ")

    def test_places_by_another_kind(self):
        terminal = self.playing("--speed", "1d")
        self.pause(terminal)
        for kind in "district", "address", "premise", "area":
            terminal.press("p")
            shown = terminal.wait_for(f"Places by {kind}")
            shown = self.settled(terminal)
            self.check_live(terminal, shown, reference.load(
                reference.Options(place=kind)))


class Clock(TopicCase):
    def test_pause_freezes_clock_and_figures_and_resume_goes_on(self):
        terminal = self.playing(reports=100)
        at = self.freeze(terminal)
        before = self.settled(terminal).without_footer
        self.assertEqual(self.round(is_paused)["at"], at)
        while terminal.read(Deadline(0)):
            pass
        for _ in range(3):
            self.assertEqual(self.round(is_paused)["at"], at)
        self.assertFalse(terminal.read(Deadline(0)), "it draws while paused")
        after = self.settled(terminal).without_footer
        self.assertEqual(before, after)
        terminal.resize(100, 30)
        terminal.resize(80, 24)
        terminal.press("3", "1")
        after = self.settled(terminal).without_footer
        self.assertEqual(before, after)
        terminal.press("Space")
        terminal.wait(lambda shown: shown.state == "playing"
                      and shown.clock > at, "playing on")
        now = self.round(lambda clock: not is_paused(clock)
                         and clock["at"] > at)
        self.assertGreater(now["at"], at)

    def test_a_step_is_ten_minutes(self):
        terminal = self.playing(reports=20)
        at = seconds(self.freeze(terminal))
        for step in range(1, 4):
            terminal.press(".")
            wanted = at + 600 * step
            shown = terminal.wait(
                lambda shown: seconds(shown.clock) == wanted - wanted % 60,
                f"at {reference.written(wanted)}")
            self.assertEqual(shown.state, "paused")
            self.assertEqual(seconds(self.round(
                lambda clock: seconds(clock["at"]) > wanted - 600)["at"]),
                wanted)
        shown = self.settled(terminal)
        figures = reference.figures_at(shown.clock, BOOK)["all"]
        self.assertEqual(shown.totals[-1],
                         (figures["total"], figures["near"]))

    def test_a_step_while_it_plays_pauses(self):
        terminal = self.playing("--speed", "1m", reports=0)
        terminal.press(".")
        shown = terminal.wait(lambda shown: shown.state == "paused",
                              "paused")
        at = self.round(is_paused)["at"]
        terminal.wait(lambda shown: (shown.clock or "")[:16] == at[:16], at)
        self.assertEqual(self.round(is_paused)["at"], at)
        self.assertGreaterEqual(seconds(at), BOOK.first - 1 + 600)
        self.assertEqual(shown.speed, "1 min/s")


class Speed(TermCase):
    def test_up_down_back_and_max(self):
        terminal = self.playing("--speed", "20m", reports=0)
        for key, speed in (("+", "30 min/s"), ("+", "1 h/s"),
                           ("-", "30 min/s"), ("-", "15 min/s"),
                           ("=", "20 min/s"), ("-", "15 min/s"),
                           ("-", "5 min/s"), ("-", "1 min/s"),
                           ("+", "5 min/s"), ("=", "20 min/s")):
            terminal.press(key)
            terminal.wait(lambda shown: shown.speed == speed, speed)
        terminal.press("=")
        terminal.wait_for("already at 20 min/s")
        for speed in ("30 min/s", "1 h/s", "3 h/s", "6 h/s", "12 h/s",
                      "1 d/s", "7 d/s"):
            terminal.press("+")
            terminal.wait(lambda shown: shown.speed == speed, speed)
        terminal.press("+")
        terminal.wait(lambda shown: shown.speed == "max", "max")
        terminal.wait(lambda shown: shown.state == "ended", "ended")
        self.assertEqual(self.settled(terminal).position, (18460, 18460))

    def test_below_the_ladder(self):
        terminal = self.playing("--speed", "30s", reports=0)
        terminal.press("-")
        terminal.wait_for("already at 30 s/s")
        terminal.press("+")
        terminal.wait(lambda shown: shown.speed == "1 min/s", "1 min/s")

    def test_the_speed_asked_for_is_the_speed_achieved(self):
        """§5: what is achieved is shown when it differs, and it does not."""
        terminal = self.playing("--speed", "1d", reports=500)
        self.assertIsNone(re.search(r"/s \(", terminal.screen.text))

    def test_changed_while_paused(self):
        terminal = self.playing(reports=20)
        before = self.pause(terminal)
        terminal.press("+")
        shown = terminal.wait(lambda shown: shown.speed == "6 h/s", "6 h/s")
        self.assertEqual((shown.state, shown.clock),
                         ("paused", before.clock))


class Brokers(TermCase):
    def test_its_topic_is_what_others_read(self):
        """The embedded cluster is a real one: kcat reads from it."""
        terminal = self.playing("--topic", "seen", reports=50)
        words = self.processes()[self.process("simulate")]
        bootstrap = words[words.index("--brokers") + 1]
        reader = self.kcat(bootstrap, "-c", "60", "-f", "%s\n", topic="seen")
        self.assertEqual(reader.end(), 0)
        kinds = [json.loads(line)["kind"] for line in reader.lines()]
        self.assertEqual(kinds[:4], ["start"] * 4)
        terminal.press("q")
        self.ended(terminal)

    def test_no_broker_within_5_seconds(self):
        terminal = self.monitor("--brokers", "127.0.0.1:1")
        terminal.wait(lambda shown: shown.state == "starting", "starting")
        terminal.press("Z")
        terminal.wait_for("no key Z;")      # meanwhile keys are heard
        shown = self.ended(terminal, status=1)
        self.assertTrue(shown.has("blotter: no broker answers at "
                                  "127.0.0.1:1"))

    def test_brokers_that_end_are_told_of(self):
        bootstrap, cluster = self.cluster()
        terminal = self.playing("--brokers", bootstrap)
        cluster.process.send_signal(subprocess.signal.SIGKILL)
        terminal.wait_for("broker .*(away|reached)|Kafka: ")
        terminal.press("q")
        self.ended(terminal)
