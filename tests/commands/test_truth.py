"""`--truth`: what was sent and done on purpose, a line a message, and the
ticks and the summary that a consumer must have."""
import json
import resource
import signal
import subprocess

import check_report
import reference_faults
from command_case import HEADER, ROWS, CommandCase, book, report_lines
from reference_input import seconds
from test_faults import END, MANY


class TruthCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "place"
        self.place.mkdir()
        self.path = self.place / "truth"
        self.told = ("--end", END, "--faults", MANY, "--truth", self.path)

    def simulate(self, *words, **options):
        return self.start("simulate", "--to", "stdout", *words, **options)

    def truth(self):
        """Its messages, and what stands behind them."""
        lines = self.path.read_bytes().splitlines(keepends=True)
        count = sum(b'"sent":' in line for line in lines)
        read = [check_report.read(line) for line in lines]
        self.assertTrue(all("sent" in line for line in read[:count]))
        return read[:count], read[count:]

    def equal_figures(self, figures, **options):
        """The ticks and the summary are the reference's."""
        for wanted, line in zip(report_lines(**options), figures,
                                strict=True):
            if complaint := check_report.compare(wanted, line):
                self.fail(complaint)

    def equal_message(self, truth, value):
        """It is of this message."""
        if truth["sent"] == "garbage":
            self.assertRaises(ValueError, json.loads, value)
            return
        message = json.loads(value)
        self.assertEqual(message["kind"], truth["sent"])
        names = set(message) & {"run", "officer", "seq", "id", "reported_at",
                                "at"}
        for name in names - ({"run"} if truth["sent"] != "start" else set()):
            self.assertEqual(message[name], truth[name], name)


class Told(TruthCase):
    def test_at_max_it_is_the_references(self):
        run = self.simulate("--speed", "max", "--run", "R", *self.told)
        self.assertEqual(run.end(), 0)
        messages, figures = self.truth()
        of = book(faults=MANY, end=seconds(END))
        for wanted, truth in zip(reference_faults.stream("R", 0, of),
                                 messages, strict=True):
            self.assertEqual(truth, wanted[0])
        self.equal_figures(figures, faults=MANY, end=seconds(END))

    def test_at_any_speed_each_line_is_a_message_in_its_order(self):
        run = self.simulate("--speed", "4d", *self.told)
        self.assertEqual(run.end(), 0)
        messages, figures = self.truth()
        for truth, value in zip(messages, run.lines(), strict=True):
            self.equal_message(truth, value)
        self.equal_figures(figures, faults=MANY, end=seconds(END))

    def test_so_it_is_for_a_consumer_of_the_topic(self):
        """An officer's are in order in its partition."""
        bootstrap, _ = self.cluster("--partitions", 2)
        run = self.start("simulate", "--brokers", bootstrap, "--partitions", 2,
                         "--speed", "4d", *self.told)
        self.assertEqual(run.end(), 0)
        messages, figures = self.truth()
        left = {officer: [m for m in messages if m["officer"] == officer]
                for officer in range(1, 5)}
        reader = self.kcat(bootstrap, "-e", "-f", "%k %s\n")
        self.assertEqual(reader.end(), 0)
        for line in reader.lines():
            officer, _, value = line.partition(b" ")
            self.equal_message(left[int(officer)].pop(0), value)
        self.assertFalse(any(left.values()))
        reader = self.run_to_end("report", "--attach", "--brokers", bootstrap,
                                 status=1)
        *ticks, _ = [check_report.read(line) for line in reader.lines()]
        self.assertEqual(figures[:-1], ticks)

    def test_without_faults_all_is_plain(self):
        path = self.file(HEADER + ROWS)
        self.assertEqual(self.simulate("--truth", self.path, path).end(), 0)
        messages, figures = self.truth()
        self.assertEqual({m["kind"] for m in messages}, {"plain"})
        self.equal_figures(figures, files=(path,))

    def test_a_reports_simulator_tells_it_with_the_reports_own_figures(self):
        """Every option of the figures reaches it."""
        words = ("--every", "7h", "--windows", "30m,3h", "--place", "premise",
                 "--top", 2, "--near", "34.05,-118.25,0.05 Downtown",
                 "--near", "34.02,-118.28,0.02 USC")
        run = self.start("report", *words, *self.told)
        self.assertEqual(run.end(), 1)
        _, figures = self.truth()
        self.assertEqual(figures, [check_report.read(line)
                                   for line in run.lines()])
        self.assertIn("Downtown", figures[0]["all"]["points"])

    def test_what_comes_from_a_pipe_is_of_its_own_city(self):
        """Which is known when it has been read, and its circle with it."""
        path = self.file("Incident Datetime,Row ID,Incident Description,"
                         "Incident Category,Police District,Latitude,"
                         "Longitude\n2023/01/01 01:00:00 AM,1,Robbery,Robbery,"
                         "Central,37.7793,-122.4193\n", "sf.csv")
        with open(path, "rb") as source:
            run = self.simulate("--truth", self.path, "-", stdin=source)
        self.assertEqual(run.end(), 0)
        figures = self.truth()[1]
        self.assertEqual(figures[-1]["city"], "San Francisco")
        self.assertEqual(figures[0]["all"]["near"], 1)

    def test_a_signal_ends_it_whole(self):
        run = self.simulate("--speed", "1h", *self.told)
        run.json(lambda message: message["kind"] == "crime")
        run.signal(signal.SIGTERM)
        self.assertEqual(run.end(), 0)
        messages, figures = self.truth()
        for truth, value in zip(messages, run.lines(), strict=True):
            self.equal_message(truth, value)
        self.assertEqual(figures[-1]["consumed"],
                         len({(m["officer"], m["seq"]) for m in messages
                              if m["sent"] == "crime"}))

    def test_after_a_seek_the_figures_are_those_of_the_last_run(self):
        run = self.simulate("--speed", "1h", "--truth", self.path,
                            stdin=subprocess.PIPE)
        run.json(lambda message: message["kind"] == "crime")
        run.send("speed max\nseek 2023-03-31T00:00:00\n")
        self.assertEqual(run.end(), 0)
        messages, figures = self.truth()
        for truth, value in zip(messages, run.lines(), strict=True):
            self.equal_message(truth, value)
        runs = {m["run"] for m in messages if m["sent"] == "start"}
        self.assertEqual(len(runs), 2)
        wanted = report_lines()[-len(figures):]
        self.assertEqual(figures[0]["at"], "2023-03-31T01:00:00")
        for tick, expected in zip(figures[:-1], wanted[:-1], strict=True):
            self.assertEqual(tick["windows"], expected["windows"])


class Refused(TruthCase):
    def limited(self, size):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    def test_where_it_cannot_be_whole(self):
        near = ("--truth", self.path)
        for words, names in (
                (("report", *near, "--state", self.folder / "s"), "--state"),
                (("report", *near, "--attach", "-b", "h:1"), "--truth"),
                (("simulate", *near, "--to", "stdout", "--value", "row"),
                 "row"),
                (("simulate", *near, "--to", "stdout", "--run", "r",
                  "--officer", "1/2"), "--officer"),
                (("report", "--truth", "-"), "--truth"),
                (("simulate", "--to", "stdout", "--truth", ""), "--truth")):
            with self.subTest(words):
                self.refused(words, 2, "--truth", names)
        path = self.file(HEADER + ROWS)
        self.refused(("report", "--truth", path, path), 2, "--truth")
        self.assertEqual(list(self.place.iterdir()), [])

    def test_what_is_only_of_the_figures_goes_with_it(self):
        for words in (("--every", "1h"), ("--near", "1,2,3"), ("--top", 3),
                      ("--place", "area")):
            self.refused(("simulate", "--to", "stdout", *words), 2, words[0],
                         "--truth")

    def test_a_file_that_cannot_be_made(self):
        path = self.file(HEADER + ROWS)
        for target, why in ((self.place, "Is a directory"),
                            (self.place / "no" / "such", "No such file"),
                            ("/dev/full", "No space left")):
            for command in (("simulate", "--to", "stdout", "--speed", "max"),
                            ("report",)):
                with self.subTest((target, command)):
                    run = self.start(*command, "--truth", target, path)
                    self.assertEqual(run.end(), 1)
                    self.assertIn(f"{target}: cannot write: {why}",
                                  self.error_line(run))

    def test_a_disk_that_is_full(self):
        """While messages come, and when nothing but the figures is left."""
        path = self.file(HEADER + ROWS)
        self.run_to_end("report", "--truth", self.path, path)
        size = self.path.stat().st_size
        self.path.write_text("old\n")
        for command in (("simulate", "--to", "stdout", "--speed", "max"),
                        ("report",)):
            for limit in 1, size - 100:
                with self.subTest((command, limit)):
                    run = self.start(*command, "--truth", self.path, path,
                                     preexec_fn=self.limited(limit))
                    self.assertEqual(run.end(), 1)
                    self.assertIn("File too large", self.error_line(run))
                    self.assertEqual(self.path.read_text(), "old\n")
        self.assertEqual([file.name for file in self.place.iterdir()],
                         ["truth"])

    def test_too_many_ticks(self):
        run = self.simulate("--truth", self.path, "--every", "1s", "--speed",
                            "max")
        self.assertEqual(run.end(), 1)
        self.assertRegex(self.error_line(run), "ticks.*--every")
        self.assertEqual(list(self.place.iterdir()), [])

    def test_a_run_that_is_on_the_topic_already(self):
        bootstrap, _ = self.cluster()
        words = ("simulate", "--brokers", bootstrap, "--run", "r", "--speed",
                 "max", self.file(HEADER + ROWS))
        self.run_to_end(*words)
        self.refused((*words, "--truth", self.path), 1, "run r", "--truth")
        self.assertEqual(list(self.place.iterdir()), [])


class Ordered(TruthCase):
    """The order `fault`: the next report goes out so, and it is found."""

    def play(self, *words):
        run = self.simulate("--speed", "1h", "--truth", self.path, *words,
                            stdin=subprocess.PIPE)
        run.json(lambda message: message["kind"] == "crime")
        run.send("pause\n")
        return run

    def end(self, run):
        run.send("resume\nspeed max\n")
        self.assertEqual(run.end(), 0)
        messages, figures = self.truth()
        for truth, value in zip(messages, run.lines(), strict=True):
            self.equal_message(truth, value)
        return messages, figures[-1]

    def test_each_is_done_once_as_often_as_it_is_ordered(self):
        run = self.play("--end", END)
        run.send("fault late\nfault duplicate\nfault late\nfault missing\n"
                 "fault garbled\n")
        messages, summary = self.end(run)
        done = {"late": 2, "duplicate": 1, "missing": 1, "garbled": 1}
        for kind, times in done.items():
            self.assertEqual(sum(m["kind"] == kind for m in messages), times)
        self.assertEqual(summary["injected"], done)
        self.assertEqual(
            [summary[name] for name in ("late", "duplicate", "missing",
                                        "undecodable")], [2, 1, 1, 1])
        for late in (m for m in messages if m["kind"] == "late"):
            self.assertEqual(seconds(late["sent_at"]),
                             seconds(late["reported_at"]) + 3600)

    def test_they_come_on_top_of_those_that_are_drawn(self):
        run = self.play("--end", END, "--faults", MANY)
        run.send("fault missing\nfault late\nfault garbled\n")
        _, summary = self.end(run)
        drawn = report_lines(faults=MANY, end=seconds(END))[-1]["injected"]
        for kind, times in summary["injected"].items():
            self.assertEqual(times, drawn[kind] + (kind in (
                "missing", "late", "garbled")))
        self.assertEqual(summary["injected"]["late"], summary["late"])
        self.assertEqual(summary["injected"]["garbled"],
                         summary["undecodable"])
        self.assertEqual(summary["produced"],
                         summary["consumed"] + summary["missing"])

    def test_a_seek_forgets_those_that_were_not_done(self):
        run = self.play()
        run.send("fault missing\nseek 2023-03-30T00:00:00\n")
        messages, summary = self.end(run)
        self.assertEqual({m["kind"] for m in messages}, {"plain"})
        self.assertEqual(summary["missing"], 0)

    def test_what_cannot_be_done_is_an_error(self):
        path = self.file(HEADER + ROWS)
        run = self.simulate("--speed", "1m", "--events", path,
                            stdin=subprocess.PIPE)
        run.json(lambda message: message["kind"] == "start")
        run.send("fault silent\nfault\nfault lost\n")
        for _ in range(3):
            run.line(lambda line: line.startswith("error fault: it goes"),
                     stream="err")
        run.send("speed max\n")
        self.assertEqual(run.end(), 0)
