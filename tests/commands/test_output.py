"""`report -o FILE`: a file appears whole or not at all."""
import json
import os
import resource
import signal
import socket
import stat
import subprocess
import threading

from command_case import HEADER, ROWS, CommandCase, report_lines


class OutputCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "input" / "out"
        self.place.mkdir()
        self.target = self.place / "figures"

    def beside(self):
        return sorted(path.name for path in self.place.iterdir())

    def temporary(self):
        """The only file beside an old target."""
        name, = set(self.beside()) - {"figures"}
        self.assertTrue(name.startswith(".blotter-"))
        return self.place / name

    def short(self):
        return self.file(HEADER + ROWS)

    def lines(self, path=None):
        return [json.loads(line) for line in
                (path or self.target).read_text().splitlines()]

    def equal_file(self, path=None, **options):
        self.assertEqual(self.lines(path), list(report_lines(**options)))

    def playing(self, *words, **options):
        """One that has put a line into its temporary, which is told by
        another's clock: its own figures are not to be seen."""
        self.target.write_text("old\n")
        bootstrap, _ = self.cluster()
        watcher = self.kcat(bootstrap)
        run = self.start("report", "--brokers", bootstrap, "--speed", "1d",
                         "-o", self.target, *words, **options)
        watcher.json(lambda m: m["kind"] == "clock" and
                     m["at"] > "2023-01-01T12")
        while len(self.beside()) < 2:
            watcher.json(lambda m: m["kind"] == "clock")
        watcher.process.terminate()
        watcher.end()
        return run


class Whole(OutputCase):
    def test_all_formats(self):
        path = self.short()
        for form in "json", "csv", "text":
            with self.subTest(form):
                words = "report", "--format", form, path
                run = self.run_to_end(*words, "-o", self.target)
                self.assertEqual((run.out, run.err), (b"", b""))
                self.assertEqual(self.target.read_bytes(),
                                 self.run_to_end(*words).out)
                self.assertEqual(self.beside(), ["figures"])

    def test_the_long_name_a_relative_path_and_standard_output(self):
        path = self.short()
        self.run_to_end("report", "--output=figures", path, cwd=self.place)
        self.equal_file(files=(path,))
        self.equal_report(self.run_to_end("report", "-o", "-", path),
                          files=(path,))

    def test_from_the_environment(self):
        path = self.short()
        self.run_to_end("report", path, env={
            **self.environment, "BLOTTER_OUTPUT": str(self.target),
            "BLOTTER_FORMAT": "csv"})
        self.assertTrue(self.target.read_text().startswith("at,scope,"))

    def test_the_old_file_stays_until_the_end(self):
        """Whoever opened the old one goes on reading that."""
        run = self.playing("--end", "2023-01-08")
        with open(self.target) as reader:
            self.assertEqual(reader.readline(), "old\n")
            self.assertEqual(run.end(), 0)
            self.assertEqual(reader.read(), "")
        self.assertEqual(self.beside(), ["figures"])
        self.assertEqual(self.lines()[-1]["kind"], "summary")

    def test_a_reader_never_sees_half_a_file(self):
        path, over = self.short(), threading.Event()
        seen, wrong = set(), []

        def look():
            while not over.is_set():
                lines = self.lines() if self.target.exists() else []
                seen.add(len(lines))
                if lines and lines[-1]["kind"] != "summary":
                    wrong.append(lines)

        looking = threading.Thread(target=look)
        looking.start()
        try:
            for _ in range(5):
                self.run_to_end("report", "-o", self.target, path)
        finally:
            over.set()
            looking.join()
        self.assertEqual(wrong, [])
        self.assertLessEqual(seen, {0, len(report_lines(files=(path,)))})

    def test_its_mode_is_the_old_files_or_by_the_umask(self):
        path = self.short()
        for mask in 0o022, 0o077:
            self.run_to_end("report", "-o", self.target, path, umask=mask)
            self.assertEqual(stat.S_IMODE(self.target.stat().st_mode),
                             0o666 & ~mask)
            self.target.unlink()
        self.target.touch()
        self.target.chmod(0o640)
        self.run_to_end("report", "-o", self.target, path)
        self.assertEqual(stat.S_IMODE(self.target.stat().st_mode), 0o640)

    def test_a_link_stays_one(self):
        path, link = self.short(), self.folder / "input" / "link"
        self.target.touch()
        link.symlink_to("out/figures")
        self.run_to_end("report", "-o", link, path)
        self.assertTrue(link.is_symlink())
        self.equal_file(files=(path,))
        self.assertEqual(self.beside(), ["figures"])

    def test_a_name_as_long_as_a_name_may_be(self):
        path, name = self.short(), "n" * 255
        self.run_to_end("report", "-o", self.place / name, path)
        self.assertEqual(self.beside(), [name])


class EndsEarly(OutputCase):
    def test_with_a_summary_the_file_is_there(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(number.name):
                run = self.playing()
                run.signal(number)
                self.assertEqual(run.end(), 1)
                self.assertIn("ended early", self.error_line(run))
                self.assertEqual(self.beside(), ["figures"])
                *ticks, summary = self.lines()
                self.assertEqual(ticks, list(report_lines()[:len(ticks)]))
                self.assertEqual(summary["kind"], "summary")

    def test_with_a_dead_simulator_too(self):
        run = self.playing()
        os.kill(self.process("simulate"), signal.SIGKILL)
        self.assertEqual(run.end(), 1)
        self.assertEqual(self.beside(), ["figures"])
        self.assertEqual(self.lines()[-1]["kind"], "summary")

    def test_before_anything_has_begun_there_is_none(self):
        """Connecting: neither figures nor a file of them."""
        self.target.write_text("old\n")
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            broker = f"127.0.0.1:{silent.getsockname()[1]}"
            run = self.start("report", "-b", broker, "-o", self.target)
            silent.accept()[0].close()
            run.signal(signal.SIGTERM)
            self.assertEqual(run.end(), 1)
            self.assertIn("ended early", self.error_line(run))
            run = self.start("report", "-b", broker, "-o", self.target)
            self.assertEqual(run.end(), 1)
        self.assertEqual(self.beside(), ["figures"])
        self.assertEqual(self.target.read_text(), "old\n")

    def test_nothing_but_an_unreadable_input(self):
        self.refused(["report", "-o", self.target, "no/such.csv"], 1, "such")
        self.assertEqual(self.beside(), [])

    def test_killed_it_leaves_the_old_file(self):
        run = self.playing()
        run.signal(signal.SIGKILL)
        run.end()
        self.assertEqual(self.target.read_text(), "old\n")
        self.temporary().unlink()


class CannotWrite(OutputCase):
    """One line, exit 1, nothing left, and what was there stays."""

    def refuse(self, target, *names, **options):
        before = self.beside()
        self.refused(["report", "-o", target, self.short()], 1, str(target),
                     *names, **options)
        self.assertEqual(self.beside(), before)

    def limited(self, size):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    def test_a_file_larger_than_may_be(self):
        """As a disk that is full: in the middle, and at the very end."""
        self.target.write_text("old\n")
        size = len(self.run_to_end("report", self.short()).out)
        for limit in size - 1, size - 600, 1:
            with self.subTest(limit):
                self.refuse(self.target, "cannot write: File too large",
                            preexec_fn=self.limited(limit))
                self.assertEqual(self.target.read_text(), "old\n")
        self.assertEqual(self.beside(), ["figures"])

    def test_many_ticks_beyond_the_limit(self):
        """It ends at once, not with its last report."""
        run = self.start("report", "--speed", "30d", "-o", self.target,
                         preexec_fn=self.limited(1 << 16))
        self.assertEqual(run.end(), 1)
        self.assertIn("File too large", self.error_line(run))
        self.assertEqual(self.beside(), [])

    def test_places_where_no_file_can_be(self):
        self.target.touch()
        self.refuse(self.place, "directory")
        self.refuse(f"{self.place}/", "directory")
        self.refuse(self.place / "no" / "such", "No such file")
        self.refuse(self.target / "below", "Not a directory")
        self.refuse(f"{self.place}/new/", "directory")
        self.refuse(self.place / ("n" * 256), "name too long")
        self.refuse("/proc/new", "cannot write")

    def test_a_folder_and_a_file_that_may_not_be_written(self):
        if os.geteuid() == 0:
            self.skipTest("root may write everything")
        self.target.touch(0o444)
        self.refuse(self.target, "Permission denied")
        self.target.unlink()
        self.place.chmod(0o555)
        self.refuse(self.target, "Permission denied")
        self.place.chmod(0o755)

    def test_a_folder_that_goes_meanwhile(self):
        """Its temporary with it."""
        run = self.playing("--end", "2023-01-08")
        for name in self.beside():
            (self.place / name).unlink()
        self.place.rmdir()
        self.assertEqual(run.end(), 1)
        self.assertIn("cannot write: No such file", self.error_line(run))

    def test_over_a_file_that_it_reads(self):
        path = self.short()
        self.target.symlink_to(path)
        for target in path, self.target:
            self.refused(["report", "-o", target, path], 2, "--output")
        with open(path) as file:
            self.assertEqual(file.read(), HEADER + ROWS)

    def test_no_name(self):
        self.refused(["report", "-o", ""], 2, "--output")
        self.refused(["simulate", "-o", "x"], 2, "--output", "report")


class NoFile(OutputCase):
    """What is there is written to as it comes."""

    def test_a_named_pipe(self):
        """Line by line, and it stays a pipe."""
        os.mkfifo(self.target)
        run = self.start("report", "--speed", "30d", "-o", self.target,
                         "--end", "2023-02-10")
        with open(self.target) as pipe:
            self.assertEqual(json.loads(pipe.readline()), report_lines()[0])
            self.assertIsNone(run.process.poll())
            *_, last = pipe
        self.assertEqual(run.end(), 0)
        self.assertEqual(json.loads(last)["kind"], "summary")
        self.assertEqual(self.beside(), ["figures"])
        self.assertTrue(self.target.is_fifo())

    def test_a_named_pipe_whose_reader_goes(self):
        os.mkfifo(self.target)
        run = self.start("report", "--speed", "30d", "-o", self.target)
        with open(self.target) as pipe:
            pipe.readline()
        self.assertEqual(run.end(), 0)
        self.assertEqual(run.err, b"")

    def test_a_pipe_of_the_shells(self):
        path, (reading, writing) = self.short(), os.pipe()
        run = self.start("report", "-o", f"/dev/fd/{writing}", path,
                         pass_fds=[writing])
        os.close(writing)
        with open(reading, "rb") as pipe:
            lines = pipe.read().splitlines()
        self.assertEqual(run.end(), 0)
        self.assertEqual([json.loads(line) for line in lines],
                         list(report_lines(files=(path,))))

    def test_its_own_standard_output_and_error(self):
        """Also where that is a file, which is gone on with."""
        path = self.short()
        self.equal_report(self.run_to_end("report", "-o", "/dev/stdout",
                                          path), files=(path,))
        for name in "stdout", "stderr":
            self.target.write_text("before\n")
            with open(self.target, "a") as file:
                self.run_to_end("report", "-o", f"/dev/{name}", path,
                                **{name: file})
            before, *lines = self.target.read_text().splitlines()
            self.assertEqual(before, "before")
            self.assertEqual(list(map(json.loads, lines)),
                             list(report_lines(files=(path,))))
        self.assertEqual(self.beside(), ["figures"])

    def test_devices(self):
        path = self.short()
        self.run_to_end("report", "-o", "/dev/null", path)
        self.refused(["report", "-o", "/dev/full", path], 1,
                     "/dev/full: cannot write: No space left")
        with open("/dev/full", "w") as full:
            run = self.start("report", path, stdout=full,
                             stdin=subprocess.DEVNULL)
            self.assertEqual(run.end(), 1)
            self.assertIn("standard output: cannot write",
                          self.error_line(run))
