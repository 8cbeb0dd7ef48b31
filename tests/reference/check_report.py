#!/usr/bin/python3
"""Compare the JSON lines of `blotter report` with the reference, exactly.

    blotter report --seed 2 --every 1h FILE… | check_report.py --seed 2 \\
        --every 1h FILE…

Prints `N ticks equal` and exits 0, or the first difference and exits 1.
"""
import itertools
import json
import sys

import blotter_reference as reference
import reference_options

NOTHING = object()


def unique(pairs):
    """A JSON object, refusing a name that comes twice."""
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name comes twice")
    return result


def read(line):
    """One line of output: strict JSON, one object, ended by a newline."""
    if not line.endswith(b"\n"):
        raise ValueError("the line has no end")
    value = json.loads(line.decode(), object_pairs_hook=unique)
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def shown(value):
    if value is NOTHING:
        return "nothing"
    return json.dumps(value)


def difference(expected, got, path=()):
    """The first difference as (path, expected, got), or None. Lists and
    types count: 1 is not 1.0, and no field may be missing or more."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in itertools.chain(expected, got):
            found = difference(expected.get(name, NOTHING),
                               got.get(name, NOTHING), path + (name,))
            if found:
                return found
        return None
    if NOTHING not in (expected, got) and shown(expected) == shown(got):
        return None
    return path, expected, got


def title(line):
    """What a line is: `tick 2023-01-01T06:00:00` or `summary`."""
    if line is NOTHING:
        return "the end of the output"
    return " ".join(str(line[name]) for name in ("kind", "at")
                    if name in line) or shown(line)


def compare(expected, got):
    """The first difference of two lines as one sentence, or None."""
    if expected is NOTHING or got is NOTHING or (
            title(expected) != title(got)):
        return f"expected {title(expected)}, got {title(got)}"
    found = difference(expected, got)
    if not found:
        return None
    path, wanted, had = found
    return (f"{title(expected)}, {' '.join(path)}: "
            f"expected {shown(wanted)}, got {shown(had)}")


def check(lines, book):
    """Compare output lines with a book: (number of ticks, complaint)."""
    expected = itertools.chain(reference.ticks(book),
                               [reference.summary(book)])
    pairs = itertools.zip_longest(expected, lines, fillvalue=NOTHING)
    for number, (wanted, line) in enumerate(pairs, 1):
        try:
            got = NOTHING if line is NOTHING else read(line)
        except ValueError as error:
            return number - 1, f"line {number}: {error}: {line!r}"
        if complaint := compare(wanted, got):
            return number - 1, f"line {number}: {complaint}"
    return number - 1, None


def main():
    arguments = reference_options.parser(__doc__.splitlines()[0])
    arguments.add_argument("--speed", help="taken and ignored")
    arguments = arguments.parse_args()
    book = reference_options.load(arguments)
    with reference_options.open_lines(arguments.lines) as lines:
        count, complaint = check(lines, book)
    if complaint:
        print(complaint)
        return 1
    print(f"{count} ticks equal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
