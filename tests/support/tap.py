#!/usr/bin/python3
"""Runs a file of unittest cases and prints TAP, so that meson counts cases.

    tap.py FILE [CLASS | CLASS.TEST]...

A test file finds its neighbours, this folder and the reference by name.
"""
import importlib.util
import signal
import sys
import unittest
from pathlib import Path


class Tap(unittest.TestResult):
    """One line a test; what went wrong goes before it, as comments."""

    count = 0
    troubles, directive = (), ""

    def startTest(self, test):
        super().startTest(test)
        self.troubles, self.directive = [], ""

    def addError(self, test, err):
        super().addError(test, err)
        self.troubles = [*self.troubles, self.errors[-1][1]]
        if not isinstance(test, unittest.TestCase):     # of setUpClass
            self.stopTest(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.troubles.append(self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.troubles.append(f"{subtest}\n" + self._exc_info_to_string(
                err, subtest))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.directive = f" # SKIP {reason}"
        if not isinstance(test, unittest.TestCase):     # by setUpClass
            self.troubles = []
            self.stopTest(test)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.troubles.append(str(err[1]))
        self.directive = " # TODO"

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.troubles.append("it is right now: expectedFailure can go")

    def stopTest(self, test):
        super().stopTest(test)
        self.count += 1
        for line in "\n".join(self.troubles).splitlines():
            print("#", line)
        name = test.id().removeprefix("tests.").replace(".test_", ": ")
        print("not ok" if self.troubles else "ok", self.count, "-",
              name.replace("_", " ") + self.directive, flush=True)


def main():
    path, names = Path(sys.argv[1]).resolve(), sys.argv[2:]
    sys.path[:0] = [str(path.parent), str(path.parents[1] / "reference")]
    spec = importlib.util.spec_from_file_location("tests", path)
    module = sys.modules["tests"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    load = unittest.defaultTestLoader
    suite = (load.loadTestsFromNames(names, module) if names
             else load.loadTestsFromModule(module))
    result = Tap()

    def told_to_end(*_):    # by meson, in time for the test's cleanups
        result.stop()
        raise InterruptedError("told to end")
    signal.signal(signal.SIGTERM, told_to_end)
    suite.run(result)
    print(f"1..{result.count}")
    return not result.wasSuccessful()


if __name__ == "__main__":
    sys.exit(main())
