#!/usr/bin/env python3
"""Counts the single cases in the log of a `meson test`, names what was skipped and why, and closes with
"N passed, N failed, N skipped".

A test that speaks TAP has as many cases as it says, any other is one. A test that fails although
none of its cases did (it crashed behind them, or ran too few) is one failed case more.
"""
import json
import pathlib
import re
import sys

CASE = re.compile(r'(not )?ok\b(?:[^#]*#\s*(skip|todo))?', re.IGNORECASE)
PLAN = re.compile(r'1\.\.\d+', re.MULTILINE)
SKIPPED = re.compile(r'^(?:ok \d+ - (?P<case>.*?)|1\.\.0) # SKIP (?P<why>.*)', re.MULTILINE)


def cases_of(output):
    """Passed, failed and skipped cases in an output, if it is TAP."""
    counts = [0, 0, 0]
    if PLAN.search(output):
        for case in filter(None, map(CASE.match, output.splitlines())):
            bad, directive = case[1], (case[2] or '').lower()
            counts[2 if directive == 'skip' else 1 if bad and directive != 'todo' else 0] += 1
    return counts


def show_failures(test):
    """The failed cases and what was said of them, which meson keeps to itself."""
    case = r'(?:^#.*\n)*^not ok(?![^#\n]*# ?todo\b).*\n?(?:^#.*\n)*'
    for shown in re.findall(case, test['stdout'] or '', re.MULTILINE | re.IGNORECASE):
        print(f"{test['name']}:\n{shown.rstrip()}")


def show_skipped(test):
    for skipped in SKIPPED.finditer(test['stdout'] or ''):
        case = f": {skipped['case']}" if skipped['case'] else ''
        print(f"skipped: {test['name']}{case}: {skipped['why']}")


def count(log):
    total = [0, 0, 0]
    with open(log, encoding='utf-8') as lines:
        for test in map(json.loads, lines):
            cases = cases_of(test['stdout'] or '')
            show_skipped(test)
            if test['result'] not in ('OK', 'EXPECTEDFAIL', 'SKIP'):
                cases[1] = max(cases[1], 1)
                show_failures(test)
            elif cases == [0, 0, 0]:
                cases[2 if test['result'] == 'SKIP' else 0] = 1
            total = [a + b for a, b in zip(total, cases)]
    return total


def main():
    log = pathlib.Path(sys.argv[1])
    passed, failed, skipped = count(log) if log.exists() else (0, 0, 0)
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == '__main__':
    sys.exit(main())
