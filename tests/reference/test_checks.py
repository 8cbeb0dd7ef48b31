#!/usr/bin/python3
"""Self-tests of check_report.py and check_stream.py: what is right passes,
and each kind of fault is named."""
import contextlib
import io
import json
import re
import unittest
from unittest import mock

import blotter_reference as reference
import check_report
import check_stream
from blotter_reference import Options
from reference_case import HEADER, Case

ROWS = "".join(f"{number},1/1/23,{time},{'AB'[number % 2]},1,CRIME,,34.5,-1\n"
               for number, time in enumerate(
                   (10, 20, 20, 40, 100, 110, 300, 310, 320, 330), 1))


class Report(Case):
    """check_report.py."""

    def setUp(self):
        super().setUp()
        self.options = {"seed": 3, "officers": 2}
        self.checked = self.book(HEADER + ROWS, **self.options)
        self.lines = [json.dumps(line).encode() + b"\n" for line in (
            *reference.ticks(self.checked), reference.summary(self.checked))]

    def complaint(self, place, old, new):
        lines = list(self.lines)
        lines[place] = re.sub(old, new, lines[place], count=1)
        self.assertNotEqual(lines, self.lines)
        return check_report.check(lines, self.checked)[1]

    def test_equal(self):
        self.assertEqual(check_report.check(self.lines, self.checked),
                         (4, None))

    def test_faults(self):
        for place, old, new, said in (
                (1, rb'"1h": {"total": \d', b'"1h": {"total": 9',
                 "line 2: tick 2023-01-01T02:00:00, windows 1h total: "
                 "expected 3, got 9"),
                (0, b'"near": 0', b'"near": 0.0', "batch near: expected 0, "
                 "got 0.0"),
                (0, b'"near": 0, ', b"", "batch near: expected 0, got noth"),
                (0, b'{"kind"', b'{"x": 1, "kind"', "x: expected nothing"),
                (0, b'"kind"', b'"kind": "tick", "kind"', "twice"),
                (0, b'"6h": {', b'"6h": {"filling": true, ', "6h filling"),
                (1, b'"A", 2', b'"A", 3', 'batch places: expected [["A", 2]'),
                (1, b"T02:00:00", b"T02:30:00", "expected tick 2023-01-01T02"
                 ":00:00, got tick 2023-01-01T02:30:00"),
                (4, b'"late": 0', b'"late": null', "summary, late: expected "
                 "0, got null"),
                (2, b"}$", b"", "line 3: "), (2, b"\n", b"", "no end"),
                (2, b".*", b"[]", "no object")):
            with self.subTest(said):
                self.assertIn(said, self.complaint(place, old, new))

    def test_missing_and_extra_lines(self):
        for lines, said in (
                (self.lines[:-1], "line 5: expected summary, got the end"),
                (self.lines[:1] + self.lines[2:], "line 2: expected tick"),
                (self.lines * 2, "line 6: expected the end of the output"),
                ([], "line 1: expected tick")):
            with self.subTest(said):
                self.assertIn(said,
                              check_report.check(lines, self.checked)[1])

    def test_command(self):
        path, lines = self.file(HEADER + ROWS), self.file(
            b"".join(self.lines), "lines")
        for every, status, said in (("1h", 0, "4 ticks equal\n"),
                                    ("30m", 1, "line 2: expected tick")):
            words = ["check", "--seed", "3", "--officers=2", "--delay",
                     "30-30", "--crimes", "all", "--every", every,
                     "--partitions", "4", "--lines", lines, path]
            output = io.StringIO()
            with mock.patch("sys.argv", words), \
                    contextlib.redirect_stdout(output):
                self.assertEqual(check_report.main(), status)
            self.assertIn(said, output.getvalue())


class Stream(Case):
    """check_stream.py: 2 officers; lines 1 and 2 are the starts, the last
    two the ends."""

    def setUp(self):
        super().setUp()
        self.checked = self.book(HEADER + ROWS, officers=2, seed=1,
                                 delay=(30, 39))
        self.lines = [line.encode() + b"\n" for line in
                      reference.stream_lines("r", 5, self.checked)]

    def check(self, lines, any_speed=True):
        """What is wrong, in all rules' words."""
        return "\n".join(check_stream.violations(
            lines, self.checked, any_speed)) or "right"

    def places(self, kind, officer=None):
        """The places of the lines of a kind (and officer) in the list."""
        return [place for place, line in enumerate(map(json.loads,
                                                       self.lines))
                if line["kind"] == kind
                and officer in (None, line["officer"])]

    def changed(self, place, old, new):
        lines = list(self.lines)
        lines[place] = re.sub(old, new, lines[place], count=1)
        self.assertNotEqual(lines, self.lines)
        return self.check(lines)

    def moved(self, place, to):
        lines = list(self.lines)
        lines.insert(to, lines.pop(place))
        return self.check(lines)

    def test_right(self):
        self.assertEqual(self.check(self.lines, any_speed=False), "right")
        for options in {"officers": 1}, {"officers": 7}, {"seed": 9}:
            book = self.book(HEADER + ROWS, **options)
            lines = [line.encode() + b"\n"
                     for line in reference.stream_lines("r", 5, book)]
            self.assertEqual(check_stream.violations(lines, book), [])

    def test_more_clocks_are_right_at_another_speed_only(self):
        lines = list(self.lines)
        at = self.places("crime")[0]
        clocks = [re.sub(b"T.*", b'T00:30:00"}', self.lines[place])
                  for place in self.places("clock")[:2]]
        clocks = [re.sub(b'"seq":[0-9]+', b'"seq":0', clock)
                  for clock in clocks]
        paused = [clock.replace(b"}", b',"paused":true}') for clock in clocks]
        lines[at:at] = clocks + paused
        self.assertEqual(self.check(lines), "right")
        self.assertIn("bytes_equal", self.check(lines, any_speed=False))

    def test_no_messages(self):
        for old, new in ((b"{", b""), (b'"kind"', b'"k"'),
                         (b'"crime"', b'"crme"'), (b"T00", b" 00"),
                         (b'"seq":1', b'"seq":1.0'),
                         (b'("seq":1),("id":"[0-9]+")', rb"\2,\1")):
            with self.subTest(old):
                self.assertIn("line 3: no message",
                              self.changed(2, old, new))

    def test_starts_and_ends(self):
        self.assertIn("line 1: starts", self.moved(0, 1))
        self.assertIn("starts", self.moved(1, 2))
        self.assertIn("line 2: starts: start's until",
                      self.changed(1, b'until":"2023', b'until":"2022'))
        self.assertIn("line 2: starts: start's began",
                      self.changed(1, b'"began":5', b'"began":6'))
        self.assertIn("ends", self.moved(-1, -1 + len(self.lines) - 1))
        self.assertIn("ends: end at", self.changed(-1, b"T..:..", b"T23:59"))
        self.assertIn("ends", self.check(self.lines[:-1]))
        self.assertIn("before any start", self.check(self.lines[2:]))

    def test_order_and_sequence(self):
        crimes = self.places("crime")
        self.assertIn("order: report at", self.moved(crimes[0], crimes[3]))
        self.assertIn("sequences: crime of officer", self.changed(
            crimes[0], b'"seq":1', b'"seq":2'))
        self.assertIn("sequences: clock of officer", self.changed(
            self.places("clock")[0], b'"seq":[0-9]+', b'"seq":77'))

    def test_clocks(self):
        place = self.places("clock", 1)[0]
        self.assertIn("clocks: officer 1 reports at", self.changed(
            place, b'"at":".{13}', b'"at":"2023-01-01T03'))
        self.assertIn("clocks: officer 1's", self.changed(
            self.places("clock", 1)[1], b'"at":".{13}',
            b'"at":"2023-01-01T00'))
        self.assertIn("rounds: clock of officer", self.moved(place,
                                                             place + 1))
        self.assertIn("rounds: clock at", self.changed(
            place + 1, b":00:00", b":00:01"))
        self.assertIn("rounds: clock of officer", self.check(
            self.lines[:place] + self.lines[place + 1:]))
        self.assertIn("spelled", self.changed(place, b",", b", "))

    def test_delay(self):
        for time in b"00:59:00", b"00:00:01":
            self.assertIn("delays: delay of", self.changed(
                2, b'occurred_at":"2023-01-01T.{8}',
                b'occurred_at":"2023-01-01T' + time))

    def test_content(self):
        crimes = self.places("crime")
        for old, new in ((b'"CRIME"', b'"CRIMF"'), (b"34.5", b"34.50"),
                         (b'"id":"', b'"id":"9'), (b":null", b":0")):
            if old in self.lines[crimes[0]]:
                with self.subTest(old):
                    self.assertIn("content: no row kept", self.changed(
                        crimes[0], old, new))
        lines = list(self.lines)
        lines[crimes[0]:crimes[0]] = [lines[crimes[0]]]
        self.assertIn("sequences", self.check(lines))
        messages = [check_stream.parse(*item)
                    for item in enumerate(lines, 1)]
        self.assertIn("sent before", next(check_stream.content(
            messages, self.checked))[1])
        del messages[crimes[-1] + 1], messages[crimes[0]]
        self.assertIn("never sent", next(check_stream.content(
            messages, self.checked))[1])

    def test_ties_are_in_the_order_of_the_input(self):
        book = self.book(HEADER + "b,1/1/23,1,,,C,,,\na,1/1/23,1,,,C,,,\n")
        lines = [line.encode() + b"\n"
                 for line in reference.stream_lines("r", 1, book)]
        self.assertEqual(check_stream.violations(lines, book), [])
        for place, seq in ((1, b"2"), (2, b"1")):
            lines[place] = re.sub(b'"seq":.', b'"seq":' + seq, lines[place])
        lines[1], lines[2] = lines[2], lines[1]
        self.assertEqual(check_stream.violations(lines, book, True),
                         ["line 3: content: row 1 after row 2"])

    def test_options_of_the_shipped_file_are_the_default(self):
        self.assertEqual(Options().files, (str(reference.SHIPPED),))


if __name__ == "__main__":
    unittest.main()
