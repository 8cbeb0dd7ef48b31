"""The machine's clock jumps while a run is played: nothing changes."""
import os
import unittest
from pathlib import Path

from command_case import CommandCase
from reference_input import seconds

PLAIN = os.environ.get("BLOTTER_PLAIN", "")     # without sanitizers
FAKE = next(iter(sorted(Path("/usr/lib").glob(
    "*/faketime/libfaketimeMT.so.1"))), None)
JUMPS = "+1d", "-1d", "+3650d", "+0", "-30d", "+2h", "-400d", "+0"


@unittest.skipUnless(FAKE and Path(PLAIN).is_file(),
                     "no faketime, or no build without sanitizers")
class Clocks(CommandCase):
    def test_a_wall_clock_that_jumps(self):
        shown = self.folder / "input" / "offset"
        shown.write_text("+0")
        next_one = shown.with_name("next")  # so that no half file is read
        run = self.start(
            "report", "--speed", "2d", "--every", "6h", "--end", "2023-01-20",
            program=PLAIN, env={
                **self.environment, "LD_PRELOAD": str(FAKE),
                "DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1",
                "FAKETIME_TIMESTAMP_FILE": str(shown)})
        for offset in JUMPS:
            for _ in range(8):
                run.line()
            next_one.write_text(offset)
            next_one.replace(shown)
        self.assertEqual(run.end(), 0)
        self.assertEqual(run.err, b"")
        self.equal_report(run, every="6h", end=seconds("2023-01-20"))
