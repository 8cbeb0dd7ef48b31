"""Faults on purpose (DESIGN.md §8), for a book: which report is late, sent
twice or not at all, and behind which come bytes that are no message."""
import itertools
import math
import re
from dataclasses import dataclass
from fractions import Fraction

import reference_stream
import xxhash
from reference_input import written

MILLION = 10 ** 6
DAY = 24 * 60 * 60
UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY}


def span(text):
    return int(text[:-1]) * UNITS[text[-1]]


@dataclass
class Faults:
    """The shares in millionths, and what else --faults says."""

    shares: dict
    late: int = 0           # seconds
    silent: tuple = ()      # officer, second of the day, seconds


def parse(text):
    faults = Faults({})
    for name, value in (part.split("=") for part in text.split(",")):
        if name == "silent":
            officer, hour, minute, length = re.fullmatch(
                r"(\d+)@(\d\d):(\d\d)\+(\w+)", value).groups()
            faults.silent = (int(officer), int(hour) * 3600
                             + int(minute) * 60, span(length))
            continue
        share, _, length = value.partition(":")
        faults.shares[name] = int(Fraction(share.rstrip("%")) * MILLION / 100)
        if name == "late":
            faults.late = span(length)
    return faults


@dataclass
class Fate:
    kind: str | None    # late, duplicate, missing
    garbled: bool
    due: int            # when it goes out, silences aside


def fate_of(report, faults, seed, last):
    """The digits of one hash, to the base of a million, of what the message
    says of the report."""
    line = reference_stream.crime_line("", 0, report)
    h = xxhash.xxh3_64_intdigest(line[line.index('"id":'):].encode(), seed)
    drawn, kind = h % MILLION, None
    for name in ("late", "duplicate", "missing"):
        if kind is None and drawn < faults.shares.get(name, 0):
            kind = name
        elif kind is None:
            drawn -= faults.shares.get(name, 0)
    garbled = h // MILLION % MILLION < faults.shares.get("garbled", 0)
    due = report.reported_at
    if kind == "late":
        due = min(due + 1 + h // MILLION ** 2 % faults.late, last)
        kind = kind if due > report.reported_at else None
    return Fate(kind, garbled, due)


def silent_until(faults, officer, time):
    """The end of the silence that covers it, else None."""
    if faults.silent and faults.silent[0] == officer:
        since = (time - faults.silent[1]) % DAY
        if since < faults.silent[2]:
            return time - since + faults.silent[2]
    return None


def inject(book, text):
    """Makes the book that of a run with these faults, and says what was
    done."""
    faults = parse(text)
    fates = [(report, fate_of(report, faults, book.options.seed, book.last))
             for report in book.reports]
    book.fates, book.faults = fates, faults
    book.ends = book.first, book.last
    book.reports = [r for r, fate in fates if fate.kind != "missing"]
    book.late = {r.id: fate.due for r, fate in fates if fate.kind == "late"}
    kinds = [fate.kind for _, fate in fates]
    book.injected = {name: kinds.count(name) for name in faults.shares}
    if "garbled" in faults.shares:
        book.injected["garbled"] = sum(fate.garbled for _, fate in fates)
    if faults.silent:
        ends = {silent_until(faults, report.officer, fate.due)
                for report, fate in fates}
        book.injected["silent"] = len(ends - {None})


def found(book):
    """What the summary says of them."""
    injected = book.injected
    missing = injected.get("missing", 0)
    return {"consumed": len(book.reports), "missing": missing,
            "duplicate": injected.get("duplicate", 0),
            "late": injected.get("late", 0),
            "undecodable": injected.get("garbled", 0), "injected": {
                name: injected[name] for name in (
                    "late", "duplicate", "missing", "garbled", "silent")
                if name in injected}}


def tasks(book):
    """(when it goes out, report, fate) in the stream's order: of what is due
    together, what goes out as it should first; and what a silent officer has
    to say before all that is due when it speaks again."""
    def order(task):
        at, fate, _ = task
        speaks = at != fate.due or at > book.last
        return (math.inf if at > book.last else at), not speaks

    ordered = sorted(
        book.fates, key=lambda task: (task[1].due, task[1].kind in
                                      ("late", "missing")))
    ordered = sorted(((silent_until(book.faults, r.officer, fate.due)
                       or fate.due, fate, r) for r, fate in ordered),
                     key=order)
    return [(min(at, book.last), fate, r) for at, fate, r in ordered]


def word(kind, sent, officer, seq, at, sent_at=None, **more):
    """The truth of a message that is no crime."""
    return {"kind": kind, "sent": sent, **more, "officer": officer,
            "seq": seq, "at": written(at),
            "sent_at": written(at if sent_at is None else sent_at)}


def crime(kind, sent, seq, report, at):
    """The truth of a crime, or of the bytes behind one."""
    return {"kind": kind, "sent": sent, "officer": report.officer,
            "seq": seq, "id": report.id,
            "reported_at": written(report.reported_at),
            "sent_at": written(at)}


def errand(run, count, report, fate, seq, at):
    """All that is sent for a report."""
    officer = report.officer
    if fate.kind in ("late", "missing"):
        passes = fate.kind == "missing"
        truth = word("plain", "clock", officer, seq - 1, fate.due, at)
        if passes:
            truth = crime("missing", "clock", seq, report, at) | {
                "at": written(fate.due)}
        yield truth, reference_stream.clock_line(
            "clock", run, officer, count, truth["seq"], fate.due)
    line = reference_stream.crime_line(run, seq, report)
    if fate.kind != "missing":
        kind = "late" if fate.kind == "late" else "plain"
        yield crime(kind, "crime", seq, report, at), line
    if fate.kind == "duplicate":
        yield crime("duplicate", "crime", seq, report, at), line
    if fate.garbled:
        half = line.encode()[:len(line.encode()) // 2]
        yield (crime("garbled", "garbage", seq, report, at),
               half.decode(errors="surrogateescape"))


def stream(run, began, book):
    """§4 An officer's clock, at `max`, with faults: of each message the truth
    and its line. Bytes that are no message are half of the one they stand
    behind."""
    count = book.options.officers
    officers = range(1, count + 1)
    sent = dict.fromkeys(officers, 0)
    told = dict.fromkeys(officers, -math.inf)
    for officer in officers:
        yield (word("plain", "start", officer, 0, book.first - 1, run=run),
               reference_stream.start_line(run, officer, book, began))
    hour = reference_stream.HOUR
    for number, group in itertools.groupby(
            tasks(book), lambda task: -(-task[0] // hour)):
        for task_at, fate, report in group:
            sent[report.officer] += 1
            if fate.kind in ("late", "missing"):
                told[report.officer] = fate.due
            yield from errand(run, count, report, fate, sent[report.officer],
                              task_at)
        at = number * hour
        for officer in officers if at < book.last else ():
            if not silent_until(book.faults, officer, at):
                said = max(at, told[officer])
                yield (word("plain", "clock", officer, sent[officer], said),
                       reference_stream.clock_line(
                           "clock", run, officer, count, sent[officer], said))
    for officer in officers:
        yield (word("plain", "end", officer, sent[officer], book.last),
               reference_stream.clock_line("end", run, officer, count,
                                           sent[officer], book.last))


def stream_lines(run, began, book):
    return (line for _, line in stream(run, began, book))
