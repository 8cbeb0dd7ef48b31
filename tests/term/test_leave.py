"""However it ends, the terminal is as it was and no child is left."""
import os
import random
import shutil
import signal
import time

from running import Deadline, wait_gone
from terminal import TermCase, Terminal, TopicCase, is_paused


def state_of(pid):
    """R, S, T (stopped), …, from /proc."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(") ")[2][0]


# A monitor after the other; each time the modes before and behind it.
KILLS = 30
ONE_BY_ONE = f"""\
trap : INT
stty -a >../before
for i in $(seq {KILLS}); do
    ../start "$@"
    stty -a >../after
    cmp ../before ../after && echo "same $i"
    read -r _
done
"""


class Leave(TermCase):
    def test_q(self):
        for words in (), ("--speed", "max"), ("--speed", "1s"):
            with self.subTest(words):
                terminal = self.monitor(*words)
                terminal.wait(lambda shown: shown.state in
                              ("playing", "ended"), "playing or ended")
                self.assertEqual(terminal.modes()[:3], "1 0")
                terminal.press("q")
                self.ended(terminal)

    def test_signals(self):
        for number in signal.SIGTERM, signal.SIGHUP, signal.SIGINT:
            with self.subTest(number.name):
                terminal = self.playing(reports=20)
                os.kill(self.pid(), number)
                self.ended(terminal)

    def test_signals_while_it_starts(self):
        """As soon as it has the screen."""
        for number in signal.SIGTERM, signal.SIGINT:
            with self.subTest(number.name):
                terminal = self.monitor()
                terminal.wait_for("starting|loading|playing")
                os.kill(self.pid(), number)
                self.ended(terminal)

    def test_signals_while_its_children_are_stopped(self):
        """They are not waited for until they are killed after two seconds:
        the fastest time of some, as a machine may be slow."""
        took = []
        for number in signal.SIGTERM, signal.SIGHUP, signal.SIGINT:
            terminal = self.playing(reports=20)
            pid = self.pid()
            for name in "simulate", "cluster":
                os.kill(self.process(name), signal.SIGSTOP)
            begin = time.monotonic()
            os.kill(pid, number)
            self.assertTrue(wait_gone(pid, Deadline()))
            took.append(time.monotonic() - begin)
            self.ended(terminal)
        self.assertLess(min(took), 1.9)

    def test_ctrl_c(self):
        terminal = self.playing(reports=20)
        terminal.press("C-c")
        self.ended(terminal)

    def test_q_while_it_is_paused_and_after_its_end(self):
        terminal = self.playing(reports=20)
        self.pause(terminal)
        terminal.press("q")
        self.ended(terminal)

    def test_killed_at_any_moment_the_terminal_is_as_it_was(self):
        """Whatever has been drawn by then, by signals that can be heard."""
        chance = random.Random(1)
        options = ":".join((self.environment.get("ASAN_OPTIONS", ""), *(
            f"handle_{name}=0" for name in ("segv", "abort"))))
        self.start_file({"ASAN_OPTIONS": options})
        terminal = Terminal(self, ["sh", "-c", ONE_BY_ONE, "sh"])
        for count in range(1, KILLS + 1):
            seen = len(terminal.output) + chance.choice((99, 999, 5000, 9000))
            while len(terminal.output) < seen:
                self.assertTrue(terminal.read(Deadline()))
            pid = self.pid()
            os.kill(pid, chance.choice((
                signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT,
                signal.SIGSEGV, signal.SIGABRT)))
            self.assertTrue(wait_gone(pid, Deadline()))
            while f"same {count}\r".encode() not in terminal.output:
                self.assertTrue(terminal.read(Deadline()))
            terminal.wait_for(f"(?m)^same {count}$")
            self.wait_modes(terminal)
            terminal.press("Enter")
        shutil.rmtree(self.folder / "home" / ".local", ignore_errors=True)

    def wait_killed(self, terminal):
        """The shell says so where the cursor was, perhaps over two lines."""
        terminal.wait(
            lambda shown: "status137" in "".join(shown.text.split()),
            "that of a killed monitor")

    def test_killed_it_leaves_no_child(self):
        """What the terminal looks like then is its shell's affair."""
        for wait in "starting|loading", "playing":
            terminal = self.monitor()
            terminal.wait_for(wait)
            os.kill(self.pid(), signal.SIGKILL)
            self.wait_killed(terminal)
            self.assert_no_process()

    def test_killed_while_its_children_play_at_max(self):
        terminal = self.monitor("--crimes", "all", "--speed", "30d")
        terminal.wait(lambda shown: shown.position
                      and shown.position[0] > 1000, "well on its way")
        os.kill(self.pid(), signal.SIGKILL)
        self.wait_killed(terminal)
        self.assert_no_process()

    def test_a_terminal_that_vanishes_ends_everything(self):
        terminal = self.playing(reports=20)
        pid = self.pid()
        terminal.tmux("kill-pane")
        self.assertTrue(wait_gone(pid, Deadline(10)))
        self.assert_no_process()

    def test_a_terminal_that_vanishes_while_it_is_paused(self):
        terminal = self.playing(reports=20)
        self.pause(terminal)
        pid = self.pid()
        terminal.tmux("kill-server")
        self.assertTrue(wait_gone(pid, Deadline(10)))
        self.assert_no_process()

    def test_a_crash_restores_the_terminal(self):
        """The sanitizers' own handlers are out of the way."""
        kept = self.environment.get("ASAN_OPTIONS", "")
        options = ":".join((kept, *(f"handle_{name}=0" for name in (
            "segv", "abort", "sigbus", "sigfpe", "sigill"))))
        for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS,
                       signal.SIGFPE, signal.SIGILL):
            with self.subTest(number.name):
                terminal = self.playing(
                    reports=20, environment={"ASAN_OPTIONS": options})
                os.kill(self.pid(), number)
                shown = self.ended(terminal, status=128 + number)
                self.assertTrue(shown.has(
                    r"blotter: (crashed|aborted).*terminal is restored"))
                self.check_report(shown)

    def check_report(self, shown):
        """It is where the terminal says, and says where it crashed."""
        [report] = self.folder.joinpath("home").rglob("crash-*.txt")
        self.assertIn(str(report), shown.text.replace("\n", ""))
        text = report.read_text()
        self.assertRegex(text, r"^blotter \S+ (crashed|aborted)")
        self.assertRegex(text, r"(?m)^.*blotter\(.*\+0x[0-9a-f]+\)")
        shutil.rmtree(self.folder / "home" / ".local")

    def test_a_crash_without_a_home_is_told_in_the_temporary_folder(self):
        terminal = self.playing(reports=20, environment={
            "HOME": "", "ASAN_OPTIONS": "handle_segv=0"})
        os.kill(self.pid(), signal.SIGSEGV)
        shown = self.ended(terminal, status=128 + signal.SIGSEGV)
        [report] = self.folder.joinpath("tmp").iterdir()
        self.assertIn(str(report), shown.text.replace("\n", ""))
        report.unlink()

    def test_told_to_dump(self):
        """As Ctrl-\\ does, for one that does not go on."""
        terminal = self.playing(reports=20)
        os.kill(self.pid(), signal.SIGQUIT)
        shown = self.ended(terminal, status=128 + signal.SIGQUIT)
        self.assertTrue(shown.has("terminal is restored"))
        shutil.rmtree(self.folder / "home" / ".local")


class Stop(TopicCase):
    """Ctrl-Z and fg, in a shell with job control."""

    def stop_and_go_on(self, name):
        terminal = self.shell(name=name)
        terminal.wait_for("ready:")
        terminal.enter("stty -a >../before; ../start")
        self.wait_playing(terminal, reports=20)
        pid = self.pid()
        clock = terminal.screen.clock
        terminal.press("C-z")
        terminal.wait(lambda shown: terminal.modes() == "0 1 0 0 0"
                      and shown.has("Stopped|Suspended"), "stopped")
        self.assertEqual(state_of(pid), "T")
        terminal.enter("stty -a >../after; echo ready again")
        terminal.wait_for("(?m)^ready again")
        before, after = ((self.folder / name).read_text()
                         for name in ("before", "after"))
        self.assertEqual(before, after)

        stopped = self.round(is_paused)["at"]   # and it is paused
        self.assertGreaterEqual(stopped, clock)
        for _ in range(2):
            self.assertEqual(self.round(is_paused)["at"], stopped)
        self.assertEqual(state_of(pid), "T")

        terminal.enter("fg")
        self.wait_playing(terminal)
        self.assertEqual(terminal.modes()[:3], "1 0")
        now = self.round(lambda message: not is_paused(message)
                         and message["at"] > stopped)["at"]
        terminal.wait(lambda shown: shown.clock > now, f"later than {now}")
        shown = terminal.screen
        self.assertTrue(shown.lines[0].startswith(" 1 Live"))
        self.assertFalse(shown.has("ready again"))
        return terminal

    def test_ctrl_z_and_fg_in_bash(self):
        terminal = self.stop_and_go_on("bash")
        terminal.press("C-z")       # and once more
        terminal.wait(lambda shown: terminal.modes() == "0 1 0 0 0",
                      "stopped")
        terminal.enter("fg")
        self.wait_playing(terminal)
        terminal.press("q")
        terminal.wait(lambda shown: terminal.modes() == "0 1 0 0 0",
                      "ended")
        self.assert_no_process()

    def test_ctrl_z_and_fg_in_a_shell_that_mends_no_terminal(self):
        terminal = self.stop_and_go_on("sh")
        terminal.press("q")
        terminal.wait(lambda shown: terminal.modes() == "0 1 0 0 0",
                      "ended")
        self.assert_no_process()

    def test_ctrl_z_while_it_is_paused_stays_paused(self):
        terminal = self.shell()
        terminal.wait_for("ready:")
        terminal.enter("../start")
        self.wait_playing(terminal, reports=20)
        self.freeze(terminal)
        before = self.settled(terminal).without_footer
        terminal.press("C-z")
        terminal.wait_for("Stopped")
        terminal.enter("fg")
        terminal.wait(lambda shown: shown.state == "paused", "paused")
        self.assertEqual(self.settled(terminal).without_footer, before)

    def test_ctrl_z_and_the_end_of_the_stopped_one(self):
        """A stopped monitor that is told to end does so when it goes on,
        and its children with it."""
        terminal = self.shell()
        terminal.wait_for("ready:")
        terminal.enter("../start")
        self.wait_playing(terminal, reports=20)
        pid = self.pid()
        terminal.press("C-z")
        terminal.wait_for("Stopped")
        os.kill(pid, signal.SIGTERM)
        terminal.enter("fg; echo status $?")
        terminal.wait_for(r"(?m)^status \d+")
        self.assertEqual(terminal.modes(), "0 1 0 0 0")
        self.assert_no_process()

    def test_resized_while_it_is_stopped(self):
        terminal = self.shell()
        terminal.wait_for("ready:")
        terminal.enter("../start")
        self.wait_playing(terminal, reports=20)
        terminal.press("C-z")
        terminal.wait_for("Stopped")
        terminal.tmux("resize-window", "-x", 100, "-y", 30)
        terminal.enter("fg")
        terminal.wait(lambda shown: shown.state == "playing" and
                      "─" * 100 in shown.lines, "drawn for 100x30")

    def test_stopped_and_continued_by_others(self):
        """SIGSTOP cannot be noticed; after SIGCONT it is drawn again."""
        terminal = self.playing(reports=20)
        pid = self.pid()
        os.kill(pid, signal.SIGSTOP)
        self.round()
        os.kill(pid, signal.SIGCONT)
        clock = terminal.screen.clock
        terminal.wait(lambda shown: shown.clock > clock, "playing on")
        self.assertEqual(terminal.modes()[:3], "1 0")
