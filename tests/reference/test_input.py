#!/usr/bin/python3
"""Self-tests of reference_input.py on small files, answers worked out by
hand from DESIGN.md §3, "CSV in" and "Times"."""
import gzip
import unittest

import blotter_reference as reference
from blotter_reference import Options, seconds, written
from reference_case import HEADER, Case
from reference_input import read_date, read_time


class Times(unittest.TestCase):
    """§3 CSV in, "Dates …; times …"; §3 Times."""

    def test_dates(self):
        for text, expected in (
                ("01/02/2023", "2023-01-02"),
                ("01/02/2023 12:00:00 AM", "2023-01-02"),
                ("01/08/2020 00:00", "2020-01-08"),
                ("1/2/23", "2023-01-02"), ("12/31/68", "2068-12-31"),
                ("1/1/69", "1969-01-01"), ("1/1/00", "2000-01-01"),
                ("2023-01-02", "2023-01-02"),
                ("2023-01-02T00:00:00.000", "2023-01-02"),
                ("02/29/2020", "2020-02-29"),
                ("2023 Jan 01 12:00:00 AM", "2023-01-01"),
                ("2024 DEC 31", "2024-12-31")):
            with self.subTest(text):
                self.assertEqual(written(read_date(text)),
                                 expected + "T00:00:00")

    def test_unreadable_dates(self):
        for text in ("", "02/29/2023", "13/01/2023", "00/01/2023", "1/2/3",
                     "2023/01/02", "01-02-2023", "2023-1-2", "1/2/20231",
                     "01/02/202", "2023-01-32", "null", "\u0661/1/2023",
                     "2023 Jan 1", "2023 Foo 01", "2023 Feb 29"):
            with self.subTest(text):
                self.assertIsNone(read_date(text))

    def test_times(self):
        for text, minutes in (("0000", 0), ("0", 0), ("1", 1), ("30", 30),
                              ("0930", 570), ("930", 570), ("2359", 1439),
                              ("09:30", 570), ("00:00", 0),
                              ("24:00", 1440), ("24:00:00", 1440)):
            with self.subTest(text):
                self.assertEqual(read_time(text), 60 * minutes)

    def test_unreadable_times(self):
        for text in ("", "2400", "0060", "00930", "9.30", "24:01", "24:00:01", "2400.0", "12:60",
                     "noon", "-1", "12:3"):
            with self.subTest(text):
                self.assertIsNone(read_time(text))

    def test_seconds(self):
        self.assertEqual(seconds("1970-01-02"), 86400)
        self.assertEqual(seconds("1970-01-01T01:02"), 3720)
        self.assertEqual(written(seconds("2023-01-01T01:12:03")),
                         "2023-01-01T01:12:03")

    def test_duration(self):
        for text, milliseconds in (("90", 90_000), ("5ms", 5), ("2s", 2000),
                                   ("3m", 180_000), ("1h", 3_600_000),
                                   ("31d", 2_678_400_000)):
            with self.subTest(text):
                self.assertEqual(reference.duration(text), milliseconds)
        for text in ("0", "1.5h", "1w", "h", "-1h", "1hh", ""):
            with self.subTest(text), self.assertRaises(ValueError):
                reference.duration(text)


class CsvIn(Case):
    """§3 CSV in."""

    def test_columns_by_any_spelling(self):
        for header in (
                "DR_NO,DATE OCC,TIME OCC,AREA NAME,Rpt Dist No,Crm Cd,"
                "Crm Cd Desc,Premis Desc,LOCATION,LAT,LON",
                "\ufeffdr_number,date_occurred,time_occurred,area_name,"
                "reporting_district,crime_code,crime_code_description,"
                "premise_description,address,latitude,longitude",
                "DR,Date Occurred,Time Occurred,Area Name,"
                "Reporting District,CrmCd,CrmCdDesc,Premise_Description, "
                "Loc_ation ,Latitude,Longitude"):
            row = self.row(header + "\n7,1/2/23,0102,A,0B,5,C,P,D,1.5,-2.50\n")
            with self.subTest(header):
                self.assertEqual(
                    (row.id, written(row.occurred_at), row.area,
                     row.district, row.code, row.crime, row.premise,
                     row.address, row.lat, row.lon),
                    ("7", "2023-01-02T01:02:00", "A", "0B", "5", "C", "P",
                     "D", "1.5", "-2.50"))

    def test_nibrs_and_yearly_files(self):
        row = self.row("caseno,uniquenibrno,date_occ,time_occ,nibr_code,"
                       "nibr_description,hndrdth_loc_chk,hndrdth_lat,"
                       "hndrdth_lon\n1,1-13B,2024-05-01T00:00:00.000,0130,"
                       "13B,Simple Assault,100 MAIN,34.1,-118.2\n")
        self.assertEqual(
            (row.id, row.code, row.crime, row.address, row.lat, row.lon),
            ("1-13B", None, "Simple Assault", "100 MAIN", "34.1", "-118.2"))
        row = self.row("DR. NO,DATE OCC,TIME OCC,RD,Crm.Cd.Desc\n"
                       "132000001,03/20/2013,2015,2004,ROBBERY\n")
        self.assertEqual((row.id, row.district, row.crime),
                         ("132000001", "2004", "ROBBERY"))

    def test_separators_from_the_header(self):
        for one in ",;\t|":
            text = "DR_NO*DATE OCC*TIME OCC*Crm Cd Desc\n*1/1/23*1*\"x*y\"\n"
            row = self.row(text.replace("*", one))
            with self.subTest(one):
                self.assertEqual((row.id, row.crime), ("1", f"x{one}y"))

    def test_first_of_a_repeated_name_and_earlier_spelling(self):
        row = self.row("dr number,dateocc,DATE_OCC,time occ,crm cd desc,"
                       "DR_NO,location,address,LOCATION\n"
                       "old,1/1/23,x,1,C,new,l1,a,l2\n")
        self.assertEqual((row.id, row.address), ("new", "a"))

    def test_bom_crlf_quotes_newline_and_gz(self):
        text = ('\ufeff"DR_NO","DATE OCC","TIME OCC","Crm Cd Desc",'
                '"LOCATION"\r\n\r\n"1","2023-01-01","0000",'
                '"SAY ""HI"", \r\nALL","1  MAIN\t \r\nST "\r\n')
        self.file(gzip.compress(text.encode()), "z.csv.gz")
        for book in (self.book(text), reference.load(Options(
                files=(str(self.folder / "z.csv.gz"),), crimes="all"))):
            self.assertEqual(book.rows, 1)
            row = book.reports[0].row
            self.assertEqual(row.crime, 'SAY "HI", \r\nALL')
            self.assertEqual(row.address, "1 MAIN ST")

    def test_empty_short_and_long_rows(self):
        book = self.book("\nDATE OCC,TIME OCC,Crm Cd Desc,AREA NAME\n"
                         "\n   \n1/1/23,1,SHORT\n1/1/23,2,LONG,A,B,C\n"
                         "1/1/23\n")
        self.assertEqual(book.rows, 3)
        self.assertEqual([(r.row.crime, r.row.area, r.id)
                          for r in book.reports],
                         [("SHORT", "", "1"), ("LONG", "A", "2")])
        self.assertEqual(book.rejected, {"time": 1})

    def test_two_files_are_one_input(self):
        """Other columns, and the row's number over all files as the id."""
        book = self.book(HEADER + "9,1/1/23,1,A,,C,,,\n,1/1/23,1,A,,C,,,\n",
                         "Crm Cd Desc,TIME OCC,DATE OCC\nC,1,1/1/23\n"
                         "D,0,1/1/23\n")
        self.assertEqual([report.id for report in book.reports],
                         ["4", "9", "2", "3"])
        self.assertEqual(book.rows, 4)

    def test_rejected_by_the_first_that_applies(self):
        book = self.book(HEADER + "1,x,x,,,,,,\n2,1/1/23,x,,,,,,\n"
                         "3,1/1/23,1,,, ,,,\n4,1/1/23,1,,,C,,,\n"
                         "5,x,1,,,C,,,\n")
        self.assertEqual(reference.summary(book), {
            "kind": "summary", "city": "Los Angeles", "rows": 5, "kept": 1, "filtered": 0,
            "rejected": {"date": 2, "time": 1, "description": 1},
            "produced": 1, "consumed": 1, "missing": 0, "duplicate": 0,
            "late": 0, "undecodable": 0})

    def test_crimes_come_before_anything_that_is_wrong(self):
        book = self.book(HEADER + "1,x,x,,,,,,\n2,x,1,,,VANDALISM,,,\n"
                         "3,x,1,,,Assault x,,,\n4,1/1/23,1,,,ROBBERY,,,\n",
                         crimes="assAULT,robb")
        self.assertEqual((book.filtered, book.rejected, len(book.reports)),
                         (2, {"date": 1}, 1))

    def test_start_and_end_are_in_and_spare_the_unreadable(self):
        rows = "".join(f"{minute},1/1/23,{minute},,,C,,,\n"
                       for minute in (0, 1, 2, 3, 4)) + "9,x,0,,,C,,,\n"
        book = self.book(HEADER + rows, start=seconds("2023-01-01T00:31"),
                         end=seconds("2023-01-01T00:33"))
        self.assertEqual([report.id for report in book.reports],
                         ["1", "2", "3"])
        self.assertEqual((book.filtered, book.rejected), (2, {"date": 1}))

    def test_coordinates(self):
        for lat, lon, kept in (
                ("34.0483", "-118.2631", True), ("34", "-118.50", True),
                (" 34.1 ", "0", True), ("0", "0", False),
                ("0.0", "-0.00", False), ("", "-118", False),
                ("34", "", False), ("34.", "-118", False),
                ("+34", "-118", False), ("034", "-118", False),
                (".5", "-118", False), ("1e1", "-1.5E+2", True),
                ("nan", "-118", False)):
            row = self.row(HEADER + f"1,1/1/23,1,,,C,,{lat},{lon}\n")
            with self.subTest((lat, lon)):
                self.assertEqual((row.lat, row.lon), (
                    lat.strip(), lon.strip()) if kept else (None, None))

    def test_pair_is_coordinates_and_never_an_address(self):
        header = "DATE OCC,TIME OCC,Crm Cd Desc,{}\n1/1/23,1,C,{}\n"
        for columns, values, expected in (
                ("Address,Location ", '1 MAIN,"(34.10, -118)"',
                 ("1 MAIN", "34.10", "-118")),
                ("LOCATION", '"(34.10,-118)"', ("", "34.10", "-118")),
                ("LOCATION", '"(0.0, 0.0)"', ("", None, None)),
                ("LOCATION", '"(34.1, )"', ("", None, None)),
                ("LOCATION", '"(REAR, ALLEY)"', ("(REAR, ALLEY)", None,
                                                 None)),
                ("LOCATION,Location 1", '1  MAIN,"( 1 , 2 )"',
                 ("1 MAIN", "1", "2")),
                ("LOCATION,Address", '1 MAIN,"(1, 2)"', ("", "1", "2")),
                ("LOCATION,Address", "1 MAIN,", ("", None, None))):
            row = self.row(header.format(columns, values))
            with self.subTest((columns, values)):
                self.assertEqual((row.address, row.lat, row.lon), expected)

    def test_code(self):
        for text, code in (("624", "624"), ("0624", None), ("", None),
                           ("6.0", None), ("x", None), (" 7 ", "7"),
                           ("-1", None), ("0", "0")):
            row = self.row(HEADER + f"1,1/1/23,1,,{text},C,,,\n")
            with self.subTest(text):
                self.assertEqual(row.code, code)

    def test_broken_utf8_is_one_replacement_per_maximal_subpart(self):
        for broken, count in ((b"\xff", 1), (b"\xc3", 1), (b"\xe2\x82", 1),
                              (b"\xf0\x9f\x98", 1), (b"\xed\xa0\x80", 3),
                              (b"\xc0\x80", 2), (b"\xf0\x80", 2),
                              (b"\xe2\x82\xe2\x82\xac", None)):
            row = self.row(HEADER.encode() + b"1,1/1/23,1,,,A" + broken
                           + b",,,\n")
            with self.subTest(broken):
                self.assertEqual(row.crime, "A" + (
                    "\ufffd" * count if count else "\ufffd€"))

    def test_files_that_are_no_input(self):
        for content in ("", "\n", "version https://x\noid sha256\n",
                        '{"cells":[{"source":"a"}]}\n',
                        "DATE OCC,TIME OCC\n1/1/23,1\n"):
            with self.subTest(content):
                with self.assertRaises(reference.InputError):
                    self.book(content)
        with self.assertRaises(reference.InputError):
            list(reference.ticks(self.book(HEADER)))


if __name__ == "__main__":
    unittest.main()
