#!/usr/bin/python3
"""Self-tests of the stream and the figures on small files, answers worked
out by hand from DESIGN.md (§ in each class), and the known totals of the
shipped data."""
import json
import unittest

import blotter_reference as reference
from blotter_reference import Options, figures_at
from reference_case import HEADER, Case
from reference_stream import delay_and_officer, string


class Stream(Case):
    """§3 Message, §4 Report time, Order, An officer's clock."""

    def test_hash(self):
        """XXH3-64 of nothing is 0x2d06800538d394c2 (seed 0), of nothing
        with xxHash's own test seed 0xa8a6b918b2f0364a."""
        h = 0x2D06800538D394C2
        self.assertEqual(delay_and_officer("", 0, (30, 90), 4),
                         (30 + h % 61, 1 + 0x2D068005 % 4))
        self.assertEqual(
            delay_and_officer("", 0x9E3779B185EBCA8D, (0, 99), 7),
            (0xA8A6B918B2F0364A % 100, 1 + 0xA8A6B918 % 7))

    def test_order_is_by_time_and_then_by_place(self):
        book = self.book(HEADER + "2,1/1/23,5,,,C,,,\n1,1/1/23,5,,,C,,,\n"
                         "0,1/1/23,4,,,C,,,\n")
        self.assertEqual([report.id for report in book.reports],
                         ["0", "2", "1"])

    def test_string(self):
        self.assertEqual(string('a"b\\c/\x00\n\x1f\x7f é€😀'),
                         '"a\\"b\\\\c/\\u0000\\u000a\\u001f\\u007f é€😀"')
        self.assertEqual(json.loads(string('"\\\t')), '"\\\t')

    def test_lines(self):
        """Reports at 00:31, 01:00 (the border of its hour) and 03:30: no
        clock at 02:00 or 03:00, the end instead of the one at 04:00."""
        book = self.book(
            HEADER + '4,1/1/23,300,"A ""1""",0624,LAST,,0,0\n'
            "5,1/1/23,30,A,624,BORDER,1  MAIN   ST,34.0,-118.10\n"
            "6,1/1/23,1,,,FIRST\t,,,\n")
        start = '"seq":0,"began":17,"windows_from":"2023-01-01T00:30:59",' \
            '"at":"2023-01-01T00:30:59","until":"2023-01-01T03:30:00"}'
        self.assertEqual(list(reference.stream_lines("r", 17, book)), [
            '{"kind":"start","run":"r","officer":1,"officers":1,' + start,
            '{"kind":"crime","run":"r","officer":1,"seq":1,"id":"6",'
            '"reported_at":"2023-01-01T00:31:00",'
            '"occurred_at":"2023-01-01T00:01:00","code":null,'
            '"crime":"FIRST","area":"","district":"","address":"",'
            '"premise":"","lat":null,"lon":null}',
            '{"kind":"crime","run":"r","officer":1,"seq":2,"id":"5",'
            '"reported_at":"2023-01-01T01:00:00",'
            '"occurred_at":"2023-01-01T00:30:00","code":624,'
            '"crime":"BORDER","area":"A","district":"",'
            '"address":"1 MAIN ST","premise":"","lat":34.0,'
            '"lon":-118.10}',
            '{"kind":"clock","run":"r","officer":1,"officers":1,"seq":2,'
            '"at":"2023-01-01T01:00:00"}',
            '{"kind":"crime","run":"r","officer":1,"seq":3,"id":"4",'
            '"reported_at":"2023-01-01T03:30:00",'
            '"occurred_at":"2023-01-01T03:00:00","code":null,'
            '"crime":"LAST","area":"A \\"1\\"","district":"","address":"",'
            '"premise":"","lat":null,"lon":null}',
            '{"kind":"end","run":"r","officer":1,"officers":1,"seq":3,'
            '"at":"2023-01-01T03:30:00"}'])

    def test_late_is_what_stands_behind_its_officers_clock(self):
        """§4 Late. Of officer 1 00:30 behind a crime at 01:00, which says
        so for all before it; 01:00 behind a clock at 01:00; not what another
        officer's clock has passed."""
        def crime(officer, name, time):
            return json.dumps({"kind": "crime", "officer": officer,
                               "id": name, "reported_at": time})

        def clock(officer, time):
            return json.dumps({"kind": "clock", "officer": officer,
                               "at": time})
        lines = [crime(1, "a", "2023-01-01T01:00:00"),
                 crime(2, "b", "2023-01-01T00:10:00"),
                 crime(1, "c", "2023-01-01T00:30:00"),
                 crime(1, "d", "2023-01-01T01:00:00"),
                 clock(1, "2023-01-01T01:00:00"),
                 crime(1, "e", "2023-01-01T01:00:00"),
                 crime(1, "f", "2023-01-01T01:00:01")]
        hour = reference.seconds("2023-01-01T01:00:00")
        self.assertEqual(reference.late_crimes(lines),
                         {"c": hour - 1, "e": hour})

    def test_a_late_report_counts_from_its_officers_clock_on(self):
        """§4 Late: reports 1, 2, 3 at 01:00, 01:30, 05:00; 1 came when its
        officer's clock was at 03:00."""
        book = self.at(100, 130, 500, windows=("1h", "3h"), every="1h")
        book.late = {"1": reference.seconds("2023-01-01T03:00:00")}
        totals = [[tick[scope]["total"] for scope in ("batch", "all")]
                  + [window["total"] for window in tick["windows"].values()]
                  for tick in reference.ticks(book)]
        self.assertEqual(totals, [[0, 0, 0, 0], [1, 1, 1, 1], [0, 2, 0, 2],
                                  [0, 2, 0, 1], [1, 3, 1, 1]])
        self.assertEqual(reference.summary(book)["late"], 1)

    def test_every_officer_sends_start_clocks_and_end(self):
        """Also those without reports; the last report is at an hour, and
        that hour's clock is the end."""
        lines = [json.loads(line) for line in reference.stream_lines(
            "r", 1, self.at(100, 200, officers=3))]
        crimes = [line for line in lines if line["kind"] == "crime"]
        self.assertEqual(
            [(line["kind"], line["officer"], line["at"][11:])
             for line in lines if line["kind"] != "crime"],
            [("start", 1, "00:59:59"), ("start", 2, "00:59:59"),
             ("start", 3, "00:59:59"), ("clock", 1, "01:00:00"),
             ("clock", 2, "01:00:00"), ("clock", 3, "01:00:00"),
             ("end", 1, "02:00:00"), ("end", 2, "02:00:00"),
             ("end", 3, "02:00:00")])
        self.assertEqual([line["seq"] for line in lines[-3:]],
                         [sum(crime["officer"] == officer for crime in crimes)
                          for officer in (1, 2, 3)])


class Ticks(Case):
    """§4 Window, Batch, Ticks, Near, Top 5; §3 Report out."""

    def times(self, *times, every):
        return [tick["at"][5:16] for tick in reference.ticks(
            self.at(*times, every=every))]

    def test_range(self):
        self.assertEqual(self.times(101, 300, every="1h"),
                         ["01-01T02:00", "01-01T03:00"])
        self.assertEqual(self.times(100, 301, every="1h"),
                         ["01-01T01:00", "01-01T02:00", "01-01T03:00",
                          "01-01T04:00"])
        self.assertEqual(self.times(101, every="1h"), ["01-01T02:00"])
        self.assertEqual(self.times(100, every="25m"), ["01-01T01:15"])
        self.assertEqual(self.times(2300, 2310, every="7h"),
                         ["01-02T04:00"])
        self.assertEqual(self.times(100, every="2d"), ["01-03T00:00"])

    def test_report_at_midnight_is_a_tick_there(self):
        book = self.book(HEADER + "1,12/31/22,2330,,,C,,,\n")
        tick, = reference.ticks(book)
        self.assertEqual((tick["at"], tick["batch"]["total"]),
                         ("2023-01-01T00:00:00", 1))

    def test_window_and_batch_borders(self):
        """Ticks at 02:00 and 04:00; the window of 1h at 02:00 is
        (01:00, 02:00], the batch at 04:00 is (02:00, 04:00]."""
        book = self.at(100, 101, 200, 201, 400, every="2h",
                       windows=("1h", "61m", "3h"))
        first, second = reference.ticks(book)
        self.assertEqual(
            [(tick["batch"]["total"], tick["all"]["total"],
              [figures["total"] for figures in tick["windows"].values()])
             for tick in (first, second)],
            [(3, 3, [2, 3, 3]), (2, 5, [1, 1, 4])])

    def test_shape(self):
        tick, = reference.ticks(self.at(100, windows=("60m",)))
        figures = {"total": 1, "near": 0, "crimes": [["CRIME", 1]],
                   "places": [["X", 1]]}
        self.assertEqual(json.dumps(tick), json.dumps({
            "kind": "tick", "at": "2023-01-01T01:00:00", "batch": figures,
            "all": figures, "windows": {"60m": figures}}))

    def test_top_five_ties_go_by_bytes_and_an_empty_name_is_a_name(self):
        """`Z` is before `a`, U+FFFD (EF BF BD) before U+1F600 (F0 …)."""
        areas = ["b", "b", "", "", "a", "Z", "\U0001f600", "\ufffd", "é"]
        book = self.book(HEADER + "".join(
            f"{number},1/1/23,30,{area},,C,,,\n"
            for number, area in enumerate(areas, 1)))
        tick, = reference.ticks(book)
        self.assertEqual(tick["all"]["places"], [
            ["", 2], ["b", 2], ["Z", 1], ["a", 1], ["é", 1]])
        tick, = reference.ticks(self.book(HEADER + "".join(
            f"{number},1/1/23,30,{area},,C,,,\n"
            for number, area in enumerate(areas[6:8], 1))))
        self.assertEqual([name for name, _ in tick["all"]["places"]],
                         ["\ufffd", "\U0001f600"])

    def test_place_kinds(self):
        text = "DATE OCC,TIME OCC,Crm Cd Desc,Area Name,Rpt Dist No," \
            "Premis Desc,LOCATION\n1/1/23,1,C,A,D,P,1  M\n"
        for kind, name in (("area", "A"), ("district", "D"),
                           ("premise", "P"), ("address", "1 M")):
            tick, = reference.ticks(self.book(text, place=kind))
            self.assertEqual(tick["all"]["places"], [[name, 1]])

    def test_near_is_inside_and_not_on_the_border(self):
        rows = "".join(f"{number},1/1/23,1,,,C,,{place}\n"
                       for number, place in enumerate((
                           "0.5,1", "0.4375,1", "0.3,1.4", "0.31,1.4", ",",
                           "0,0", "0,1"), 1))
        for degrees, near in ((0.5, 5), (0.25, 1), (0.1875, 0)):
            book = self.book(HEADER + rows, near=(0.25, 1.0, degrees))
            with self.subTest(degrees):
                # From (0.25, 1): 0.25, 0.1875, 0.403…, 0.404…, -, -, 0.25.
                self.assertEqual(figures_at(book.last, book)["all"]["near"],
                                 near)

    def test_figures_at_any_clock(self):
        book = self.at(100, 130, 200)
        shown = figures_at("2023-01-01 01:59", book, batch="29m")
        self.assertEqual(shown["at"], "2023-01-01T01:59:00")
        self.assertEqual([shown["batch"]["total"], shown["all"]["total"],
                          shown["windows"]["1h"]["total"]], [0, 2, 2])
        self.assertEqual(figures_at("2023-01-01T02:00:59", book)["windows"],
                         figures_at("2023-01-01T02:00:00", book)["windows"])
        self.assertEqual(
            figures_at("2022-01-01", book)["all"],
            {"total": 0, "near": 0, "crimes": [], "places": []})


@unittest.skipUnless(reference.SHIPPED.exists(), "no shipped quarter")
class ShippedQuarter(unittest.TestCase):
    """The totals of issue A and of the facts about the shipped data."""

    def test_totals(self):
        book = reference.load()
        self.assertEqual((book.rows, len(book.reports), book.filtered,
                          book.rejected), (51534, 18460, 33074, {}))
        last = list(reference.ticks(book))[-1]["all"]
        self.assertEqual((last["total"], last["near"]), (18460, 528))
        self.assertEqual(last["crimes"][:3], [
            ["BATTERY - SIMPLE ASSAULT", 3994], ["BURGLARY", 3137],
            ["BURGLARY FROM VEHICLE", 2995]])
        self.assertEqual(reference.load(Options(seed=2)).rows, 51534)

    def test_all_crimes(self):
        book = reference.load(Options(crimes="all"))
        figures = figures_at(book.last, book)["all"]
        self.assertEqual((figures["total"], figures["near"]), (51534, 1812))
        self.assertEqual(figures["places"][:2],
                         [["Central", 3927], ["77th Street", 3116]])


if __name__ == "__main__":
    unittest.main()
