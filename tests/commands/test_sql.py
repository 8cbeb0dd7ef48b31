"""`sql`: rows that equal those of an ordinary table, formats, errors."""
import csv
import json
import math

from blotter_reference import tick_times
from command_case import CommandCase, book
from reference_input import seconds, written
from sql_queries import END, QUERIES, START
from sql_reference import Tables, for_ordinary_tables

EVERY = "68h"       # five clocks
TICKS = "1h", "6h", "7h", "1d"
RANGE = ("--start", START, "--end", END)
OPTIONS = {"start": seconds(START), "end": seconds(END)}
TOP = "SELECT crime, count(*) n FROM reports GROUP BY crime ORDER BY n DESC, crime LIMIT 3"


def key(row):
    return [(str(type(value)), 0 if value is None else value) for value in row]


def same(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other and isinstance(one, type(other))


def is_ordered(query):
    """Does it end in an ORDER BY of its own?"""
    _, order, by = query.rpartition("ORDER BY")
    return order and ")" not in by


class SqlCase(CommandCase):
    def rows(self, *words, **options):
        """Each as (name, value) pairs: a name may be there twice."""
        run = self.run_to_end("sql", *words, "--format", "json", **options)
        return [json.loads(line, object_pairs_hook=list) for line in run.lines()]

    def ticks(self, *words, **options):
        """With --every: {at: rows}."""
        found = {}
        for (name, at), *row in self.rows(*words, **options):
            self.assertEqual(name, "at")
            found.setdefault(at, []).append(row)
        return found

    def equal(self, query, found, table):
        wanted = table.rows(for_ordinary_tables(query))
        if found and [name for name, _ in found[0]] != table.names:
            self.fail(f"{query}\nhas the columns {found[0]}, not {table.names}")
        found = [[value for _, value in row] for row in found]
        if not is_ordered(query):
            found, wanted = sorted(found, key=key), sorted(wanted, key=key)
        for number, (row, expected) in enumerate(zip(found, wanted)):
            if not all(map(same, row, expected)):
                self.fail(f"{query}\nrow {number} is {row}, not {expected}")
        self.assertEqual(len(found), len(wanted), query)


def tables(partitions=1, every=EVERY, **options):
    """At every tick of `--every`."""
    found = book(**OPTIONS, every=every, **options)
    return {written(at): Tables(found, at, partitions, TICKS) for at in tick_times(found)}


class Rows(SqlCase):
    def test_every_query_gives_what_an_ordinary_table_gives_at_five_clocks(self):
        clocks = tables()
        self.assertEqual(len(clocks), 5)
        for query in QUERIES:
            found = self.ticks(query, *RANGE, "--every", EVERY)
            for at, table in clocks.items():
                self.equal(query, found.get(at, []), table)


class Errors(SqlCase):
    def test_what_sqlite_refuses_is_a_usage_error_with_its_place(self):
        for query, place in (("SELECT\n  nought FROM reports", "query:2:3: no such column: nought"),
                             ("SELECT r.crim FROM reports r",
                              "query:1:8: no such column: r.crim; did you mean crime?"),
                             ("SELECT 'ä' || foo", "query:1:15: no such column: foo"),
                             ("SELECT count(* FROM reports", "query:1:16: near \"FROM\""),
                             ("SELECT crime FROM report", "query:1:19: no such table: report; did you mean reports?"),
                             ("SELECT 'x", "query:1:8: unrecognized token"),
                             ("SELECT crime FROM", "query:1:18: incomplete input"),
                             ("SELECT 1;\nSELECT 2", "query:2:1: one statement"),
                             (" -- nothing", "query: there is no query in it"),
                             ("SELECT at FROM ticks", "ticks needs its first argument")):
            with self.subTest(query):
                self.refused(("sql", query), 2, place)

    def test_more_than_reading_is_refused(self):
        for query, name in (("ATTACH 'x.db' AS x", "ATTACH"),
                            ("PRAGMA user_version", "PRAGMA"),
                            ("SELECT * FROM pragma_function_list", ""),
                            ("CREATE TABLE x(y)", "changes"),
                            ("CREATE VIRTUAL TABLE x USING fts5(y)", ""),
                            ("DELETE FROM reports", "reports"),
                            ("INSERT INTO play VALUES(1)", "play"),
                            ("VACUUM INTO 'x.db'", ""),
                            ("BEGIN", ""),
                            ("SELECT * FROM sqlite_schema", "sqlite_master"),
                            ("SELECT count(*) FROM sqlite_schema", "sqlite_schema"),
                            ("SELECT load_extension('x')", "load_extension"),
                            ("SELECT writefile('x', 'y')", "writefile"),
                            ("SELECT readfile('x')", "readfile"),
                            ("SELECT fts3_tokenizer('x')", "fts3_tokenizer")):
            with self.subTest(query):
                self.refused(("sql", query), 2, name)
        self.assertEqual(list(self.work.iterdir()), [])

    def test_what_fails_while_it_runs_is_a_failure(self):
        for query, why in (("SELECT count(*) FROM reports('x')", "no duration"),
                           ("SELECT count(*) FROM reports('1h', 'x')", "no time"),
                           ("SELECT count(*) FROM ticks('1500ms')", "whole seconds"),
                           ("SELECT count(*) FROM ticks('1s')", "are the most"),
                           ("SELECT abs(-9223372036854775808)", "overflow"),
                           ("SELECT randomblob(1e9)", "too big")):
            with self.subTest(query):
                self.refused(("sql", query), 1, "query: ", why)

    def test_a_query_without_end_is_stopped_by_its_memory_or_by_a_signal(self):
        self.refused(("sql", "--keep", "4M", "WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT x + 1 "
                      "FROM c) SELECT count(*) FROM c"), 1, "1024 KiB", "--keep")
        run = self.start("sql", "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) "
                         "SELECT x FROM c", "--format", "csv")
        run.line(lambda line: line == "1")
        run.signal(15)
        self.assertEqual(run.end(), 1)
        self.assertIn("ended early", self.error_line(run))

    def test_a_thousand_joins_are_refused_and_many_end_with_a_signal(self):
        def joined(count):
            tables = ", ".join(f"reports r{number}" for number in range(count))
            return f"SELECT count(r0.crime) FROM {tables} WHERE r1.lat < r0.lat"

        self.refused(("sql", joined(1000)), 2, "query:1:")
        run = self.start("sql", f"SELECT 1 UNION ALL {joined(60)}", "--format", "csv")
        run.line(lambda line: line == "1")
        run.signal(15)
        self.assertEqual(run.end(), 1)
        self.assertIn("ended early", self.error_line(run))

    def test_a_query_has_to_be_there(self):
        self.refused(("sql",), 2, "QUERY")
        self.refused(("sql", "-", "-"), 2, "standard input")
        self.refused(("sql", "@nowhere.sql"), 2, "nowhere.sql")


class Formats(SqlCase):
    QUERY = "SELECT crime, 1.5 AS half, NULL AS nought, x'0aff' AS bytes, 'a\"b,\nc' AS t, 7 AS n " \
        "FROM reports ORDER BY reported_at, id LIMIT 2"

    def test_json_has_an_object_a_row(self):
        run = self.run_to_end("sql", self.QUERY, *RANGE)
        self.assertEqual([json.loads(line) for line in run.lines()], [
            {"crime": crime, "half": 1.5, "nought": None, "bytes": "0aff", "t": 'a"b,\nc', "n": 7}
            for crime in self.first_crimes()])

    def first_crimes(self):
        table = Tables(book(**OPTIONS), OPTIONS["end"])
        return [crime for crime, in table.rows("SELECT crime FROM reports ORDER BY reported_at, id "
                                               "LIMIT 2")]

    def test_csv_has_a_header_once(self):
        run = self.run_to_end("sql", self.QUERY, *RANGE, "--format", "csv", "--every", "7d")
        rows = list(csv.reader(run.out.decode().splitlines(keepends=True)))
        self.assertEqual(rows[0], ["at", "crime", "half", "nought", "bytes", "t", "n"])
        self.assertEqual(rows[1:], [
            [at, crime, "1.5", "", "0aff", 'a"b,\nc', "7"]
            for at in ("2023-03-12T00:00:00", "2023-03-19T00:00:00")
            for crime in self.first_crimes()])

    def test_text_is_aligned_and_nothing_is_cut(self):
        run = self.run_to_end("sql", "SELECT 'ä' AS a, 12 AS number UNION ALL SELECT 'long', NULL",
                              *RANGE, "--format", "text")
        self.assertEqual(run.out.decode(), "a     number\n----  ------\nä         12\nlong  NULL\n")
        run = self.run_to_end("sql", TOP, *RANGE, "--format", "text", "--every", "7d")
        self.assertEqual(run.out.decode().count("2023-03-12T00:00:00\ncrime  "), 1)

    def test_a_query_from_a_file_and_from_standard_input(self):
        path = self.file(TOP + "\n-- that is all\n", "top.sql")
        with open(path) as file:
            runs = [self.run_to_end("sql", word, *RANGE, stdin=file) for word in (f"@{path}", "-")]
        table = Tables(book(**OPTIONS), OPTIONS["end"])
        for run in runs:
            self.assertEqual([tuple(json.loads(line).values()) for line in run.lines()],
                             table.rows(TOP))
        self.refused(("sql", f"@{self.file('SELECT 1,', 'bad.sql')}"), 2, "bad.sql:1:10")
