"""What Tab completes in three shells, each asked itself."""
import contextlib
import os
import pty
import shutil
import unittest

from command_case import CommandCase


class Completion(CommandCase):
    def script(self, shell):
        """The path of what the build installs for a shell."""
        path = self.folder / "input" / "_blotter"
        path.write_bytes(self.run_to_end(f"--help={shell}").out)
        return path

    def setUp(self):
        super().setUp()
        self.environment["HOME"] = str(self.folder / "input")    # fish's

    def shell(self, *words):
        if shutil.which(words[0]) is None:
            raise unittest.SkipTest(f"no {words[0]} here")
        return self.run_to_end(*words[1:], program=words[0]).out.decode()

    def check(self, complete):
        """`complete` gives the words for a command line."""
        self.assertIn("simulate", complete("blotter s"))
        self.assertEqual(complete("blotter repo"), ["report"])
        self.assertEqual(complete("blotter report --pla"), ["--place"])
        self.assertEqual(complete("blotter simulate --off"),
                         ["--officer", "--officers"])
        self.assertEqual(complete("blotter cluster --pa"), ["--partitions"])
        self.assertEqual(complete("blotter report --place "),
                         ["address", "area", "district", "premise"])
        self.assertEqual(complete("blotter --theme h"), ["high-contrast"])
        self.assertIn("chicago", complete("blotter --city "))

    def test_bash(self):
        script = self.script("bash")

        def complete(line):
            words = line.split(" ")
            given = " ".join(f"'{word}'" for word in words)
            return sorted(self.shell(
                "bash", "-c", f". {script}; COMP_WORDS=({given}); "
                f"COMP_CWORD={len(words) - 1}; _blotter; "
                "printf '%s\\n' \"${COMPREPLY[@]}\"").split())

        self.check(complete)

    def test_fish(self):
        script = self.script("fish")

        def complete(line):
            told = self.shell("fish", "--no-config", "-c",
                              f"source {script}; complete -C '{line}'")
            words = (word.split("\t")[0] for word in told.splitlines())
            # fish 4 offers what holds the letters too, behind the others.
            return sorted(word for word in words
                          if word.startswith(line.split(" ")[-1]))

        self.check(complete)

    def test_zsh(self):
        """Its completion has only ears for a terminal: what would be put
        into the line is caught where it is handed over."""
        script = self.script("zsh")
        catch = self.folder / "input" / "catch"
        catch.write_text(
            f"fpath=({script.parent} $fpath)\n"
            "autoload -U compinit && compinit -D -u\n"
            "compadd() {\n"
            "    [[ ${@[(I)-(O|A|D)]} -gt 0 ]] && "
            "{ builtin compadd \"$@\"; return }\n"
            "    local -a found\n"
            "    builtin compadd -O found \"$@\"\n"
            "    print -l -- $found >>$OUT\n"
            "    builtin compadd \"$@\"\n"
            "}\n"
            "zle -C complete-word complete-word _main_complete\n"
            "ask() { zle complete-word; exit }\n"
            "zle -N ask && bindkey '^X' ask\n")

        def complete(line):
            if shutil.which("zsh") is None:
                raise unittest.SkipTest("no zsh here")
            out = self.folder / "input" / "out"
            out.write_text("")
            self.type_in(["zsh", "-f", "-i"], f". {catch}\n{line}\x18", out)
            return sorted(set(out.read_text().split()))

        self.check(complete)

    def type_in(self, words, typed, out):
        """Runs a shell on a terminal of its own, to its end."""
        pid, fd = pty.fork()
        if pid == 0:
            os.execvpe(words[0], words, {**self.environment, "OUT": str(out),
                                         "PS1": "", "TERM": "vt100",
                                         "PROMPT_EOL_MARK": ""})
        os.write(fd, typed.encode())
        with contextlib.suppress(OSError):  # of a terminal without a shell
            while os.read(fd, 1 << 16):
                pass
        os.close(fd)
        os.waitpid(pid, 0)
