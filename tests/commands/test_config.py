"""Options from the user's file and from the environment (§2)."""
import json
import subprocess

from command_case import HEADER, ROWS, CommandCase, book
from reference_input import seconds

DAY = {"every": "1d"}


class ConfigCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.config = self.folder / "input" / "blotter" / "config"
        self.config.parent.mkdir()
        self.environment["XDG_CONFIG_HOME"] = str(self.folder / "input")

    def write(self, *lines):
        self.config.write_text("".join(line + "\n" for line in lines))

    def environ(self, **variables):
        return {**self.environment, **{
            f"BLOTTER_{name}": value for name, value in variables.items()}}

    def report(self, *words, variables=None, **options):
        run = self.run_to_end("report", *words,
                              env=self.environ(**(variables or {})))
        self.assertEqual(run.err, b"")
        self.equal_report(run, **{**DAY, **options})
        return run

    def refused_at(self, line, words, *names, status=2, **variables):
        """Told with the place in the file."""
        run = self.refused(words, status, *names,
                           env=self.environ(**variables))
        place = f"{self.config}:{line}: " if line else f"{self.config}: "
        self.assertEqual(self.error_line(run)[:len(place)], place)


class Points(ConfigCase):
    """`near` may be there several times, and goes together by where it is."""

    A = ("A", 34.02, -118.28, 0.02)
    B = ("B", 34.05, -118.25, 0.05)
    C = ("C", 34, -118.3, 1)

    def near(self, point):
        name, *circle = point
        return ",".join(map(str, circle)) + f" {name}"

    def test_the_later_place_counts_with_all_its_points(self):
        week = {"end": seconds("2023-01-08")}
        general = ["every = 1d", "end = 2023-01-08",
                   f"near = {self.near(self.A)}", f"near = {self.near(self.B)}"]
        self.write(*general)
        self.report(points=(self.A, self.B), **week)
        self.report("--near", self.near(self.C), near=self.C[1:], **week)
        self.report(variables={"NEAR": self.near(self.C)}, near=self.C[1:],
                    **week)
        self.write(*general, "[report]", f"near = {self.near(self.C)}",
                   f"near = {self.near(self.A)}")
        self.report(points=(self.C, self.A), **week)
        self.report("--near", self.near(self.B), "--near", self.near(self.C),
                    points=(self.B, self.C), **week)

    def test_two_of_one_name_and_more_than_nine(self):
        self.refused(["report", "--near", "1,2,3 A", "--near", "3,2,1 A"], 2,
                     "--near", "name")
        many = [word for deg in range(1, 11)
                for word in ("--near", f"1,2,{deg}")]
        self.refused(["report", *many], 2, "--near", "9")


class Remembered(ConfigCase):
    """What keys have changed, in a file of options as well."""

    def test_what_is_wrong_in_it_is_told_with_its_place(self):
        path = self.folder / "input" / "state" / "blotter" / "settings"
        path.parent.mkdir(parents=True)
        path.write_text("# keys\nplace = area\nspeed = x\n")
        self.environment["XDG_STATE_HOME"] = str(path.parents[1])
        run = self.refused(["--remember"], 2, "speed")
        self.assertTrue(self.error_line(run).startswith(f"{path}:3: "))
        self.write("[monitor]", "remember = yes")
        self.refused([], 2, f"{path}:3: speed")

    def test_nowhere_to_remember(self):
        for name in "HOME", "XDG_STATE_HOME":
            self.environment.pop(name, None)
        self.refused(["--remember"], 2, "--remember", "XDG_STATE_HOME")


class Keys(ConfigCase):
    """Keys that the user binds."""

    def test_what_cannot_be_bound_names_the_line(self):
        for lines, line, said in (
                (["F5 = pause"], 2, "no such key"),
                (["p = pause", "x = halt"], 3, 'no command "halt"'),
                (["p = pause", "p = quit"], 3, "bound already, to pause"),
                (["p = seek 1h"], 2, "it goes: seek -1h|+1h")):
            with self.subTest(lines):
                self.write("[keys]", *lines)
                self.refused_at(line, [], said)
                self.refused_at(line, ["report"], said)

    def test_keys_are_no_matter_of_a_report(self):
        self.write("every = 1d", "[keys]", "p = pause", "Equals = quit")
        self.report()


class Order(ConfigCase):
    """Defaults, the file, the environment, the command line."""

    def test_each_wins_over_the_one_before(self):
        self.write("every = 1d", "seed = 2")
        self.report(seed=2)
        self.report(seed=3, variables={"SEED": "3"})
        self.report("--seed", 4, seed=4, variables={"SEED": "3"})
        self.report("--seed", 4, "--seed=5", seed=5)

    def test_lists_are_replaced(self):
        self.write("every=1d", "windows = 1h,2h,3h,4h,5h,6h",
                   "crimes=STOLEN,THEFT")
        self.report(windows=("1h", "2h", "3h", "4h", "5h", "6h"),
                    crimes="STOLEN,THEFT")
        self.report("--windows", "1d", windows=("1d",), crimes="ROBBERY",
                    variables={"CRIMES": "ROBBERY"})

    def test_from_the_home_folder(self):
        hidden = self.folder / "input" / "home" / ".config" / "blotter"
        hidden.mkdir(parents=True)
        (hidden / "config").write_text("seed=2\nevery=1d\n")
        home = {"HOME": str(self.folder / "input" / "home")}
        for folder in {}, {"XDG_CONFIG_HOME": ""}, {"XDG_CONFIG_HOME": "x"}:
            environment = {**self.environment, **home, **folder}
            if not folder:
                del environment["XDG_CONFIG_HOME"]
            run = self.run_to_end("report", env=environment)
            self.equal_report(run, seed=2, **DAY)
        self.write("every=1d", "seed=3")    # the other one is not looked at
        run = self.run_to_end("report", env={**self.environment, **home})
        self.equal_report(run, seed=3, **DAY)

    def test_without_a_file_or_a_home(self):
        self.report("--every=1d")
        for missing in "HOME", "XDG_CONFIG_HOME":
            self.environment.pop(missing)
            self.report("--every=1d")

    def test_a_variable_that_is_empty_or_somebody_elses(self):
        self.report("--every=1d", variables={
            "SEED": "", "ACCEPT": "1", "TEST_DATA": "x", "SEEDLINGS": "2",
            "HELP": "yes", "VERSION": "0.1.0", "DRIVEN": "yes", "TO": "x",
            "NO_CONFIG": "1"})

    def test_no_config(self):
        self.write("nonsense", "seed=2")
        for words in ("--no-config", "--every=1d"), \
                ("--every=1d", "--no-config"):
            self.report(*words, variables={"SEED": "x", "RUN": "ä"})

    def test_help_and_version_do_not_need_the_file(self):
        self.write("nonsense")
        for word in "--help", "--version", "--help=man", "-h", "-V":
            run = self.run_to_end(word, env=self.environ(SPEED="x"))
            self.assertEqual(run.err, b"")

    def test_help_tells_of_them(self):
        text = self.run_to_end("--help", "all").out.decode()
        for name in "/blotter/config", "BLOTTER_SPEED", "--no-config":
            self.assertIn(name, text)
        text = self.run_to_end("--help=man").out.decode()
        self.assertIn(".SH FILES\n", text)
        variables = text[text.index(".SH ENVIRONMENT\n"):]
        self.assertIn("BLOTTER_KAFKA_CONFIG\n", variables)
        for name in "DRIVEN", "HELP", "VERSION", "NO_CONFIG":
            self.assertNotIn(f"BLOTTER_{name}\n", variables)


class Sections(ConfigCase):
    def test_are_for_their_command_alone(self):
        self.write("seed = 2", "every = 6h", "[simulate]", "seed = 3",
                   "to = stdout", "speed = max", "[report]", "every = 1d",
                   "[cluster]", "partitions = 2", "[monitor]", "seed = 4")
        self.report(seed=2)
        run = self.run_to_end("simulate")
        self.equal_stream(run, seed=3)
        self.report("--seed", 5, seed=5)

    def test_win_over_what_stands_before_them_and_not_over_variables(self):
        self.write("seed = 2", "[report]", "seed = 3", "every = 1d",
                   "[simulate]", "[report]", "end = 2023-01-10")
        end = seconds("2023-01-10")
        self.report(seed=3, end=end)
        self.report(seed=4, end=end, variables={"SEED": "4"})

    def test_comments_and_blanks(self):
        self.write("# mine", "; mine", "  seed=2 ; the second", "",
                   "\tcrimes = BURG;X,ROB#Y ,STOLEN", " [report] ; x",
                   "   every=1d\r")
        self.report(seed=2, crimes="BURG;X,ROB#Y ,STOLEN")

    def test_flags(self):
        self.write("to=stdout", "speed=max", "[simulate]", "events = YES",
                   "end=2023-01-02")
        self.assertIn(b"ready\n", self.run_to_end("simulate").err)
        run = self.run_to_end("simulate", env=self.environ(EVENTS="false"))
        self.assertEqual(run.err, b"")


class Wrong(ConfigCase):
    def refuse_each(self, *rows):
        for text, line, *names in rows:
            with self.subTest(text):
                self.write(*text.split("|"))
                self.refused_at(line, ["report"], *names)

    def test_names(self):
        self.refuse_each(
            ("|sped=1h", 2, "sped: "), ("--speed=1h", 1, "--speed: "),
            ("Speed=1h", 1, "Speed: "), ("s=1h", 1, "s: "),
            ("[reprot]|speed=1h", 2, "[reprot]"),
            ("[Report]|speed=1h", 2, "[Report]"),
            ("[simulate]|sped=1h", 2, "sped: "),
            ("[simulate]|idle=1h", 2, "idle: ", "report", "simulate"),
            ("[report]||to=stdout", 3, "to: ", "simulate", "report"),
            ("help=yes", 1, "help: ", "command line"),
            ("[simulate]|driven=no", 2, "driven: ", "command line"),
            ("version=1", 1, "version: "), ("no-config=1", 1, "no-config: "))

    def test_lines(self):
        self.refuse_each(
            ("seed=2||nonsense|seed=x", 3), ("[report|seed=2", 1),
            ("seed=2|crimes=" + "A," * 3000 + "B", 2, "longer than"))
        self.config.write_bytes(b"seed=2\n\0\n")
        self.refused_at(2, ["report"])
        self.config.write_bytes(b"\x1b[2J\xff=1\n")
        self.refused_at(1, ["report"])

    def test_values(self):
        self.refuse_each(
            ("seed=2|speed=3x", 2, "speed: "), ("speed=", 1, "speed: "),
            ("[report]|every=0", 2, "every: "), ("brokers=", 1, "brokers: "),
            ("windows=1h, 1h", 1, "1h"), ("property=x", 1, "NAME=VALUE"),
            ("crimes=A,,B", 1, "crimes: "), ("topic=a b", 1, "topic: "),
            ("kafka-config=nosuchfile", 1, "kafka-config: ", "No such file"))
        self.write("[simulate]", "events=maybe")
        self.refused_at(2, ["simulate"], "events: ", "yes or no")

    def test_values_of_options_that_the_command_has_not(self):
        self.write("every=1d", "to=nowhere", "[monitor]", "speed=x")
        self.report()

    def test_values_of_variables(self):
        for command, name, value in (
                ("report", "SPEED", "3x"), ("report", "WINDOWS", "30s"),
                ("cluster", "PARTITIONS", "0"), ("simulate", "EVENTS", "on"),
                ("monitor", "KAFKA_CONFIG", "nosuchfile")):
            with self.subTest(name):
                self.refused([command], 2, f"BLOTTER_{name}={value}: ",
                             env=self.environ(**{name: value}))

    def test_what_cannot_be_read(self):
        self.config.mkdir()
        self.refused_at(0, ["report"], "directory", status=1)
        self.config.rmdir()
        self.config.symlink_to(self.config)
        self.refused_at(0, ["monitor"], "symbolic links", status=1)

    def test_windows_with_names_that_are_too_long(self):
        for zeros, length in (21, 23), (22, 24), (300, 302):
            name = "0" * zeros + "1h"
            self.assertEqual(len(name), length)
            if length <= 23:
                self.report("--every=1d", "--windows", name, windows=(name,))
            else:
                self.refused(["report", "--windows", name], 2, "--windows",
                             "at most 23")


class Children(ConfigCase):
    """They hear all from their session, and nothing beside it."""

    def test_of_what_is_for_other_commands(self):
        self.write("[simulate]", "to=stdout", "seed=9", "officers=1",
                   "run=other", "brokers=127.0.0.1:1", "speed=1s",
                   "[cluster]", "topic=elsewhere", "partitions=x",
                   "[report]", "every=1d")
        self.report("--partitions", 3)

    def test_of_what_their_session_has(self):
        self.write("every=1d", "partitions=2", "officers=7", "seed=2",
                   "topic=other", "delay=45-45", "end=2023-02-01",
                   "start=2023-01-10", "crimes=all")
        self.report(seed=3, delay=(45, 45), crimes="all",
                    start=seconds("2023-01-10"), end=seconds("2023-02-01"),
                    variables={"SEED": "3", "RUN": "mine", "SPEED": "max"})

    def test_properties_are_no_arguments_of_theirs(self):
        """Anybody can read those. A pipe can be read only once."""
        lines = ["client.id=the file's", "client.rack=the pipe's",
                 "client.rack=typed", "group.id=of the environment"]
        self.write(f"property = {lines[0]}", "[simulate]",
                   "property = client.rack=not for report")
        with subprocess.Popen(["echo", lines[1]],
                              stdout=subprocess.PIPE) as echo:
            pipe = echo.stdout.fileno()
            run = self.start(
                "report", "--speed", "1h", "-F", f"/proc/self/fd/{pipe}",
                "-X", lines[2], "-", stdin=open(self.file(HEADER + ROWS)),
                pass_fds=[pipe], env=self.environ(PROPERTY=lines[3]))
            run.line()
        pid = self.process("simulate")
        words = self.processes("simulate")[pid]
        for line in lines:
            self.assertNotIn(line, " ".join(words))
        path, = (word.removeprefix("--kafka-config=/proc/self/")
                 for word in words if word.startswith("--kafka-config="))
        with open(f"/proc/{pid}/{path}") as file:
            self.assertEqual(file.read().splitlines(),
                             [lines[0], lines[3], lines[1], lines[2]])
        self.assertEqual(run.end(), 0)

    def test_properties_are_theirs(self):
        """This one only the simulator's producer refuses."""
        name = "max.in.flight"
        for words, lines, variables in (
                (["-X", f"{name}=10"], (), {}),
                ([], (f"property={name}=10",), {}),
                ([], (), {"PROPERTY": f"{name}=10"}),
                ([], (), {"KAFKA_CONFIG": self.file(f"{name}=10\n", "k")}),
                (["-F", self.file(f"{name}=10\n", "k")], (), {})):
            self.write(*lines)
            run = self.start("report", *words,
                             env=self.environ(**variables))
            self.assertEqual(run.end(), 1)
            self.assertIn(name, run.err.decode())

    def test_driven_by_a_user_is_undisturbed(self):
        bootstrap, _ = self.cluster()
        self.write("nonsense")
        run = self.start("simulate", "--driven", "--brokers", bootstrap,
                         "--end", "2023-01-02", "--speed", "max",
                         stdin=subprocess.PIPE,
                         env=self.environ(SEED="x", TO="stdout"))
        end = run.line(lambda line: line.startswith("end "))
        kept = sum(report.reported_at <= seconds("2023-01-02")
                   for report in book().reports)
        self.assertIn(f" produced={kept} ", end)
        self.assertEqual(run.end(), 0)


class Brokers(ConfigCase):
    """What says where Kafka is: then none is embedded."""

    nowhere = "127.0.0.1:1"

    def setUp(self):
        super().setUp()
        self.bootstrap, _ = self.cluster()
        self.write("every=1d", "end=2023-01-05")

    def on_cluster(self, *words, topic, **variables):
        """The report's messages are on the cluster of the test."""
        run = self.run_to_end("report", "--topic", topic, *words,
                              env=self.environ(**variables))
        self.equal_report(run, end=seconds("2023-01-05"), **DAY)
        reader = self.kcat(self.bootstrap, "-e", topic=topic)
        self.assertEqual(reader.end(), 0)
        kinds = [json.loads(line)["kind"] for line in reader.lines()]
        self.assertEqual(kinds.count("end"), 4)

    def test_a_property(self):
        for number, words in enumerate((
                ["-X", f"bootstrap.servers={self.bootstrap}"],
                ["-X", f"metadata.broker.list={self.bootstrap}"],
                ["-X", f"bootstrap.servers={self.nowhere}", "-X",
                 f"bootstrap.servers={self.bootstrap}"],
                ["-F", self.file(f"bootstrap.servers={self.bootstrap}\n",
                                 "kafka")])):
            self.on_cluster(*words, topic=f"topic{number}")

    def test_the_option_wins_over_a_property_beside_it(self):
        nowhere = f"bootstrap.servers={self.nowhere}"
        self.on_cluster("-X", nowhere, "-b", self.bootstrap, topic="one")
        self.on_cluster("-b", self.bootstrap, "-X", nowhere, topic="two")

    def test_a_later_source_wins(self):
        self.write("every=1d", "end=2023-01-05", f"brokers={self.nowhere}",
                   f"property=bootstrap.servers={self.nowhere}")
        self.on_cluster("-X", f"bootstrap.servers={self.bootstrap}",
                        topic="one")
        self.on_cluster(topic="two", BROKERS=self.bootstrap)
        self.on_cluster(topic="three",
                        PROPERTY=f"bootstrap.servers={self.bootstrap}")

    def test_none_answers(self):
        self.refused(["report", "-X", f"bootstrap.servers={self.nowhere}"],
                     1, self.nowhere)
        self.refused(["simulate", "-X", f"bootstrap.servers={self.nowhere}"],
                     1, self.nowhere)
