"""The options of blotter that the two checks take, as in DESIGN.md §2."""
import argparse
import contextlib
import sys

import blotter_reference as reference
from blotter_reference import SHIPPED, Options, duration
from reference_input import seconds

# What the figures and the order do not depend on (§4 The clock): taken so
# that a test can give the check the very words that it gives the program.
IGNORED = ("-b", "--brokers", "-t", "--topic", "-X", "--property", "-F",
           "--kafka-config", "--partitions", "--replication", "--memory",
           "--format", "--to")


def numbers(text, sep, kind, count):
    parts = tuple(kind(part) for part in text.split(sep))
    if len(parts) != count:
        raise ValueError(text)
    return parts


def typed(name, convert):
    """`convert` as an argparse type whose errors say what it is."""
    def convert_named(text):
        return convert(text)
    convert_named.__name__ = name
    return convert_named


def checked_duration(text):
    duration(text)
    return text


def parser(description):
    """A parser of the lines' source, the program's options and FILEs."""
    result = argparse.ArgumentParser(description=description,
                                     allow_abbrev=False)
    add = result.add_argument
    add("--lines", metavar="PATH", default="-",
        help="the program's output, '-' for standard input (default)")
    add("--spread", action="store_true")
    add("--city", default=Options.city)
    add("--crimes", default=Options.crimes)
    add("--delay", default=Options.delay, metavar="A-B", type=typed(
        "range", lambda text: numbers(text, "-", int, 2)))
    add("--seed", type=int, default=Options.seed)
    add("--officers", type=int, default=Options.officers)
    add("--start", type=typed("time", seconds), metavar="T")
    add("--end", type=typed("time", seconds), metavar="T")
    add("--windows", default=Options.windows, metavar="LIST", type=typed(
        "list", lambda text: tuple(map(checked_duration, text.split(",")))))
    add("--near", default=Options.near, metavar="LAT,LON,DEG", type=typed(
        "place", lambda text: numbers(text, ",", float, 3)))
    add("--place", default=Options.place,
        choices=("area", "district", "address", "premise"))
    add("--every", default=Options.every, metavar="D",
        type=typed("duration", checked_duration))
    add("--top", default=Options.top, metavar="N")
    add("--filter", default=Options.filter, metavar="TEXT")
    add(*IGNORED, dest="ignored", help="taken and ignored")
    add("--faults", default=Options.faults, metavar="LIST")
    add("files", nargs="*", metavar="FILE", help=f"default: {SHIPPED.name}")
    return result


def options_of(arguments):
    """The reference's `Options` of parsed arguments."""
    named = vars(arguments)
    taken = {name: named[name] for name in Options.__dataclass_fields__
             if name in named}
    taken["files"] = tuple(arguments.files) or Options.files
    return Options(**taken)


def load(arguments):
    """The reference's book of parsed arguments; ends where none can be."""
    try:
        book = reference.load(options_of(arguments))
        book.first      # a run without any report is an error (§3)
    except (reference.InputError, OSError) as error:
        sys.exit(f"reference: {error}")
    return book


def open_lines(path):
    """The bytes of the file with the program's output, line by line."""
    if path == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    return open(path, "rb")
