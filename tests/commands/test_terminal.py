"""What comes from outside does not reach a terminal as something to obey."""
import contextlib
import json
import os
import pty
import subprocess

from command_case import HEADER, CommandCase

AREA = "a\x1b[2J\x9b\u202eb\x07"
ROW = f"1,01/01/2023,0010,{AREA},310,BURGLARY \u2066,1 W 7TH ST,34,-118\n"


class Terminal(CommandCase):
    def on_terminal(self, *words):
        ours, its = pty.openpty()
        run = self.start(*words, stdout=its, stdin=subprocess.DEVNULL)
        os.close(its)
        seen = b""
        with contextlib.suppress(OSError):      # its other end is closed
            while piece := os.read(ours, 4096):
                seen += piece
        os.close(ours)
        self.assertEqual(run.end(), 0)
        return seen.decode().replace("\r\n", "\n")

    def test_no_format_writes_what_a_terminal_obeys(self):
        path = self.file(HEADER + ROW)
        for form in "json", "csv", "text":
            with self.subTest(form):
                words = "report", "--format", form, path
                seen = self.on_terminal(*words)
                for character in AREA + "\u2066":
                    if not character.isprintable():
                        self.assertNotIn(character, seen)
                piped = self.run_to_end(*words).out.decode()
                if form == "text":
                    self.assertEqual(seen, piped)
                if form == "csv":
                    self.assertIn(AREA, piped)
                    self.assertIn("a\ufffd[2J\ufffd\ufffdb\ufffd", seen)
                if form == "json":
                    self.assertEqual(*([json.loads(line) for line in
                                        text.splitlines()]
                                       for text in (seen, piped)))
