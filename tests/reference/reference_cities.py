"""Profiles of cities: DESIGN.md §9, read anew from data/cities/.

A profile says which columns are which, how times are written and in which
zone, and what is asked of a city when the user says nothing.
"""
import configparser
import datetime
import functools
import re
import zoneinfo
from pathlib import Path

CITIES = Path(__file__).resolve().parents[2] / "data" / "cities"
EPOCH = datetime.datetime(1970, 1, 1)
COLUMNS = ("occurred", "occurred_date", "occurred_time", "id", "crime", "kind",
           "code", "area", "district", "address", "location", "point",
           "premise", "lat", "lon")
MONTHS = ("january february march april may june july august september "
          "october november december").split()
# A format's letters as patterns; a blank is any number of them.
LETTERS = {
    "Y": r"(?P<Y>[0-9]{4})", "y": r"(?P<y>[0-9]{2})",
    "m": r"(?P<m>[0-9]{1,2})", "d": r"(?P<d>[0-9]{1,2})",
    "e": r"(?P<d>[0-9]{1,2})", "H": r"(?P<H>[0-9]{1,2})",
    "I": r"(?P<I>[0-9]{1,2})", "M": r"(?P<M>[0-9]{1,2})",
    "S": r"(?P<S>[0-9]{1,2})(?:\.[0-9]{1,9})?", "p": r"(?P<p>[AaPp])[Mm]",
    "b": r"(?P<b>[A-Za-z]+)", "B": r"(?P<b>[A-Za-z]+)",
    "h": r"(?P<b>[A-Za-z]+)", "f": r"[0-9]{1,9}", "%": "%",
    "z": r"(?P<z>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?",
}
LONGER = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y"}


def split(names):
    """Several names, with | between them or else commas."""
    return [name.strip() for name in
            names.split("|" if "|" in names else ",")]


@functools.cache
def pattern(form):
    for letter, meaning in LONGER.items():
        form = form.replace("%" + letter, meaning)
    parts = re.split(r"(%.|\s+)", form.strip())
    return re.compile("".join(
        LETTERS[part[1]] if part.startswith("%") else
        r"\s*" if part.isspace() else re.escape(part) for part in parts))


def month_number(name):
    name = name.lower()
    found = [number for number, month in enumerate(MONTHS, 1)
             if name in (month, month[:3])]
    if not found:
        raise ValueError(name)
    return found[0]


def moment(parts):
    """What a format has found, as a naive time."""
    year = int(parts["Y"]) if parts.get("Y") else 1970
    if parts.get("y"):
        year = int(parts["y"]) + (2000 if int(parts["y"]) <= 68 else 1900)
    month = (month_number(parts["b"]) if parts.get("b")
             else int(parts.get("m") or 1))
    hour = int(parts.get("H") or 0)
    if parts.get("I"):
        if not 1 <= int(parts["I"]) <= 12:
            raise ValueError(parts["I"])
        hour = int(parts["I"]) % 12 + 12 * ((parts.get("p") or "a") in "Pp")
    day = datetime.datetime(year, month, int(parts.get("d") or 1))
    rest = int(parts.get("M") or 0), int(parts.get("S") or 0)
    if hour == 24 and rest == (0, 0):   # the end of the day
        return day + datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(hour, *rest))


def offset(text):
    """How much later than UTC."""
    if not text or text == "Z":
        return datetime.timedelta(0)
    hours, minutes = int(text[1:3]), int(text[3:].strip(":") or 0)
    ahead = datetime.timedelta(hours=hours, minutes=minutes)
    return -ahead if text[0] == "-" else ahead


class Profile:
    """One city's."""

    def __init__(self, path):
        self.key = path.stem
        self.file = configparser.ConfigParser(
            interpolation=None, strict=False, comment_prefixes=("#", ";"),
            inline_comment_prefixes=(" ;",))
        self.file.optionxform = str
        self.file.read_string("[city]\n" + path.read_text("utf-8"))
        self.name = self.file["city"].get("name", self.key)
        self.columns = {key: split(names) for key, names in
                        self.file["columns"].items()}
        assert set(self.columns) <= set(COLUMNS), self.columns
        times = dict(self.file["times"]) if "times" in self.file else {}
        self.formats = (split(times["formats"].replace(",", "\0"))
                        if times.get("formats") else [])
        self.zone = (zoneinfo.ZoneInfo(times["zone"]) if times.get("zone")
                     else None)

    def default(self, name):
        return self.file["defaults"].get(name)

    def occurred(self, text):
        """Seconds on the city's clock, or None."""
        for form in self.formats:
            found = pattern(form).fullmatch(text)
            try:
                if found:
                    return self.seconds(found.groupdict())
            except ValueError:
                pass
        return None

    def seconds(self, parts):
        when = moment(parts)
        if self.zone:
            utc = (when - offset(parts.get("z"))).replace(
                tzinfo=datetime.timezone.utc)
            when = utc.astimezone(self.zone).replace(tzinfo=None)
        return (when - EPOCH) // datetime.timedelta(seconds=1)

    def find(self, places):
        """Our name → places in the row, by {plain name: place} of a header:
        one place, or two of a crime that stands in two columns."""
        columns = {}
        for ours, spellings in self.columns.items():
            for spelling in spellings:
                halves = [plain(half) for half in spelling.split("+")]
                if all(half in places for half in halves):
                    columns.setdefault(ours, [places[half]
                                              for half in halves])
        return columns

    def lacks(self, columns):
        """The needed ones that are not there."""
        times = (["occurred"] if "occurred" in columns
                 or "occurred_date" not in self.columns
                 else ["occurred_date", "occurred_time"])
        return [need for need in (*times, "crime") if need not in columns]


def plain(name):
    """§9: case, blanks, _ and . do not count."""
    return re.sub(r"[\s_.\ufeff]", "", name).lower()


@functools.cache
def profiles():
    """In the order in which a header is tried."""
    found = [Profile(path) for path in sorted(CITIES.glob("*.ini"))]
    return sorted(found, key=lambda city: city.key != "los-angeles")


def city(key):
    return next(each for each in profiles() if each.key == key)
