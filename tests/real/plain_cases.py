"""What holds on any real Kafka, whichever way its brokers find each other."""
import json

import reference_stream
from reference_input import seconds
from real_case import HEADER, ROWS, RealCase, book

WEEK = "2023-01-08"
STUDY = {"DR Number": 1, "Crime Code Description": "BURGLARY",
         "Area Name": "Central", "Date Occurred": "2023-01-01T00:00:00.000Z",
         "Time Occurred": 10, "Location ": "(34.0483, -118.2631)"}


class Plain(RealCase):
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
        again = self.topic()
        self.kafka.script("topics", "--create", "--topic", again,
                          "--config", "retention.ms=-1")
        self.put(again, *self.read(topic))
        lines = self.report(again, "--attach").lines()
        self.assertEqual(json.loads(lines[-1])["consumed"], 6)
        self.assertEqual(lines[:-1],
                         self.report(topic, "--attach").lines()[:-1])

    def test_the_studys_own_messages_by_kcat_are_crimes(self):
        topic = self.topic()
        self.kafka.script("topics", "--create", "--topic", topic,
                          "--config", "retention.ms=-1")
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
