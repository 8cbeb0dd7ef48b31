"""A signal ends `simulate` at once, whatever it does, and its summary stands
at the end: the counts of `end`."""
import fcntl
import os
import re
import select
import signal
import subprocess

from command_case import HEADER, ROWS, CommandCase
from running import DEADLINE, Deadline

SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


def sent_and_acked(line):
    found = re.match(r"clock \S+ \S+ playing (\d+) (\d+)", line)
    return (int(found[1]), int(found[2])) if found else (0, 0)


class Signals(CommandCase):
    def interrupt(self, run, number):
        """Its summary and its last line."""
        run.signal(number)
        self.assertEqual(run.end(closes_input=False), 1, run.err)
        *_, first, second = run.err.decode().splitlines()
        summary, last = sorted((first, second), key=lambda line:
                               not line.startswith("end "))
        self.assertTrue(summary.startswith("end rows="), run.err)
        self.assertTrue(last.startswith("blotter: "), run.err)
        return summary, last

    def test_while_brokers_are_gone_or_stopped(self):
        for number in SIGNALS:
            for harm in signal.SIGKILL, signal.SIGSTOP:
                with self.subTest(f"{number.name} after {harm.name}"):
                    bootstrap, cluster = self.cluster()
                    run = self.start("simulate", "--brokers", bootstrap,
                                     "--speed", "1d", "--events", stdin=-1)
                    run.line(lambda line: sent_and_acked(line)[1] > 0, "err")
                    cluster.signal(harm)

                    def waits(line):
                        sent, acked = sent_and_acked(line)
                        return sent > acked
                    run.line(waits, "err")
                    _, last = self.interrupt(run, number)
                    self.assertRegex(last, r"quit with \d+ messages not "
                                     "delivered")
                    cluster.signal(signal.SIGKILL)

    def test_while_files_are_read_or_sorted_on_disk(self):
        path = self.run_to_end("generate", "--rows", "400000").out
        path = self.file(path)
        for number in SIGNALS:
            for what in "load", "sort":
                with self.subTest(f"{number.name} at {what}"):
                    run = self.start(
                        "simulate", "--to", "stdout", "--crimes", "all",
                        "--memory", "4M", "--events", path, stdin=-1)
                    run.line(lambda line: re.match(f"progress {what} [1-9]",
                                                   line), "err")
                    run.signal(number)
                    status = run.end(closes_input=False)
                    self.assertRegex(run.err, b"(?m)^end rows=[1-9]")
                    # It may have begun to play meanwhile.
                    self.assertEqual(b"ended early" in run.err, status == 1)
                    self.assertEqual(run.out == b"", status == 1)

    def test_while_the_input_is_silent(self):
        for number in SIGNALS:
            run = self.start("simulate", "--to", "stdout", "--events", "-",
                             stdin=subprocess.PIPE)
            run.line(stream="err")
            _, last = self.interrupt(run, number)
            self.assertIn("ended early", last)

    def test_while_the_input_is_silent_in_the_middle_of_a_row(self):
        for number in SIGNALS:
            run = self.start("simulate", "--to", "stdout", "--events", "-",
                             stdin=subprocess.PIPE)
            run.send(HEADER + ROWS + ROWS[:9])
            run.line(lambda line: line.startswith("progress load"), "err")
            _, last = self.interrupt(run, number)
            self.assertIn("ended early", last)

    def test_while_nobody_writes_its_input(self):
        path = self.folder / "input" / "fifo"
        os.mkfifo(path)
        for number in SIGNALS:
            run = self.start("simulate", "--to", "stdout", "--events", path)
            run.line(stream="err")
            _, last = self.interrupt(run, number)
            self.assertIn("ended early", last)

    def test_an_order_is_heard_while_the_input_is_silent(self):
        """As is the end of whoever started it, who held the orders."""
        reading, writing = os.pipe()
        self.addCleanup(os.close, writing)
        bootstrap, _ = self.cluster()
        for text in HEADER, HEADER + ROWS[:-9]:
            os.write(writing, text.encode())
            run = self.start("simulate", "-b", bootstrap, "--driven", "-",
                             stdin=subprocess.PIPE, pass_fds=[reading],
                             preexec_fn=lambda: os.dup2(reading, 3))
            run.line(lambda line: line.startswith("progress load"))
            self.assertEqual(run.end(), 0)
        os.close(reading)

    def test_while_nobody_reads_its_events(self):
        """A pipe that is full: each line that is no order gets an answer."""
        for number in SIGNALS:
            theirs, its = os.pipe()
            self.addCleanup(os.close, theirs)
            self.addCleanup(os.close, its)
            fcntl.fcntl(its, fcntl.F_SETPIPE_SZ, 4096)
            run = self.start("simulate", "--to", "stdout", "--speed", "1m",
                             "--events", stdin=-1, stderr=its,
                             stdout=subprocess.DEVNULL)
            got = b""
            while b"\nrun " not in got:
                got += os.read(theirs, 4096)
            run.send("nonsense\n" * 200)
            deadline = Deadline()
            while select.select([], [its], [], 0)[1] and deadline.left():
                pass
            run.signal(number)
            self.assertIn(run.process.wait(DEADLINE), (0, 1))


class NothingToSend(CommandCase):
    def test_its_counts_are_in_the_summary(self):
        run = self.run_to_end("report", "--end", "2022-01-01", status=1)
        self.assertIn(b"no report to send", run.err)
        self.assertIn(b'"rows":51534,"kept":0,"filtered":51534', run.out)
        run = self.start("simulate", "--to", "stdout", "--end", "2022-01-01",
                         "--events")
        self.assertEqual(run.end(), 1)
        self.assertIn(b"\nend rows=51534 kept=0 filtered=51534 ", run.err)
