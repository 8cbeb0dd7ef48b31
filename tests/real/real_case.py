"""Real brokers for tests: src/cluster.sh keeps them up, a cluster a test file.

On a machine that can have none the cases are skipped; in CI that is a failure.
"""
import contextlib
import functools
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "commands"), str(TESTS / "term")]
from command_case import (HEADER, ROWS, CommandCase, book,  # noqa: E402, F401
                          report_lines)
from running import Deadline, wait_gone    # noqa: E402

SCRIPT = TESTS.parent / "src" / "cluster.sh"
LONG = os.environ.get("BLOTTER_LONG") == "yes"
SEED = int(os.environ.get("BLOTTER_SEED", time.time_ns() % 1000000))
WHOLE = 3           # replicas of a topic in ./src/cluster.sh's cluster
WAIT = 120          # seconds: a broker starts while the machine is busy
names = itertools.count(1)


def script(*words, status=0):
    """Runs src/cluster.sh; what it printed."""
    done = subprocess.run([SCRIPT, *map(str, words)], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=300)
    if status is not None and done.returncode != status:
        raise AssertionError(f"cluster.sh {words}: status {done.returncode}"
                             f"\n{done.stdout}{done.stderr}")
    return done


@functools.cache
def need_kafka():
    """Skips the tests, loudly, where Kafka cannot be had."""
    done = script("prepare", status=None)
    if done.returncode == 0:
        return
    why = f"no real Kafka here: {done.stderr.strip().splitlines()[-1]}"
    if os.environ.get("CI") == "true":
        raise AssertionError(why)
    print(why, file=sys.stderr)
    raise unittest.SkipTest(why)


class Kafka:
    """A cluster of a name of its own."""

    def __init__(self, *words):
        self.name = f"test-{os.getpid()}-{next(names)}"
        self.bootstrap = self.config = None
        try:
            self.start(*words)
        except BaseException:
            self.down()
            raise

    def script(self, command, *words, **options):
        return script(command, "--name", self.name, *words, **options)

    def start(self, *words):
        """Starts it, or what of it has ended."""
        for line in self.script("up", "--for", os.getpid(),
                                *words).stdout.splitlines():
            what, value = line.split(" ", 1)
            if what == "bootstrap":
                self.bootstrap = value
            else:
                self.config = value

    def down(self):
        self.script("down")

    def processes(self):
        """{name: pid} of what runs."""
        return {line.split(" up ")[0]: int(line.rsplit(" ", 1)[1])
                for line in self.script("status").stdout.splitlines()
                if " up " in line}

    def brokers(self):
        """{number: pid} of the brokers that run."""
        return {int(name.split(" ")[1]): pid
                for name, pid in self.processes().items()
                if name.startswith("broker ")}

    def metadata(self, topic, server=None):
        """What kcat tells of a topic; None while nobody answers."""
        words = ["kcat", "-L", "-J", "-m", "5", "-b",
                 server or self.bootstrap, "-t", topic]
        done = subprocess.run(words, capture_output=True, text=True,
                              timeout=60)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def wait_metadata(self, topic, wanted, server=None, brokers=1):
        """Waits until `wanted` is true of the topic's first partition, and
        so many brokers are there."""
        deadline = Deadline(WAIT)
        while deadline.left():
            found = self.metadata(topic, server)
            parts = found["topics"][0]["partitions"] if found else []
            if parts and parts[0]["leader"] >= 0 and wanted(parts[0]) \
                    and len(found["brokers"]) >= brokers:
                return parts[0]
            time.sleep(0.1)     # between looks
        raise AssertionError(f"topic {topic} does not become so: {found}")

    def leader(self, topic):
        return self.wait_metadata(topic, lambda part: True)["leader"]

    def wait_known(self, topic):
        """Each broker knows the topic that one of them has made."""
        for server in self.bootstrap.split(","):
            self.wait_metadata(topic, lambda part: True, server)

    def wait_whole(self, topic):
        """All brokers are back and all replicas in the ISR, as each of
        them sees it."""
        for server in self.bootstrap.split(","):
            self.wait_metadata(topic, lambda part: len(part["isrs"]) == WHOLE,
                               server, WHOLE)

    def kill_all(self):
        for pid in self.brokers().values():
            os.kill(pid, signal.SIGKILL)
            wait_gone(pid, Deadline(WAIT))


@functools.cache
def shared(*words):
    """The cluster of a test file."""
    print(f"# BLOTTER_SEED={SEED}", flush=True)
    kafka = Kafka(*words)
    unittest.addModuleCleanup(kafka.down)
    return kafka


class OnKafka:
    """A case with a cluster, which the file's classes share."""

    cluster_words = ()
    cluster_rounds = int(os.environ.get("BLOTTER_ROUNDS", 10 if LONG else 2))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        need_kafka()
        cls.kafka = shared(*cls.cluster_words)

    def setUp(self):
        super().setUp()
        self.dice = random.Random(f"{SEED} {self.id()}")
        self.addCleanup(self.mend)

    def mend(self):
        """The next test finds all brokers up."""
        if len(self.kafka.brokers()) < WHOLE:
            self.kafka.start(*self.cluster_words)

    @property
    def bootstrap(self):
        return self.kafka.bootstrap

    def topic(self):
        """The name of a new one: a test has its own."""
        return f"test-{next(names)}"


class RealCase(OnKafka, CommandCase):
    """Commands against real brokers."""

    def on(self, topic):
        return ("--brokers", self.bootstrap, "--topic", topic)

    def simulate(self, topic, *words, **options):
        return self.run_to_end("simulate", *self.on(topic), "--speed", "max",
                               *words, **options)

    def report(self, topic, *words, **options):
        return self.run_to_end("report", *self.on(topic), *words, **options)

    def ended(self, run, status=0):
        """It has ended with that status."""
        if (got := run.end(seconds=WAIT)) != status:
            run.fail(f"exit status {got}, not {status}")

    def read(self, topic, form="%s\n"):
        """All of a topic as kcat reads it, a line a message."""
        reader = self.kcat(self.bootstrap, "-e", "-f", form, topic=topic)
        self.assertEqual(reader.end(), 0)
        return reader.out.decode().splitlines()

    def put(self, topic, *values):
        """kcat writes these values, all of one key: the state of play has
        it, and of the others nobody looks at it."""
        run = self.start("-P", "-b", self.bootstrap, "-t", topic, "-k",
                         "state", program="kcat", stdin=subprocess.PIPE)
        with contextlib.suppress(BrokenPipeError):
            run.send("".join(f"{value}\n" for value in values))
        self.ended(run)
