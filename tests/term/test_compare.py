"""The monitor beside an engine, which is a test that writes the reference's
figures."""
import blotter_reference as reference
import reference_engine
from blotter_reference import Options
from reference_input import seconds
from screen import difference
from terminal import TopicCase

END = "2023-01-03"
TICKS = tuple(reference.ticks(reference.load(Options(end=seconds(END)))))
WINDOW = "3"  # the tab of 6 h


def until(at, by="spark"):
    """All values of ticks up to then."""
    return [value for value in reference_engine.values(TICKS, by)
            if value["at"] <= at]


class Compare(TopicCase):
    def put(self, *said):
        reference_engine.put(self, self.bootstrap, *said)

    def test_attached_it_shows_what_differs_and_who_never_came(self):
        self.run_to_end("simulate", "--brokers", self.bootstrap, "--speed",
                        "max", "--end", END)
        terminal = self.monitor("--attach", "--from", "beginning", "--compare")
        terminal.wait(lambda shown: shown.state == "ended", "ended")
        terminal.press(WINDOW)
        terminal.wait_for("no engine has said anything yet on "
                          "la-crime-windows")
        self.put(*until("2023-01-02T20:00:00"))
        terminal.wait_for(r"spark at Mon 2023-01-02 20:00 = equal .* behind")
        wrong = [{**value, "total": value["total"] + 1}
                 for value in until("2023-01-02T22:00:00")]
        self.put(*wrong)
        terminal.wait_for(r"spark at Mon 2023-01-02 22:00 ≠ differs: total ")
        total = [value["total"] for value in wrong
                 if value["window"] == "6h"][-1]
        terminal.wait_for(rf"all reports +≠ +{total} +{total - 1} ")
        self.put(*until("2023-01-02T22:00:00"))
        terminal.wait_for(r"spark at Mon 2023-01-02 22:00 = equal ")
        self.put("garbage", *until("2023-01-02T21:00:00", "flink"))
        terminal.wait_for(r"flink at Mon 2023-01-02 21:00 = equal ")
        terminal.wait_for("a value is passed over")
        terminal.press("q")
        self.ended(terminal)

    def test_an_engine_that_stops_is_said_with_how_far_it_is_behind(self):
        terminal = self.monitor("--compare", "--end", END, "--speed", "1h")
        terminal.wait(lambda shown: (shown.clock or "") >= "2023-01-01T02:00",
                      "two hours")
        terminal.press(WINDOW)
        self.put(*until("2023-01-01T02:00:00"))
        terminal.wait_for(r"spark at Sun 2023-01-01 02:00 = equal .* behind")
        terminal.wait_for(r"spark at Sun 2023-01-01 02:00 .*"
                          r"silent \d+ s, .* h behind, .* s")
        terminal.press("q")
        self.ended(terminal)


class Figures(TopicCase):
    """Only what an engine has computed is read."""

    def put(self, *said):
        reference_engine.put(self, self.bootstrap, *said)

    def check(self, terminal, tab, value):
        """A tab shows what the value says, and nothing else."""
        name = value["window"].replace("h", " h")
        terminal.press(tab)
        terminal.wait(
            lambda shown: shown.has(rf"last {name} +computed by spark")
            and all(map(shown.has, ("unknown reports",
                                    "reports per hour unknown")))
            and shown.totals and not difference(
                value, shown.totals[-1], shown.tables("Crimes")[-1],
                shown.tables("Places")[-1]), value)

    def test_the_screen_shows_what_stands_on_the_topic(self):
        terminal = self.monitor("--figures", reference_engine.TOPIC)
        terminal.wait_for("is not there")
        terminal.wait_for("unknown")
        for at in "2023-01-02T20:00:00", "2023-01-02T23:00:00", \
                "2023-01-01T05:00:00":
            self.put(*until(at))
            terminal.wait(lambda shown: (shown.clock or "")[:16] == at[:16],
                          at)
            for tab, value in zip("234", until(at)[-3:]):
                self.check(terminal, tab, value)
        for tab in "1", "5", "6", "7":
            terminal.press(tab)
            terminal.wait(lambda shown: shown.has("(?m)^ *unknown *$"), tab)
        terminal.press("2", "/")
        terminal.wait_for("Unknown: only an engine's figures are read")
        terminal.press("q")
        self.ended(terminal)
