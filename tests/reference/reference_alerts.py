"""What rules say of a book, written from DESIGN.md §8
alone: for each value the stretches of time in which the condition holds are
found first, and the alerts are read off them."""
import bisect
import itertools
import math
import operator
import re
from dataclasses import dataclass
from fractions import Fraction

import blotter_reference as reference

OPERATORS = {">": operator.gt, ">=": operator.ge, "<": operator.lt,
             "<=": operator.le, "==": operator.eq, "!=": operator.ne}
RULE = re.compile(
    r"(?P<name>[^:]+): *(?P<what>.*?)(?P<near> near)? *(?P<op>[<>=!]=|[<>]) *"
    r"(?P<value>[0-9.]+)(?P<times>x?) in (?P<window>\w+)(?: by (?P<by>\w+))?"
    r"(?: for (?P<hold>\w+))?(?: keep (?P<keep>\w+))?")


@dataclass(frozen=True)
class Rule:
    name: str
    what: str
    near: bool
    compare: object
    value: Fraction
    times: bool
    window: int         # seconds
    by: str | None
    hold: int
    keep: int


def parse(text):
    found = RULE.fullmatch(text)

    def span(name):
        return reference.duration(found[name]) // 1000 if found[name] else 0
    return Rule(found["name"], found["what"], bool(found["near"]),
                OPERATORS[found["op"]], Fraction(found["value"]),
                bool(found["times"]), span("window"), found["by"],
                span("hold"), span("keep"))


class Counter:
    """How many of some reports are in a window at any time. Late ones count
    from when they do (§4 Late)."""

    def __init__(self, reports, late):
        self.times = sorted(r.reported_at for r in reports
                            if r.id not in late)
        self.late = [(late[r.id], r.reported_at) for r in reports
                     if r.id in late]

    def count(self, after, until, now):
        held = (bisect.bisect_right(self.times, until)
                - bisect.bisect_right(self.times, after))
        return held + sum(after < time <= until and enters <= now
                          for enters, time in self.late)

    def instants(self, spans):
        """When a count of windows that long can change."""
        enters = itertools.chain(self.times, (e for e, _ in self.late))
        leaves = (time + span for span in spans for time in itertools.chain(
            self.times, (time for _, time in self.late)))
        return sorted(set(itertools.chain(enters, leaves)))


def stretches(rule, reports, late, begin, end):
    """[from, to, [(time, count), …]] wherever the condition holds; `to` is
    infinite when it still does at the end."""
    counter = Counter(reports, late)
    spans = (rule.window, 2 * rule.window) if rule.times else (rule.window,)
    found, holding = [], False
    for now in sorted({begin, *counter.instants(spans)}):
        if not begin <= now <= end:
            continue
        count = counter.count(now - rule.window, now, now)
        limit = rule.value
        if rule.times:
            limit *= max(1, counter.count(now - 2 * rule.window,
                                          now - rule.window, now))
        if rule.compare(count, limit):
            if not holding:
                found.append([now, math.inf, []])
            found[-1][2].append((now, count))
        elif holding:
            found[-1][1] = now
        holding = rule.compare(count, limit)
    return found, counter


def alerts_of(rule, reports, late, begin, end):
    """(at, fields) of one value."""
    found, counter = stretches(rule, reports, late, begin, end)

    def count(at):
        return counter.count(at - rule.window, at, at)

    while found:
        since, until, counts = found.pop(0)
        fires = since + rule.hold
        if until <= fires or fires > end:
            continue
        yield fires, {"state": "firing", "value": count(fires), "since": since}
        peak = max([count(fires), *(n for at, n in counts if at >= fires)])
        while found and found[0][0] <= until + rule.keep:
            _, until, counts = found.pop(0)
            peak = max(peak, *(n for _, n in counts))
        if until + rule.keep <= end:
            yield until + rule.keep, {
                "state": "resolved", "value": count(until + rule.keep),
                "since": since, "ended": until, "peak": peak}


def random_rules(chance, count):
    crimes = ("total", "ROBBERY", "BURGLARY", "assault", "vehicle",
              "no such crime")
    for number in range(count):
        times = chance.random() < 0.3
        value = (f"{chance.randrange(1, 40) / 10}x" if times
                 else str(chance.randrange(0, 12)))
        yield (f"rule {number}: {chance.choice(crimes)}"
               f"{chance.choice(('', ' near'))} "
               f"{chance.choice(tuple(OPERATORS))} {value} "
               f"in {chance.randrange(1, 900)}m"
               + chance.choice(("", " by area", " by crime", " by district"))
               + (f" for {chance.randrange(1, 5000)}s"
                  if chance.random() < 0.5 else "")
               + (f" keep {chance.randrange(1, 300)}m"
                  if chance.random() < 0.5 else ""))


def alerts(book, rules, since=None):
    """The lines of `report --alert` for rules as text, in their order; of a
    run that was sought those that its fill, from `since` on, tells of."""
    lines = []
    *_, end = reference.tick_times(book)
    for number, rule in enumerate(map(parse, rules)):
        matching = [r for r in book.reports
                    if (since is None or r.reported_at > since)
                    and (rule.what == "total"
                        or reference.matches(r.row.crime, rule.what))
                    and (not rule.near
                         or reference.is_near(r.row, book.options.near))]
        groups = {None: matching}
        if rule.by:
            groups = {}
            for report in matching:
                groups.setdefault(getattr(report.row, rule.by),
                                  []).append(report)
        for value, reports in groups.items():
            begin = (book.counted_from if value is None else
                     min(book.late.get(r.id, r.reported_at) for r in reports))
            if since is not None:
                begin = max(begin, since + rule.window * (1 + rule.times))
            for at, fields in alerts_of(rule, reports, book.late, begin, end):
                lines.append((at, number, (value or "").encode(), {
                    "kind": "alert", "at": at, "name": rule.name,
                    **({"by": rule.by, "of": value} if rule.by else {}),
                    **fields}))
    lines.sort(key=lambda line: line[:3])
    return [{key: reference.written(value)
             if key in ("at", "since", "ended") else value
             for key, value in line[3].items()} for line in lines]
