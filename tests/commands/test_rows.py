"""`simulate --value row`: each row as the file has it, and nothing else.

What a row holds is what Python's csv module reads; order, officer and time
are the reference's.
"""
import csv
import json
import signal
import subprocess

import reference_input
from command_case import HEADER, ROWS, CommandCase, book
from reference_input import seconds
from reference_stream import line, string
from running import DATA

STDOUT = ("simulate", "--value", "row", "--to", "stdout")
MAX = (*STDOUT, "--speed", "max")
WEEK = "2023-01-08"
DIALECTS = ("2010-snake-case-bom.csv", "2010-to-present-header.csv",
            "2020-mixed-dates.csv", "bom-crlf-quoted-iso.csv",
            "no-coordinates.csv")


def records(path):
    """A file's header and its rows, empty lines left out."""
    with reference_input.open_text(path) as text:
        header, *rows = filter(None, csv.reader(text))
    return header, rows


def row_line(header, record, report):
    """The first of a repeated name; nothing for what a row lacks."""
    fields = {}
    for place, name in enumerate(header):
        fields.setdefault(name, record[place] if place < len(record) else "")
    return line(*((string(name)[1:-1], string(value))
                  for name, value in fields.items()),
                ("Stream Time", 1000 * report.reported_at),
                ("Officer Id", report.officer))


def rows_of(this_book):
    """Every value of the run, with its report, in order."""
    rows = []
    for path in this_book.options.files:
        header, records_of_file = records(path)
        rows += [(header, record) for record in records_of_file]
    return [(row_line(*rows[report.row.number - 1], report), report)
            for report in this_book.reports]


class RowCase(CommandCase):
    def equal_rows(self, run, wanted=lambda report: True, **options):
        expected = [value for value, report in rows_of(book(**options))
                    if wanted(report)]
        got = run.out.decode().split("\n")
        self.assertEqual(got.pop(), "")
        for number, (ours, theirs) in enumerate(zip(got, expected), 1):
            if ours != theirs:
                run.fail(f"line {number}: {ours}\nexpected {theirs}")
        self.assertEqual(len(got), len(expected))


class AtMax(RowCase):
    def test_shipped_quarter(self):
        self.equal_rows(self.run_to_end(*MAX))

    def test_all_crimes_with_other_seed_officers_delay_start_and_end(self):
        run = self.run_to_end(*MAX, "--crimes", "all", "--seed", "2",
                              "--officers", "7", "--delay", "0-0", "--start",
                              "2023-01-02", "--end", WEEK)
        self.equal_rows(run, crimes="all", seed=2, officers=7, delay=(0, 0),
                        start=seconds("2023-01-02"), end=seconds(WEEK))

    def test_each_dialect(self):
        for name in DIALECTS:
            with self.subTest(name):
                path = str(DATA / name)
                self.equal_rows(self.run_to_end(*MAX, "--crimes", "all",
                                                path),
                                files=(path,), crimes="all")

    def test_several_files_each_under_its_own_names(self):
        paths = tuple(str(DATA / name) for name in DIALECTS)
        self.equal_rows(self.run_to_end(*MAX, "--crimes", "all", *paths),
                        files=paths, crimes="all")

    def test_a_trailing_blank_of_a_name_stays(self):
        run = self.run_to_end(*MAX, "--crimes", "all",
                              DATA / "2010-to-present-header.csv")
        self.assertIn("Location ", json.loads(run.lines()[0]))

    def test_hostile_fields(self):
        """What comes through is what Python reads."""
        values = ("a\nb", "a\r\n\r\nb", "\n", '"', '""', 'say "hi"', ",",
                  "\\", "\\u0041", "\\\"", "\x01\x02\x1f\x7f", "\t", " a ",
                  "   ", "é", "\u2028\u2029", "\U0001f694", "{}", "null",
                  "</script>", "\ufeff", "\ufffd", "x" * 60000)
        rows = [f'{number},2023-01-01,{number},"A","","BURGLARY","' +
                value.replace('"', '""') + '","",""\r\n'
                for number, value in enumerate(values, 1)]
        rows += [f"{number},2023-01-01,{number},A,,BURGLARY,{value},,\r\n"
                 for number, value in enumerate(values, 100)
                 if not set(value) & set('",\n')]
        rows += ["200,2023-01-01,1,A,,BURGLARY\n",
                 "201,2023-01-01,1,A,,BURGLARY,,,,more,and more\n"]
        content = (HEADER + "".join(rows)).encode()
        content += b"202,2023-01-01,1,\xff\xe2\x82x,,BURGLARY,caf\xe9,,\n"
        path = self.file(content)
        run = self.run_to_end(*MAX, path)
        self.equal_rows(run, files=(path,))
        for value in run.lines():
            self.assertEqual(json.loads(value)["Crm Cd Desc"], "BURGLARY")

    def test_repeated_names_and_those_that_are_ours(self):
        path = self.file(HEADER.replace(
            "LAT,LON", "LAT,LOCATION,LAT, x ,,,Officer Id,Stream Time") +
            "1,2023-01-01,1,A,,BURGLARY,L,1,2,3,4,5,6,7,8\n")
        run = self.run_to_end(*MAX, "--delay", "0-0", "--officers", "1", path)
        self.assertEqual(run.out.decode(), (
            '{"DR_NO":"1","DATE OCC":"2023-01-01","TIME OCC":"1",'
            '"AREA NAME":"A","Crm Cd":"","Crm Cd Desc":"BURGLARY",'
            '"LOCATION":"L","LAT":"1"," x ":"4","":"5",'
            '"Stream Time":1672531260000,"Officer Id":1}\n'))

    def test_what_does_not_fit_into_memory(self):
        run = self.run_to_end(*MAX, "--crimes", "all")
        spilled = self.run_to_end(*MAX, "--crimes", "all", "--memory", "1M")
        self.assertEqual(len(run.lines()), 51534)
        self.assertTrue(run.out == spilled.out)

    def test_one_officer_of_several(self):
        for officer in 1, 2, 3:
            run = self.run_to_end(*MAX, "--officer", f"{officer}/3", "--run",
                                  "r", "--end", WEEK)
            self.equal_rows(run, lambda report, officer=officer:
                            report.officer == officer, officers=3,
                            end=seconds(WEEK))

    def test_a_rejected_row_is_no_row(self):
        path = self.file(HEADER + ROWS + "7,x,10,A,,BURGLARY,,,\n")
        run = self.run_to_end(*MAX, path)
        self.equal_rows(run, files=(path,))
        self.assertIn("unreadable date", self.error_line(run))


class Paced(RowCase):
    def test_the_same_rows_at_any_speed(self):
        run = self.run_to_end(*STDOUT, "--speed", "60d")
        self.equal_rows(run)

    def typed(self, *words, **options):
        return self.start(*STDOUT, "--events", *words,
                          stdin=subprocess.PIPE, **options)

    def event(self, run, kind):
        return run.line(lambda text: text.split(" ")[0] == kind, "err")

    def test_orders_are_obeyed_but_for_seek(self):
        path = self.file(HEADER + ROWS)
        run = self.typed("--speed", "1s", "--delay", "30-30", path)
        run.send("pause\nseek 2023-01-01T01:00\n")
        self.assertIn("--value row", self.event(run, "error"))
        run.send("step 10m\nspeed max\nresume\n")
        self.event(run, "end")
        self.assertEqual(run.end(), 0)
        self.equal_rows(run, files=(path,), delay=(30, 30))

    def test_a_pause_says_nothing(self):
        """Not even that it is one: no clocks for those who read rows."""
        path = self.file(HEADER + ROWS)
        run = self.typed("--speed", "1s", path)
        run.send("pause\n")
        for _ in range(3):
            self.event(run, "clock")
        run.send("quit\n")
        self.assertEqual(run.end(), 0)
        self.assertEqual(run.out, b"")

    def test_a_signal_ends_it_with_what_was_begun(self):
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(number.name):
                run = self.start(*STDOUT, "--speed", "1d")
                first = json.loads(run.line())["Stream Time"]
                run.signal(number)
                self.assertEqual(run.end(), 0)
                last = json.loads(run.lines()[-1])["Stream Time"]
                self.assertLessEqual(first, last)
                self.equal_rows(run, lambda report, last=last:
                                1000 * report.reported_at <= last)


class Kafka(RowCase):
    def test_what_kcat_reads(self):
        for partitions, officers in (1, 4), (4, 7):
            with self.subTest(partitions=partitions):
                self.check(partitions, officers)

    def check(self, partitions, officers):
        bootstrap, _ = self.cluster("--partitions", partitions)
        run = self.run_to_end(
            "simulate", "--value", "row", "--brokers", bootstrap, "--speed",
            "max", "--run", "r-1", "--officers", officers, "--end", WEEK)
        self.assertEqual(run.out, b"")
        reader = self.kcat(bootstrap, "-e", "-f", "%p %k %T %h %s\n")
        self.assertEqual(reader.end(), 0)
        got = reader.out.decode().splitlines()
        expected = [
            f"{(report.officer - 1) % partitions} {report.officer} "
            f"{1000 * report.reported_at} run=r-1 {value}"
            for value, report in rows_of(book(officers=officers,
                                              end=seconds(WEEK)))]
        for partition in range(partitions):
            begins = f"{partition} "
            self.assertEqual(
                [row for row in got if row.startswith(begins)],
                [row for row in expected if row.startswith(begins)])
        self.assertEqual(len(got), len(expected))


class Usage(CommandCase):
    def test_where_it_cannot_be(self):
        for words, *names in (
                ("report --value row", "--value", "simulate"),
                ("monitor --value row", "--value", "simulate"),
                ("cluster --value row", "--value", "simulate"),
                ("simulate --driven --value row", "--driven", "--value row"),
                ("simulate --to stdout --value rows", "--value rows"),
                ("simulate --to stdout --value Row", "--value Row"),
                ("simulate --to stdout --value", "--value")):
            with self.subTest(words):
                self.refused(words.split(" "), 2, *names)

    def test_crime_is_the_default(self):
        path = self.file(HEADER + ROWS)
        words = ("simulate", "--to", "stdout", "--speed", "max", path)
        run = self.run_to_end(*words, "--value", "crime")
        self.equal_stream(run, files=(path,))

    def test_a_variable_of_the_users_leaves_sessions_alone(self):
        path = self.file(HEADER + ROWS)
        self.environment["BLOTTER_VALUE"] = "row"
        self.equal_report(self.run_to_end("report", path), files=(path,))
        run = self.run_to_end("simulate", "--to", "stdout", "--speed", "max",
                              path)
        self.assertEqual(len(run.lines()), 6)
