"""A signal ends every command at once, whatever it does.

How long that may take is measured against what this machine needs, just
then, to start a process and to end it."""
import os
import signal
import socket
import subprocess
import time

from command_case import HEADER, ROWS, CommandCase

AT_ONCE = 0.2       # seconds, and so many times a start and an end:
STARTS = 10
WEEK = HEADER + "".join(
    f"{day},01/0{day}/2023,0010,Central,310,BURGLARY,1 W 7TH ST,34,-118\n"
    for day in (1, 7))


class Ends(CommandCase):
    def setUp(self):
        super().setUp()
        self.silent = socket.socket()
        self.addCleanup(self.silent.close)
        self.silent.bind(("127.0.0.1", 0))
        self.silent.listen()
        port = self.silent.getsockname()[1]
        reading, self.unread = os.pipe()
        self.addCleanup(os.close, reading)
        self.addCleanup(os.close, self.unread)
        fifo = self.folder / "input" / "fifo"
        os.mkfifo(fifo)
        self.places = {
            "FIFO": fifo, "SILENT": f"127.0.0.1:{port}",
            "WEEK": self.file(WEEK, "week.csv"),
            "SHORT": self.file(HEADER + ROWS)}

    def begin(self, words, **options):
        return self.start(*(self.places.get(word, word) for word in words),
                          **options)

    def calm(self):
        """Seconds for a process to begin and to end."""
        began = time.monotonic()
        self.run_to_end("--version")
        return time.monotonic() - began

    def ended(self, run, number):
        """Its status, once it has ended in time."""
        calm = self.calm()
        began = time.monotonic()
        run.signal(number)
        status = run.end(closes_input=False)
        took = time.monotonic() - began
        calm = max(calm, self.calm())
        print(f"# {took:.3f} s, a start {calm:.3f} s: {run.words}")
        if took > AT_ONCE + STARTS * calm:
            run.fail(f"it took {took:.3f} s, and a start {calm:.3f} s")
        return status

    def each(self, words, is_busy, status, wanted, **options):
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(f"{words} {number.name}"):
                run = self.begin(words, **options)
                is_busy(run)
                got = self.ended(run, number)
                self.assertEqual(got, -number if status is None else status)
                for stream, pattern in wanted.items():
                    self.assertRegex(getattr(run, stream), pattern)
                self.assert_no_process()

    early = {"err": rb"^blotter: ended early: [^\n]+\n$",
             "out": rb'(?s)(^|\n)\{"kind":"summary",[^\n]+\n$'}

    def test_a_report(self):
        def connects(_):
            self.silent.accept()

        def reads(run):
            while not self.processes("simulate"):
                self.assertIsNone(run.process.poll())

        for words, is_busy in (
                (("-b", "SILENT"), connects),
                (("FIFO",), reads),
                (("--speed", "1h"), lambda run: run.line()),
                (("--every", "1s", "WEEK"), lambda run: run.line())):
            self.each(("report", *words), is_busy, 1, self.early)

    def test_a_report_that_follows(self):
        bootstrap, _ = self.cluster()
        self.run_to_end("simulate", "-b", bootstrap, "--speed", "max",
                        self.places["SHORT"])
        self.each(("report", "--attach", "--follow", "-b", bootstrap),
                  lambda run: run.line(), 0,
                  {"err": b"^$", "out": self.early["out"]})

    def test_a_simulator(self):
        def plays(run):
            run.line(lambda line: line.startswith("clock"), "err")

        bootstrap, _ = self.cluster()
        end = rb"(?m)^end rows="
        for words, status, wanted in (
                (("--to", "stdout", "--speed", "1h"), 0, end),
                (("--to", "stdout", "--speed", "max"), 1, end),
                (("-b", bootstrap, "--speed", "1d"), 0, end)):
            out = subprocess.DEVNULL if "1h" in words else self.unread
            self.each(("simulate", "--events", *words), plays, status,
                      {"err": wanted}, stdout=out)

    def test_a_simulator_that_connects(self):
        """It has begun nothing that it could sum up."""
        self.each(("simulate", "-b", "SILENT"),
                  lambda _: self.silent.accept(), None, {})

    def test_a_cluster(self):
        bootstrap, _ = self.cluster()
        self.each(("cluster",), lambda run: run.line(), 0, {"err": b"^$"})
        self.each(("cluster", "--describe", "--follow", "-b", bootstrap),
                  lambda run: run.line(), None, {"err": b"^$"})
        self.each(("cluster", "--describe", "-b", "SILENT"),
                  lambda _: self.silent.accept(), None, {"err": b"^$"})

    def test_what_makes_rows(self):
        self.each(("generate", "--rows", "100000000"),
                  lambda run: run.process.stdout.read(100), None,
                  {"err": b"^$"})
