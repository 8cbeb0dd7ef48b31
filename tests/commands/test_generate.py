"""`generate`: made-up rows in the proportions of the real ones.

What is compared with is the shipped quarter; hours are those of FACTS, which
leave out an oddity of the quarter. A chi-square bound is the value that one
sample in a thousand exceeds; each is met at three seeds.
"""
import collections
import csv
import datetime
import functools
import gzip
import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path

from command_case import CommandCase
from running import PROGRAM

QUARTER = Path(__file__).resolve().parents[2] / "data" / "lapd-2023q1.csv.gz"
ROWS, WEEKS = 200_000, 52
SEEDS = 1, 2, 12345
STUDIED = "ASSAULT", "BURGLARY", "ROBBERY"
# Shares of the hours, and of the weekdays from Monday, in units of 1/100000;
# 06 and 12 without the identity thefts at 06:00 to 06:59.
HOURS = (4275, 3105, 2542, 2069, 1853, 1793, 1800, 2705, 3726, 3537, 4267,
         4370, 6700, 4651, 4927, 5305, 5499, 6091, 6165, 5664, 5567, 4797,
         4263, 3842)
HOURS_STUDIED = (3765, 3424, 3326, 2698, 2216, 2091, 1961, 2237, 3212, 3001,
                 3976, 4296, 4930, 4512, 4735, 5488, 5330, 6024, 6300, 6192,
                 5915, 5222, 4729, 4420)
WEEKDAYS = 13960, 13540, 14510, 14370, 15020, 13680, 14920
WEEKDAYS_STUDIED = 13470, 13250, 14010, 13710, 14560, 15060, 15940
# By degrees of freedom, the chi-square that one sample in 1000 exceeds.
ONE_IN_1000 = {6: 22.5, 20: 45.4, 23: 49.8, 114: 167.0}
USC = 34.021861, -118.282942


class Row:
    """A row as csv.DictReader gives it, in a tenth of the memory."""

    __slots__ = ("fields",)
    columns = {}

    def __init__(self, fields):
        self.fields = tuple(map(sys.intern, fields))

    def __getitem__(self, column):
        return self.fields[self.columns[column]]


def table(lines):
    header, *rows = map(Row, csv.reader(lines))
    Row.columns = {name: place for place, name in enumerate(header.fields)}
    return rows


@functools.cache
def quarter():
    with gzip.open(QUARTER, "rt") as file:
        return table(file)


@functools.cache
def made(seed=1, rows=ROWS, days=7 * WEEKS):
    words = [PROGRAM, "generate", "--rows", rows, "--seed", seed, "--days",
             days, "--no-config"]
    with subprocess.Popen([str(word) for word in words], text=True,
                          stdout=subprocess.PIPE) as process:
        rows_made = table(process.stdout)
    assert process.returncode == 0, process.returncode
    return rows_made


def text(data):
    return io.StringIO(data.decode())


def is_studied(row):
    return any(word in row["Crm Cd Desc"] for word in STUDIED)


def studied(rows):
    return list(filter(is_studied, rows))


def day(date):
    return datetime.date(int(date[6:10]), int(date[:2]), int(date[3:5]))


def hour(row):
    return int(row["TIME OCC"][:2])


def weekday(row):
    return day(row["DATE OCC"]).weekday()


def delay(row):
    return min(8, (day(row["Date Rptd"]) - day(row["DATE OCC"])).days)


def shares(rows, key):
    return {value: count / len(rows)
            for value, count in collections.Counter(map(key, rows)).items()}


def chi_square(rows, key, weights):
    """How far the rows are from the weights ({value: weight})."""
    found, total = collections.Counter(map(key, rows)), sum(weights.values())
    expected = {value: len(rows) * weight / total
                for value, weight in weights.items()}
    assert set(found) <= set(expected), set(found) - set(expected)
    return sum((found[value] - wanted) ** 2 / wanted
               for value, wanted in expected.items())


def coordinates(rows, area=None):
    return [(float(row["LAT"]), float(row["LON"])) for row in rows
            if area in (None, row["AREA"])]


def moments(points):
    """Mean and standard deviation of each, and the correlation."""
    means = [sum(part) / len(points) for part in zip(*points)]
    spread = [math.sqrt(sum((value - mean) ** 2 for value in part)
                        / len(points))
              for part, mean in zip(zip(*points), means)]
    both = sum((lat - means[0]) * (lon - means[1]) for lat, lon in points)
    return means, spread, both / len(points) / math.prod(spread)


def near(rows, degrees):
    return sum(math.dist(point, USC) < degrees
               for point in coordinates(rows)) / len(rows)


class Shares(CommandCase):
    """What a row says is as frequent as in the quarter."""

    def fits(self, key, weights, of=list):
        """At every seed the chi-square is below its bound."""
        for seed in SEEDS:
            self.assertLess(chi_square(of(made(seed)), key, weights),
                            ONE_IN_1000[len(weights) - 1], seed)

    def near_shares(self, key, points, *, least=0.002, but=()):
        """Values with `least` of the quarter's rows have their share in
        the made-up ones, up to `points` percentage points."""
        real, ours = shares(quarter(), key), shares(made(), key)
        for value, share in real.items():
            if share >= least and value not in but:
                self.assertAlmostEqual(100 * ours.get(value, 0), 100 * share,
                                       delta=points, msg=value)

    def test_hours(self):
        self.fits(hour, dict(enumerate(HOURS)))
        self.fits(hour, dict(enumerate(HOURS_STUDIED)), studied)

    def test_weekdays(self):
        self.fits(weekday, dict(enumerate(WEEKDAYS)))
        self.fits(weekday, dict(enumerate(WEEKDAYS_STUDIED)), studied)

    def test_areas(self):
        self.fits(lambda row: row["AREA"], collections.Counter(
            row["AREA"] for row in quarter()))

    def test_crimes(self):
        self.fits(lambda row: row["Crm Cd"], collections.Counter(
            row["Crm Cd"] for row in quarter()))

    def test_minutes_and_the_times_that_people_name(self):
        self.near_shares(lambda row: row["TIME OCC"][2:], 0.5)
        self.near_shares(lambda row: row["TIME OCC"], 0.2, least=0.01,
                         but=("1200",))
        exact = shares(made(), lambda row: row["TIME OCC"])
        self.assertNotIn("0000", exact)
        # 2.662 % at the quarter's noon hour, which is given more here
        self.assertAlmostEqual(100 * exact["1200"], 3.03, delta=0.15)

    def test_the_oddity_of_early_2023_is_left_out(self):
        thefts = [row for row in made() if row["Crm Cd"] == "354"]
        self.assertGreater(len(thefts), 0.08 * ROWS)
        self.assertLess(shares(thefts, hour).get(6, 0), 0.01)
        self.assertLess(shares(made(), lambda row: row["DATE OCC"][3:5])["01"],
                        0.05)

    def test_who_what_and_how(self):
        for column in ("Premis Desc", "Weapon Desc", "Status Desc",
                       "Vict Sex", "Vict Descent", "Crm Cd 2", "Crm Cd 3",
                       "Part 1-2"):
            with self.subTest(column):
                self.near_shares(lambda row: row[column], 0.4)
        self.near_shares(lambda row: len(row["Mocodes"].split()), 0.6)
        self.near_shares(lambda row: row["Vict Age"] == "0", 0.4)
        ages = [int(row["Vict Age"]) for row in made()
                if row["Vict Age"] != "0"]
        self.assertAlmostEqual(sum(ages) / len(ages), 39.4, delta=0.3)
        self.assertTrue(min(ages) >= 2 and max(ages) <= 99)

    def test_report_delay(self):
        self.near_shares(delay, 0.4)
        self.assertGreaterEqual(min(map(delay, made())), 0)

    def test_what_is_studied_by_area(self):
        real = shares(studied(quarter()), lambda row: row["AREA"])
        ours = shares(studied(made()), lambda row: row["AREA"])
        for area, share in real.items():
            self.assertAlmostEqual(ours[area], share, delta=0.004, msg=area)
        self.assertAlmostEqual(len(studied(made())) / ROWS, 0.35821,
                               delta=0.003)

    def test_what_is_said_together_stays_together(self):
        """Each row of the quarter is there once a round, so jointly all
        that it says but number, days, minute and coordinates."""
        def of(rows):
            return collections.Counter(row.fields[4:26] for row in rows)
        real, ours = of(quarter()), of(made())
        self.assertLessEqual(set(ours), set(real))
        rounds, rest = divmod(ROWS, len(quarter()))
        self.assertGreater(rest, 0)
        for said, count in real.items():
            self.assertLessEqual(rounds * count, ours[said])
            self.assertLessEqual(ours[said], (rounds + 1) * count)

    def test_crimes_and_areas_have_their_own_hours_and_weekdays(self):
        """Jointly, in whole weeks and without the oddity: at most 3 of 100
        rows are elsewhere (another quarter of the city would have 2 to 6
        by chance)."""
        real = [row for row in quarter()
                if day(row["DATE OCC"]) <= datetime.date(2023, 3, 25)
                and (row["Crm Cd"], hour(row)) != ("354", 6)]
        for first, second in (("Crm Cd", hour), ("Crm Cd", weekday),
                              ("AREA", hour), ("AREA", weekday)):
            def both(row):
                return row[first], second(row)
            with self.subTest((first, second.__name__)):
                wanted, ours = shares(real, both), shares(made(), both)
                apart = sum(abs(wanted.get(value, 0) - ours.get(value, 0))
                            for value in wanted.keys() | ours.keys()) / 2
                self.assertLess(apart, 0.03)

    def test_a_code_has_one_description_and_part(self):
        def what(row):
            return row["Crm Cd"], row["Crm Cd Desc"], row["Part 1-2"]
        self.assertEqual({what(row) for row in quarter()} |
                         {what(row) for row in made()},
                         {what(row) for row in quarter()})


class Places(CommandCase):
    """Where: coordinates, districts and addresses."""

    def test_coordinates_of_each_area(self):
        """Means within 0.06 of a standard deviation, deviations within
        6 %, correlations within 0.06, all in the area's box."""
        for area in sorted({row["AREA"] for row in quarter()}):
            points = coordinates(quarter(), area)
            ours = coordinates(made(), area)
            means, spread, together = moments(points)
            our_means, our_spread, our_together = moments(ours)
            with self.subTest(area):
                for axis in 0, 1:
                    values = [point[axis] for point in points]
                    self.assertAlmostEqual(our_means[axis], means[axis],
                                           delta=0.06 * spread[axis])
                    self.assertAlmostEqual(our_spread[axis], spread[axis],
                                           delta=0.06 * spread[axis])
                    self.assertTrue(all(
                        min(values) <= point[axis] <= max(values)
                        for point in ours))
                self.assertAlmostEqual(our_together, together, delta=0.06)

    def test_coordinates_are_written_as_in_the_quarter(self):
        for row in made():
            for name in "LAT", "LON":
                self.assertRegex(row[name], r"^-?\d+(\.\d{0,3}[1-9])?$")

    def test_near_usc(self):
        for degrees, points in ((0.01, 0.15), (0.02, 0.25), (0.03, 0.4),
                                (0.05, 0.8)):
            self.assertAlmostEqual(100 * near(made(), degrees),
                                   100 * near(quarter(), degrees),
                                   delta=points, msg=degrees)

    def test_districts(self):
        def of(rows):
            return {(row["AREA"], row["AREA NAME"], row["Rpt Dist No"])
                    for row in rows}
        self.assertLessEqual(of(made()), of(quarter()))
        self.assertGreater(len(of(made())), 0.97 * len(of(quarter())))

    def test_addresses_are_where_they_really_are(self):
        def of(rows):
            return {(row["Rpt Dist No"], row["LOCATION"], row["Cross Street"])
                    for row in rows}
        self.assertLessEqual(of(made()), of(quarter()))
        corners = sum(row["Cross Street"] != "" for row in made())
        self.assertAlmostEqual(corners / ROWS, 0.1355, delta=0.003)

    def test_addresses_are_as_many_and_as_busy(self):
        def busy(rows):
            count = collections.Counter(row["LOCATION"] for row in rows)
            by_rows = sorted(count.values(), reverse=True)
            return len(count), [sum(by_rows[:top]) / len(rows)
                                for top in (100, 1000, 5000)]
        real, real_tops = busy(quarter())
        ours, tops = busy(made(days=91, rows=len(quarter())))
        self.assertAlmostEqual(ours, real, delta=0.1 * real)
        for top, wanted in zip(tops, real_tops):
            self.assertAlmostEqual(top, wanted, delta=0.04)


class Generate(CommandCase):
    """The command."""

    def generate(self, *words, **options):
        run = self.run_to_end("generate", *words, **options)
        self.assertEqual(run.err, b"")
        return run.out

    def test_header_and_rows_are_in_the_dialect_of_2020(self):
        data = self.generate("--rows", 20000)
        with gzip.open(QUARTER) as file:
            self.assertEqual(data.split(b"\n")[0] + b"\n", file.readline())
        self.assertTrue(data.endswith(b"\n"))
        self.assertNotIn(b"\r", data)
        self.assertEqual(data.count(b"\n"), 20001)
        header, *rows = csv.reader(text(data), strict=True)
        self.assertEqual({len(row) for row in rows}, {len(header)})
        plain = io.StringIO()
        csv.writer(plain, lineterminator="\n").writerows([header, *rows])
        self.assertEqual(plain.getvalue().encode(), data)

    def test_rows_are_as_long_and_as_quoted_as_real_ones(self):
        data = self.generate("--rows", 50000)
        self.assertAlmostEqual(len(data) / 50000, 254.4, delta=2)
        quoted = sum(b'"' in line for line in data.split(b"\n"))
        self.assertAlmostEqual(quoted / 50000, 0.4302, delta=0.01)

    def test_defaults(self):
        data = self.generate()
        self.assertEqual(data, self.generate(
            "--rows", 10000, "--seed", 1, "--from", "2023-01-01", "--days",
            18))
        self.assertNotEqual(data, self.generate("--seed", 2))
        days = {row["DATE OCC"] for row in table(text(data))}
        self.assertEqual(len(days), 18)
        self.assertEqual(min(days)[:10], "01/01/2023")

    def test_rows_are_in_no_order_of_time(self):
        days = [row["DATE OCC"] for row in table(text(self.generate()))]
        back = sum(after < before for before, after in zip(days, days[1:]))
        self.assertTrue(0.4 < back / len(days) < 0.5, back)

    def test_numbers_are_unique_also_beyond_five_digits(self):
        """A day of Central alone has more than 96,000 rows."""
        run = self.start("generate", "--rows", 1_400_000, "--days", 1)
        seen, kept = set(), b""
        while chunk := run.process.stdout.read(1 << 22):
            *lines, kept = (kept + chunk).split(b"\n")
            seen.update(line[:line.index(b",")] for line in lines)
        self.assertEqual(run.end(), 0)
        self.assertEqual(len(seen), 1_400_001)
        self.assertIn(b"2301100000", seen)

    def test_one_row_and_one_day(self):
        data = self.generate("--rows", 1, "--from", "2024-02-29")
        self.assertEqual(data.count(b"\n"), 2)
        self.assertEqual(table(text(data))[0]["DATE OCC"][:10], "02/29/2024")
        rows = table(text(self.generate("--days", 1, "--from",
                                        "2024-02-29")))
        self.assertEqual({row["DATE OCC"][:10] for row in rows},
                         {"02/29/2024"})
        self.assertEqual(len(rows), 10000)

    def test_report_reads_it_and_rejects_nothing(self):
        path = self.file(self.generate("--rows", 30000), "made.csv")
        run = self.run_to_end("report", "--every", "30d", path)
        summary = json.loads(run.lines()[-1])
        self.assertEqual((summary["rows"], summary["rejected"]), (30000, {}))
        self.assertAlmostEqual(summary["kept"] / 30000, 0.358, delta=0.01)
        self.assertEqual(summary["consumed"], summary["kept"])

    def test_what_is_wrong_is_one_line(self):
        for words in (("--rows", "0"), ("--rows", "-1"), ("--rows", "x"),
                      ("--rows", "1000000000001"), ("--days", "0"),
                      ("--days", "36001"), ("--seed", "x"),
                      ("--from", "2023-02-29"), ("--from", "2023-1-1"),
                      ("--from", "2023-01-01T00:00"),
                      ("--from", "9999-12-01"), ("--speed", "3h")):
            with self.subTest(words):
                run = self.refused(["generate", *words], 2, words[0])
                self.assertEqual(run.out, b"")
        self.refused(["generate", "crimes.csv"], 2, "crimes.csv")
        self.refused(["report", "--rows", "5"], 2, "--rows", "generate")

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "w") as full:
            for rows in 1, 100000:
                self.refused(["generate", "--rows", str(rows)], 1,
                             "standard output", "No space left",
                             stdout=full)

    def test_a_reader_who_has_seen_enough_is_none(self):
        for closed_at in 0, 1 << 20:
            run = self.start("generate", "--rows", 10_000_000)
            run.process.stdout.read(closed_at)
            run.selector.unregister(run.process.stdout)
            del run.open[run.process.stdout.fileno()]
            run.process.stdout.close()
            self.assertEqual((run.end(), run.err), (0, b""))

    def test_a_pipe_that_does_not_block_is_waited_for(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        run = self.start("generate", stdout=writer)
        os.close(writer)
        with open(reader, "rb") as file:
            data = file.read()
        self.assertEqual((run.end(), run.err), (0, b""))
        self.assertEqual(data, self.generate())

    def memory_after(self, run, size):
        """Reads so much; the most that it has ever had, in KiB."""
        while size > 0:
            data = run.process.stdout.read(min(size, 1 << 20))
            if not data:
                run.fail("it ended before")
            size -= len(data)
        status = Path(f"/proc/{run.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0])

    def test_memory_does_not_grow_with_the_rows(self):
        """A full pipe holds it before its end."""
        run = self.start("generate", "--rows", 1_000_000)
        first = self.memory_after(run, 2 << 20)
        last = self.memory_after(run, 230 << 20)
        self.assertEqual(run.end(), 0)
        self.assertLess(last - first, 1024)
        if b"__asan_" not in Path(PROGRAM).read_bytes():
            self.assertLess(last, 32 * 1024)
