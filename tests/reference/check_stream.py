#!/usr/bin/python3
"""Check the lines of `blotter simulate --to stdout` against DESIGN.md.

    blotter simulate --to stdout --speed max FILE… | check_stream.py FILE…

Every rule is checked for itself on what the lines say; at `max` the lines
must also equal the reference byte for byte. With --any-speed, or a --speed
that is not `max`, only the rules. Prints one line and exits 0, or the first
violation (by line) and exits 1.
"""
import collections
import json
import re
import sys
from dataclasses import dataclass

import blotter_reference as reference
import reference_options
from reference_input import seconds
from reference_stream import crime_line

FIELDS = {
    "start": "kind run officer officers seq began windows_from at until",
    "crime": "kind run officer seq id reported_at occurred_at code crime "
             "area district address premise lat lon",
    "clock": "kind run officer officers seq at",
    "end": "kind run officer officers seq at",
}
TIMES = ("reported_at", "occurred_at", "at", "until", "windows_from")


class Violation(Exception):
    """A line that is no message at all: nothing else can be checked."""


@dataclass
class Message:
    """One line of the stream: its number, its text and its fields."""

    number: int
    text: str
    fields: dict

    def __getattr__(self, name):
        try:
            return self.fields[name]
        except KeyError:
            raise AttributeError(name) from None

    def time(self, name):
        return seconds(self.fields[name])


def parse(number, line):
    """§3 Message: JSON of a known kind, with the kind's fields in order."""
    try:
        text = line.decode().removesuffix("\n")
        fields = json.loads(text)
        names = FIELDS[fields["kind"]].split()
        if fields["kind"] == "clock" and fields.get("paused") is True:
            names = [name for name in fields if name == "paused"
                     or name in names]
        if list(fields) != names:
            raise ValueError(f"fields {' '.join(fields)}")
        for name in TIMES:
            if name in fields and (
                    reference.written(seconds(fields[name]))
                    != fields[name]):
                raise ValueError(f"time {fields[name]}")
        for name in "officer", "officers", "seq", "began":
            if name in fields and type(fields[name]) is not int:
                raise ValueError(f"{name} is no whole number")
    except (ValueError, KeyError, TypeError) as error:
        raise Violation(f"line {number}: no message: {error!r}: {line!r}")
    return Message(number, text, fields)


# The rules: each yields (line number, what is wrong) in order of lines ------

def same_run(messages, book):
    """§3 Message: one run, its officers, and the officer one of them."""
    count = book.options.officers
    for message in messages:
        if message.run != messages[0].run:
            yield message.number, f"run {message.run}"
        if message.kind != "crime" and message.officers != count:
            yield message.number, f"{message.officers} officers, not {count}"
        if not 1 <= message.officer <= count:
            yield message.number, f"officer {message.officer} of {count}"


def starts(messages, book):
    """§3 `start`: the first lines are the officers' starts, in their order;
    windows_from and at a second before the first report, until the last."""
    count = book.options.officers
    before, last = (reference.written(time)
                    for time in (book.first - 1, book.last))
    for place, message in enumerate(messages):
        if (message.kind == "start") != (place < count):
            yield message.number, f"{message.kind} where " \
                f"{'a' if place < count else 'no'} start belongs"
        if message.kind != "start":
            continue
        for name, expected in (("officer", place + 1), ("seq", 0),
                               ("began", messages[0].began),
                               ("windows_from", before), ("at", before),
                               ("until", last)):
            if message.fields[name] != expected:
                yield message.number, (f"start's {name} "
                                       f"{message.fields[name]}, "
                                       f"expected {expected}")


def ends(messages, book):
    """§3 `end`: the last lines are the officers' ends, in their order, at
    the last report."""
    count, last = book.options.officers, reference.written(book.last)
    border = len(messages) - count
    for place, message in enumerate(messages):
        if (message.kind == "end") != (place >= border):
            yield message.number, f"{message.kind} where " \
                f"{'an' if place >= border else 'no'} end belongs"
        elif message.kind == "end":
            if message.officer != place - border + 1:
                yield message.number, f"end of officer {message.officer}"
            if message.at != last:
                yield message.number, f"end at {message.at}, not {last}"


def order(messages, _):
    """§4 Order: by report time, over all and so for each officer."""
    latest = None
    for message in messages:
        if message.kind != "crime":
            continue
        if latest and message.reported_at < latest.reported_at:
            yield message.number, (
                f"report at {message.reported_at} after the one at "
                f"{latest.reported_at} of line {latest.number}")
        latest = message


def sequences(messages, _):
    """§3 seq: an officer's crimes from 1, elsewhere the last one sent."""
    sent = collections.Counter()
    for message in messages:
        officer = message.officer
        if message.kind == "crime":
            sent[officer] += 1
        if message.seq != sent[officer]:
            yield message.number, (
                f"{message.kind} of officer {officer} has seq {message.seq}, "
                f"expected {sent[officer]}")
            sent[officer] = message.seq


def clocks(messages, _):
    """§4 An officer's clock: after a clock or end at T no report of that
    officer at or before T; and it does not go back."""
    said = {}
    for message in messages:
        clock = said.get(message.officer)
        name = "reported_at" if message.kind == "crime" else "at"
        at = message.fields[name]
        if clock and message.kind == "crime" and at <= clock.at:
            yield message.number, (
                f"officer {message.officer} reports at {at} after its "
                f"{clock.kind} at {clock.at} of line {clock.number}")
        elif clock and message.kind != "crime" and at < clock.at:
            yield message.number, (
                f"officer {message.officer}'s {message.kind} at {at} after "
                f"its {clock.kind} at {clock.at} of line {clock.number}")
        if message.kind in ("clock", "end"):
            said[message.officer] = message


def rounds(messages, book):
    """§4 An officer's clock: clocks are sent in officer order, so they come
    in rounds 1 to N, and a round has one time."""
    count = book.options.officers
    sent = [message for message in messages if message.kind == "clock"]
    for place, message in enumerate(sent):
        expected = place % count + 1
        if message.officer != expected:
            yield message.number, (f"clock of officer {message.officer}, "
                                   f"expected officer {expected}'s")
        elif expected > 1 and message.at != sent[place - 1].at:
            yield message.number, (f"clock at {message.at} in a round at "
                                   f"{sent[place - 1].at}")


def delays(messages, book):
    """§4 Report time: A to B whole minutes after the occurrence."""
    first, last = book.options.delay
    for message in messages:
        if message.kind == "crime":
            delay = message.time("reported_at") - message.time("occurred_at")
            if delay % 60 or not first <= delay // 60 <= last:
                yield message.number, (f"delay of {delay} s, not in {first}-"
                                       f"{last} min")


def content(messages, book):
    """The officers' reports are disjoint, and together they are the rows
    kept, in content and in order (by report time, then place in the input).
    """
    run = messages[0].run
    unclaimed, known = collections.defaultdict(collections.deque), {}
    for report in book.reports:
        unclaimed[crime_line(run, 0, report)].append(report)
        known[report.id] = crime_line(run, 0, report)
    claimed = []
    for message in messages:
        if message.kind != "crime":
            continue
        line = re.sub('"seq":[0-9]+', '"seq":0', message.text, count=1)
        if line not in unclaimed:
            yield message.number, (
                f"no row kept; with that id {known.get(message.id)}, "
                f"got {line}")
        elif not unclaimed[line]:
            yield message.number, f"row with id {message.id} sent before"
        else:
            claimed.append((message, unclaimed[line].popleft()))
    for (message, this), (_, before) in zip(claimed[1:], claimed):
        if (this.reported_at, this.row.number) < (
                before.reported_at, before.row.number):
            yield message.number, (f"row {this.row.number} after row "
                                   f"{before.row.number}")
    for reports in unclaimed.values():
        for report in reports:
            yield messages[-1].number, (f"row {report.row.number} with id "
                                        f"{report.id} never sent")


def spelled(messages, _):
    """§3 Message: without blanks, for all but the crimes (`content`) and a
    paused clock, whose extra field has no place of its own in §3."""
    for message in messages:
        fields = message.fields
        if message.kind != "crime" and "paused" not in fields:
            expected = json.dumps(fields, ensure_ascii=False,
                                  separators=(",", ":"))
            if message.text != expected:
                yield message.number, f"expected {expected}"


RULES = (same_run, starts, ends, order, sequences, clocks, rounds, delays,
         content, spelled)


def bytes_equal(lines, messages, book):
    """§4 An officer's clock: at `max` the bytes depend on nothing but run
    and began."""
    expected = [line.encode() + b"\n" for line in reference.stream_lines(
        messages[0].run, messages[0].began, book)]
    for number, (wanted, got) in enumerate(zip(expected, lines), 1):
        if wanted != got:
            return number, f"expected {wanted!r}, got {got!r}"
    if len(expected) != len(lines):
        return len(lines), f"{len(lines)} lines, expected {len(expected)}"
    return None


def violations(lines, book, any_speed=False):
    """The first violation of each rule as text, by line."""
    if not lines:
        return ["no line at all"]
    try:
        messages = [parse(*item) for item in enumerate(lines, 1)]
    except Violation as violation:
        return [str(violation)]
    if messages[0].kind != "start":
        return [f"line 1: {messages[0].kind} before any start"]
    found = [(*first, rule.__name__) for rule in RULES
             if (first := next(rule(messages, book), None))]
    if not any_speed and (first := bytes_equal(lines, messages, book)):
        found.append((*first, "bytes_equal"))
    found.sort(key=lambda item: item[0])
    return [f"line {number}: {rule}: {text}" for number, text, rule in found]


def main():
    arguments = reference_options.parser(__doc__.splitlines()[0])
    arguments.add_argument("--any-speed", action="store_true",
                           help="the lines were not made at max")
    arguments.add_argument("--speed", default="max")
    arguments.add_argument("--run", help="the run's id, if it was asked for")
    arguments = arguments.parse_args()
    book = reference_options.load(arguments)
    with reference_options.open_lines(arguments.lines) as source:
        lines = list(source)
    any_speed = arguments.any_speed or arguments.speed != "max"
    complaint = next(iter(violations(lines, book, any_speed)), None)
    if not complaint and arguments.run:
        run = json.loads(lines[0])["run"]
        if run != arguments.run:
            complaint = f"line 1: run {run}, expected {arguments.run}"
    if complaint:
        print(complaint)
        return 1
    print(f"{len(lines)} lines, {len(book.reports)} reports: every rule holds"
          + ("" if any_speed else ", byte for byte"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
