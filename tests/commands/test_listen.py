"""`simulate --listen`: simulators that follow the state of play on a board,
which kcat writes here."""
import json
import signal

import reference_stream
from command_case import CommandCase, book
from reference_input import seconds

WEEK = "2023-01-08"


class Listen(CommandCase):
    def listener(self, bootstrap, officer, *words):
        return self.start("simulate", "--brokers", bootstrap, "--run", "r-1",
                          "--officer", officer, "--end", WEEK, "--listen",
                          *words, stdin=-1)

    def states(self, bootstrap):
        reader = self.kcat(bootstrap, "-e", "-p", 0, "-f", "%k %s\n",
                           topic="la-crime-control")
        self.assertEqual(reader.end(), 0)
        lines = [line.split(" ", 1)
                 for line in reader.out.decode().splitlines()]
        self.assertEqual({key for key, _ in lines} - {"state"}, set())
        return [json.loads(value) for _, value in lines]

    def put(self, bootstrap, **changes):
        """The first state, but for these."""
        state = {**self.states(bootstrap)[0], **changes}
        run = self.start("-P", "-b", bootstrap, "-t", "la-crime-control",
                         "-p", 0, "-k", "state", program="kcat", stdin=-1)
        run.send(json.dumps(state) + "\n")
        self.assertEqual(run.end(), 0)

    def follow(self, bootstrap):
        return self.kcat(bootstrap, "-f", "%s\n")

    def paused(self, reader, officer, at, obeys, run="r-1"):
        """The officer's next clock that says so."""
        clock = reader.json(lambda m: m["kind"] == "clock"
                            and m["officer"] == officer
                            and m.get("paused") and m["obeys"] == obeys)
        self.assertEqual((clock["run"], clock["at"]), (run, at))

    def two(self, bootstrap):
        runs = [self.listener(bootstrap, f"{officer}/2", "--speed", speed)
                for officer, speed in ((1, "1h"), (2, "5h"))]
        reader = self.follow(bootstrap)
        for officer in 1, 2:
            reader.json(lambda m: m["kind"] == "clock" and m["obeys"] == 1
                        and m["officer"] == officer)
        return runs, reader

    def test_all_play_alike_and_send_what_one_would(self):
        bootstrap, _ = self.cluster("--partitions", 2)
        runs, reader = self.two(bootstrap)
        first, *others = self.states(bootstrap)
        self.assertEqual((first["n"], first["run"], first["first_run"]),
                         (1, "r-1", "r-1"))
        self.assertTrue(all(state["n"] == 1 for state in others))
        self.put(bootstrap, n=2, paused=True, at="2023-01-03T00:00:00")
        for officer in 1, 2:
            reader = self.follow(bootstrap)
            self.paused(reader, officer, "2023-01-03T00:00:00", 2)
        self.put(bootstrap, n=3, speed="max", at="2023-01-03T00:00:00")
        reader = self.follow(bootstrap)
        for _ in range(2):
            reader.json(lambda m: m["kind"] == "end")
        for run in runs:
            run.signal(signal.SIGTERM)
            self.assertEqual(run.end(), 0)
        self.check_week(bootstrap)

    def check_week(self, bootstrap):
        reader = self.kcat(bootstrap, "-e", "-f", "%s\n")
        self.assertEqual(reader.end(), 0)

        def crimes(lines):
            found = map(json.loads, lines)
            return sorted((m["officer"], m["seq"], m["id"], m["reported_at"])
                          for m in found if m["kind"] == "crime")
        self.assertEqual(
            crimes(reader.out.splitlines()),
            crimes(reference_stream.stream_lines(
                "r-1", 0, book(officers=2, end=seconds(WEEK)))))

    def test_only_a_larger_number_of_its_own_run_is_obeyed(self):
        bootstrap, _ = self.cluster()
        _, reader = self.two(bootstrap)
        at = "2023-01-03T00:00:00"
        self.put(bootstrap, n=5, paused=True, at=at)
        self.paused(reader, 1, at, 5)
        self.put(bootstrap, n=5, paused=True, at="2023-01-04T00:00:00")
        self.put(bootstrap, n=4, paused=True, at="2023-01-04T00:00:00")
        self.put(bootstrap, n=6, first_run="another", paused=True,
                 at="2023-01-04T00:00:00")
        for _ in range(2):
            self.paused(reader, 1, at, 5)
        later = "2023-01-03T00:10:00"
        self.put(bootstrap, n=7, paused=True, at=later)
        self.paused(reader, 1, later, 7)

    def test_a_number_that_runs_away_is_refused_and_said(self):
        """Also when it stands there before a simulator comes."""
        bootstrap, _ = self.cluster()
        runs, reader = self.two(bootstrap)
        topic = "la-crime-control: "
        at = "2023-01-03T00:00:00"
        for n in 2**62 - 1, 2**53 + 1, 1_000_002:
            self.put(bootstrap, n=n, paused=True, at="2023-01-04T00:00:00")
        for run in runs:
            self.assertIn(str(2**62 - 1),
                          run.line(lambda line: topic in line, "err"))
        self.put(bootstrap, n=2, paused=True, at=at)
        self.paused(reader, 1, at, 2)
        self.paused(self.follow(bootstrap), 2, at, 2)
        runs[0].signal(signal.SIGKILL)
        runs[0].end()
        run = self.listener(bootstrap, "1/2")
        run.line(lambda line: topic in line, "err")
        self.put(bootstrap, n=3, paused=True, at="2023-01-03T00:10:00")
        self.paused(self.follow(bootstrap), 1, "2023-01-03T00:10:00", 3)

    def test_one_that_joins_late_falls_in(self):
        bootstrap, _ = self.cluster()
        self.listener(bootstrap, "1/2")
        reader = self.follow(bootstrap)
        reader.json(lambda m: m["kind"] == "clock")
        at = "2023-01-02T03:00:00"
        self.put(bootstrap, n=2, paused=True, at=at)
        self.paused(reader, 1, at, 2)
        self.listener(bootstrap, "2/2", "--speed", "1d")
        self.paused(reader, 2, at, 2)
        self.assertEqual(len(self.states(bootstrap)), 2)

    def test_a_seek_is_one_new_run_also_for_who_was_killed(self):
        bootstrap, _ = self.cluster("--partitions", 2)
        runs, reader = self.two(bootstrap)
        at = "2023-01-05T00:00:00"
        self.put(bootstrap, n=2, run="r-2", paused=True, at=at, began_at=at,
                 windows_from="2023-01-04T12:00:00")
        for officer in 1, 2:
            reader = self.follow(bootstrap)
            self.paused(reader, officer, at, 2, run="r-2")
        runs[0].signal(signal.SIGKILL)
        runs[0].end()
        later = "2023-01-05T06:00:00"
        self.put(bootstrap, n=3, run="r-2", paused=True, at=later,
                 began_at=at, windows_from="2023-01-04T12:00:00")
        self.listener(bootstrap, "1/2")
        for officer in 1, 2:
            reader = self.follow(bootstrap)
            self.paused(reader, officer, later, 3, run="r-2")
        self.check_sought(bootstrap, "2023-01-04T12:00:00", at, later)

    def check_sought(self, bootstrap, begin, at, end):
        reader = self.kcat(bootstrap, "-e", "-f", "%s\n")
        self.assertEqual(reader.end(), 0)
        messages = [m for m in map(json.loads, reader.out.splitlines())
                    if m["run"] == "r-2"]
        starts = [m for m in messages if m["kind"] == "start"]
        self.assertEqual(sorted((m["officer"], m["at"], m["windows_from"])
                                for m in starts),
                         [(1, at, begin), (2, at, begin)])
        crimes = [m for m in messages if m["kind"] == "crime"]
        expected = [r for r in book(officers=2, end=seconds(WEEK)).reports
                    if seconds(begin) < r.reported_at <= seconds(end)]
        self.assertEqual(sorted(m["id"] for m in crimes),
                         sorted(r.id for r in expected))

    def test_what_does_not_go_together(self):
        for words in (["--to", "stdout"], ["--value", "row"], ["--driven"]):
            self.refused(["simulate", "--listen", "-b", "127.0.0.1:1",
                          *words], 2, "--listen")
