"""The tables of DESIGN §7 as ordinary tables of SQLite, filled from the reference: what a query
gives there it has to give here."""
import math
import re
import sqlite3

import blotter_reference as reference
from reference_input import DAY, seconds, written

COLUMNS = ("reported_at", "occurred_at", "id", "code", "crime", "area", "district", "address",
           "premise", "lat", "lon", "near", "officer", "partition", "late")


def number(text, kind):
    return None if text is None else kind(text)


def row_of(book, report, partitions):
    row = report.row
    return (written(report.reported_at), written(row.occurred_at), row.id,
            number(row.code, int), row.crime, row.area, row.district, row.address, row.premise,
            number(row.lat, float), number(row.lon, float),
            int(reference.is_near(row, book.options.near)), report.officer,
            (report.officer - 1) % partitions, int(report.id in book.late))


def bucket(every, text):
    """A multiple of EVERY, counted from 1970."""
    if every is None or text is None:
        return None
    step = reference.duration(str(every)) // 1000
    return written(seconds(text) // step * step)


def near(lat, lon, lat0, lon0, deg):
    """§4 Near."""
    if None in (lat, lon, lat0, lon0, deg):
        return 0
    return int(math.sqrt((lat - lat0) ** 2 + (lon - lon0) ** 2) < deg)


def distance_km(lat, lon, lat0, lon0):
    """The angle between two directions from the middle of a ball, in kilometres: not by the
    haversine."""
    if None in (lat, lon, lat0, lon0):
        return None
    a, b = ((math.cos(math.radians(y)) * math.cos(math.radians(x)),
             math.cos(math.radians(y)) * math.sin(math.radians(x)), math.sin(math.radians(y)))
            for y, x in ((lat, lon), (lat0, lon0)))
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    angle = math.atan2(math.sqrt(sum(c * c for c in cross)), sum(p * q for p, q in zip(a, b)))
    return 6371.0088 * angle


def minus(text, last):
    """The time that is so much earlier."""
    return written(seconds(text) - reference.duration(last) // 1000)


class Tables:
    """At a clock (seconds): `reports` has what has been reported until then, in the stream's
    order, and ticks_EVERY the ticks; `minus` is for what reports(LAST, AT) is here."""

    def __init__(self, book, clock, partitions=1, every=()):
        self.db = sqlite3.connect(":memory:")
        self.names = []     # the columns of the last query
        for name, count, function in (("bucket", 2, bucket), ("near", 5, near), ("minus", 2, minus),
                                      ("distance_km", 4, distance_km)):
            self.db.create_function(name, count, function, deterministic=True)
        kinds = ("TEXT",) * 3 + ("INTEGER",) + ("TEXT",) * 5 + ("REAL",) * 2 + ("INTEGER",) * 4
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(COLUMNS, kinds))
        self.db.execute(f"CREATE TABLE reports({columns})")
        order = sorted((report for report in book.reports if report.reported_at <= clock
                        and book.late.get(report.id, -math.inf) <= clock),
                       key=lambda report: (report.reported_at, report.id in book.late,
                                           book.late.get(report.id, 0), report.officer,
                                           report.row.number))
        self.db.executemany(f"INSERT INTO reports VALUES({','.join('?' * len(COLUMNS))})",
                            (row_of(book, report, partitions) for report in order))
        self.db.execute("CREATE TABLE clock(clock TEXT)")
        self.db.execute("INSERT INTO clock VALUES(?)", (written(clock),))
        for name in every:
            self.fill_ticks(book, clock, name)

    def fill_ticks(self, book, clock, every):
        self.db.execute(f"CREATE TABLE ticks_{every}(at TEXT)")
        step = reference.duration(every) // 1000
        midnight = book.first - book.first % DAY
        at = midnight + -(-(book.first - midnight) // step) * step
        last = clock if clock < book.last else midnight + -(-(book.last - midnight) // step) * step
        while at <= last:
            self.db.execute(f"INSERT INTO ticks_{every} VALUES(?)", (written(at),))
            at += step

    def rows(self, query):
        found = self.db.execute(query)
        self.names = [column[0] for column in found.description]
        return found.fetchall()


def for_ordinary_tables(query):
    """Our table-valued functions in the words of ordinary tables."""
    def joined(found):
        name = found["alias"] or "reports"
        return (f"JOIN reports AS {name} ON {name}.reported_at > minus({found['at']}, "
                f"'{found['last']}') AND {name}.reported_at <= {found['at']}")

    def window(found):
        at = f"'{found['at']}'" if found["at"] else "(SELECT clock FROM clock)"
        return (f"(SELECT * FROM reports WHERE reported_at > minus({at}, '{found['last']}') AND "
                f"reported_at <= {at})")

    def ticks(found):
        if not found["from"]:
            return f"ticks_{found['every']}"
        return (f"(SELECT at FROM ticks_{found['every']} WHERE at BETWEEN '{found['from']}' AND "
                f"'{found['to']}')")

    last = r"'(?P<last>\w+)'"
    for pattern, replacement in (
            (rf"JOIN reports\({last}, (?P<at>[\w.]+)\)(?: AS (?P<alias>\w+))?", joined),
            (rf"reports\({last}(?:, '(?P<at>[^']+)')?\)", window),
            (r"ticks\('(?P<every>\w+)'(?:, '(?P<from>[^']+)', '(?P<to>[^']+)')?\)", ticks)):
        query = re.sub(pattern, replacement, query)
    return query
