"""src/engine.sh: an engine on three real brokers computes what the reference
does, also when it is killed."""
import contextlib
import json
import os
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import blotter_reference as reference
from blotter_reference import Options
from engine_case import CACHE, PATIENCE, need_engine, script
from real_case import Deadline, RealCase, names, need_kafka, wait_gone
from reference_input import seconds

LONGEST_WINDOW = "12h"


class Usage(unittest.TestCase):
    def refused(self, words, status, said, **environment):
        done = script(*words, status=status, **environment)
        self.assertIn(said, done.stderr.splitlines()[-1])
        self.assertEqual(done.stdout, "")

    def test_help_names_every_command_and_option(self):
        for words in (["--help"], ["-h"], ["help"], [], ["spark", "up", "-h"],
                      ["flink", "--help"]):
            done = script(*words)
            for name in ("spark|flink", "up", "down", "status", "prepare",
                         "dstream,", "structured", "--brokers", "--topic",
                         "--windows", "--every", "--near", "--place", "--for",
                         "--name"):
                self.assertIn(name, done.stdout.replace("[", " ").replace(
                    "]", " ").split())

    def test_what_is_no_command_or_option_is_a_usage_error(self):
        for words, said in (
                (["fly"], '"fly"'), (["spark", "fly"], '"fly"'),
                (["flink", "up"], "--brokers"),
                (["flink", "dstream", "--brokers", "a"], "spark's"),
                (["spark", "structured"], "--brokers"),
                (["spark", "up"], "--brokers"), (["up"], "which engine"),
                (["spark", "up", "--fast", "1"], "--fast"),
                (["spark", "up", "now"], '"now"'),
                (["spark", "up", "--windows"], "--windows"),
                (["spark", "up", "--windows", "1x"], "--windows"),
                (["spark", "up", "--every", "1h,2h"], "--every"),
                (["spark", "up", "--every=100ms"], "--every"),
                (["spark", "up", "--topic", "a b"], "--topic"),
                (["spark", "up", "--brokers", "a'b"], "--brokers"),
                (["spark", "up", "--place", "house"], "--place"),
                (["spark", "up", "--name", "../x"], "--name"),
                (["spark", "up", "--for", "me"], "--for")):
            with self.subTest(words):
                self.refused(words, 2, said)

    def test_an_engine_that_is_not_there(self):
        self.refused(["spark", "status", "--name", "no-such"], 1, "no-such")
        self.assertIn("no engine", script(
            "spark", "down", "--name", "no-such").stderr)

    def test_without_a_network_it_says_what_it_could_not_fetch(self):
        need_kafka()
        nowhere = "http://127.0.0.1:1/"
        for engine, source, cut in (
                ("spark", "PyPI", {"PIP_RETRIES": "0", "PIP_FIND_LINKS": "",
                                   "PIP_INDEX_URL": nowhere}),
                ("flink", "Maven Central", {
                    "MAVEN_OPTS": "-Dhttp.proxyHost=127.0.0.1 "
                    "-Dhttp.proxyPort=1 -Dhttps.proxyHost=127.0.0.1 "
                    "-Dhttps.proxyPort=1"})):
            with self.subTest(engine), tempfile.TemporaryDirectory(
                    prefix="blotter-test-") as home:
                cache = Path(home, "blotter")
                cache.mkdir()
                for jars in CACHE.glob("kafka-*"):
                    (cache / jars.name).symlink_to(jars)
                before = sorted(cache.iterdir())
                self.refused([engine, "prepare"], 1, source,
                             XDG_CACHE_HOME=home, **cut)
                self.assertEqual(before, [path for path in sorted(
                    cache.iterdir()) if not path.name.endswith(".new")])


class Engine:
    """One of a name of its own."""

    def __init__(self, kind, bootstrap, topic):
        self.kind, self.name = kind, f"test-{os.getpid()}-{next(names)}"
        self.words = ("--brokers", bootstrap, "--topic", topic, "--for",
                      os.getpid())

    def script(self, command, *words, **options):
        return script(self.kind, command, "--name", self.name, *words,
                      **options)

    def up(self):
        return self.script("up", *self.words)

    def pids(self):
        status = self.script("status").stdout
        return [int(word) for word in status.partition(" pid ")[2].split()]

    def kill(self):
        pids = self.pids()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in pids:
            wait_gone(pid, Deadline(PATIENCE))


class Values:
    """What an engine writes: {(window, at): the last value}."""

    def __init__(self, reader):
        self.reader, self.taken, self.found = reader, 0, {}

    def take(self):
        whole = self.reader.out.rfind(b"\n") + 1
        for line in self.reader.out[self.taken:whole].decode().splitlines():
            key, value = line.split("\t")
            value = json.loads(value)
            assert key == f"{value['window']} {value['at']}", line
            self.found[value["window"], value["at"]] = value
        self.taken = whole

    def wait(self, keys):
        deadline = Deadline(PATIENCE)
        while not self.found.keys() >= set(keys):
            if not self.reader.read(deadline):
                self.reader.fail("it ended before the windows had come")
            self.take()


class OnEngine:
    """What holds with any of them."""

    kind = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        need_engine(cls.kind)

    def expected(self, **options):
        """{(window, at): value} of every tick."""
        return {(name, tick["at"]): {
            "kind": "window", "by": self.kind, "window": name,
            "at": tick["at"], **figures}
            for tick in reference.ticks(reference.load(Options(**options)))
            for name, figures in tick["windows"].items()}

    def check(self, values, expected):
        values.wait(expected)
        for key, value in expected.items():
            self.assertEqual(values.found[key], value)
        self.assertEqual(values.found.keys(), expected.keys())

    def test_every_window_of_every_tick_equals_the_reference(self):
        """Of the quarter, in three partitions, by a job that is killed in
        the middle and started again; then of a run with faults, which takes
        over."""
        topic = self.topic()
        simulator = self.start("simulate", *self.on(topic), "--partitions", 3,
                               "--speed", "1s", "--events",
                               stdin=subprocess.PIPE)
        simulator.line(lambda line: line.startswith("run "), "err")
        simulator.send("step 45d\n")
        self.kafka.wait_known(topic)
        engine = Engine(self.kind, self.bootstrap, topic)
        self.addCleanup(engine.script, "down")
        engine.up()
        self.kafka.wait_known(f"{topic}-windows")
        values = Values(self.kcat(self.bootstrap, "-f", "%k\t%s\n",
                                  topic=f"{topic}-windows"))
        values.wait([(LONGEST_WINDOW, "2023-02-13T00:00:00")])
        engine.kill()
        self.assertIn("ended by itself",
                      engine.script("status", status=1).stderr)
        simulator.send("speed max\nresume\n")
        self.ended(simulator)
        self.assertIn("up again", engine.script("up").stderr)
        self.check(values, self.expected())

        values.found.clear()
        faults = "late=2%:2h,duplicate=1%,missing=1%,garbled=1%"
        self.simulate(topic, "--end", "2023-01-08", "--faults", faults)
        self.check(values, self.expected(end=seconds("2023-01-08"),
                                         faults=faults))

        pids = engine.pids()
        engine.script("down")
        for pid in pids:
            self.assertTrue(wait_gone(pid, Deadline()))
        self.assertFalse((CACHE / "engines" / engine.name).exists())


class Spark(OnEngine, RealCase):
    kind = "spark"


class Flink(OnEngine, RealCase):
    kind = "flink"


if __name__ == "__main__":
    unittest.main()
