"""What holds on any real Kafka, whichever way its brokers find each other."""
import json
import subprocess
import time

import reference_stream
from reference_input import seconds
from real_case import HEADER, ROWS, RealCase, book

WEEK = "2023-01-08"
STUDY = {"DR Number": 1, "Crime Code Description": "BURGLARY",
         "Area Name": "Central", "Date Occurred": "2023-01-01T00:00:00.000Z",
         "Time Occurred": 10, "Location ": "(34.0483, -118.2631)"}


class Plain(RealCase):
    def make(self, *words):
        """A topic that somebody else has made; its name."""
        name = self.topic()
        self.kafka.script("topics", "--create", "--topic", name, *words)
        self.kafka.wait_known(name)
        return name

    def told(self, *words):
        """What a report says about its topic, without `blotter: `."""
        run = self.report(*words, "--end", "2023-01-02")
        return [line.removeprefix("blotter: ")
                for line in run.err.decode().splitlines()]

    def test_kafkas_own_tool_shows_the_shape_of_the_topic(self):
        shown = self.kafka.script("topics", "--describe", "--topic",
                                  "la-crime").stdout
        self.assertRegex(shown, r"PartitionCount: 1\s+ReplicationFactor: 3")
        self.assertRegex(shown, r"Isr: \d,\d,\d\b")
        self.assertIn("retention.ms=-1", shown)

    def test_a_topic_is_made_as_it_is_asked_for(self):
        name = self.topic()
        self.assertEqual(self.told(name, "--partitions", 4, "--replication",
                                   2), [])
        shown = self.kafka.script("topics", "--describe", "--topic",
                                  name).stdout
        self.assertRegex(shown, r"PartitionCount: 4\s+ReplicationFactor: 2")
        self.assertIn("retention.ms=-1", shown)
        self.assertIn(
            f"topic {name} has partitions: 4, replicas: 2, not 1 and 3; it "
            "is used as it is", self.told(name))

    def test_one_that_would_delete_old_reports_is_told_with_the_cure(self):
        for settings, said, cure in (
                ("retention.ms=604800000", "older than 168 h",
                 "retention.ms=-1"),
                ("cleanup.policy=compact", "only the last message of each",
                 "cleanup.policy=delete,retention.ms=-1"),
                ("retention.ms=1577880000000", None, None)):
            with self.subTest(settings):
                name = self.make("--config", settings)
                lines = self.told(name)
                if said is None:
                    self.assertEqual(lines, [])
                    continue
                line, = lines
                self.assertIn(said, line)
                self.assertTrue(line.endswith(
                    f"--entity-name {name} --add-config {cure}"), line)

    def test_more_replicas_than_brokers_is_one_error(self):
        self.refused(("report", *self.on(self.topic()), "--replication", 7),
                     1, "cannot make topic", "--replication 7", "broker")

    def test_a_message_of_100_mb_is_no_report_and_holds_up_nothing(self):
        topic = self.make("--config", "max.message.bytes=104857600")
        path = self.file(b"x" * 100_000_000, "big")
        for words in [path], [self.file('{"kind":"later"}', "small")]:
            self.run_to_end("-P", "-b", self.bootstrap, "-t", topic, "-p", 0,
                            "-X", "message.max.bytes=1000000000", *words,
                            program="kcat")
        run = self.report(topic, "--attach", status=1)
        self.assertEqual(json.loads(run.lines()[-1])["undecodable"], 2)

    def test_reading_makes_no_topic(self):
        name = self.topic()
        self.refused(("report", *self.on(name), "--attach"), 1,
                     f'topic "{name}" is not there')
        self.assertNotIn(name, self.kafka.script("topics", "--list").stdout)

    def test_the_whole_quarter_equals_the_reference(self):
        run = self.report(self.topic())
        self.equal_report(run)
        self.assertEqual(run.err, b"")

    def test_the_figures_are_those_of_the_embedded_cluster(self):
        real = self.report(self.topic(), "--partitions", 3)
        self.assertEqual(real.out, self.run_to_end("report").out)

    def check_stream(self, partitions, officers):
        """kcat reads what DESIGN §3 says, byte for byte."""
        topic = self.topic()
        self.simulate(topic, "--run", "r-1", "--officers", officers, "--end",
                      WEEK, "--partitions", partitions)
        got = [line.split(" ", 4)
               for line in self.read(topic, "%p %k %T %h %s\n")]
        began = json.loads(got[0][4])["began"]
        expected = []
        for line in reference_stream.stream_lines(
                "r-1", began, book(officers=officers, end=seconds(WEEK))):
            fields = json.loads(line)
            at = fields.get("reported_at") or fields["at"]
            officer = fields["officer"]
            expected.append([str((officer - 1) % partitions), str(officer),
                             str(1000 * seconds(at)), "run=r-1", line])
        for partition in map(str, range(partitions)):
            self.assertEqual([row for row in got if row[0] == partition],
                             [row for row in expected if row[0] == partition])
        self.assertEqual(len(got), len(expected))

    def test_kcat_reads_one_partition(self):
        self.check_stream(1, 4)

    def test_kcat_reads_seven_officers_on_four_partitions(self):
        self.check_stream(4, 7)

    def test_what_kcat_writes_is_read(self):
        topic = self.topic()
        self.simulate(topic, "--officers", 1, "--partitions", 1,
                      self.file(HEADER + ROWS))
        again = self.make("--config", "retention.ms=-1")
        self.put(again, *self.read(topic))
        lines = self.report(again, "--attach").lines()
        self.assertEqual(json.loads(lines[-1])["consumed"], 6)
        self.assertEqual(lines[:-1],
                         self.report(topic, "--attach").lines()[:-1])

    def test_the_studys_own_messages_by_kcat_are_crimes(self):
        topic = self.make("--config", "retention.ms=-1")
        rows = [{**STUDY, "Time Occurred": minute, "Officer Id": 1,
                 "Stream Time": 1672531200000 + 60000 * minute}
                for minute in range(1, 40)]
        self.put(topic, *map(json.dumps, rows))
        tick, summary = map(json.loads,
                            self.report(topic, "--attach").lines())
        self.assertEqual(tick["all"]["crimes"], [["BURGLARY", 39]])
        self.assertEqual(summary["undecodable"], 0)

    def test_two_officers_in_processes_of_their_own(self):
        topic = self.topic()
        runs = [self.start("simulate", *self.on(topic), "--run", "r-1",
                           "--officer", f"{officer}/2", "--speed", "30d",
                           "--partitions", 2) for officer in (2, 1)]
        for run in runs:
            self.ended(run)
        whole = self.report(topic, "--attach").lines()
        self.assertEqual(whole[:-1], self.report(self.topic()).lines()[:-1])
        self.assertEqual(json.loads(whole[-1])["consumed"],
                         len(book().reports))

    def test_a_rate_is_kept_as_the_brokers_clock_has_it(self):
        """Each report comes when it is due or later, and what is late by
        more than the machine was busy is told: so a slow one says so."""
        rate, reports = 400, 4000
        topic = self.make("--config", "message.timestamp.type=LogAppendTime")
        run = self.start("simulate", *self.on(topic), "--rate", rate,
                         "--events", "--officers", 1, "--partitions", 1,
                         stdin=subprocess.PIPE)
        run.line(lambda line: line.startswith("run "), "err")
        run.send("pause\n")
        paused = run.line(lambda line: " paused " in line, "err")
        before = int(paused.split(" ")[4])
        began = int(1000 * time.time())
        run.send("resume\n")
        lags = []
        while not lags or int(last[4]) < before + reports:
            last = run.line(lambda line: line.startswith("clock "),
                            "err").split(" ")
            lags.append(int(last[6]))
        run.send("quit\n")
        self.ended(run)
        came = [int(line.split(" ")[0]) - began
                for line in self.read(topic, "%T %s\n")
                if '"kind":"crime"' in line][before:before + reports]
        early = [at - 1000 * (i + 1) / rate for i, at in enumerate(came)]
        self.assertGreater(min(early), -1000 / rate - 2)
        tenth = [came[i + reports // 10] - came[i]
                 for i in range(0, reports - reports // 10, reports // 10)]
        print(f"# {rate}/s: tenths took {tenth} ms, late by up to "
              f"{max(early):.0f} ms, {max(lags)} ms told", flush=True)

    def test_reading_from_a_time_begins_there(self):
        topic = self.topic()
        self.simulate(topic)
        ticks = [json.loads(line) for line in self.report(
            topic, "--attach", "--from", "2023-03-01").lines()[:-1]]
        self.assertEqual(ticks[0]["at"], "2023-03-01T01:00:00")
        whole = [json.loads(line) for line in self.report(
            topic, "--attach").lines()[:-1]][-len(ticks):]
        self.assertEqual([tick["windows"] for tick in ticks[12:]],
                         [tick["windows"] for tick in whole[12:]])
