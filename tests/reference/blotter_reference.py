"""The independent reference of blotter, written from DESIGN.md alone.

    book = load(Options(seed=2, officers=7))
    for tick in ticks(book): …

reference_input.py reads the files, reference_stream.py makes the messages,
this file keeps the book: what is kept, and the figures of any clock time.
It counts by brute force, slice by slice, and remembers nothing in between.
"""
import bisect
import calendar
import collections
import dataclasses
import datetime
import functools
import heapq
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import reference_faults
import reference_stream
import xxhash
from reference_input import DAY, LOWER, InputError, city_of, read_files
from reference_input import seconds, written
from reference_stream import late_crimes, stream_lines

__all__ = ["Book", "InputError", "Options", "duration", "figures_at",
           "late_crimes", "load", "reports", "seconds", "stream_lines", "summary", "ticks",
           "written"]

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "lapd-2023q1.csv.gz"
REASONS = ("date", "time", "description")
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def duration(text):
    """§2 A duration: a whole number with a unit, without one seconds; ms."""
    number = text.rstrip("mshd")
    unit = text[len(number):] or "s"
    if not (number.isascii() and number.isdigit() and unit in UNITS):
        raise ValueError(f"no duration: {text!r}")
    if int(number) == 0:
        raise ValueError("a duration is greater than 0")
    return int(number) * UNITS[unit]


@dataclass(frozen=True)
class Options:
    """§2 The options that the figures depend on, with their defaults."""

    files: tuple = (str(SHIPPED),)
    city: str | None = None             # None: by the header, as are
    spread: bool = False
    crimes: str | None = None           # these when they are not given
    delay: tuple | None = None
    seed: int = 1
    officers: int = 4
    start: int | None = None        # seconds
    end: int | None = None
    windows: tuple = ("1h", "6h", "12h")
    near: tuple | None = None
    points: tuple = ()      # §9 several: (name, lat, lon, deg), near the first
    place: str = "area"
    every: str = "1h"
    top: str = "5"                  # or "all"
    filter: str = ""                # words, | or, ! not
    faults: str | None = None


def with_defaults(options, city):
    """§9: what a city has where nobody said anything."""
    point = city.default("near").split(" ")[0]
    return dataclasses.replace(
        options,
        crimes=options.crimes or city.default("crimes"),
        delay=options.delay or tuple(
            map(int, city.default("delay").split("-"))),
        near=(options.near or (options.points and options.points[0][1:])
              or tuple(map(float, point.split(",")))))


def drawn_in_month(when, identity, seed):
    """§9 --spread: day and minute of a month, from the id."""
    day = datetime.datetime.fromtimestamp(when, datetime.timezone.utc)
    minutes = calendar.monthrange(day.year, day.month)[1] * 24 * 60
    drawn = xxhash.xxh3_64_intdigest(identity.encode(), seed ^ (2 ** 64 - 1))
    return when + 60 * (drawn % minutes)


def matches(crime, crimes):
    """§2 --crimes: substrings of the description, in any case; `all`."""
    if crimes == "all":
        return True
    crime = crime.translate(LOWER)
    return any(part.translate(LOWER) in crime for part in crimes.split(","))


def is_near(row, near):
    """§4 Near: in degrees and doubles, without coordinates never."""
    if row.lat is None:
        return False
    dlat, dlon = float(row.lat) - near[0], float(row.lon) - near[1]
    return math.sqrt(dlat * dlat + dlon * dlon) < near[2]


def passes(row, text):
    """§2 --filter: crime, area or address hold all words of one of the
    alternatives and none behind a !, in any case."""
    names = [name.upper() for name in (row.crime, row.area, row.address)]
    ways = [way.upper().split() for way in text.split("|") if way.strip()]
    return not ways or any(all(
        any(word.lstrip("!") in name for name in names) != word.startswith("!")
        for word in way) for way in ways)


class Book:
    """The reports of an input under options, in order, and the counts."""

    def __init__(self, options):
        self.city = city_of(options.files[0], options.city)
        options = self.options = with_defaults(options, self.city)
        self.rows = self.filtered = 0
        self.rejected = collections.Counter()
        self.reports = []
        self.late = {}      # of late_crimes, where the stream has some
        self.ends = None    # with faults: first and last, missing or not
        for row in read_files(options.files, options.city):
            self.rows += 1
            self.enter(row)
        # §4 Order: by report time, then by place in the input.
        self.reports.sort(
            key=lambda report: (report.reported_at, report.row.number))
        if options.faults:
            reference_faults.inject(self, options.faults)

    def enter(self, row):
        """§3 CSV in: --crimes, then rejection, then --start and --end."""
        options = self.options
        if not any(matches(text, options.crimes)
                   for text in (row.crime, row.kind)):
            self.filtered += 1
            return
        if row.fault:
            self.rejected[row.fault] += 1
            return
        if self.city.formats and not any("d" in form or "F" in form
                                         for form in self.city.formats):
            row = dataclasses.replace(row, occurred_at=drawn_in_month(
                row.occurred_at, row.id, options.seed))
        report = reference_stream.make_report(row, options)
        # §2 --start, --end: "the two times themselves are in".
        if (options.start is not None and report.reported_at < options.start
                or options.end is not None
                and report.reported_at > options.end):
            self.filtered += 1
            return
        self.reports.append(report)

    @property
    def first(self):
        """The first report's time; §3 a run without any is an error."""
        if not self.reports and not self.ends:
            raise InputError("no row matches")
        return self.ends[0] if self.ends else self.reports[0].reported_at

    @property
    def counted_from(self):
        """When the first report counts, which may be a late one."""
        return min(self.late.get(report.id, report.reported_at)
                   for report in self.reports)

    @property
    def last(self):
        """The last report's time."""
        if not self.reports and not self.ends:
            raise InputError("no row matches")
        return self.ends[1] if self.ends else self.reports[-1].reported_at

    @functools.cached_property
    def columns(self):
        """Four parallel rows: times in ms, near (0 or 1), crimes, places."""
        rows = [report.row for report in self.reports]
        return ([1000 * report.reported_at for report in self.reports],
                bytes(is_near(row, self.options.near) for row in rows),
                [sys.intern(row.crime) for row in rows],
                [sys.intern(getattr(row, self.options.place))
                 for row in rows])

    @functools.cached_property
    def passing(self):
        """§2 --filter: which of the reports are counted."""
        return [passes(report.row, self.options.filter)
                for report in self.reports]

    def points(self, held):
        """§9: all of them by name, when there is more than one."""
        points = self.options.points
        if len(points) < 2:
            return {}
        return {"points": {name: sum(
            is_near(self.reports[place].row, circle) for place in held)
            for name, *circle in points}}

    def figures(self, after, until):
        """What one scope of a tick at `until` says of the reports with
        after < reported_at ≤ until, both in ms; §4 Late: the tick holds a
        late one when its officer's clock, as it came, is ≤ until."""
        times, near, crimes, places = self.columns
        low = bisect.bisect_right(times, after)
        high = max(low, bisect.bisect_right(times, until))
        held = [place for place in range(low, high)
                if self.passing[place] and (not self.late or 1000 * self.late
                .get(self.reports[place].id, 0) <= until)]
        return {"total": len(held), "near": sum(near[place] for place in held),
                **self.points(held), "crimes": self.top(crimes[place] for place in held),
                "places": self.top(places[place] for place in held)}

    def top(self, names):
        """§4 Top 5: count descending, then name by bytes."""
        counts = collections.Counter(names)
        rows = self.options.top
        return [[name, count] for name, count in heapq.nsmallest(
            len(counts) if rows == "all" else int(rows), counts.items(),
            key=lambda item: (-item[1], item[0].encode()))]


def load(options=Options()):
    """Read the files of the options."""
    return Book(options)


def reports(options=Options()):
    """The kept reports in the order of §4."""
    return load(options).reports


def tick_times(book):
    """§4 Ticks: every multiple of E from the midnight at or before the first
    report, from the first ≥ the first report to the first ≥ the last."""
    every, rest = divmod(duration(book.options.every), 1000)
    if rest:
        raise ValueError("the reference ticks in whole seconds only")
    midnight = book.first - book.first % DAY
    at = midnight + -(-(book.first - midnight) // every) * every
    while at < book.reports[-1].reported_at:
        yield at
        at += every
    yield at


def figures_at(clock, book, batch=None):
    """The figures when the clock is at `clock` (seconds, or a time as
    written or as the screen shows it, of a run from its first report).

    §4 Window L at T = reports with T-L < reported_at ≤ T. `batch` is the
    simulated time of the last batch as a duration, None for none. The
    data's times are whole minutes, so with windows of whole minutes the
    figures are the same for every second of a minute.
    """
    if isinstance(clock, str):
        clock = seconds(clock)
    until = 1000 * clock
    result = {"at": written(clock)}
    if batch is not None:
        result["batch"] = book.figures(until - duration(batch), until)
    result["all"] = book.figures(-math.inf, until)
    result["windows"] = {
        name: book.figures(until - duration(name), until)
        for name in book.options.windows}
    return result


def ticks(book):
    """§3 Report out: the ticks of `report --every E --format json`. §4
    Batch: the last tick's; the first one's holds every report up to it."""
    for at in tick_times(book):
        yield {"kind": "tick",
               **figures_at(at, book, batch=book.options.every)}


def patterns(book):
    """§2 --patterns: reports by weekday, from Monday, and hour."""
    week = [[0] * 24 for _ in range(7)]
    for report, counted in zip(book.reports, book.passing):
        if counted:
            at = datetime.datetime.fromisoformat(written(report.reported_at))
            week[at.weekday()][at.hour] += 1
    return week


def summary(book):
    """§3 Report out: the summary of a run without faults, but for late
    reports and those on purpose."""
    kept = book.rows - book.filtered - sum(book.rejected.values())
    return {"kind": "summary", "city": book.city.name, "rows": book.rows,
            "kept": kept, "filtered": book.filtered,
            "rejected": {reason: book.rejected[reason]
                         for reason in REASONS if book.rejected[reason]},
            "produced": kept, "consumed": kept, "missing": 0, "duplicate": 0,
            "late": len(book.late), "undecodable": 0,
            **(reference_faults.found(book) if book.options.faults else {})}
