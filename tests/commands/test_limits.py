"""With little to be had a command runs, or ends with one line that says so."""
import resource
import subprocess

from command_case import HEADER, ROWS, CommandCase

LOADED = 127    # the status when not even the libraries can be opened
MOST = 64       # so many open files have to be enough


class Limits(CommandCase):
    def limited(self, words, count, soft_only=False):
        def limit():
            _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE,
                               (count, hard if soft_only else count))
        run = self.start(*words, preexec_fn=limit, stdin=subprocess.PIPE)
        status = run.end()
        if status == 1:
            self.assertIn("ulimit -n", self.error_line(run))
        elif status == LOADED:
            self.assertLess(count, 10)
        elif status != 0:
            run.fail(f"exit status {status} with {count} open files")
        return status

    def test_every_number_of_open_files(self):
        for words in (("report", self.file(HEADER + ROWS)),
                      ("simulate", "--to", "stdout", self.file(HEADER + ROWS)),
                      ("generate", "--rows", "3"), ("cluster",), ("--help",),
                      ("report", "--version")):
            few = range(20) if words[0] in ("report", "simulate") else (4, 8)
            for count in (*few, 24, 32, 40, 50, MOST):
                with self.subTest(f"{words[0]} {count}"):
                    status = self.limited(words, count)
                    self.assertTrue(count < MOST or status == 0)

    def test_a_limit_that_may_be_raised(self):
        self.assertEqual(self.limited(
            ("report", self.file(HEADER + ROWS)), 16, soft_only=True), 0)

    def test_without_folders_of_ones_own(self):
        environment = {name: value for name, value in self.environment.items()
                       if name not in ("HOME", "TMPDIR")}
        run = self.run_to_end("report", self.file(HEADER + ROWS),
                              env=environment)
        self.assertEqual(run.err, b"")
