"""`sql` gives the same rows of the same clock, whatever way it came there."""
import json
import signal

import blotter_reference as reference
import reference_alerts
import test_alerts
import test_attach
import test_sql
from blotter_reference import Options, tick_times
from command_case import book, report_lines
from reference_input import seconds, written
from sql_queries import QUERIES
from sql_reference import COLUMNS, Tables
from test_sql import EVERY, OPTIONS, RANGE, TICKS, TOP, tables

WHOLE = f"SELECT {', '.join(COLUMNS)} FROM reports"
JOIN = "SELECT at, crime, count(*) n FROM ticks('1d') JOIN reports('12h', at) GROUP BY at, crime"
WAYS = WHOLE, TOP, JOIN


class WaysCase(test_sql.SqlCase, test_attach.AttachCase):
    def equal_ticks_of(self, query, found, clocks):
        self.assertLessEqual(set(found), set(clocks))
        for at, table in clocks.items():
            self.equal(query, found.get(at, []), table)


class Ways(WaysCase):
    def test_over_four_partitions_and_while_it_plays(self):
        clocks = tables(4, "3d", officers=7)
        for speed, queries in ("max", QUERIES), ("5d", WAYS):
            for query in queries:
                found = self.ticks(query, *RANGE, "--every", "3d", "--partitions", 4, "--officers",
                                   7, "--speed", speed)
                self.equal_ticks_of(query, found, clocks)

    def test_of_a_topic_that_others_feed(self):
        bootstrap, _ = self.cluster("--partitions", 3)
        self.simulate(bootstrap, *RANGE)
        clocks = tables(3, "5d")
        for query in WAYS:
            found = self.ticks(query, "--attach", "--brokers", bootstrap, "--every", "5d")
            self.equal_ticks_of(query, found, clocks)

    def test_killed_and_going_on(self):
        clocks = tables(1, "1d")
        words = WHOLE, *RANGE, "--every", "1d", "--state", self.folder / "state", "--checkpoint", \
            "100ms"
        run = self.start("sql", *words, "--speed", "2d", "--format", "json")
        run.line(lambda line: line.startswith('{"at":"2023-03-11'))
        run.signal(signal.SIGKILL)
        run.end()
        found = self.ticks(*words)
        self.assertGreater(min(found), "2023-03-06T00:00:00")
        self.assertEqual(max(found), max(clocks))
        for at, rows in found.items():
            self.equal(WHOLE, rows, clocks[at])

    def test_with_late_reports(self):
        source, _ = self.cluster()
        self.simulate(source, "--end", "2023-01-05", "--officers", 5)
        reader = self.kcat(source, "-e", "-f", "%s\n")
        self.assertEqual(reader.end(), 0)
        for partitions, numbers in (1, True), (2, False):
            by_officer = test_attach.Faults.delayed(self, reader.out.decode().splitlines(), numbers)
            late = reference.load(Options(end=seconds("2023-01-05"), officers=5, every="7h"))
            late.late = reference.late_crimes(
                line for lines in by_officer.values() for line in lines)
            target, _ = self.cluster("--partitions", partitions)
            for officer, values in by_officer.items():
                self.put(target, *values, partition=(officer - 1) % partitions)
            clocks = {written(at): Tables(late, at, partitions, TICKS) for at in tick_times(late)}
            for query in QUERIES:
                found = self.ticks(query, "--attach", "--brokers", target, "--every", "7h")
                self.equal_ticks_of(query, found, clocks)


class Alerts(WaysCase):
    """The table alerts has what `report` says, up to the clock."""
    QUERY = "SELECT * FROM alerts"
    RULES = test_alerts.RULES[:5]
    NAMES = "at", "name", "by", "of", "state", "value", "since", "ended", "peak"

    def words(self, *more):
        return self.QUERY, *test_alerts.words(self.RULES), *RANGE, "--every", EVERY, *more

    def wanted(self, **options):
        """{tick: the rows then}."""
        found = book(**OPTIONS, every=EVERY, **options)
        lines = reference_alerts.alerts(found, self.RULES)
        return {at: [[[name, line.get(name)] for name in self.NAMES]
                     for line in lines if line["at"] <= at]
                for at in map(written, tick_times(found))}

    def equal_alerts(self, found, wanted):
        """Said short: there are thousands."""
        self.assertEqual(list(found), sorted(wanted))
        for at, rows in found.items():
            for number, (row, expected) in enumerate(zip(rows, wanted[at])):
                self.assertEqual([list(field) for field in row], expected, f"row {number} at {at}")
            self.assertEqual(len(rows), len(wanted[at]), at)

    def test_it_has_what_report_says_over_partitions_and_speeds(self):
        wanted = self.wanted()
        self.assertGreater(len(wanted[max(wanted)]), 100)
        for more in (), ("--partitions", 3, "--officers", 7, "--speed", "7d"):
            self.equal_alerts(self.ticks(*self.words(*more)), wanted)
        run = self.run_to_end("report", *self.words()[1:])
        self.assertEqual(len(test_alerts.alert_lines(run)), len(wanted[max(wanted)]))

    def test_it_goes_on_where_it_was_ended(self):
        wanted = self.wanted()
        words = self.words("--state", self.folder / "state")
        run = self.start("sql", *words, "--speed", "7d", "--format", "json")
        second = sorted(wanted)[1]
        run.line(lambda line: line.startswith(f'{{"at":"{second}"'))
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 1)
        found = self.ticks(*words)
        self.assertGreater(min(found), second)
        self.equal_alerts(found, {at: wanted[at] for at in wanted if at > second})

    def test_without_rules_it_is_empty(self):
        self.assertEqual(self.rows(self.QUERY, *RANGE), [])


class Windows(WaysCase):
    def test_a_join_with_ticks_has_the_windows_of_every_tick(self):
        query = "SELECT at, count(*) total, sum(near) near FROM ticks('1h') JOIN reports('6h', at) " \
            "GROUP BY at ORDER BY at"
        found = [[value for _, value in row] for row in self.rows(query)]
        windows = [(tick["at"], tick["windows"]["6h"]) for tick in report_lines()[:-1]]
        self.assertEqual(found, [[at, w["total"], w["near"]] for at, w in windows if w["total"]])

    def test_changes_add_up_to_the_whole_result_at_every_tick(self):
        words = *RANGE, "--every", "6h", "--format", "json"
        for query in TOP, "SELECT area FROM reports('1d')", "SELECT 1 WHERE 0":
            whole = self.ticks(query, *words)
            summed, at = [], None
            for (_, now), (name, change), *row in self.rows("--changes", query, *words):
                self.assertEqual(name, "change")
                if at not in (None, now):
                    self.assertEqual(sorted(summed), sorted(whole[at]), f"{query} at {at}")
                at = now
                if change == 1:
                    summed.append(row)
                else:
                    summed.remove(row)
            self.assertEqual(sorted(summed), sorted(whole.get(at, [])))


class Following(WaysCase):
    def test_follow_goes_on_until_a_signal(self):
        bootstrap, _ = self.cluster()
        self.simulate(bootstrap, "--end", "2023-01-03")
        run = self.start("sql", "SELECT count(*) n FROM reports", "--attach", "--brokers",
                         bootstrap, "--follow", "--every", "1d", "--format", "json")
        last = [tick["at"] for tick in report_lines(end=seconds("2023-01-03"), every="1d")[:-1]][-1]
        run.json(lambda row: row["at"] == last)
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 0)

    def test_what_keep_has_let_go_is_said(self):
        run = self.run_to_end("sql", "SELECT count(*) n, (SELECT whole_since FROM play) since FROM "
                              "reports", "--keep", "1M")
        row = json.loads(run.out)
        self.assertLess(row["n"], 18460)
        self.assertEqual(self.error_line(run).split(":")[0], "whole since " + row["since"][:13])
        table = Tables(book(), book().last)
        count, = table.rows(f"SELECT count(*) FROM reports WHERE reported_at > '{row['since']}'")[0]
        self.assertEqual(row["n"], count)
