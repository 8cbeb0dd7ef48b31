"""What the self-tests share: small files and their books."""
import tempfile
import unittest
from pathlib import Path

import blotter_reference as reference
from blotter_reference import Options

HEADER = "DR_NO,DATE OCC,TIME OCC,AREA NAME,Crm Cd,Crm Cd Desc,LOCATION," \
    "LAT,LON\n"


class Case(unittest.TestCase):
    """A folder for files, and short ways to a book: one officer, and every
    report 30 minutes after its crime."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, content, name="a.csv"):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str)
                         else content)
        return str(path)

    def book(self, *contents, **options):
        files = tuple(self.file(content, f"{place}.csv")
                      for place, content in enumerate(contents))
        return reference.load(Options(files=files, **{
            "crimes": "all", "delay": (30, 30), "officers": 1, **options}))

    def row(self, content, **options):
        """The only report's row."""
        report, = self.book(content, **options).reports
        return report.row

    def at(self, *times, **options):
        """A book of reports at these times of 2023-01-01 (HHMM)."""
        rows = "".join(
            f"{number},2023-01-01,{int(time) - 30 - 40 * (time % 100 < 30)},"
            f"X,,CRIME,,,\n" for number, time in enumerate(times, 1))
        return self.book(HEADER + rows, **options)
