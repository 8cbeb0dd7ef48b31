"""Reading the crime files: DESIGN.md §3, "CSV in" and "Times".

From bytes to `Row`s, each either readable or with the reason why it is not.
Nothing here knows of options, reports or messages.
"""
import csv
import datetime
import gzip
import io
import itertools
import re
from dataclasses import dataclass

from reference_cities import COLUMNS, plain, profiles
from reference_cities import city as named

WHITE = " \t\n\r\v\f"
LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                      "abcdefghijklmnopqrstuvwxyz")
EPOCH = datetime.datetime(1970, 1, 1)
DAY = 24 * 60 * 60

# §3 CSV in, §9: what an error names a column as.
NEEDED = {"occurred": "time of occurrence",
          "occurred_date": "occurrence date",
          "occurred_time": "occurrence time", "crime": "crime description"}

TIME_PART = r"(?:(?:[ \t]+|T)[0-9].*)?"
SLASHED = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})" + TIME_PART, re.DOTALL)
DASHED = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + TIME_PART, re.DOTALL)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
NAMED = re.compile(
    r"([0-9]{4}) ([A-Za-z]{3}) ([0-9]{2})" + TIME_PART, re.DOTALL)
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-5][0-9])?")
DIGITS = re.compile(r"([0-9]{1,4})(?:\.0*)?")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
CODE = re.compile(r"0|[1-9][0-9]*")
JSON_NUMBER = re.compile(
    r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
PAIR = re.compile(r"\(([-+.0-9eE \t]*),([-+.0-9eE \t]*)\)")


class InputError(Exception):
    """A file that cannot be read as crimes (§3 CSV in: one clear error)."""


@dataclass(frozen=True)
class Row:
    """One data row, trimmed; `occurred_at` None is an unreadable one."""

    number: int             # over all files, from 1
    fault: str | None       # "date", "time", "description", or None
    occurred_at: int | None     # seconds
    id: str
    code: str | None
    crime: str
    area: str
    district: str
    address: str
    premise: str
    kind: str               # §9: what --crimes looks at besides the crime
    lat: str | None         # the file's own digits
    lon: str | None


# Times: §3 "Times" -------------------------------------------------------

def seconds(text):
    """§2 --start, --end: `YYYY-MM-DD[THH:MM[:SS]]` as seconds.

    A blank for the T is allowed too, because the screen shows it so (§5).
    """
    found = re.fullmatch(
        r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
        r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?", text)
    if not found:
        raise ValueError(f"no time: {text!r}")
    when = datetime.datetime(*(int(part or 0) for part in found.groups()))
    return (when - EPOCH) // datetime.timedelta(seconds=1)


def written(when):
    """§3 Times: seconds as `2023-01-01T01:12:00`."""
    moment = EPOCH + datetime.timedelta(seconds=when)
    return moment.isoformat(timespec="seconds")


def read_date(text):
    """§3 CSV in: `MM/DD/YYYY`, `M/D/YY`, `YYYY-MM-DD`, a time part ignored.

    And `YYYY Mon DD`, as §9 has it for Los Angeles. Seconds at that midnight, or None.
    """
    if found := SLASHED.fullmatch(text):
        month, day, year = map(int, found.groups())
        if len(found[3]) == 2:
            year += 2000 if year <= 68 else 1900
    elif found := DASHED.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif (found := NAMED.fullmatch(text)) and found[2].lower() in MONTHS:
        year, day = int(found[1]), int(found[3])
        month = MONTHS.index(found[2].lower()) + 1
    else:
        return None
    try:
        date = datetime.datetime(year, month, day)
    except ValueError:
        return None
    return (date - EPOCH).days * DAY


def read_time(text):
    """§3 CSV in: `HHMM`, padded or not, or `HH:MM`; §9: also `HH:MM:SS` and
    `1220.0`, and `24:00`, the end of the day: seconds, or None."""
    if re.fullmatch("24:00(:00)?", text):
        return DAY
    if found := CLOCK.fullmatch(text):
        hour, minute = int(found[1]), int(found[2])
    elif found := DIGITS.fullmatch(text):
        hour, minute = divmod(int(found[1]), 100)
    else:
        return None
    if hour > 23 or minute > 59:
        return None
    return (hour * 60 + minute) * 60


# Fields: §3 "CSV in", "Message" -------------------------------------------

def is_pair(text):
    """§3 CSV in: "a `(lat, lon)` value is coordinates and never an address".

    Two halves in parentheses, each empty or of a number's characters, so
    that `(0, 0)` is still no address and `(REAR, ALLEY)` still is.
    """
    return PAIR.fullmatch(text) is not None


def present(lat, lon):
    """§3 CSV in, "Missing coordinates": not 0,0, both halves JSON numbers."""
    halves = lat, lon
    if not all(JSON_NUMBER.fullmatch(half) for half in halves):
        return False
    return any(float(half) != 0 for half in halves)


def coordinates(fields):
    """The first coordinates of the row that are not missing, or two None."""
    candidates = [(fields["lat"], fields["lon"])]
    for column in "point", "address", "location":
        if found := PAIR.fullmatch(fields[column]):
            candidates.append(tuple(half.strip(WHITE)
                                    for half in found.groups()))
    return next((pair for pair in candidates if present(*pair)), (None, None))


def read_address(text):
    """§3 Message: runs of blanks are one; §3 CSV in: a pair is no address."""
    if is_pair(text):
        return ""
    return re.sub(f"[{WHITE}]+", " ", text).strip(" ")


def read_code(text):
    """§9: numbers may have commas between thousands."""
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return text if CODE.fullmatch(text) else None


def read_occurrence(city, fields):
    """Seconds and None, or None and the fault; §9 for one column."""
    if fields["occurred"]:
        when = city.occurred(fields["occurred"])
        return when, None if when is not None else "date"
    day = read_date(fields["occurred_date"])
    time = read_time(fields["occurred_time"])
    if day is None or time is None:
        return None, "date" if day is None else "time"
    return day + time, None


def read_row(number, fields, city):
    """A row's fields by our names, trimmed, as a `Row`."""
    # §3 CSV in: "counted under date, time or description, the first that
    # applies".
    when, fault = read_occurrence(city, fields)
    lat, lon = coordinates(fields)
    return Row(
        number=number,
        fault=fault or (None if fields["crime"] else "description"),
        occurred_at=when,
        id=fields["id"] or str(number),     # §3 Message: without an id …
        code=read_code(fields["code"]),
        crime=fields["crime"], area=fields["area"],
        district=fields["district"], address=read_address(
            fields["address"] if fields["has_address"]
            else fields["location"]),
        premise=fields["premise"], kind=fields["kind"], lat=lat, lon=lon)


# Files: §3 "CSV in" -------------------------------------------------------

class Lines:
    """A file's lines, and the last one given out."""

    def __init__(self, text):
        self.text, self.last = text, ""

    def __iter__(self):
        for self.last in self.text:
            yield self.last


def separator(line):
    """§9: the one that the header has most of outside quotes."""
    bare = "".join(line.split('"')[::2])
    return max(",;\t|", key=bare.count)


def records(text):
    """The CSV records of a text without its empty lines, which are no rows.

    A line of nothing but blanks is empty; a line `""` is not.
    """
    first = next((line for line in text if line.strip(WHITE)), "")
    lines = Lines(itertools.chain([first], text))
    csv.field_size_limit(1 << 30)
    for record in csv.reader(lines, delimiter=separator(first),
                             skipinitialspace=True):
        if any(field.strip(WHITE) for field in record[:1]) or (
                len(record) > 1 or lines.last.strip(WHITE)):
            yield record


def open_text(path):
    """A plain or .gz file as text; broken UTF-8 is U+FFFD, one per maximal
    subpart (§3 Message), which is what Python's "replace" does. §9: UTF-16
    with a mark."""
    with open(path, "rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    opened = gzip.open if zipped else open
    with opened(path, "rb") as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    return io.TextIOWrapper(opened(path, "rb"), errors="replace", newline="",
                            encoding="utf-16" if wide else "utf-8-sig")


def find_columns(header, path, key=None):
    """§9: the city, by its key or the first whose needed columns there are,
    and our name → places in the row, by the spellings and their order."""
    places = {}
    for place, name in enumerate(header):
        places.setdefault(plain(name), place)   # "the first counts"
    for city in profiles() if key is None else [named(key)]:
        columns = city.find(places)
        lacks = city.lacks(columns)
        if not lacks:
            return city, columns
        if city is profiles()[0] or key:
            what = NEEDED[lacks[0]]
    raise InputError(f"{path}: no column for the {what}")


def city_of(path, key=None):
    """The city that a file is of."""
    with open_text(path) as text:
        return find_columns(next(records(text), []), path, key)[0]


def read_files(paths, key=None):
    """Every data row of the files, which are one input, as `Row`s."""
    number = 0
    for path in paths:
        with open_text(path) as text:
            rows = records(text)
            city, columns = find_columns(next(rows, []), path, key)
            for number, record in enumerate(rows, number + 1):
                fields = {ours: " - ".join(filter(None, (
                    field_at(record, place)
                    for place in columns.get(ours, ())))) for ours in COLUMNS}
                yield read_row(number, {
                    **fields, "has_address": "address" in columns}, city)


def field_at(record, place):
    """A trimmed field; short rows are read by the fields they have."""
    if place >= len(record):
        return ""
    return record[place].strip(WHITE)
