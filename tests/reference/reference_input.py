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

WHITE = " \t\n\r\v\f"
LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                      "abcdefghijklmnopqrstuvwxyz")
EPOCH = datetime.datetime(1970, 1, 1)
DAY = 24 * 60 * 60

# §3 CSV in: "every spelling in data/dialects/ is known", "also known: DR,
# Latitude, Longitude, Location 1", "of several spellings the one earlier in
# our table", "Address goes before LOCATION".
SPELLINGS = {
    "date": ("DATE OCC", "Date Occurred"),
    "time": ("TIME OCC", "Time Occurred"),
    "crime": ("Crm Cd Desc", "Crime Code Description", "NIBR Description"),
    "id": ("DR_NO", "DR Number", "DR", "UniqueNIBRNo"),
    "code": ("Crm Cd", "Crime Code", "NIBR Code"),
    "area": ("AREA NAME",),
    "district": ("Rpt Dist No", "Reporting District", "RD"),
    "address": ("Address", "Hndrdth Loc Chk", "LOCATION"),
    "premise": ("Premis Desc", "Premise Description"),
    "lat": ("LAT", "Latitude", "Hndrdth Lat"),
    "lon": ("LON", "Longitude", "Hndrdth Lon"),
    # Only for a `(lat, lon)` value in them; the address is looked at too.
    "location_1": ("Location 1",),
    "location": ("LOCATION",),
}
NEEDED = {"date": "occurrence date", "time": "occurrence time",
          "crime": "crime description"}

TIME_PART = r"(?:(?:[ \t]+|T)[0-9].*)?"
SLASHED = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})" + TIME_PART, re.DOTALL)
DASHED = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + TIME_PART, re.DOTALL)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
NAMED = re.compile(
    r"([0-9]{4}) ([A-Za-z]{3}) ([0-9]{2})" + TIME_PART, re.DOTALL)
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
DIGITS = re.compile(r"[0-9]{1,4}")
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
    """§3 CSV in: `HHMM`, padded or not, or `HH:MM`: seconds, or None."""
    if found := CLOCK.fullmatch(text):
        hour, minute = int(found[1]), int(found[2])
    elif DIGITS.fullmatch(text):
        hour, minute = divmod(int(text), 100)
    else:
        return None
    if hour > 23 or minute > 59:
        return None
    return (hour * 60 + minute) * 60


# Fields: §3 "CSV in", "Message" -------------------------------------------

def normal_name(name):
    """§3 CSV in: case, blanks, `_` and a BOM do not count in a column name;
    §9: neither does a full stop."""
    return re.sub(f"[{WHITE}_.\ufeff]", "", name).translate(LOWER)


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
    for column in "location_1", "address", "location":
        if found := PAIR.fullmatch(fields[column]):
            candidates.append(tuple(half.strip(WHITE)
                                    for half in found.groups()))
    return next((pair for pair in candidates if present(*pair)), (None, None))


def read_address(text):
    """§3 Message: runs of blanks are one; §3 CSV in: a pair is no address."""
    if is_pair(text):
        return ""
    return re.sub(f"[{WHITE}]+", " ", text).strip(" ")


def read_row(number, fields):
    """A row's fields by our names, trimmed, as a `Row`."""
    day, time = read_date(fields["date"]), read_time(fields["time"])
    # §3 CSV in: "counted under date, time or description, the first that
    # applies".
    fault = ("date" if day is None else
             "time" if time is None else
             "description" if not fields["crime"] else None)
    lat, lon = coordinates(fields)
    return Row(
        number=number, fault=fault,
        occurred_at=None if day is None or time is None else day + time,
        id=fields["id"] or str(number),     # §3 Message: without an id …
        code=fields["code"] if CODE.fullmatch(fields["code"]) else None,
        crime=fields["crime"], area=fields["area"],
        district=fields["district"], address=read_address(fields["address"]),
        premise=fields["premise"], lat=lat, lon=lon)


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
    subpart (§3 Message), which is what Python's "replace" does."""
    with open(path, "rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    binary = gzip.open(path, "rb") if zipped else open(path, "rb")
    return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace",
                            newline="")


def find_columns(header, path):
    """Our name → place in the row, by the spellings and their order."""
    places = {}
    for place, name in enumerate(header):
        places.setdefault(normal_name(name), place)   # "the first counts"
    columns = {}
    for ours, spellings in SPELLINGS.items():
        for spelling in reversed(spellings):
            if (place := places.get(normal_name(spelling))) is not None:
                columns[ours] = place
    for ours, what in NEEDED.items():
        if ours not in columns:
            raise InputError(f"{path}: no column for the {what}")
    return columns


def read_files(paths):
    """Every data row of the files, which are one input, as `Row`s."""
    number = 0
    for path in paths:
        with open_text(path) as text:
            rows = records(text)
            columns = find_columns(next(rows, []), path)
            for number, record in enumerate(rows, number + 1):
                yield read_row(number, {
                    ours: field_at(record, columns.get(ours))
                    for ours in SPELLINGS})


def field_at(record, place):
    """A trimmed field; short rows are read by the fields they have."""
    if place is None or place >= len(record):
        return ""
    return record[place].strip(WHITE)
