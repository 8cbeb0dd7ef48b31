"""src/cluster.sh: what a person types."""
import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import real_case
from real_case import Kafka, script


class Usage(unittest.TestCase):
    def refused(self, words, status, said):
        done = script(*words, status=status)
        self.assertIn(said, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertEqual(done.stdout, "")

    def test_help_names_every_command(self):
        for words in ["--help"], ["-h"], ["help"], [], ["up", "--help"]:
            done = script(*words)
            for name in "up", "down", "status", "stop", "start", "kill":
                self.assertRegex(done.stdout, rf"(?m)\b{name}\b")

    def test_what_is_no_command_or_option_is_a_usage_error(self):
        for words, said in (
                (["fly"], '"fly"'), (["up", "--fast"], "--fast"),
                (["up", "now"], '"now"'), (["up", "--brokers"], "--brokers"),
                (["up", "--brokers", "0"], "--brokers"),
                (["up", "--brokers", "ten"], "--brokers"),
                (["up", "--name", "../x"], "name"),
                (["up", "--name", ""], "name"),
                (["up", "--for", "me"], "--for"),
                (["kill"], "the number of a broker"),
                (["down", "1"], '"1"')):
            with self.subTest(words):
                self.refused(words, 2, said)

    def test_a_cluster_that_is_not_there(self):
        for command in "status", "topics":
            self.refused([command, "--name", "no-such"], 1, "no-such")
        self.refused(["stop", "1", "--name", "no-such"], 1, "no-such")
        self.assertIn("no cluster", script(
            "down", "--name", "no-such").stderr)


class Cluster(unittest.TestCase):
    """Of one broker: what it says does not depend on how many there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        real_case.need_kafka()
        # With a cache of its own, in which the downloaded jars are seen.
        cache = Path(os.environ.get("XDG_CACHE_HOME")
                     or Path.home() / ".cache") / "blotter"
        cls.cache = Path(tempfile.mkdtemp(prefix="blotter-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.cache)
        (cls.cache / "blotter").mkdir()
        for jars in cache.glob("kafka-*"):
            (cls.cache / "blotter" / jars.name).symlink_to(jars)
        before = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = str(cls.cache)
        if before is None:
            cls.addClassCleanup(os.environ.pop, "XDG_CACHE_HOME")
        else:
            cls.addClassCleanup(os.environ.__setitem__, "XDG_CACHE_HOME",
                                before)

    def folders(self):
        return sorted(path.name for path in
                      (self.cache / "blotter" / "clusters").iterdir())

    def of_this_cache(self):
        """Processes that name it."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if str(self.cache).encode() in path.read_bytes():
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return found

    def test_two_side_by_side_and_nothing_left(self):
        one, two = Kafka("--brokers", 1), Kafka("--zookeeper", "--brokers", 1)
        try:
            self.assertNotEqual(one.bootstrap, two.bootstrap)
            for kafka in one, two:
                found = kafka.metadata("la-crime")
                self.assertEqual(len(found["brokers"]), 1)
                part, = found["topics"][0]["partitions"]
                self.assertEqual(len(part["isrs"]), 1)
                host = kafka.bootstrap.split(":")[0]
                self.assertEqual(host, "127.0.0.1")
            self.check_again(one)
            self.check_others_options(one)
            self.check_broker(one, 1)
            self.check_broker(two, 0)
            self.assertEqual(self.folders(), sorted((one.name, two.name)))
        finally:
            one.down()
            two.down()
        self.assertEqual(self.folders(), [])
        self.assertEqual(self.of_this_cache(), [])

    def check_again(self, kafka):
        done = kafka.script("up", "--brokers", 1)
        self.assertIn("is up already", done.stderr)
        self.assertEqual(done.stdout, f"bootstrap {kafka.bootstrap}\n")

    def check_others_options(self, kafka):
        done = kafka.script("up", "--zookeeper", status=1)
        self.assertIn("is there with kraft", done.stderr)

    def check_broker(self, kafka, number):
        pid = kafka.brokers()[number]
        self.assertIn("stop wants one of", kafka.script(
            "stop", 7, status=2).stderr)
        kafka.script("start", number, status=1)     # it is up
        for how in "stop", "kill":
            kafka.script(how, number)
            self.assertEqual(kafka.brokers(), {})
            self.assertNotIn(pid, self.of_this_cache())
            kafka.script(how, number, status=1)     # it is not
            if how == "stop":
                kafka.script("start", number)
            else:
                done = kafka.script("up")
                self.assertIn("is up again", done.stderr)
            pid = kafka.brokers()[number]
            self.assertTrue(kafka.leader("la-crime") == number)

    def test_interrupted_while_it_starts_it_leaves_nothing(self):
        name = f"test-{os.getpid()}-cut"
        run = subprocess.Popen(
            [real_case.SCRIPT, "up", "--name", name],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = real_case.Deadline()
        while len(self.of_this_cache()) < 3 and deadline.left():
            real_case.time.sleep(0.1)   # between looks
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(60), 1)
        run.communicate()
        self.assertEqual(self.folders(), [])
        self.assertEqual(self.of_this_cache(), [])

    def test_two_users_at_once_have_ports_of_their_own(self):
        """Neither sees the other's cache."""
        runs = []
        for user in "one", "two":
            folder = self.cache / user / "blotter"
            folder.mkdir(parents=True)
            for jars in (self.cache / "blotter").glob("kafka-*"):
                (folder / jars.name).symlink_to(jars.resolve())
            environment = {**os.environ, "XDG_CACHE_HOME": folder.parent}
            words = [real_case.SCRIPT, "up", "--brokers", "1"]
            self.addCleanup(subprocess.run, [words[0], "down"],
                            env=environment, capture_output=True, check=True)
            runs.append(subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, env=environment))
        answers = [(run, *run.communicate(timeout=real_case.WAIT))
                   for run in runs]
        for run, _, said in answers:
            self.assertEqual(run.returncode, 0, said)
        self.assertNotEqual(answers[0][1], answers[1][1])

    def test_it_goes_down_with_the_process_that_it_is_for(self):
        """Also when that is killed: a test leaves no cluster."""
        name = f"test-{os.getpid()}-life"
        self.addCleanup(script, "down", "--name", name)
        life = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
        self.addCleanup(life.stdin.close)
        up = "up", "--name", name, "--brokers", 1, "--for", life.pid
        script(*up)
        waiting = subprocess.run(["pgrep", "-f", f"down --name {name}"], check=True,
                                 capture_output=True, text=True).stdout.split()
        script("down", "--name", name)
        for pid in waiting:
            self.assertTrue(real_case.wait_gone(int(pid), real_case.Deadline()))
        script(*up)
        brokers = self.of_this_cache()
        self.assertNotEqual(brokers, [])
        life.kill()
        life.wait()
        deadline = real_case.Deadline()
        for pid in brokers:
            self.assertTrue(real_case.wait_gone(pid, deadline))
