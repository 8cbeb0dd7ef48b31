"""Files that are none, that are wrong, or that are hostile."""
import bz2
import gzip
import io
import json
import lzma
import os
import re
import subprocess
import tarfile

from command_case import HEADER, ROWS, CommandCase
from running import DATA

COMMANDS = (("monitor",), ("simulate", "--to", "stdout"), ("report",))


class Descriptors(CommandCase):
    """What a shell puts in the place of a FILE: report <(zcat x.gz)."""

    def test_a_pipe_named_by_its_descriptor(self):
        plain = self.run_to_end("report", self.file(HEADER + ROWS))
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.write(writer, (HEADER + ROWS).encode())
        os.close(writer)
        run = self.run_to_end("report", f"/dev/fd/{reader}",
                              pass_fds=(reader,))
        self.assertEqual(run.out, plain.out)


class BadFiles(CommandCase):
    """One line that names the file, exit 1, and no figures."""

    def refuse_each(self, path, *names, commands=COMMANDS, place=None):
        for command in commands:
            with self.subTest((*command, path)):
                run = self.refused([*command, path], 1, *names)
                self.assertTrue(self.error_line(run).startswith(
                    f"{place or path}:"))

    def test_no_such_file(self):
        self.refuse_each("./nosuch.csv", "No such file")
        self.refuse_each(self.file("x", "f") + "/g.csv", "Not a directory")

    def test_a_folder(self):
        self.refuse_each(str(self.work), "folder")

    def test_an_empty_file(self):
        for content in b"", gzip.compress(b""):
            self.refuse_each(self.file(content), "empty")

    def test_only_a_header(self):
        for content in HEADER, HEADER.strip(), HEADER + "\n\r\n":
            self.refuse_each(self.file(content), "no rows",
                             commands=COMMANDS[1:])

    def test_not_csv(self):
        for path in sorted(DATA.glob("not-csv-*")):
            self.refuse_each(str(path), "not CSV")
        for content in (b"\x7fELF\x02\x01\x01\0\0\0\0", b"<html>\n<p>\n",
                        b"\0" * 100):
            self.refuse_each(self.file(content), "not CSV")

    def test_an_archive(self):
        """Also where columns that are needed stand behind its header."""
        member = tarfile.TarInfo("crimes.csv")
        data = (HEADER + ROWS).encode()
        member.size = len(data)
        for mode in "w:", "w:gz":
            packed = io.BytesIO()
            with tarfile.open(fileobj=packed, mode=mode) as archive:
                archive.addfile(member, io.BytesIO(data))
            self.refuse_each(self.file(packed.getvalue()), "not CSV", "tar")
        for name, packed in (("bzip2", bz2.compress(data)),
                             ("xz", lzma.compress(data))):
            self.refuse_each(self.file(packed), "not CSV", name)

    def test_blank_lines_only(self):
        self.refuse_each(self.file("\n\n\n"))

    def test_a_missing_column_is_named(self):
        for name, words in (("DATE OCC", "date"), ("TIME OCC", "time"),
                            ("Crm Cd Desc", "description")):
            path = self.file("\n" + HEADER.replace(name, "Else") + ROWS)
            self.refuse_each(path, words, name, place=path + ":2")

    def test_the_bad_one_of_several_files(self):
        good = self.file(HEADER + ROWS, "good.csv")
        self.refused(["report", good, "nosuch.csv"], 1, "nosuch.csv: ")
        self.refused(["report", good, self.file("", "empty.csv")], 1,
                     "empty.csv: ")

    def test_a_gz_file_cut_short(self):
        whole = gzip.compress((HEADER + ROWS * 99).encode())
        path = self.file(whole[:len(whole) // 2], "crimes.csv.gz")
        self.refuse_each(path, commands=COMMANDS[1:])

    def test_no_row_matches(self):
        path = self.file(HEADER + ROWS)
        for words in (["--crimes", "NOSUCH"], ["--start", "2024-01-01"],
                      ["--end", "2022-12-31"]):
            for command in COMMANDS[1:]:
                with self.subTest((command, words)):
                    self.refused([*command, *words, path], 1, "6 rows",
                                 "--crimes, --start and --end")

    def test_an_unreadable_file_on_standard_input(self):
        for content, name in ((b"", "empty"), (b"{}\n", "not CSV")):
            for command in COMMANDS[1:]:
                run = self.start(*command, "-", stdin=subprocess.PIPE)
                run.process.stdin.write(content)
                self.assertEqual(run.end(), 1)
                self.assertRegex(self.error_line(run),
                                 f"^standard input: .*{name}")


class BadRows(CommandCase):
    """Counted, told with their lines, and never the end of the run."""

    rows = HEADER + ("1,13/45/2023,1200,Central,1,BURGLARY,A,,\n"
                     "2,01/01/2023,2561,Central,1,BURGLARY,A,,\n"
                     "\n"
                     '3,01/01/2023,1200,"Cen\ntral",1,BURGLARY,A,,\n'
                     "4,01/01/2023,1200,Central,1,,A,,\n"
                     "5,,,Central,1,,A,,\n")
    said = (":2: ", ":3: ", ":7: ", ":8: ")

    def test_are_counted_and_told_with_their_lines(self):
        path = self.file(self.rows)
        run = self.run_to_end("report", "--crimes", "all", path)
        lines = run.err.decode().splitlines()
        self.assertEqual(
            [line[:len(f"blotter: {path}{said}")]
             for line, said in zip(lines, self.said, strict=True)],
            [f"blotter: {path}{said}" for said in self.said])
        self.equal_report(run, files=(path,), crimes="all")
        self.assertEqual(json.loads(run.lines()[-1])["rejected"],
                         {"date": 2, "time": 1, "description": 1})

    def test_that_do_not_match_are_filtered(self):
        path = self.file(self.rows)
        run = self.run_to_end("report", "--crimes", "BURG", path)
        self.equal_report(run, files=(path,), crimes="BURG")
        self.assertEqual(json.loads(run.lines()[-1])["filtered"], 2)

    def test_the_simulator_tells_them_too(self):
        path = self.file(self.rows)
        run = self.run_to_end("simulate", "--to", "stdout", "--speed", "max",
                              "--crimes", "all", path)
        for said in self.said:
            self.assertIn(f"blotter: {path}{said}".encode(), run.err)
        self.equal_stream(run, files=(path,), crimes="all")

    def test_a_flood_of_them_is_counted_and_the_first_20_are_told(self):
        path = self.file(HEADER + ROWS + "9,x,1,A,1,BURGLARY,B,,\n" * 5000)
        run = self.run_to_end("report", path)
        *told, more = run.err.decode().splitlines()
        self.assertEqual(told, [
            f'blotter: {path}:{line}: unreadable date "x", row rejected'
            for line in range(8, 28)])
        self.assertTrue(more.startswith(f"blotter: {path}:28: and more"))
        self.assertEqual(json.loads(run.lines()[-1])["rejected"],
                         {"date": 5000})

    def test_what_is_told_of_them_is_printable(self):
        path = self.file(HEADER.encode() + ROWS.encode()
                         + b"9,\x1b]0;X\x07\xff\xc2\x9b1m,1,A,1,BURGLARY,B\n")
        run = self.run_to_end("report", path)
        self.assertNotRegex(run.err, rb"[\x00-\x09\x0b-\x1f\x7f-\xff]")

    def test_dialects(self):
        for path in sorted(DATA.glob("*.csv")):
            if path.name.startswith("not-csv"):
                continue
            with self.subTest(path.name):
                run = self.run_to_end("report", "--crimes", "all",
                                      "--every", "5d", path)
                self.equal_report(run, files=(str(path),), crimes="all",
                                  every="5d")
                run = self.run_to_end("simulate", "--to", "stdout", "--speed",
                                      "max", "--crimes", "all", path)
                self.equal_stream(run, files=(str(path),), crimes="all")


    def test_dialects_as_one_input_also_packed_and_on_standard_input(self):
        paths = [str(path) for path in sorted(DATA.glob("*.csv"))
                 if not path.name.startswith("not-csv")]
        words = list(paths)
        for number, compress in (1, gzip.compress), (3, lambda data: data):
            with open(paths[number], "rb") as file:
                data = compress(file.read())
            words[number] = self.file(data, f"{number}.csv.gz")
        for number, compress in (2, gzip.compress), (0, lambda data: data):
            with open(paths[number], "rb") as file:
                packed = self.file(compress(file.read()), "standard-input")
            with open(packed) as file:
                run = self.run_to_end(
                    "simulate", "--to", "stdout", "--speed", "max",
                    "--crimes", "all", *words[:number], "-",
                    *words[number + 1:], stdin=file)
            self.equal_stream(run, files=tuple(paths), crimes="all")


def hostile():
    """Descriptions (and names, and addresses) that nobody would want raw."""
    yield from (bytes([code]) for code in range(1, 256)
                if code not in b'\n\r",')
    yield from (b"\x1b]0;title\x07", b"\x1b[2J\x1b[31m", b"\xc2\x9b31m",
                b"\xc3", b"\xc3(", b"\xe2\x82", b"\xed\xa0\x80\xed\xb0\x80",
                b"\xf0\x9f\x92", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xff\xfe",
                "\u2028\u202e\ufeff\u200b\U0001f600".encode(),
                b'""', b"\\", b"\\u0000", b'\\""', b"a\nb", b"a\r\nb",
                b"A" * 30000)


class Hostile(CommandCase):
    def setUp(self):
        super().setUp()
        rows = b"".join(
            b'%d,01/01/2023,%04d,"x%sy",1,"BURGLARY %sz","%s 7TH",,\n'
            % (number, 100 + number // 60 * 100 + number % 60, bad, bad, bad)
            for number, bad in enumerate(hostile()))
        self.path = self.file(HEADER.encode() + rows)

    def strict(self, run):
        """Lines of JSON without a raw control byte, in UTF-8."""
        for line in run.lines():
            if found := re.search(rb"[\x00-\x1f\x7f]", line[:-1]):
                run.fail(f"{found[0]} is raw in {line}")
            json.loads(line.decode())

    def test_stream(self):
        run = self.run_to_end("simulate", "--to", "stdout", "--speed", "max",
                              self.path)
        self.assertEqual(run.err, b"")
        self.strict(run)
        self.equal_stream(run, files=(self.path,))

    def test_report(self):
        for place in "area", "address":
            run = self.run_to_end("report", "--place", place, "--every",
                                  "15m", self.path)
            self.assertEqual(run.err, b"")
            self.strict(run)
            self.equal_report(run, files=(self.path,), place=place,
                              every="15m")
