"""`cluster`, and `simulate` into it, as another program sees them."""
import json
import os
import re
import signal
import socket
import subprocess

import reference_stream
from command_case import HEADER, ROWS, CommandCase, book
from reference_input import seconds

WEEK = "2023-01-08"


class Topic(CommandCase):
    """What kcat reads is what §3 Message says."""

    def rows(self, bootstrap, topic="la-crime"):
        """All on the topic: [(partition, key, timestamp, headers, value)],
        each partition in its order."""
        reader = self.kcat(bootstrap, "-e", "-f", "%p %k %T %h %s\n",
                           topic=topic)
        self.assertEqual(reader.end(), 0)
        return [tuple(line.split(" ", 4))
                for line in reader.out.decode().splitlines()]

    def expected(self, run, began, partitions, **options):
        rows = []
        for line in reference_stream.stream_lines(run, began,
                                                  book(**options)):
            fields = json.loads(line)
            at = fields.get("reported_at") or fields["at"]
            officer = fields["officer"]
            rows.append((str((officer - 1) % partitions), str(officer),
                         str(1000 * seconds(at)), f"run={run}", line))
        return rows

    def check(self, partitions, officers, **options):
        words = [word for name, value in options.items()
                 for word in (f"--{name}", value)]
        bootstrap, _ = self.cluster("--partitions", partitions)
        run = self.run_to_end("simulate", "--brokers", bootstrap, "--speed",
                              "max", "--run", "r-1", "--officers", officers,
                              "--end", WEEK, *words)
        self.assertEqual(run.out, b"")
        self.assertIn("embedded cluster", self.error_line(run))
        got = self.rows(bootstrap)
        began = json.loads(got[0][4])["began"]
        expected = self.expected("r-1", began, partitions,
                                 officers=officers, end=seconds(WEEK))
        for partition in map(str, range(partitions)):
            self.assertEqual([row for row in got if row[0] == partition],
                             [row for row in expected
                              if row[0] == partition])
        self.assertEqual(len(got), len(expected))

    def test_one_partition(self):
        self.check(1, 4)

    def test_seven_officers_on_four_partitions(self):
        self.check(4, 7)

    def test_more_partitions_than_officers(self):
        self.check(5, 2)

    def test_another_topic_is_made_and_its_name_kept(self):
        bootstrap, _ = self.cluster()
        path = self.file(HEADER + ROWS)
        self.run_to_end("simulate", "--brokers", bootstrap, "--topic",
                        "other", "--speed", "1d", path)
        crimes = [row for row in self.rows(bootstrap, "other")
                  if '"crime"' in row[4]]
        self.assertEqual(len(crimes), 6)

    def test_a_paced_run_loses_nothing(self):
        bootstrap, _ = self.cluster("--partitions", "2")
        self.run_to_end("simulate", "--brokers", bootstrap, "--speed", "7d",
                        "--end", WEEK)
        ids = [json.loads(row[4])["id"] for row in self.rows(bootstrap)
               if '"kind":"crime"' in row[4]]
        self.assertEqual(sorted(ids), sorted(
            report.id for report in book(end=seconds(WEEK)).reports))

    def test_a_signal_gives_early_ends_that_cover_what_was_sent(self):
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(number.name):
                bootstrap, _ = self.cluster("--partitions", "4")
                run = self.start("simulate", "--brokers", bootstrap,
                                 "--speed", "1d", "--events")
                run.line(lambda line: re.match(r"clock .* [1-9]\d* \d+ \d+$",
                                               line), "err")
                run.signal(number)
                self.assertEqual(run.end(), 0)
                messages = [json.loads(row[4])
                            for row in self.rows(bootstrap)]
                ends = [m for m in messages if m["kind"] == "end"]
                self.assertEqual(sorted(m["officer"] for m in ends),
                                 [1, 2, 3, 4])
                at, = {m["at"] for m in ends}
                self.assertEqual(
                    sorted(m["id"] for m in messages
                           if m["kind"] == "crime"),
                    sorted(report.id for report in book().reports
                           if report.reported_at <= seconds(at)))

    def test_brokers_that_stop_and_go_on_lose_nothing(self):
        bootstrap, cluster = self.cluster()
        run = self.start("simulate", "--brokers", bootstrap, "--speed", "2d",
                         "--end", WEEK, "--events")

        def clock(wanted):
            run.line(lambda line: line.startswith("clock ") and wanted(
                *map(int, line.split(" ")[4:6])), "err")
        clock(lambda sent, acked: acked > 0)
        cluster.signal(signal.SIGSTOP)
        clock(lambda sent, acked: sent > acked + 50)
        cluster.signal(signal.SIGCONT)
        self.assertEqual(run.end(), 0)
        crimes = [json.loads(row[4]) for row in self.rows(bootstrap)
                  if '"crime"' in row[4]]
        seen = {(m["officer"], m["seq"]) for m in crimes}
        self.assertEqual(len(seen), len(crimes))
        self.assertEqual([m["id"] for m in crimes], [
            report.id for report in book(end=seconds(WEEK)).reports])


class Strangers(CommandCase):
    """The embedded cluster is open to all users of the machine."""

    GARBAGE = ("x", "{", "{}", "[]", "\udcff\udc80", '{"kind":"clock"}',
               '{"kind":"crime","run":1}', '{"kind":"end","seq":1e999}',
               '{"kind":"start","run":"evil"}', '"' + "y" * 10000)

    def harmed(self, *words, garbage=GARBAGE):
        """A report while somebody else writes to its topic."""
        run = self.start("report", *words)
        run.line()
        simulator = self.process("simulate")
        words = self.processes()[simulator]
        bootstrap = words[words.index("--brokers") + 1]
        os.kill(simulator, signal.SIGSTOP)
        kcat = self.start("-P", "-b", bootstrap, "-t", "la-crime",
                          program="kcat", stdin=subprocess.PIPE)
        kcat.send("".join(f"{line}\n" for line in garbage))
        self.assertEqual(kcat.end(), 0)
        for address in bootstrap.split(","):
            host, port = address.split(":")
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        os.kill(simulator, signal.SIGCONT)
        return run

    def test_garbage_is_counted_and_harms_nothing(self):
        for speed in "max", "3d":
            with self.subTest(speed=speed):
                run = self.harmed("--speed", speed)
                self.assertEqual(run.end(), 1)      # not all was clean
                *ticks, summary = run.lines()
                summary = json.loads(summary)
                self.assertEqual(summary["undecodable"], len(self.GARBAGE))
                summary["undecodable"] = 0
                run.out = b"".join([*ticks, json.dumps(
                    summary, separators=(",", ":")).encode(), b"\n"])
                self.equal_report(run)


    def test_a_flood_is_counted_or_what_it_washes_away_is_said(self):
        """The embedded cluster keeps 5 MiB, and drops the oldest."""
        flood = ["y" * 10000] * 800
        run = self.harmed("--speed", "max", garbage=flood)
        self.assertEqual(run.end(), 1)
        summary = json.loads(run.lines()[-1])
        if summary["undecodable"] < len(flood):
            self.assertIn(b"no longer there", run.err)
        else:
            self.assertEqual(summary["consumed"], summary["produced"])


class Cluster(CommandCase):
    def start_cluster(self, *words, stdin=subprocess.PIPE):
        run = self.start("cluster", *words, stdin=stdin)
        return run, run.line()

    def test_prints_its_three_brokers_and_nothing_else(self):
        run, line = self.start_cluster()
        self.assertRegex(line, r"^bootstrap (127\.0\.0\.1:\d+,?){3}$")
        self.assertEqual(run.end(), 0)
        self.assertEqual((run.out.decode(), run.err), (line + "\n", b""))

    def test_ends_when_its_standard_input_closes(self):
        run, _ = self.start_cluster(stdin=subprocess.PIPE)
        self.assertEqual(run.end(), 0)
        ours, theirs = socket.socketpair()
        run, _ = self.start_cluster(stdin=theirs)
        theirs.close()
        ours.close()
        self.assertEqual(run.end(), 0)

    def test_what_comes_on_its_standard_input_is_passed_over(self):
        run, line = self.start_cluster()
        run.send("quit\n" * 100)
        self.run_to_end("-L", "-b", line.split(" ")[1], program="kcat")
        self.assertEqual(run.end(), 0)

    def test_a_simulator_without_brokers_ends_with_its_terminal(self):
        """What is on its way would wait for them for ever."""
        bootstrap, cluster = self.cluster()
        run = self.start("simulate", "--brokers", bootstrap, "--speed", "1d")
        self.start("-C", "-b", bootstrap, "-t", "la-crime", "-u",
                   program="kcat").line()
        cluster.signal(signal.SIGKILL)
        run.line(lambda line: "no broker can be reached" in line, "err")
        run.signal(signal.SIGHUP)
        self.assertEqual(run.end(), 1)
        self.assertRegex(run.err, rb"quit with \d+ messages not delivered")

    def test_lives_until_a_signal_without_a_pipe(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            run, line = self.start_cluster(stdin=subprocess.DEVNULL)
            self.run_to_end("-L", "-b", line.split(" ")[1], program="kcat")
            run.signal(number)
            self.assertEqual(run.end(), 0)

    def test_its_topic_is_there_before_anybody_asks(self):
        run, line = self.start_cluster("--partitions", "4", "--topic", "t")
        listing = self.run_to_end("-L", "-J", "-b", line.split(" ")[1],
                                  program="kcat")
        found = json.loads(listing.out)
        self.assertEqual(len(found["brokers"]), 3)
        topic, = found["topics"]
        self.assertEqual(topic["topic"], "t")
        self.assertEqual([(p["partition"], len(p["replicas"]))
                          for p in topic["partitions"]],
                         [(number, 3) for number in range(4)])
        run.end()

    def test_a_bootstrap_that_cannot_be_printed_is_an_error(self):
        with open("/dev/full", "w") as full:
            self.refused(["cluster"], 1, "standard output", stdout=full,
                         stdin=subprocess.PIPE)
