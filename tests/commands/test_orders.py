"""Orders and events: typed by a person, and between a session and its
simulator (§3 Control)."""
import json
import re
import subprocess

from command_case import HEADER, ROWS, CommandCase, book
from reference_input import seconds
from running import PROGRAM

PIPE = subprocess.PIPE
MIB = 1024 * 1024
OVERHEAD = 64       # §4 Credit: bytes a message costs beside its value


class Event:
    """An event's line: `clock AT SPEED paused SENT ACKED LAG_MS`."""

    def __init__(self, line):
        self.line = line
        self.kind, *self.words = line.split(" ")
        self.fields = dict(word.split("=") for word in self.words
                           if "=" in word)

    @property
    def at(self):
        return seconds(self.words[0])

    @property
    def state(self):
        return self.words[2]

    @property
    def sent(self):
        return int(self.words[3])


class OrderCase(CommandCase):
    def event(self, run, kind, wanted=lambda event: True):
        return Event(run.line(
            lambda line: line.split(" ")[0] == kind and wanted(Event(line)),
            self.stream))

    def order(self, run, text, kind="clock", wanted=lambda event: True):
        """Gives an order and waits for the event that answers it."""
        run.send(text + "\n")
        return self.event(run, kind, wanted)


class Typed(OrderCase):
    """A person's, on standard input."""

    stream = "err"

    def typed(self, *words, **options):
        return self.start("simulate", "--to", "stdout", "--events", *words,
                          stdin=PIPE, **options)

    def test_speed_pause_resume_and_step(self):
        run = self.typed("--speed", "1s")
        self.event(run, "ready")
        self.assertEqual(self.event(run, "run").fields["reports"], "18460")
        paused = self.order(run, "pause", wanted=lambda e:
                            e.state == "paused")
        self.assertEqual(paused.words[1], "1s")
        at = paused.at
        for step, length in (("10m", 600), ("1h", 3600), ("1500ms", 1.5),
                             ("7", 7)):
            event = self.order(run, f"step {step}")
            self.assertEqual((event.state, event.at),
                             ("paused", int(at + length)))
            at += length
        event = self.order(run, "speed 7d")
        self.assertEqual((event.words[1], event.state, event.at),
                         ("7d", "paused", int(at)))
        self.order(run, "resume", wanted=lambda e: e.state == "playing")
        self.event(run, "clock", lambda e: e.at > at + 86400)
        self.order(run, "speed max", "end")
        self.assertEqual(run.end(), 0)
        self.equal_stream(run, any_speed=True)

    def test_a_rate_is_a_speed_of_its_own(self):
        """All that §3 and §4 say of a stream is true of it."""
        run = self.typed("--rate", "100")
        self.assertEqual(self.event(run, "clock", lambda e: e.sent > 100)
                         .words[1], "100/s")
        at = self.order(run, "pause", wanted=lambda e: e.state == "paused").at
        self.assertEqual(self.order(run, "step 2h").at, at + 7200)
        self.assertEqual(self.order(run, "speed 3000/s").words[1:3],
                         ["3000/s", "paused"])
        sent = self.order(run, "resume", wanted=lambda e:
                          e.state == "playing").sent
        self.event(run, "clock", lambda e: e.sent > sent + 2000)
        self.order(run, "speed 7d", wanted=lambda e: e.words[1] == "7d")
        self.order(run, "speed max", "end")
        self.assertEqual(run.end(), 0)
        self.equal_stream(run, any_speed=True)

    def test_a_rate_that_is_not_taken_is_said(self):
        """Nobody reads what it writes."""
        run = self.start("simulate", "--to", "stdout", "--rate", "100000",
                         stdin=PIPE)
        self.assertIn("100000 reports a second are more than is taken",
                      run.process.stderr.readline().decode())
        run.send("quit\n")
        self.assertEqual(run.end(), 0)
        self.assertIn(b"s behind", bytes(run.err))

    def test_blanks_and_other_line_ends_do_not_count(self):
        run = self.typed("--speed", "1s")
        self.event(run, "run")
        run.send("\n \r\n")
        self.assertEqual(self.order(run, "  pause \r").state, "paused")
        self.assertEqual(self.order(run, "speed   2h\t").words[1], "2h")
        self.order(run, "quit", "end")
        self.assertEqual(run.end(), 0)

    def test_pause_sends_no_reports(self):
        path = self.file(HEADER + ROWS)
        run = self.typed("--speed", "1s", path)
        self.event(run, "run")
        paused = self.order(run, "pause")
        for _ in range(2):      # clocks are said each second all the same
            self.assertEqual(self.event(run, "clock").at, paused.at)
        self.order(run, "quit", "end")
        self.assertEqual(run.end(), 0)
        messages = [json.loads(line) for line in run.lines()]
        self.assertEqual({m["kind"] for m in messages},
                         {"start", "clock", "end"})
        self.assertIn(True, {m.get("paused") for m in messages})

    def test_nonsense_is_an_error_and_changes_nothing(self):
        run = self.typed("--speed", "1s")
        self.event(run, "run")
        paused = self.order(run, "pause")
        for text in ("nonsense", "speed", "speed 0", "speed 3x", "pause now",
                     "step", "step -10m", "step max", "quit!", "PAUSE",
                     "ack", "ack 1", "ack 99 5", "ack 0 -5", "ack x y",
                     "seek", "\x1b[A", "x" * 5000, "\udcff\udc80"):
            with self.subTest(text):
                event = self.order(run, text, "error")
                self.assertNotRegex(event.line, "[\x00-\x1f\x7f]")
        event = self.order(run, "step 10m")
        self.assertEqual((event.at, event.words[1], event.state),
                         (paused.at + 600, "1s", "paused"))
        self.order(run, "quit", "end")
        self.assertEqual(run.end(), 0)

    def test_quit_ends_honestly(self):
        run = self.typed("--speed", "1d")
        self.event(run, "clock", lambda event: event.sent > 0)
        end = self.order(run, "quit", "end")
        self.assertEqual(run.end(), 0)
        messages = [json.loads(line) for line in run.lines()]
        sent = [m for m in messages if m["kind"] == "crime"]
        self.assertEqual(int(end.fields["produced"]), len(sent))
        at = {m["at"] for m in messages[-4:]}
        self.assertEqual(len(at), 1)
        self.assertEqual([m["id"] for m in sent],
                         [report.id for report in book().reports
                          if report.reported_at <= seconds(min(at))])

    def test_end_of_input_is_no_more_orders(self):
        path = self.file(HEADER + ROWS)
        run = self.typed("--speed", "1h", path)
        self.event(run, "run")
        run.send("speed 1d")        # without a newline
        self.assertEqual(run.end(), 0)
        self.assertIn(b" 1d playing ", run.err)
        self.equal_stream(run, any_speed=True, files=(path,))

    def test_orders_from_a_file(self):
        path = self.file(HEADER + ROWS)
        with open(self.file("speed max\n", "orders")) as orders:
            run = self.run_to_end("simulate", "--to", "stdout", "--speed",
                                  "1s", path, stdin=orders)
        self.equal_stream(run, any_speed=True, files=(path,))

    def test_nonsense_is_said_also_without_events(self):
        with open(self.file("nonsense\nspeed max\n", "orders")) as orders:
            run = self.run_to_end("simulate", "--to", "stdout", "--speed",
                                  "max", stdin=orders)
        self.assertRegex(run.err.decode(), r'^blotter: standard input: no '
                         r'order "nonsense": [a-z, ]+\n$')

    def test_events_only_when_they_are_asked_for(self):
        run = self.run_to_end("simulate", "--to", "stdout", "--speed", "max",
                              stdin=PIPE)
        self.assertEqual(run.err, b"")

    def test_with_the_file_on_standard_input_there_are_no_orders(self):
        run = self.typed("--speed", "max", "-")
        run.send(HEADER + ROWS + "quit\n")
        self.assertEqual(run.end(), 0)
        end = next(Event(line) for line in run.err.decode().splitlines()
                   if line.startswith("end"))
        self.assertEqual((end.fields["rows"], end.fields["produced"]),
                         ("7", "6"))

    def test_end_says_what_was_counted(self):
        run = self.typed("--speed", "max")
        fields = self.event(run, "end").fields
        self.assertEqual(
            [fields[name] for name in ("rows", "kept", "filtered",
                                       "rejected", "produced", "acked")],
            ["51534", "18460", "33074", "0", "18460", "18460"])
        self.assertEqual(run.end(), 0)


class Driven(OrderCase):
    """What the monitor starts; here the test is the session."""

    stream = "out"

    def driven(self, bootstrap, *words):
        return self.start("simulate", "--driven", "--brokers", bootstrap,
                          *words, stdin=PIPE)

    def test_from_ready_to_end_and_it_stays(self):
        bootstrap, _ = self.cluster()
        run = self.driven(bootstrap, "--speed", "max", "--run", "r1",
                          "--end", "2023-01-10")
        kept = sum(report.reported_at <= seconds("2023-01-10")
                   for report in book().reports)
        self.assertEqual(run.line(), "ready")
        event = Event(run.line(lambda line: line[:9] != "progress "))
        self.assertEqual(event.line, f"run r1 reports={kept} before=0")
        clock = self.event(run, "clock", lambda e: e.sent == kept)
        end = self.event(run, "end")
        self.assertEqual(int(end.fields["produced"]), kept)
        self.assertEqual(int(end.fields["acked"]), kept)
        self.assertEqual(clock.words[4], str(kept))
        self.assertIn("nonsense", self.order(run, "nonsense", "error").line)
        self.assertEqual(run.end(), 0)

    def test_progress_of_a_big_file(self):
        bootstrap, _ = self.cluster()
        path = self.file(HEADER + ROWS * 100_000)
        run = self.driven(bootstrap, "--crimes", "NOSUCH", path)
        done, size = 0, len((HEADER + ROWS * 100_000).encode())
        while done < size:
            event = self.event(run, "progress")
            self.assertEqual((event.words[0], int(event.words[2])),
                             ("load", size))
            self.assertGreaterEqual(int(event.words[1]), done)
            done = int(event.words[1])
        self.assertEqual(done, size)
        self.event(run, "error")
        self.assertEqual(run.end(), 1)

    def test_end_of_input_is_quit(self):
        bootstrap, _ = self.cluster()
        run = self.driven(bootstrap, "--speed", "1h")
        self.event(run, "clock")
        self.assertEqual(run.end(), 0)
        self.assertRegex(run.out, rb"\nend rows=51534 ")
        reader = self.kcat(bootstrap, "-e", "-f", "%s\n")
        self.assertEqual(reader.end(), 0)
        ends = [json.loads(line) for line in reader.lines()[-4:]]
        self.assertEqual([end["kind"] for end in ends], ["end"] * 4)

    def test_end_of_input_while_it_reads(self):
        bootstrap, _ = self.cluster()
        path = self.file(HEADER + ROWS * 100_000)
        run = self.driven(bootstrap, path)
        self.event(run, "progress")
        self.assertEqual(run.end(), 0)

    def test_orders_while_it_reads(self):
        bootstrap, _ = self.cluster()
        path = self.file(HEADER + ROWS * 50_000)
        run = self.driven(bootstrap, "--speed", "1s", path)
        run.send("pause\nspeed 2h\nstep 10m\n")
        event = self.event(run, "clock")
        self.assertEqual((event.words[1], event.state), ("2h", "paused"))
        self.assertEqual(run.end(), 0)

    def test_csv_on_descriptor_3(self):
        bootstrap, _ = self.cluster()
        run = self.start(
            "-c", 'exec "$0" simulate --driven --speed max --brokers "$1" - '
            '3<"$2"', PROGRAM, bootstrap, self.file(HEADER + ROWS),
            program="sh", stdin=PIPE)
        self.assertEqual(self.event(run, "end").fields["produced"], "6")
        self.assertEqual(run.end(), 0)

    def test_what_is_wrong_is_an_event(self):
        bootstrap, _ = self.cluster()
        for words, said in ((["nosuch.csv"], "nosuch.csv: cannot open"),
                            (["--crimes", "NOSUCH"], "51534 rows")):
            run = self.driven(bootstrap, *words)
            self.assertIn(said, self.event(run, "error").line)
            self.assertEqual(run.end(), 1)
            self.assertEqual(run.err, b"")


class Credit(OrderCase):
    """The test reads the topic, or does not."""

    stream = "out"

    def setUp(self):
        super().setUp()
        self.bootstrap, _ = self.cluster("--partitions", "2")
        self.simulator = self.start(
            "simulate", "--driven", "--brokers", self.bootstrap, "--speed",
            "max", "--officers", "3", stdin=PIPE)
        self.reader = self.kcat(self.bootstrap, "-f", "%p %S %s\n")
        self.read = [0, 0]
        self.crimes = 0

    def stalled(self):
        """The events of a simulator that sends nothing any more: the same
        SENT twice, and all of it acknowledged by the brokers."""
        before = None
        while True:
            event = self.event(self.simulator, "clock")
            if event.sent == before == int(event.words[4]):
                return event
            before = event.sent

    def read_crimes(self, count):
        """Reads on until so many crimes have come."""
        while self.crimes < count:
            partition, size, value = self.reader.line().split(" ", 2)
            self.read[int(partition)] += int(size) + OVERHEAD
            self.crimes += '"kind":"crime"' in value

    def read_all(self, count):
        """All that has been sent, with `count` crimes: to the topic's end
        (other messages may follow the last crime)."""
        reader = self.kcat(self.bootstrap, "-e", "-f", "%p %S %s\n")
        self.assertEqual(reader.end(), 0)
        sizes, crimes = [0, 0], 0
        for line in reader.out.decode().splitlines():
            partition, size, value = line.split(" ", 2)
            sizes[int(partition)] += int(size) + OVERHEAD
            crimes += '"kind":"crime"' in value
        self.assertEqual(crimes, count)
        return sizes

    def test_holds_back_when_nobody_acks_and_goes_on_with_acks(self):
        limit, most_of_a_message = 4 * MIB, 1024
        first = self.stalled()
        sizes = self.read_all(first.sent)
        self.assertLessEqual(max(sizes), limit)
        self.assertGreater(max(sizes), limit - most_of_a_message)

        part = MIB // 2     # a part acknowledged lets so much more out
        partition = sizes.index(max(sizes))
        self.simulator.send(f"ack {partition} {part}\n")
        self.event(self.simulator, "clock",
                   lambda event: event.sent > first.sent)
        second = self.stalled()
        sizes = self.read_all(second.sent)
        self.assertLessEqual(sizes[partition], limit + part)
        self.assertGreater(sizes[partition],
                           limit + part - most_of_a_message)
        self.simulator.send("ack 0 1000\nack 1 1000\n")  # less than before

        sent = second.sent
        while sent < 18460:
            self.read_crimes(sent)
            for number in 0, 1:
                self.simulator.send(f"ack {number} {self.read[number]}\n")
            sent = self.event(self.simulator, "clock", lambda event:
                              event.sent > sent).sent
        self.assertEqual(self.event(self.simulator, "end").fields["acked"],
                         "18460")
        self.read_crimes(18460)
        self.assertEqual(self.simulator.end(), 0)

    def test_a_simulator_held_back_still_obeys(self):
        stalled = self.stalled()
        event = self.order(self.simulator, "pause", wanted=lambda event:
                           event.state == "paused")
        self.assertEqual(event.sent, stalled.sent)
        event = self.order(self.simulator, "resume", wanted=lambda event:
                           event.state == "playing")
        self.assertEqual(event.sent, stalled.sent)
        self.assertEqual(self.simulator.end(), 0)

    def test_a_simulator_held_back_ends_with_its_session(self):
        self.stalled()
        self.assertEqual(self.simulator.end(seconds=10), 0)


class WithoutCredit(CommandCase):
    def test_max_against_a_mock_cluster_is_warned_of(self):
        bootstrap, _ = self.cluster()
        for speed, said in (("max", 1), ("365d", 0)):
            run = self.run_to_end("simulate", "--brokers", bootstrap,
                                  "--speed", speed)
            self.assertEqual(len(re.findall(b"\n", run.err)), said)
            if said:
                self.assertIn("embedded cluster", self.error_line(run))
