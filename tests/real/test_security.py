"""TLS and SASL, good and bad: one line says what is wrong, and no password."""
import re
from pathlib import Path

import real_case
from real_case import RealCase
from reference_input import seconds

SHORT = "2023-01-03"


class Secured(RealCase):
    cluster_words = ("--tls", "--sasl")

    @property
    def config(self):
        return Path(self.kafka.config)

    @property
    def password(self):
        return re.search("sasl.password=(.*)", self.config.read_text())[1]

    def on(self, topic):
        return ("--kafka-config", self.config, "--topic", topic)

    def all_say(self, expected):
        """Of words that are wrong and what is said: one line."""
        for words, said in expected:
            for command in ("report",), ("report", "--attach"), \
                    ("simulate", "--speed", "1d"):
                with self.subTest(words=words, command=command):
                    self.refused((*command, *self.on("la-crime"), *words), 1,
                                 said)


class Security(Secured):
    def test_scram_over_tls(self):
        self.equal_report(self.report(self.topic(), "--end", SHORT),
                          end=seconds(SHORT))

    def test_plain_over_tls(self):
        run = self.report(self.topic(), "--end", SHORT, "-X",
                          "sasl.mechanisms=PLAIN")
        self.equal_report(run, end=seconds(SHORT))

    def test_each_command_takes_the_file(self):
        topic = self.topic()
        self.simulate(topic, "--end", SHORT, "--partitions", 2)
        lines = self.report(topic, "--attach").lines()
        self.assertEqual(lines[:-1], self.report(
            self.topic(), "--end", SHORT).lines()[:-1])

    def test_what_is_wrong_is_one_line(self):
        wrong = "the user name or the password is wrong"
        self.all_say((
            (("-X", "sasl.password=no"), wrong),
            (("-X", "sasl.mechanisms=PLAIN", "-X", "sasl.password=no"),
             wrong),
            (("-X", "sasl.username=nobody"), wrong),
            (("-b", "nowhere.invalid:9092"), "there is no such host"),
            (("-X", "sasl.username=guest"), "no right to see it")))

    def test_who_may_only_read_cannot_send(self):
        for command in ("report",), ("simulate", "--speed", "1d"):
            run = self.refused(
                (*command, *self.on("la-crime"), "-X",
                 "sasl.username=reader"), 1,
                "cannot send to topic la-crime", "no right to")
            self.assertNotIn(self.password.encode(), run.err)

    def test_who_may_only_read_can_read(self):
        topic = self.topic()
        self.simulate(topic, "--end", SHORT)
        run = self.report(topic, "--attach", "-X", "sasl.username=reader")
        self.assertEqual(run.err, b"")

    def test_a_password_from_a_file_is_in_no_process_list(self):
        run = self.start("report", *self.on(self.topic()), "--speed", "1d")
        run.line()
        found = self.processes()
        self.assertEqual(len(found), 2)
        for pid, words in found.items():
            self.assertNotIn(self.password, " ".join(words))
            environ = Path(f"/proc/{pid}/environ").read_bytes()
            self.assertNotIn(self.password.encode(), environ)
        run.signal(15)
        run.end()
        self.assertNotIn(self.password.encode(), run.out + run.err)

    def test_librdkafkas_own_log_has_no_password(self):
        run = self.report(self.topic(), "--end", SHORT, "-X", "debug=all")
        self.assertIn(b"Kafka: ", run.err)
        self.assertNotIn(self.password.encode(), run.err)


class Encrypted(Secured):
    def test_without_trust_or_tls_is_one_line(self):
        self.all_say((
            (("-X", "ssl.ca.location=/etc/ssl/certs"),
             "certificate is not trusted"),
            (("-X", "security.protocol=plaintext"), "security.protocol")))


class Files(RealCase):
    cluster_words = Security.cluster_words

    def test_only_the_owner_reads_what_has_the_password(self):
        folder = Path(self.kafka.config).parent
        for path in folder.glob("*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_no_process_of_the_cluster_shows_it(self):
        password = re.search("sasl.password=(.*)", Path(
            self.kafka.config).read_text())[1]
        for pid in self.kafka.processes().values():
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            self.assertNotIn(password.encode(), words)


if real_case.LONG:
    class Plain(Security):
        """Without TLS."""
        cluster_words = ("--sasl",)
