"""The Cluster tab, beside what kcat says of the same cluster."""
import json
import os
import re
import signal

from terminal import TopicCase


class ClusterTab(TopicCase):
    def lookouts(self):
        return [pid for pid, words in self.processes("cluster").items()
                if "--describe" in words]

    def wait_lookouts(self, terminal, count):
        terminal.wait(lambda shown: len(self.lookouts()) == count,
                      f"{count} processes that look at the cluster")

    def test_shows_what_kcat_says_while_somebody_looks(self):
        terminal = self.playing("--speed", "12h", reports=50)
        self.wait_lookouts(terminal, 0)
        terminal.press("8")
        terminal.wait_for(r"Brokers  3 of 3 up +mockCluster")
        listing = json.loads(self.run_to_end(
            "-L", "-J", "-b", self.bootstrap, "-t", "la-crime",
            program="kcat").out)
        for broker in listing["brokers"]:
            terminal.wait_for(rf"{broker['id']}  ● up +{broker['name']}")
        partition = listing["topics"][0]["partitions"][0]
        ids = ",".join(str(r["id"]) for r in partition["replicas"])
        terminal.wait_for(f"Leader: {partition['leader']} "
                          f"Replicas: {ids} Isr: {ids} ")
        terminal.wait_for(r"in [1-9]\d*/s .* out [1-9]\d*/s ")
        self.wait_lookouts(terminal, 1)
        terminal.press("1")
        self.wait_lookouts(terminal, 0)
        terminal.press("q")
        self.ended(terminal)

    def test_the_end_it_shows_is_the_topics_when_all_is_still(self):
        terminal = self.playing("--speed", "12h", reports=50)
        terminal.press("8")
        shown = terminal.wait_for("Brokers  3 of 3 up")
        self.freeze(terminal)
        end = terminal.wait(
            lambda shown: re.search(r" 0 +([\d,]+) +0 +0 s$", shown.text,
                                    re.MULTILINE), "nothing behind")
        found = re.search(r" 0 +([\d,]+) +0 +0 s$", end.text, re.MULTILINE)
        count = int(found[1].replace(",", ""))
        listed = self.run_to_end("cluster", "--describe", "-b",
                                 self.bootstrap, "--format", "json").lines()
        self.assertLessEqual(count, json.loads(listed[-1])["end"])
        self.assertGreater(count, 50)
        self.assertTrue(shown.has("Errors of the last minute  0"))
        terminal.press("q")
        self.ended(terminal)

    def test_who_looks_may_die_and_brokers_may_go(self):
        terminal = self.playing(reports=20)
        terminal.press("8")
        terminal.wait_for("Brokers  3 of 3 up")
        os.kill(self.lookouts()[0], signal.SIGKILL)
        terminal.wait_for("who looked at the cluster died: killed by signal 9")
        terminal.wait(lambda shown: "died" not in shown.lines[4],
                      "looked at again")
        cluster = next(pid for pid in self.processes("cluster")
                       if pid not in self.lookouts())
        os.kill(cluster, signal.SIGKILL)
        terminal.wait_for(r"\d s ago  broker .* is away: ")
        terminal.wait_for("(?m)^ no broker answers at ")
        terminal.press("q")
        self.ended(terminal)
