"""A signal ends every command at once, also one whose output nobody reads."""
import fcntl
import json
import os
import signal
import socket
import subprocess

from command_case import HEADER, ROWS, CommandCase

SIGNALS = signal.SIGINT, signal.SIGTERM
WEEK = HEADER + "".join(
    f"{day},01/0{day}/2023,0010,Central,310,BURGLARY,1 W 7TH ST,34,-118\n"
    for day in (1, 7))


class Unread(CommandCase):
    """With a full pipe that nobody reads."""

    def full_pipe(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        self.addCleanup(os.close, writing)
        os.set_blocking(writing, False)
        try:
            while os.write(writing, bytes(1 << 16)):
                pass
        except BlockingIOError:
            os.set_blocking(writing, True)
        return writing

    def ended(self, run, number, status):
        run.signal(number)
        self.assertEqual(run.end(), status)

    def test_a_report_that_has_figures_to_tell(self):
        bootstrap, _ = self.cluster()
        for number, form in zip(SIGNALS * 2, ("json", "csv", "text")):
            with self.subTest(form):
                watcher = self.kcat(bootstrap)
                run = self.start("report", "-b", bootstrap, "--speed", "1d",
                                 "--format", form, "--run", form,
                                 stdout=self.full_pipe())
                watcher.json(lambda m: m["kind"] == "clock" and
                             m["run"] == form and
                             m["at"] > "2023-01-01T12")
                watcher.process.terminate()
                watcher.end()
                self.ended(run, number, 1)
                self.assertIn("ended early", self.error_line(run))

    def test_a_simulator_that_prints(self):
        for number in SIGNALS:
            run = self.start("simulate", "--to", "stdout", "--events",
                             stdout=self.full_pipe())
            run.line(lambda line: line.startswith("clock"), "err")
            self.ended(run, number, 1)

    def test_what_has_nothing_to_say_at_its_end(self):
        bootstrap, _ = self.cluster()
        for words in (("generate", "--rows", "1000000"),
                      ("cluster", "--describe", "--follow", "-b", bootstrap)):
            run = self.start(*words, stdout=self.full_pipe())
            self.ended(run, signal.SIGINT, -signal.SIGINT)


class Busy(CommandCase):
    def test_a_report_with_half_a_million_ticks(self):
        """What is out ends with a summary, though the last tick is not."""
        for number in SIGNALS:
            run = self.start("report", "--every", "1s", self.file(WEEK))
            run.line()
            run.signal(number)
            self.assertEqual(run.end(), 1)
            self.assertIn("ended early", self.error_line(run))
            *ticks, summary = run.lines()
            self.assertLess(json.loads(ticks[-1])["at"], "2023-01-07")
            self.assertEqual(json.loads(summary)["kind"], "summary")


class Shared(CommandCase):
    def test_what_is_written_to_stays_as_it_was(self):
        """Another's writes to the same pipe or socket still block."""
        path = self.file(HEADER + ROWS)
        for command in ("report",), ("simulate", "--to", "stdout"):
            for reading, writing in os.pipe(), \
                    [end.detach() for end in socket.socketpair()]:
                run = self.start(*command, path, stdout=writing,
                                 stdin=subprocess.DEVNULL)
                self.assertEqual(run.end(), 0)
                flags = fcntl.fcntl(writing, fcntl.F_GETFL)
                os.close(writing)
                self.assertEqual(flags & os.O_NONBLOCK, 0)
                with open(reading, "rb") as reader:
                    self.assertIn(b'"kind"', reader.read())
