"""The command line: help, what is wrong with it, and the exit status."""

import re

from command_case import HEADER, ROWS, CommandCase

OPTIONS = ("--brokers", "--topic", "--property", "--kafka-config",
           "--partitions", "--replication", "--officers", "--run",
           "--crimes", "--delay", "--seed", "--start", "--end", "--speed",
           "--to", "--value", "--windows", "--near", "--place", "--every")
COMMANDS = ("monitor", "simulate", "cluster", "report")


class Help(CommandCase):
    def test_help_names_every_command_and_option(self):
        for words in ("--help", "all"), ("-h", "all"):
            run = self.run_to_end(*words)
            self.assertEqual(run.err, b"")
            for name in (*COMMANDS, *OPTIONS):
                self.assertRegex(run.out.decode(), rf"(?m)^ .*{name}\b")

    def test_help_fits_a_terminal(self):
        for words in (("--help",), ("--help", "all"),
                      *((command, "--help") for command in COMMANDS)):
            for line in self.run_to_end(*words).out.decode().splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_help_begins_with_what_matters_most(self):
        text = self.run_to_end("--help").out.decode()
        self.assertLessEqual(len(text.splitlines()), 56)
        self.assertEqual(len(re.findall(r"(?m)^  (?:-.,|   ) --", text)), 10)
        for word in (*COMMANDS, "--help all", "exit status", "  3  "):
            self.assertIn(word, text)

    def test_help_of_a_command_has_its_options_only(self):
        text = self.run_to_end("simulate", "--help").out.decode()
        self.assertIn("--to", text)
        self.assertNotIn("--follow", text)
        text = self.run_to_end("report", "--help").out.decode()
        self.assertIn("--every", text)
        self.assertNotIn("--to ", text)

    def test_version(self):
        for words in ("--version",), ("-V",), ("report", "--version"):
            self.assertRegex(self.run_to_end(*words).out.decode(),
                             r"^blotter \d+\.\d+\.\d+\n$")

    def test_man_page_has_every_option(self):
        text = self.run_to_end("--help=man").out.decode().replace("\\", "")
        self.assertTrue(text.startswith(".TH BLOTTER 1\n"))
        for name in (*COMMANDS, *OPTIONS):
            self.assertIn(name, text)

    def test_help_into_a_full_disk_is_an_error(self):
        with open("/dev/full", "w") as full:
            for word in "--help", "--version", "--help=man":
                self.refused([word], 1, "standard output", stdout=full)


class Usage(CommandCase):
    """Exit 2 and one line that names what is wrong."""

    def refuse_each(self, *rows):
        for words, *names in rows:
            with self.subTest(words):
                run = self.refused(words.split(" "), 2, *names)
                self.assertEqual(run.out, b"")

    def test_speed_is_a_duration_over_zero_or_max(self):
        for command in "monitor", "report", "simulate --to stdout":
            for speed in ("0", "0h", "-1", "-3h", "NaN", "nan", "inf", "3x",
                          "1e3", "3.5h", "h", "", "3 h", "MAX", "11000d",
                          "99999999999999999999d"):
                words = [*command.split(), "--speed", speed]
                with self.subTest(words):
                    self.refused(words, 2, "--speed", speed)
                    self.refused([*words[:-2], f"--speed={speed}"], 2,
                                 "--speed")

    def test_unknown_options(self):
        self.refuse_each(
            ("--frobnicate", "--frobnicate"),
            ("report --frobnicate=1", "--frobnicate"),
            ("-Z", "-Z"), ("report -sx", "--speed x"),
            ("simulate --speeed 1h", "--speeed"),
            ("report ---", "---"))

    def test_what_was_probably_meant_is_said(self):
        self.refuse_each(
            ("report --evry 1d", "unknown option --evry; did you mean "
             "--every?"),
            ("report --Top 3", "did you mean --top?"),
            ("reprot", "did you mean report?"),
            ("cluster --evry 1d", "--help all lists them"))
        for name, meant in (("SPEDD", "BLOTTER_SPEED"),
                            ("FAIL_ON_ALERTS", "BLOTTER_FAIL_ON_ALERT")):
            self.environment[f"BLOTTER_{name}"] = "1h"
            self.refused(["report"], 2, f"BLOTTER_{name}: ",
                         f"did you mean {meant}?")
            del self.environment[f"BLOTTER_{name}"]
        self.environment["BLOTTER_OF_SOMEBODY_ELSE"] = "x"
        self.run_to_end("cluster", "--describe", "--help")

    def test_unknown_commands(self):
        self.refuse_each(("frobnicate", '"frobnicate"'),
                         ("reprot --seed 1", '"reprot"'),
                         ("ksql", '"ksql"'))

    def test_options_of_another_command(self):
        self.refuse_each(
            ("simulate --every 1h", "--every", "--truth", "report"),
            ("simulate --idle 1h", "--idle", "report", "simulate"),
            ("report --to stdout", "--to", "simulate", "report"),
            ("cluster --speed 1h", "--speed", "cluster"),
            ("monitor --driven", "--driven", "simulate", "monitor"),
            ("--every 1h", "--every", "report", "monitor"))

    def test_where_it_begins_is_a_time_and_ones_own(self):
        self.refuse_each(
            ("--at noon", "--at noon", "YYYY-MM-DD"),
            ("report --at 2023-02-01", "--at", "monitor"),
            ("--attach --brokers h:1 --at 2023-02-01", "--at", "--from"))

    def test_values_that_are_missing_or_too_many(self):
        self.refuse_each(("report --speed", "--speed"),
                         ("report -s", "--speed"),
                         ("report --help=x", "--help"),
                         ("simulate --driven=yes", "--driven"),
                         ("cluster crimes.csv", "crimes.csv"))

    def test_values_that_are_none(self):
        self.refuse_each(
            *((f"report --{name} {value}", f"--{name}", value)
              for name, values in (
                  ("officers", "0 -1 x 4000000000"),
                  ("partitions", "0 x"), ("replication", "0 x"),
                  ("seed", "-1 x 18446744073709551616 1.5"),
                  ("crimes", "A,,B , ,A"), ("delay", "90-30 30 x -1-2 30-"),
                  ("start", "2023-02-30 x 2023-1-1 2023-01-01T25:00"),
                  ("end", "2023-13-01 01/02/2023"),
                  ("windows", "1h,1h 60m,1h 30s 32d 1h,,6h x "
                              "1h,2h,3h,4h,5h,6h,7h"),
                  ("near", "1,2 1,2,x 1,2,nan 1,2,3,4"),
                  ("place", "city"), ("every", "0 500ms 1w"),
                  ("format", "xml"), ("topic", "a/b .. ä"),
                  ("brokers", "h:99999 h:0 h:x h: [::1]:x a:1,b:99999 "
                              "SSL://h:-1"),
                  ("run", "ä"), ("property", "x =y"),
                  ("kafka-config", "nosuchfile"))
              for value in values.split(" ")),
            ("report --start 2023-02-01 --end 2023-01-01", "--start"),
            ("report - -", "-"), ("simulate", "--brokers", "--to"),
            ("monitor --theme dark", "--theme", "high-contrast"),
            ("report --theme mono", "--theme"),
            ("report --remember", "--remember"),
            ("simulate --rate 0", "--rate", "1 to 1000000"),
            ("--rate 1.5", "--rate"),
            ("report --rate 5", "--rate", "monitor"),
            ("simulate --rate 5 --speed 3h", "--rate", "--speed"),
            ("--attach --brokers h:1 --rate 5", "--rate", "--attach"),
            ("simulate --driven --to stdout", "--driven"))

    def test_properties_that_librdkafka_refuses(self):
        for words in (["-X", "nosuch.thing=1"], ["-X", "acks=many"],
                      ["-F", self.file("# mine\nnosuch.thing=1\n", "c")]):
            run = self.start("report", *words)
            self.assertIn(run.end(), (1, 2))
            self.assertIn(words[1].split("=")[0] if words[0] == "-X"
                          else "nosuch.thing", self.error_line(run))

    def test_the_value_of_a_property_is_never_repeated(self):
        """What stands in the wrong place may be a password. glibc keeps why
        a plugin, or a library of OpenSSL's, cannot be loaded: no leak."""
        self.environment["ASAN_OPTIONS"] += ":detect_leaks=0"
        for name, protocol in (
                ("security.protocol", "ssl"), ("acks", "ssl"),
                ("debug", "ssl"), ("plugin.library.paths", "ssl"),
                ("partition.assignment.strategy", "ssl"),
                ("ssl.curves.list", "ssl"), ("ssl.key.pem", "ssl"),
                ("ssl.ca.location", "ssl"),
                ("sasl.mechanisms", "sasl_plaintext")):
            path = self.file(f"# mine\n{name}=Sesame.1\n", "c")
            for words in ["-X", f"{name}=Sesame.1"], ["-F", path]:
                with self.subTest(words=words):
                    run = self.start("report", "-b", "127.0.0.1:1", "-X",
                                     f"security.protocol={protocol}", *words)
                    self.assertIn(run.end(), (1, 2))
                    self.assertNotIn(b"Sesame", run.err)
                    self.assertIn(name, self.error_line(run))

    def test_a_port_that_is_none_in_a_property(self):
        for name in "bootstrap.servers", "metadata.broker.list":
            self.refused(["report", "-X", f"{name}=h:99999"], 2,
                         "--property", '"99999" is no port')

    def test_a_topic_whose_control_topic_would_be_too_long(self):
        """It is named as the user named it."""
        name = "x" * 242
        run = self.refused(["simulate", "--listen", "-b", "h", "-t", name], 2,
                           f'topic "{name[:100]}', "241")
        self.assertNotIn(b"x-control", run.err)

    def test_an_operand_after_two_dashes_is_a_file(self):
        self.refused(["report", "--", "--speed"], 1, "--speed: cannot open")

    def test_a_first_word_that_exists_is_a_file(self):
        path = self.folder / "input" / "crimes"
        path.write_text(HEADER + ROWS)
        self.refused(["crimes"], 1, "report", cwd=path.parent)
