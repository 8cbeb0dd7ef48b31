"""A real terminal: a tmux server of the test's own, one pane in it.

All that the pane writes also comes through a fifo, so that waiting for a
screen is waiting for output: the screen is looked at again when there was
some, and the deadline is reached only by a failure.
"""
import os
import select
import shlex
import shutil
import subprocess

import screen
from running import PROGRAM, Case, Deadline, numbers

PANE = """\
trap : INT
stty -a >../before
echo 'this was here before'
../start "$@"
status=$?
stty -a >../after
echo
echo "status $status"
read -r _
"""


class Terminal:
    """Starts `words` in a new pane. `output` is all it has written."""

    def __init__(self, case, words, columns=80, rows=24):
        self.case = case
        self.output = b""
        self.screen = screen.Screen("")
        self.environment = {
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "HOME": str(case.folder / "home"), "SHELL": "/bin/sh",
            "TMUX_TMPDIR": str(case.folder)}
        self.name = f"{case.mark}-{next(numbers)}"
        fifo = case.folder / self.name
        os.mkfifo(fifo)
        self.fifo = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        case.addCleanup(os.close, self.fifo)
        case.addCleanup(self.tmux, "kill-server", check=False)
        self.tmux(
            "start-server",
            ";", "set", "-g", "default-terminal", "tmux-256color",
            ";", "set", "-g", "status", "off",
            ";", "set", "-g", "remain-on-exit", "on",
            ";", "new-session", "-d", "-x", columns, "-y", rows,
            "-c", case.work, shlex.join(map(str, words)),
            ";", "pipe-pane", "-O", f"exec cat >{shlex.quote(str(fifo))}")

    def tmux(self, *words, check=True):
        """A command to the server; what it prints."""
        run = subprocess.run(
            ["tmux", "-u", "-f", "/dev/null", "-L", self.name,
             *map(str, words)], env=self.environment, check=False,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
        if check and run.returncode:
            raise AssertionError(f"tmux {words}: {run.stderr.decode()}")
        return run.stdout.decode()

    def read(self, deadline):
        """Waits for output; false when the deadline comes before it."""
        if not select.select([self.fifo], [], [], deadline.left())[0]:
            return False
        self.output += os.read(self.fifo, 1 << 16)
        return True

    def capture(self, *words):
        self.screen = screen.Screen(self.tmux("capture-pane", "-p", *words))
        return self.screen

    def wait(self, wanted, what):
        """Waits until the screen is as wanted; the screen it is then."""
        deadline = Deadline()
        while not wanted(self.capture()):
            if not self.read(deadline):
                self.fail(f"no screen came that is {what}")
        return self.screen

    def wait_for(self, pattern):
        return self.wait(lambda shown: shown.has(pattern), repr(pattern))

    def fail(self, why):
        size = self.tmux("display", "-p", "#{pane_width}x#{pane_height}",
                         check=False).strip()
        raise AssertionError(
            f"{why}; the last screen, {size}:\n{self.screen.text}")

    def press(self, *keys):
        """Keys by tmux' names, such as a, Space, Tab, C-z."""
        self.tmux("send-keys", *keys)

    def enter(self, line):
        """A line for a shell."""
        self.tmux("send-keys", "-l", line)
        self.press("Enter")

    def resize(self, columns, rows):
        """Waits until the program has drawn for that size (tmux tells it a
        moment later)."""
        self.tmux("resize-window", "-x", columns, "-y", rows)
        return self.wait(
            lambda shown: len(shown.lines) == rows
            and shown.lines[0].startswith(" 1 Live") and shown.footer
            and (rows < 16 or "─" * columns in shown.lines),
            f"drawn for {columns}x{rows}")

    def modes(self):
        """Alternate screen, cursor, cursor keys, keypad, mouse."""
        return self.tmux(
            "display", "-p", "#{alternate_on} #{cursor_flag} "
            "#{keypad_cursor_flag} #{keypad_flag} #{mouse_any_flag}").strip()


class TermCase(Case):
    """A monitor in a terminal."""

    def start_file(self, environment=(), words=(), redirect="",
                   limit="-c 0"):
        """The program as a script that any shell can run, under that
        ulimit."""
        kept = {name: value for name, value in self.environment.items()
                if name != "PATH"}
        fixed = {**kept, **dict(environment)}
        setting = " ".join(shlex.quote(f"{name}={value}")
                           for name, value in fixed.items() if value)
        term = "" if "TERM" in fixed else 'TERM="$TERM" '
        # a file of its own: the one before may just be executed
        path = self.folder / f"start-{next(numbers)}"
        path.write_text(
            f"#!/bin/sh\nulimit {limit}\n"
            f'exec env -i {term}PATH="$PATH" {setting} '
            f'{shlex.quote(PROGRAM)} {shlex.join(map(str, words))} "$@" '
            f"{redirect}\n")
        path.chmod(0o755)
        return path.replace(self.folder / "start")

    def monitor(self, *words, environment=(), redirect="", limit="-c 0",
                **size):
        """A monitor in a pane that says how it ended."""
        self.start_file(environment, redirect=redirect, limit=limit)
        return Terminal(self, ["sh", "-c", PANE, "sh", *words], **size)

    def playing(self, *words, reports=30, **options):
        """A monitor that has played so many reports."""
        terminal = self.monitor(*words, **options)
        self.wait_playing(terminal, reports)
        return terminal

    def wait_playing(self, terminal, reports=30):
        return terminal.wait(
            lambda shown: shown.state == "playing" and shown.position
            and shown.position[0] >= reports, f"playing, {reports} reports")

    def shell(self, *words, name="bash", **options):
        """An interactive shell with job control; `../start` is the
        program."""
        self.start_file(words=words)
        found = shutil.which(name)
        words = {"bash": ["--norc", "--noprofile", "-i"], "sh": ["-i"]}
        return Terminal(self, ["env", "PS1=ready: ", "ENV=", "HISTFILE=",
                               found, *words[name]], **options)

    def pid(self):
        """The monitor's; a child between fork and exec looks like it."""
        return min(pid for pid, words in self.children().items()
                   if words[1:2] not in (["simulate"], ["cluster"]))

    def pause(self, terminal):
        terminal.press("Space")
        terminal.wait(lambda shown: shown.state == "paused", "paused")
        return self.settled(terminal)

    def settled(self, terminal):
        """A whole frame: the answer to a key stands in the last row, which
        is drawn last; and the next such frame is the same but for that."""
        before = None
        deadline = Deadline()
        while True:
            for key in "ZY":
                terminal.press(key)
                shown = terminal.wait(
                    lambda shown: f"no key {key};" in shown.footer,
                    f"the answer to {key}")
                if before == shown.without_footer:
                    return shown
                before = shown.without_footer
            if not deadline.left():
                terminal.fail("the screen does not settle")

    def ended(self, terminal, status=0):
        """It has ended with that status, the terminal is as it was, and no
        process is left."""
        shown = terminal.wait_for(r"(?m)^status \d+")
        if not shown.has(rf"(?m)^status {status}\b"):
            terminal.fail(f"it did not end with status {status}")
        self.wait_modes(terminal)
        if not shown.has("(?m)^this was here before"):
            terminal.fail("what was on the screen before is not back")
        before, after = ((self.folder / name).read_text()
                         for name in ("before", "after"))
        self.assertEqual(before, after)
        self.assert_no_process()
        return shown

    def wait_modes(self, terminal, modes="0 1 0 0 0"):
        if (got := terminal.modes()) != modes:
            terminal.fail(f"terminal modes {got}, not {modes}")


def is_paused(message):
    return message.get("paused") is True


class TopicCase(TermCase):
    """With a cluster of the test's own: kcat tells what happens, and a
    clock a second while it is paused."""

    def setUp(self):
        super().setUp()
        self.bootstrap, _ = self.cluster()
        self.reader = self.kcat(self.bootstrap, "-f", "%s\n")

    def start_file(self, environment=(), words=(), **options):
        return super().start_file(
            environment, ("--brokers", self.bootstrap, *words), **options)

    def round(self, wanted=lambda clock: True):
        """The next clock of all officers, by the fourth's."""
        return self.reader.json(
            lambda message: message["kind"] == "clock"
            and message["officer"] == 4 and wanted(message))

    def freeze(self, terminal):
        """Pauses, and waits until the last clock is on the screen; it."""
        terminal.press("Space")
        at = self.round(is_paused)["at"]
        terminal.wait(lambda shown: shown.state == "paused"
                      and shown.clock[:16] == at[:16], f"paused at {at}")
        return at
