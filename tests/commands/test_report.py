"""`report`: figures that equal the reference, and faults under it."""
import json
import os
import signal
import socket
import subprocess
import time

import blotter_reference as reference
from blotter_reference import Options
from command_case import HEADER, ROWS, CommandCase, report_lines
from reference_input import seconds


class Figures(CommandCase):
    """Every tick and the summary."""

    def report(self, *words, **options):
        self.equal_report(self.run_to_end("report", *words), **options)

    def test_two_seeds_with_1_and_4_partitions_and_1_and_7_officers(self):
        for seed in 1, 2:
            runs = [self.start("report", "--seed", seed, "--partitions",
                               partitions, "--officers", officers,
                               "--every", "1h")
                    for partitions in (1, 4) for officers in (1, 7)]
            for run in runs:
                with self.subTest(run.words):
                    self.assertEqual(run.end(), 0)
                    self.assertEqual(run.err, b"")
                    self.equal_report(run, seed=seed)

    def test_defaults_are_every_hour(self):
        self.report()

    def test_every(self):
        for every in "7m", "45m", "5h", "36h":
            self.report("--every", every, "--end", "2023-01-06",
                        every=every, end=seconds("2023-01-06"))
        self.report("--every", "10d", every="10d")

    def test_every_second(self):
        path = self.file(HEADER + ROWS)
        self.report("--every", "1s", path, every="1s", files=(path,))

    def test_more_than_a_million_ticks_are_an_error_before_the_first(self):
        self.refused(("report", "--every", "1s"), 1, "ticks", "--every",
                     "2023-01-01T0", "--start", "--end")

    def test_windows(self):
        windows = "1m,90m,1d,7d,31d,7200"
        self.report("--windows", windows, "--every", "6h", every="6h",
                    windows=tuple(windows.split(",")))

    def test_place_and_near(self):
        for place in "district", "address", "premise":
            self.report("--place", place, "--near", "34.05,-118.25,0.1",
                        "--every", "12h", place=place, every="12h",
                        near=(34.05, -118.25, 0.1))

    def test_start_and_end(self):
        start, end = "2023-01-31T12:34:00", "2023-02-10"
        self.report("--start", start, "--end", end, start=seconds(start),
                    end=seconds(end))

    def test_crimes_and_delay(self):
        self.report("--crimes", "stolen", "--delay", "0-1440", "--every",
                    "1d", crimes="stolen", delay=(0, 1440), every="1d")
        self.report("--crimes", "all", "--delay", "45-45", "--every", "1d",
                    crimes="all", delay=(45, 45), every="1d")

    def test_only_what_a_filter_lets_pass_is_counted(self):
        for text in ("robb", "ROBBERY hollywood | !assault !burg central",
                     "s figueroa", "| !a|", "nobody", ""):
            self.report("--filter", text, "--every", "6h", "--end",
                        "2023-01-20", filter=text, every="6h",
                        end=seconds("2023-01-20"))
        self.refused(["report", "--filter", "x " * 33], 2, "--filter",
                     "at most 32 words")

    def test_patterns_are_those_of_the_reports_counted(self):
        for words, options in (
                ((), {}),
                (("--filter", "robb"), {"filter": "robb"}),
                (("--officers", 7, "--partitions", 4, "--end", "2023-01-20"),
                 {"end": seconds("2023-01-20")})):
            run = self.run_to_end("report", "--every", "1d", "--patterns",
                                  *words)
            self.assertEqual(json.loads(run.lines()[-1])["patterns"],
                             reference.patterns(reference.load(
                                 Options(every="1d", **options))))

    def test_patterns_in_all_formats(self):
        wanted = reference.patterns(reference.load(Options()))
        words = "report", "--every", "7d", "--patterns", "--format"
        rows = [line.decode().strip().split(",") for line
                in self.run_to_end(*words, "csv").lines()]
        self.assertEqual(
            [row[1:] for row in rows if row[2] == "pattern"],
            [["summary", "pattern", f"{day} {hour:02}",
              str(wanted[number][hour])]
             for number, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri",
                                           "Sat", "Sun"))
             for hour in range(24)])
        text = b"".join(self.run_to_end(*words, "text").lines()).decode()
        columns = [list(map(int, line.replace(",", "").split()[2:]))
                   for line in text.splitlines() if " h " in line[:8]]
        self.assertEqual(columns, [[*hour, sum(hour)]
                                   for hour in zip(*wanted)])

    def test_a_speed_makes_no_difference(self):
        self.report("--speed", "30d", "--end", "2023-02-10",
                    end=seconds("2023-02-10"))

    def test_a_file_on_standard_input(self):
        with open(self.file(HEADER + ROWS)) as file:
            run = self.run_to_end("report", "-", stdin=file)
        self.equal_report(run, files=(file.name,))

    def test_one_report(self):
        path = self.file(HEADER + ROWS.splitlines()[0] + "\n")
        self.report(path, files=(path,))

    def test_on_brokers_of_the_users_and_twice(self):
        """§4 Runs: what is on the topic already is not counted."""
        bootstrap, _ = self.cluster("--partitions", "3")
        for seed in 1, 2:
            self.report("--brokers", bootstrap, "--end", "2023-01-20",
                        "--seed", seed, seed=seed,
                        end=seconds("2023-01-20"))

    def test_two_at_once_on_one_topic(self):
        """§4 Runs: it counts only the run of its own simulator."""
        bootstrap, _ = self.cluster("--partitions", "2")
        runs = [self.start("report", "--brokers", bootstrap, "--end",
                           "2023-01-20", "--seed", seed) for seed in (1, 2)]
        for seed, run in enumerate(runs, 1):
            self.assertEqual(run.end(), 0)
            self.equal_report(run, seed=seed, end=seconds("2023-01-20"))

    def test_a_topic_of_another_name(self):
        path = self.file(HEADER + ROWS)
        self.report("--topic", "other.topic_-1", path, files=(path,))

    def test_beside_a_stranger_on_the_topic(self):
        """What is no message of ours is undecodable, and an exit of 1."""
        bootstrap, _ = self.cluster()
        path = self.file(HEADER + ROWS)
        run = self.start("report", "--brokers", bootstrap, "--speed", "1h",
                         path)
        run.line()      # the first tick: it reads
        self.run_to_end("-P", "-b", bootstrap, "-t", "la-crime",
                        program="kcat", stdin=open(self.file(
                            "nonsense\n{\"kind\":\"crime\"}\n", "x")))
        self.assertEqual(run.end(), 1)
        self.assertEqual(json.loads(run.lines()[-1])["undecodable"], 2)
        self.assertEqual(run.lines()[:-1], [
            json.dumps(tick, separators=(",", ":")).encode() + b"\n"
            for tick in report_lines(files=(path,))[:-1]])


class Faults(CommandCase):
    """The error, the summary, exit 1; and nothing is left."""

    def playing(self, *words):
        run = self.start("report", "--speed", "1d", *words)
        run.line()
        return run

    def ended(self, run, *names):
        """After a tick or more that were right."""
        if (status := run.end()) != 1:
            run.fail(f"exit status {status}")
        line = self.error_line(run)
        for name in names:
            self.assertIn(name, line)
        *ticks, summary = map(json.loads, run.lines())
        for tick, wanted in zip(ticks, report_lines()):
            self.assertEqual(tick, wanted)
        self.assertEqual(summary["kind"], "summary")
        self.assertEqual(self.processes(), {})
        return summary

    def test_simulator_killed(self):
        run = self.playing()
        os.kill(self.process("simulate"), signal.SIGKILL)
        self.ended(run, "the simulator died", "signal 9")

    def test_simulator_told_to_end(self):
        run = self.playing()
        os.kill(self.process("simulate"), signal.SIGTERM)
        self.ended(run, "the simulator")

    def test_cluster_killed(self):
        run = self.playing()
        os.kill(self.process("cluster"), signal.SIGKILL)
        self.ended(run, "the embedded cluster died", "signal 9")

    def test_brokers_of_the_users_killed_and_then_interrupted(self):
        """§2: once connected, waiting has no limit."""
        bootstrap, cluster = self.cluster()
        run = self.playing("--brokers", bootstrap)
        cluster.process.kill()
        run.line(stream="err")
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 1)
        self.assertEqual(json.loads(run.lines()[-1])["kind"], "summary")
        self.assertEqual(self.processes("simulate"), {})

    def test_signals(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(number.name):
                run = self.playing()
                run.signal(number)
                self.ended(run, "ended early")

    def test_killed_it_leaves_no_child(self):
        run = self.playing()
        self.assertEqual(len(self.processes()), 3)
        run.signal(signal.SIGKILL)
        self.assertEqual(run.process.wait(), -signal.SIGKILL)

    def test_killed_while_its_input_is_silent_it_leaves_no_child(self):
        path = self.folder / "input" / "fifo"
        os.mkfifo(path)
        run = self.start("report", path)
        with open(path, "w") as fifo:       # waits for the simulator
            fifo.write(HEADER + ROWS)
            fifo.flush()
            run.signal(signal.SIGKILL)
            run.process.wait()
            self.assert_no_process()

    def test_interrupted_while_its_input_is_silent(self):
        path = self.folder / "input" / "fifo"
        os.mkfifo(path)
        run = self.start("report", path)
        with open(path, "w"):
            run.signal(signal.SIGINT)
            self.ended(run, "ended early")

    def test_stopped_brokers_that_go_on_lose_nothing(self):
        run = self.start("report", "--speed", "7d", "--end", "2023-02-10")
        run.line()
        cluster = self.process("cluster")
        for _ in range(2):
            os.kill(cluster, signal.SIGSTOP)
            self.metronome(2)
            os.kill(cluster, signal.SIGCONT)
            run.line()
        self.assertEqual(run.end(), 0)
        self.equal_report(run, end=seconds("2023-02-10"))

    def test_a_stopped_simulator_that_goes_on_loses_nothing(self):
        run = self.start("report", "--speed", "7d", "--end", "2023-01-20")
        run.line()
        simulator = self.process("simulate")
        os.kill(simulator, signal.SIGSTOP)
        self.metronome(2)
        os.kill(simulator, signal.SIGCONT)
        self.assertEqual(run.end(), 0)
        self.equal_report(run, end=seconds("2023-01-20"))

    def test_a_slow_reader_loses_nothing(self):
        """Its output is not read, so that it stands still, and with it the
        credit of its simulator."""
        run = self.start("report")
        run.line()
        self.metronome(2)
        self.assertEqual(run.end(), 0)
        self.equal_report(run)

    def test_no_broker_within_5_seconds(self):
        """One that refuses, one that never answers, one that is no name."""
        refusing, silent = socket.socket(), socket.socket()
        for listener in refusing, silent:
            self.addCleanup(listener.close)
            listener.bind(("127.0.0.1", 0))
        silent.listen()
        places = [f"127.0.0.1:{listener.getsockname()[1]}"
                  for listener in (refusing, silent)]
        began = time.monotonic()
        runs = [(place, self.start(command, "--brokers", place))
                for place in (*places, "nosuchhost.invalid:9092")
                for command in ("report", "simulate")]
        for place, run in runs:
            with self.subTest(run.words):
                self.assertEqual(run.end(), 1)
                self.assertIn(place, self.error_line(run))
                self.assertEqual(run.out, b"")
        self.assertLess(time.monotonic() - began, 15)


class Orders(CommandCase):
    def test_its_standard_input_is_not_its_simulators(self):
        path = self.file(HEADER + ROWS)
        run = self.start("report", path, stdin=subprocess.PIPE)
        run.send("quit\n")
        self.assertEqual(run.end(closes_input=False), 0)
        self.equal_report(run, files=(path,))
