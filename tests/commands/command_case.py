"""What the tests of the commands share."""
import functools
import re

import blotter_reference as reference
import check_report
import check_stream
from blotter_reference import Options
from running import Case

HEADER = "DR_NO,DATE OCC,TIME OCC,AREA NAME,Crm Cd,Crm Cd Desc,LOCATION," \
    "LAT,LON\n"
ROWS = "".join(f"{number},01/01/2023,{time:04},Central,310,BURGLARY,"
               f"{number}00 W  7TH  ST,34.0483,-118.2631\n"
               for number, time in enumerate((10, 20, 20, 40, 100, 110), 1))


@functools.cache
def book(**options):
    return reference.load(Options(**options))


@functools.cache
def report_lines(**options):
    """The figures do not depend on officers (§4 The clock)."""
    return (*reference.ticks(book(**options)),
            reference.summary(book(**options)))


class CommandCase(Case):
    """One error line, and output that equals the reference."""

    def error_line(self, run):
        """The only line on standard error, without `blotter: `."""
        found = re.fullmatch(rb"blotter: ([^\n]+)\n", run.err)
        if not found:
            run.fail("not one line of error")
        return found[1].decode()

    def refused(self, words, status, *names, **options):
        """It ends with that status, one line of error that names these,
        and no figures."""
        run = self.run_to_end(*words, status=status, **options)
        line = self.error_line(run)
        for name in names:
            self.assertIn(name, line)
        self.assertIn(run.out.count(b"\n"), (0, 1))
        if run.out:
            self.assertTrue(run.out.startswith(b'{"kind":"summary",'))
        return run

    def equal_report(self, run, **options):
        """Every tick and the summary."""
        expected, lines = report_lines(**options), run.lines()
        for number, (wanted, line) in enumerate(zip(expected, lines), 1):
            complaint = check_report.compare(wanted, check_report.read(line))
            if complaint:
                run.fail(f"line {number}: {complaint}")
        if len(lines) != len(expected):
            run.fail(f"{len(lines)} lines, expected {len(expected)}")

    def equal_stream(self, run, any_speed=False, **options):
        """Every rule of the stream; at `max` byte for byte."""
        wrong = check_stream.violations(run.lines(), book(**options),
                                        any_speed)
        if wrong:
            run.fail("\n".join(wrong))

    def metronome(self, beats):
        """Real time passes: a paused simulator's clocks, a second each."""
        run = self.start("simulate", "--to", "stdout", "--speed", "1s",
                         self.file(HEADER + ROWS, "metronome.csv"))
        for _ in range(beats):
            run.json(lambda m: m["kind"] == "clock" and m["officer"] == 1)
        run.signal(15)
        run.end()
