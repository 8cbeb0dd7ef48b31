"""The stream of messages: DESIGN.md §3 "Message" and §4 up to "An officer's
clock"."""
import itertools
import json
import math
import re
from dataclasses import dataclass

import xxhash

from reference_input import Row, seconds, written

HOUR = 60 * 60


@dataclass(frozen=True)
class Report:
    """A kept row with what the simulator adds to it."""

    row: Row
    reported_at: int        # seconds
    officer: int            # from 1

    @property
    def id(self):
        return self.row.id

    @property
    def occurred_at(self):
        return self.row.occurred_at


def delay_and_officer(identity, seed, delay, officers):
    """§4 Report time: delay in minutes, and officer, from the id as sent."""
    first, last = delay
    h = xxhash.xxh3_64_intdigest(identity.encode(), seed=seed)
    return first + h % (last - first + 1), 1 + (h >> 32) % officers


def make_report(row, options):
    """§4 Report time = occurrence + delay minutes."""
    delay, officer = delay_and_officer(row.id, options.seed, options.delay,
                                       options.officers)
    return Report(row, row.occurred_at + 60 * delay, officer)


def string(text):
    """§3 Message: only `"`, `\\` and control bytes are escaped."""
    def escape(found):
        character = found[0]
        if character in '"\\':
            return "\\" + character
        return f"\\u{ord(character):04x}"
    return '"' + re.sub('["\\\\\x00-\x1f\x7f]', escape, text) + '"'


def line(*fields):
    """A JSON object of (name, JSON text) pairs, without spaces."""
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields) + "}"


def start_line(run, officer, book, began):
    """§3 Message: `start` of a run from its first report, which has
    windows_from and at a second before it and until its last report."""
    before = string(written(book.first - 1))
    return line(("kind", '"start"'), ("run", string(run)),
                ("officer", officer), ("officers", book.options.officers),
                ("seq", 0), ("began", began), ("windows_from", before),
                ("at", before), ("until", string(written(book.last))))


def crime_line(run, seq, report):
    """§3 Message: `crime`; coordinates have the file's own digits."""
    row = report.row
    return line(
        ("kind", '"crime"'), ("run", string(run)),
        ("officer", report.officer), ("seq", seq), ("id", string(row.id)),
        ("reported_at", string(written(report.reported_at))),
        ("occurred_at", string(written(row.occurred_at))),
        ("code", row.code or "null"), ("crime", string(row.crime)),
        ("area", string(row.area)), ("district", string(row.district)),
        ("address", string(row.address)), ("premise", string(row.premise)),
        ("lat", row.lat or "null"), ("lon", row.lon or "null"))


def clock_line(kind, run, officer, officers, seq, at):
    """§3 Message: `clock` or `end`."""
    return line(("kind", string(kind)), ("run", string(run)),
                ("officer", officer), ("officers", officers), ("seq", seq),
                ("at", string(written(at))))


def stream_lines(run, began, book):
    """§4 An officer's clock, at `max`: every message value of the run, in
    order, as `simulate --to stdout --speed max --run RUN` prints it.

    After the reports of each hour (H-1h, H] that had any, every officer
    sends a clock at H, after the last of them its `end` instead.
    """
    count = book.options.officers
    officers = range(1, count + 1)
    sent = dict.fromkeys(officers, 0)
    for officer in officers:
        yield start_line(run, officer, book, began)
    for hour, reports in itertools.groupby(
            book.reports, lambda report: -(-report.reported_at // HOUR)):
        for report in reports:
            sent[report.officer] += 1
            yield crime_line(run, sent[report.officer], report)
        for officer in officers if hour * HOUR < book.last else ():
            yield clock_line("clock", run, officer, count, sent[officer],
                             hour * HOUR)
    for officer in officers:
        yield clock_line("end", run, officer, count, sent[officer],
                         book.last)


def late_crimes(lines):
    """§4 Late, of the lines of one run, each officer's in the order in which
    they stand on the topic: the late crimes by id, with the time from which
    the figures hold each, its officer's last clock."""
    clocks, late = {}, {}
    for message in map(json.loads, lines):
        clock = clocks.get(message["officer"], -math.inf)
        if message["kind"] == "crime":
            reported_at = seconds(message["reported_at"])
            if reported_at <= clock:
                late[message["id"]] = clock
            says = reported_at - 1
        elif message["kind"] == "start":
            says = min(seconds(message["windows_from"]),
                       seconds(message["at"]))
        else:
            says = seconds(message["at"])
        clocks[message["officer"]] = max(clock, says)
    return late
