"""`report --format json|csv|text`: the same figures, each in its way."""
import csv
import io
import json
import os
import signal
import unicodedata

import check_report
import report_formats
from command_case import HEADER, ROWS, CommandCase, report_lines
from report_formats import COLUMNS

FORMATS = "csv", "text"


def width(text):
    """How many columns a terminal needs."""
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in text)


def names_of(lines):
    """All that are among the first ones of anything."""
    for line in lines[:-1]:
        for scope in line["batch"], line["all"], *line["windows"].values():
            for name, _ in scope["crimes"] + scope["places"]:
                yield name


def read(form, data, expected=()):
    if form == "csv":
        return report_formats.from_csv(data)
    return report_formats.from_text(data, set(names_of(expected)))


class FormatsCase(CommandCase):
    def equal_format(self, form, run, **options):
        """As the reference has it, every tick and the summary."""
        expected = report_lines(**options)
        got = read(form, run.out, expected)
        for wanted, line in zip(expected, got):
            complaint = check_report.compare(wanted, line)
            if complaint:
                run.fail(complaint)
        self.assertEqual(len(got), len(expected))

    def both(self, *words, warned=False, **options):
        for form in FORMATS:
            with self.subTest(form):
                run = self.run_to_end("report", "--format", form, *words)
                self.equal_format(form, run, **options)
                self.assertEqual(bool(run.err), warned)

    def rows(self, *rows):
        """A file of reports: (crime, area) each, a minute apart."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for number, (crime, area) in enumerate(rows):
            writer.writerow((number + 1, "01/01/2023", f"{number:04}", area,
                             310, crime, "1 ST", 34, -118))
        return self.file(HEADER + out.getvalue())


class SameFigures(FormatsCase):
    def test_several_points_each_by_its_name(self):
        points = (("USC", 34.021861, -118.282942, 0.02),
                  ("City Hall, 1st St", 34.0537, -118.2427, 0.01),
                  ("34,-118.3,0.5", 34, -118.3, 0.5))
        words = ("--near", "34.021861,-118.282942,0.02 USC", "--near",
                 "34.0537,-118.2427,0.01 City Hall, 1st St", "--near",
                 "34,-118.3,0.5", "--every", "1d")
        self.both(*words, points=points, every="1d")
        self.equal_report(self.run_to_end("report", *words), points=points,
                          every="1d")

    def test_every_hour_of_the_shipped_quarter(self):
        self.both("--every", "1h")

    def test_windows_that_need_a_block_of_their_own(self):
        windows = "1m,0000000000000000090m,1d,7d,31d,7200"
        self.both("--every", "1d", "--windows", windows, every="1d",
                  windows=tuple(windows.split(",")))

    def test_places_and_near(self):
        for place in "area", "district", "premise":
            self.both("--every", "2d", "--place", place, "--near",
                      "34.05,-118.25,0.1", "--windows", "1d", place=place,
                      windows=("1d",), every="2d", near=(34.05, -118.25, 0.1))

    def test_tables_of_more_rows_or_fewer(self):
        for top in "1", "12", "100", "all":
            words = "--every", "3d", "--top", top
            self.both(*words, every="3d", top=top)
            self.equal_report(self.run_to_end("report", *words), every="3d",
                              top=top)

    def test_seconds(self):
        path = self.file(HEADER + ROWS)
        self.both("--every", "7s", path, every="7s", files=(path,))

    def test_rejected_rows(self):
        path = self.file(HEADER + ROWS + "7,x,10,,,BURGLARY,,,\n"
                         "8,01/01/2023,99:00,,,BURGLARY,,,\n"
                         "9,x,10,,,BURGLARY,,,\n")
        self.both(path, files=(path,), warned=True)

    def test_places_without_a_name(self):
        path = self.rows(("ROBBERY", ""), ("ROBBERY", "A"), ("ROBBERY", ""))
        self.both(path, files=(path,))

    def test_json_is_the_default(self):
        path = self.file(HEADER + ROWS)
        self.equal_report(self.run_to_end("report", "--format=json", path),
                          files=(path,))

    def test_after_a_fault(self):
        """The error, and a summary of what came."""
        for form in FORMATS:
            run = self.start("report", "--speed", "1d", "--format", form)
            run.line(lambda line: "2023-01-02" in line)
            run.signal(signal.SIGTERM)
            self.assertEqual(run.end(), 1)
            self.assertIn("ended early", self.error_line(run))
            *ticks, summary = read(form, run.out)
            self.assertEqual(summary["kind"], "summary")
            for tick, wanted in zip(ticks, report_lines()):
                self.assertIsNone(check_report.compare(wanted, tick))

    def test_an_end_that_nothing_is_known_of(self):
        """What only the simulator knows, when that died."""
        for form in FORMATS:
            run = self.start("report", "--speed", "1d", "--format", form)
            run.line(lambda line: "2023-01-01" in line)
            os.kill(self.process("simulate"), signal.SIGKILL)
            self.assertEqual(run.end(), 1)
            summary = read(form, run.out)[-1]
            for name in "rows", "kept", "filtered", "rejected", "produced":
                self.assertIsNone(summary[name])


class Incidents(FormatsCase):
    """What a text's closing summary lists, for somebody to look it up."""

    def test_a_duplicate_and_what_is_no_message(self):
        bootstrap, _ = self.cluster()
        run = self.start("report", "--brokers", bootstrap, "--speed", "1h",
                         "--format", "text", self.file(HEADER + ROWS))
        reader = self.kcat(bootstrap)
        crime = reader.line(lambda line: '"kind":"crime"' in line)
        reader.process.terminate()
        reader.end()
        run.line(lambda line: "2023-01-01 02:00" in line)
        self.run_to_end("-P", "-b", bootstrap, "-t", "la-crime",
                        program="kcat", stdin=open(self.file(
                            f"nonsense\n{crime}\n", "x")))
        self.assertEqual(run.end(), 1)
        _, _, _, counts, *lists = run.out.decode().split("\n\n")
        self.assertRegex(counts, r"\n  duplicate +1  ")
        self.assertRegex(counts, r"\n  undecodable +1  ")
        duplicates, undecodable = lists
        said = json.loads(crime)
        self.assertRegex(duplicates, "^Duplicates ")
        self.assertRegex(duplicates, rf"\n    0:\d+ +{said['officer']}  "
                         rf"{said['seq']} +{said['reported_at']} ")
        self.assertRegex(undecodable, "^Undecodable messages ")
        self.assertRegex(undecodable, r"\n    0:\d+ ")
        for line in run.out.decode().split("\n"):
            self.assertLessEqual(len(line), COLUMNS)


HOSTILE = (
    "東京都千代田区霞が関二丁目一番一号警視庁東京都千代田区霞が関",
    "a\u0301" * 60, "\x1b[31mred\x1b[0m", "tab\there", "\x07bell", "x" * 300,
    "\u202eto the left\u2066", "\u200b\u200dnothing", "c1 \x9b31m", "👮 👮",
    "quote \" and, comma", "", "(none)", "ends\r", "ü" * 46,
)


class Hostile(FormatsCase):
    """Text from outside."""

    def report(self, form, **options):
        path = self.rows(*((f"{name} ROBBERY", name)
                           for count, name in enumerate(HOSTILE)
                           for _ in range(count % 3 + 1)))
        run = self.run_to_end("report", "--format", form, "--every", "1m",
                              "--windows", "2m,5m", path, **options)
        self.assertEqual(run.err, b"")
        lines = report_lines(files=(path,), every="1m", windows=("2m", "5m"))
        return run, lines

    def printable(self, line):
        for c in line:
            self.assertNotIn(unicodedata.category(c),
                             ("Cc", "Cf", "Cs", "Zl", "Zp"), repr(line))

    def test_text_has_80_columns_and_printable_characters(self):
        run, _ = self.report("text")
        lines = run.out.decode().split("\n")
        for line in lines:
            self.printable(line)
            self.assertLessEqual(width(line), COLUMNS, line)
            self.assertEqual(line, line.rstrip())
        for name in "東京都千代田区霞が関二丁目一番一号警視庁東京…", \
                "a\u0301" * 45 + "…", "\ufffd[31mred\ufffd[0m", "(none)":
            self.assertIn(f"\n  {name} ", run.out.decode())

    def test_its_columns_stand_below_each_other(self):
        run, lines = self.report("text")
        ticks = [block.split("\n") for block in
                 run.out.decode().split("\n\n")[1:-1]]
        self.assertEqual(len(ticks), len(lines) - 1)
        for head, *rest in ticks:
            for line in rest:
                if not line.startswith(("crimes", "places")):
                    self.assertEqual(width(line), width(head), line)

    def test_text_is_ascii_where_nothing_else_is_spoken(self):
        for locale in "C", "POSIX", "xx_XX.nonsense", "":
            run, _ = self.report(
                "text", env={**self.environment, "LC_ALL": locale,
                             "LANG": "", "LC_CTYPE": ""})
            self.assertTrue(run.out.isascii())
            for line in run.out.decode().split("\n"):
                self.printable(line)
                self.assertLessEqual(len(line), COLUMNS)
            self.assertIn(b"a?a?", run.out)
            self.assertIn(b"~  ", run.out)

    def test_csv_has_them_whole(self):
        run, lines = self.report("csv")
        got = report_formats.from_csv(run.out)
        self.assertEqual(list(map(json.dumps, got)),
                         list(map(json.dumps, lines)))

    def test_csv_quotes_what_must_be(self):
        run, _ = self.report("csv")
        self.assertIn(b',"quote "" and, comma",', run.out)
        self.assertIn(b",place,,", run.out)
        self.assertIn(b",batch,total,,", run.out)
