"""The SQL tab: a query is typed, asked, asked again while it plays, and stopped."""
import collections
import re

import blotter_reference as reference
from reference_input import seconds
from terminal import TermCase

ROWS = re.compile(r"(?m)^ (?:the first )?([\d,]+) rows?, \d+ ms")
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) " \
    "SELECT count(*) FROM c"
HOURS = 6


def answer(shown):
    """The rows below the heading, each as its words from the right: (name, number)."""
    place = next((i for i, line in enumerate(shown.lines) if ROWS.match(line)), None)
    if place is None:
        return None
    found = (re.fullmatch(r" (.*?) +(\d+) *", line) for line in shown.lines[place + 2:])
    return [(row[1].strip(), int(row[2])) for row in found if row]


class SqlCase(TermCase):
    def at_sql(self, *words, **options):
        terminal = self.playing(*words, **options)
        terminal.press("7")
        terminal.wait(answer, "with an answer")
        return terminal

    def ask(self, terminal, query):
        """In place of the one that is there."""
        terminal.press("Enter")
        terminal.wait_for("Enter asks")
        terminal.press("C-u")
        terminal.enter(query)

    def wait_answer(self, terminal, wanted, what):
        return terminal.wait(lambda shown: answer(shown) is not None and wanted(shown), what)


class Answers(SqlCase):
    def setUp(self):
        super().setUp()
        self.book = reference.load()

    def window(self, clock):
        """The example's rows at that clock."""
        until = seconds(clock)
        return collections.Counter(
            report.row.crime for report in self.book.reports
            if until - HOURS * 3600 < report.reported_at <= until)

    def is_of_its_clock(self, shown):
        return dict(answer(shown)) == self.window(shown.clock)

    def test_the_example_has_the_window_of_the_clock_also_after_a_seek(self):
        terminal = self.at_sql(reports=200, columns=120, rows=40)
        self.pause(terminal)
        shown = self.wait_answer(terminal, self.is_of_its_clock, "of its clock")
        self.assertGreater(len(answer(shown)), 3)
        terminal.press("]")
        self.wait_answer(terminal, lambda now: now.clock[:10] > shown.clock[:10]
                         and self.is_of_its_clock(now), "of the clock after a seek")
        terminal.press("q")
        self.ended(terminal)

    def test_it_is_asked_again_while_it_plays(self):
        terminal = self.at_sql(reports=50, columns=100)
        self.ask(terminal, "SELECT 'all', count(*) n FROM reports")
        first = self.wait_answer(terminal, lambda shown: dict(answer(shown)).get("all"), "asked")
        before = dict(answer(first))["all"]
        self.wait_answer(terminal, lambda shown: dict(answer(shown)).get("all", 0) > before + 20,
                         "asked again")


class Typing(SqlCase):
    def test_a_query_is_typed_and_completed_and_comes_back(self):
        terminal = self.at_sql(columns=100)
        terminal.press("Enter")
        terminal.wait_for("Enter asks")
        terminal.press("C-u")
        terminal.wait(lambda shown: not shown.has("GROUP BY"), "empty")
        terminal.tmux("send-keys", "-l", "SELECT cri")
        terminal.press("Tab")
        terminal.wait_for("SELECT crime")
        terminal.tmux("send-keys", "-l", ", 7 FROM repo")
        terminal.press("Tab")
        terminal.wait_for("reports  reported_at")
        terminal.enter("s LIMIT 3")
        self.wait_answer(terminal, lambda shown: [n for _, n in answer(shown)] == [7] * 3, "asked")
        self.ask(terminal, "SELECT 'other', 8")
        self.wait_answer(terminal, lambda shown: answer(shown) == [("other", 8)], "another")
        terminal.press("Enter")
        terminal.wait_for("Enter asks")
        terminal.press("Up", "Up")
        terminal.wait_for("SELECT crime, 7 FROM reports LIMIT 3")
        terminal.press("Enter")
        self.wait_answer(terminal, lambda shown: [n for _, n in answer(shown)] == [7] * 3,
                         "the one before")

    def test_what_is_no_query_says_its_place_and_stays_to_be_mended(self):
        terminal = self.at_sql(columns=100)
        self.ask(terminal, "SELECT 'x', 5 FROM reportz LIMIT 1")
        terminal.wait_for("query:1:20: no such table: reportz")
        terminal.press("Left", *["Left"] * len(" LIMIT 1"), "C-d")
        terminal.enter("s")
        self.wait_answer(terminal, lambda shown: answer(shown) == [("x", 5)], "mended")

    def test_it_works_at_forty_by_ten(self):
        terminal = self.at_sql(columns=40, rows=10)
        self.ask(terminal, "SELECT 'small', 4")
        self.wait_answer(terminal, lambda shown: answer(shown) == [("small", 4)], "asked")
        terminal.press("q")
        self.ended(terminal)


class Slow(SqlCase):
    def test_a_query_without_end_holds_nothing_up_until_it_is_stopped(self):
        terminal = self.at_sql(columns=100)
        self.ask(terminal, ENDLESS)
        asking = terminal.wait_for(r"asking, \d")
        terminal.wait(lambda shown: shown.clock > asking.clock and shown.has("asking, "),
                      "playing meanwhile")
        self.pause(terminal)
        terminal.press("Escape")
        terminal.wait_for("(?m)^ stopped")
        self.ask(terminal, "SELECT 'after', 9")
        self.wait_answer(terminal, lambda shown: answer(shown) == [("after", 9)], "another")

    def test_quitting_does_not_wait_for_it(self):
        terminal = self.at_sql(columns=100)
        self.ask(terminal, ENDLESS)
        terminal.wait_for(r"asking, \d")
        terminal.press("q")
        self.ended(terminal)


class Rules(SqlCase):
    def test_the_table_alerts_has_those_of_the_alerts_tab(self):
        terminal = self.playing("--speed", "1d", "--alert", "busy: total > 5 in 1h by area",
                                reports=400, columns=100)
        terminal.press("8")
        terminal.wait(answer, "with an answer")
        self.ask(terminal, "SELECT state, count(*) FROM alerts GROUP BY state ORDER BY 1")
        self.wait_answer(terminal, lambda shown: [name for name, _ in answer(shown)]
                         == ["firing", "resolved"], "asked")
