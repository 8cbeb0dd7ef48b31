"""`cluster --describe`: what kcat says of the same cluster, and more."""
import json
import signal
import subprocess

from command_case import HEADER, ROWS, CommandCase


class Describe(CommandCase):
    def described(self, bootstrap, *words, topic="la-crime"):
        """By kind, the lines of JSON."""
        run = self.run_to_end("cluster", "--describe", "-b", bootstrap,
                              "-t", topic, "--format", "json", *words)
        self.assertEqual(run.err, b"")
        return self.by_kind(map(json.loads, run.lines()))

    def by_kind(self, lines):
        found = {"cluster": [], "broker": [], "partition": []}
        for line in lines:
            found[line["kind"]].append(line)
        cluster, = found["cluster"]
        self.assertEqual(cluster["brokers"], len(found["broker"]))
        self.assertEqual(cluster["partitions"], len(found["partition"]))
        return cluster, found["broker"], found["partition"]

    def test_says_what_kcat_says(self):
        bootstrap, _ = self.cluster("--partitions", 4)
        listing = json.loads(self.run_to_end(
            "-L", "-J", "-b", bootstrap, "-t", "la-crime",
            program="kcat").out)
        cluster, brokers, partitions = self.described(bootstrap)
        self.assertEqual(cluster["topic"], "la-crime")
        self.assertEqual(
            [(b["broker"], b["address"], b["up"]) for b in brokers],
            sorted((b["id"], b["name"], True) for b in listing["brokers"]))
        topic, = listing["topics"]
        self.assertEqual(
            [(p["partition"], p["leader"], p["replicas"], p["isr"])
             for p in partitions],
            [(p["partition"], p["leader"], [r["id"] for r in p["replicas"]],
              [r["id"] for r in p["isrs"]]) for p in topic["partitions"]])
        self.assertEqual([(p["first"], p["end"], p["last_ms"])
                          for p in partitions], [(0, 0, None)] * 4)

    def test_offsets_and_the_last_messages_time(self):
        bootstrap, _ = self.cluster("--partitions", 2)
        self.run_to_end("simulate", "-b", bootstrap, "--speed", "1d",
                        "--officers", 3, self.file(HEADER + ROWS))
        rows = []
        for line in self.kcat_lines(bootstrap, "%p %o %T\n"):
            rows.append(tuple(map(int, line.split())))
        for partition in self.described(bootstrap)[2]:
            of_it = [row for row in rows if row[0] == partition["partition"]]
            self.assertEqual(partition["end"], of_it[-1][1] + 1)
            self.assertEqual(partition["last_ms"], of_it[-1][2])

    def kcat_lines(self, bootstrap, form):
        reader = self.kcat(bootstrap, "-e", "-f", form)
        self.assertEqual(reader.end(), 0)
        return reader.out.decode().splitlines()

    def test_text_has_the_words_of_the_study(self):
        bootstrap, _ = self.cluster()
        run = self.run_to_end("cluster", "--describe", "-b", bootstrap)
        _, _, partitions = self.described(bootstrap)
        p = partitions[0]
        words = (f"Leader: {p['leader']} "
                 f"Replicas: {','.join(map(str, p['replicas']))} "
                 f"Isr: {','.join(map(str, p['isr']))}")
        self.assertIn(words, run.out.decode())
        self.assertIn("PartitionCount: 1  ReplicationFactor: 3",
                      run.out.decode())

    def test_a_topic_that_is_not_there_is_said_and_not_made(self):
        bootstrap, _ = self.cluster()
        for _ in range(2):
            cluster, brokers, partitions = self.described(bootstrap,
                                                          topic="another")
            self.assertEqual((len(brokers), partitions), (3, []))
        run = self.run_to_end("cluster", "--describe", "-b", bootstrap,
                              "-t", "another")
        self.assertIn("Topic: another  is not there", run.out.decode())

    def test_follows_until_its_input_closes_or_a_signal(self):
        bootstrap, _ = self.cluster()
        words = ("cluster", "--describe", "--follow", "-b", bootstrap,
                 "--format", "json")
        run = self.start(*words, stdin=subprocess.PIPE)
        for _ in range(2):
            self.by_kind([run.json() for _ in range(5)])
        self.assertEqual(run.end(), 0)
        run = self.start(*words, stdin=subprocess.DEVNULL)
        run.json()
        run.signal(signal.SIGTERM)
        self.assertNotEqual(run.end(), 0)

    def test_follows_also_when_nobody_answers(self):
        run = self.start("cluster", "--describe", "--follow", "-b",
                         "127.0.0.1:1", "--format", "json",
                         stdin=subprocess.PIPE)
        error = run.json()
        self.assertEqual(error["kind"], "error")
        self.assertIn("127.0.0.1:1", error["text"])
        run.end()

    def test_nobody_answers(self):
        self.refused(["cluster", "--describe", "-b", "127.0.0.1:1"], 1,
                     "127.0.0.1:1", "Connection refused")

    def test_what_does_not_go_together(self):
        for words, *names in (
                (["--describe"], "--describe", "--brokers"),
                (["-b", "127.0.0.1:1"], "--brokers", "--describe"),
                (["-X", "client.id=x"], "--property", "--describe"),
                (["--follow"], "--follow", "--describe"),
                (["--describe", "-b", "127.0.0.1:1", "--format", "csv"],
                 "json", "text")):
            self.refused(["cluster", *words], 2, *names)
