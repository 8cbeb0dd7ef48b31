"""BLOTTER_TRACE: what the program does inside, a line an event."""
import json
import re

from command_case import HEADER, ROWS, CommandCase

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z (\d+) "
                  r"(kafka|run|clock|credit|ui) (.+)")


class Trace(CommandCase):
    def setUp(self):
        super().setUp()
        self.trace = self.folder / "trace"

    def traced(self, subjects=""):
        return {**self.environment,
                "BLOTTER_TRACE": f"{self.trace}{subjects}"}

    def events(self):
        """(process, subject, text) of each line."""
        lines = self.trace.read_text().splitlines()
        for line in lines:
            self.assertRegex(line, LINE)
        return [LINE.fullmatch(line).groups() for line in lines]

    def test_every_process_adds_its_lines_and_the_figures_stay(self):
        path = self.file(HEADER + ROWS)
        plain = self.run_to_end("report", path)
        run = self.run_to_end("report", path, env=self.traced())
        self.assertEqual(run.out, plain.out)
        events = self.events()
        self.assertEqual({subject for _, subject, _ in events},
                         {"kafka", "run", "clock"})
        self.assertGreater(len({process for process, _, _ in events}), 1)
        clocks = [text for _, subject, text in events if subject == "clock"]
        self.assertTrue(any(text.startswith("the run's clock is 2023-01-01T")
                            for text in clocks))

    def test_only_the_subject_asked_for_is_written(self):
        self.run_to_end("report", "--every", "10d", env=self.traced(":credit"))
        self.assertEqual({subject for _, subject, _ in self.events()},
                         {"credit"})

    def test_it_says_why_a_message_was_late(self):
        bootstrap, _ = self.cluster("--partitions", "1")
        first, then = "2023-01-01T00:00:00", "2023-01-01T06:00:00"
        head = {"run": "r", "officer": 1}
        messages = (
            {"kind": "start", **head, "officers": 1, "seq": 0, "began": 1,
             "windows_from": first, "at": first, "until": then},
            {"kind": "clock", **head, "officers": 1, "seq": 0, "at": then},
            {"kind": "crime", **head, "seq": 1, "id": "1", "crime": "ARSON",
             "reported_at": "2023-01-01T05:00:00",
             "occurred_at": "2023-01-01T04:00:00"},
            {"kind": "end", **head, "officers": 1, "seq": 1, "at": then})
        writer = self.start("-P", "-b", bootstrap, "-t", "la-crime", "-p", 0,
                            program="kcat", stdin=-1)
        writer.send("".join(json.dumps(m) + "\n" for m in messages))
        self.assertEqual(writer.end(), 0)
        self.run_to_end("report", "--attach", "--brokers", bootstrap,
                        env=self.traced(":run"), status=1)
        late = [text for _, subject, text in self.events()
                if "late" in text and subject == "run"]
        self.assertEqual(late, [
            "officer 1 seq 1 of 2023-01-01T05:00:00 is late: its officer's "
            "clock was 2023-01-01T06:00:00, the run's 2023-01-01T06:00:00, "
            "the figures at never; partition 0 offset 2"])

    def test_a_subject_or_a_file_that_is_none_is_a_usage_error(self):
        for where, named in ((f"{self.trace}:clocks", "clocks"),
                             ("/no/such/folder/trace", "/no/such/folder")):
            self.refused(("generate", "--rows", "1"), 2, "BLOTTER_TRACE",
                         named, env={**self.environment,
                                     "BLOTTER_TRACE": where})
