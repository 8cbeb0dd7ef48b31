"""Faults of real brokers, at random moments: nothing is lost or counted twice.

BLOTTER_SEED=N, which each run prints, repeats its moments.
"""
import json
import os
import re
import signal
import subprocess

import check_report
from reference_input import seconds
from real_case import WAIT, RealCase, book, report_lines
from running import Deadline, wait_gone

END = "2023-01-22"
PERIOD = {"end": seconds(END)}
TICKS = len(report_lines(**PERIOD)) - 1


class Base(RealCase):
    def setUp(self):
        super().setUp()
        self.name = None

    def start_report(self, speed="4d"):
        self.name = self.topic()
        return self.start("report", *self.on(self.name), "--speed", speed,
                          "--end", END)

    def moment(self, run):
        """Waits for one: some ticks are out, and some are not."""
        for _ in range(self.dice.randrange(1, TICKS * 2 // 3)):
            run.line()

    def exact(self, run, restarted=False):
        """It has gone on to its end as if nothing had been. A broker that
        restarts forgets who sent what when that is as old as our reports,
        so what was on its way may be there twice: told, and counted once."""
        run.end(seconds=WAIT)
        *ticks, last = run.lines()
        twice = json.loads(last)["duplicate"] if restarted else 0
        self.ended(run, status=1 if twice else 0)
        run.out = b"".join([*ticks, last.replace(
            b'"duplicate":%d' % twice, b'"duplicate":0')])
        self.equal_report(run, **PERIOD)

    def rounds(self, disturb, restarted=False):
        for number in range(self.cluster_rounds):
            with self.subTest(round=number):
                run = self.start_report()
                self.moment(run)
                disturb(run)
                self.exact(run, restarted)
                self.kafka.start(*self.cluster_words)
                self.kafka.wait_whole(self.name)

    def pid(self, broker):
        return self.kafka.brokers()[broker]

    def kill(self, broker):
        os.kill(self.pid(broker), signal.SIGKILL)

    def says(self, run, pattern):
        """That line comes on standard error, for the user."""
        run.line(lambda line: re.search(pattern, line), "err")

    def moment_later(self, run):
        """The stream goes on meanwhile."""
        run.line()


class Outages(Base):
    def test_the_leader_is_killed(self):
        def disturb(run):
            self.kill(self.kafka.leader(self.name))
            self.says(run, r"broker 127\.0\.0\.1:\d+ is away")
        self.rounds(disturb)

    def test_all_go_and_come_back(self):
        def disturb(run):
            self.kafka.kill_all()
            self.says(run, "no broker can be reached")
            self.kafka.start(*self.cluster_words)
        self.rounds(disturb, restarted=True)


class Faults(Outages):
    def test_one_broker_goes_and_comes_back(self):
        def disturb(run):
            broker = self.dice.choice(sorted(self.kafka.brokers()))
            self.kafka.script("stop", broker)
            self.moment_later(run)
            self.kafka.script("start", broker)
        self.rounds(disturb)

    def test_a_broker_that_hangs_for_twenty_seconds(self):
        def disturb(run):
            pid = self.pid(self.kafka.leader(self.name))
            os.kill(pid, signal.SIGSTOP)
            try:
                self.says(run, r"broker 127\.0\.0\.1:\d+ is away: .*time")
                with subprocess.Popen(["sleep", "20"]) as pause:
                    pause.wait()    # the fault itself, not a wait for one
            finally:
                os.kill(pid, signal.SIGCONT)
        self.rounds(disturb)

    def test_a_broker_whose_writes_fail(self):
        def disturb(run):
            pid = self.pid(self.kafka.leader(self.name))
            subprocess.run(["prlimit", "--pid", str(pid), "--fsize=1:"],
                           check=True)
            if not wait_gone(pid, Deadline(WAIT)):
                run.fail("the broker lives on")
        self.rounds(disturb)

    def test_a_simulator_is_killed_and_goes_on(self):
        """By hand, with --run: what is on the topic is not sent again."""
        for number in range(self.cluster_rounds):
            with self.subTest(round=number):
                topic = self.topic()
                words = ("simulate", *self.on(topic), "--run", "r-1",
                         "--end", END, "--partitions", 2)
                for _ in range(3):
                    self.killed_simulator(words)
                self.run_to_end(*words, "--speed", "max")
                self.exact_topic(topic)

    def killed_simulator(self, words):
        """It may have ended when it is killed, and the next finds that all
        has been sent."""
        run = self.start(*words, "--speed", "5d", "--events")
        wanted = self.dice.randrange(1, len(book(**PERIOD).reports) // 4)
        run.line(lambda line: line.startswith("clock ")
                 and int(line.split(" ")[5]) >= wanted
                 or line.startswith("end ") or "nothing to send" in line,
                 "err")
        run.signal(signal.SIGKILL)
        run.end()

    def exact_topic(self, topic):
        *expected, summary = report_lines(**PERIOD)
        run = self.report(topic, "--attach")
        *lines, last = map(json.loads, run.lines())
        for wanted, line in zip(expected, lines):
            self.assertIsNone(check_report.compare(wanted, line))
        self.assertEqual(len(lines), len(expected))
        self.assertEqual(last["consumed"], summary["consumed"])
        self.assertEqual((last["missing"], last["late"]), (0, 0))

    def test_a_simulator_that_listens_follows_its_topics_new_leader(self):
        topic = self.topic()
        control = f"{topic}-control"
        run = self.start("simulate", *self.on(topic), "--run", "r-1",
                         "--speed", "1h", "--listen", "--events")
        self.says(run, "^clock .* playing ")
        state = json.loads(self.read(control)[-1])
        for number in range(2, 2 + self.cluster_rounds):
            self.kafka.wait_whole(control)
            leader = self.kafka.leader(control)
            self.kill(leader)
            self.kafka.wait_metadata(
                control, lambda part: part["leader"] not in (leader, -1))
            paused = number % 2 == 0
            self.put(control, json.dumps(
                {**state, "n": number, "paused": paused}))
            self.says(run, "^clock .* paused " if paused
                      else "^clock .* playing ")
            self.kafka.start(*self.cluster_words)
        run.signal(signal.SIGTERM)
        self.ended(run)

    def test_a_topic_that_is_deleted_ends_it(self):
        # librdkafka's handle is left to the end: consumer.c says why.
        self.environment["ASAN_OPTIONS"] += ":detect_leaks=0"
        run = self.start_report(speed="3h")
        run.line()
        self.kafka.script("topics", "--delete", "--topic", self.name)
        self.ended(run, status=1)
        self.assertRegex(run.err.decode(),
                         rf"^blotter: .*topic {self.name}.* is gone\n$")
