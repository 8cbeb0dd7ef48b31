#!/usr/bin/env python3
"""clang-format has nothing to change. Argument: the program."""
import re
import subprocess
import sys

import house


def findings(clang_format):
    command = [clang_format, '--dry-run', '-Werror', '--ferror-limit=5', '--',
               *house.sources('src', 'include', 'tests')]
    run = subprocess.run(command, cwd=house.ROOT, capture_output=True, text=True, check=False)
    found = re.findall(r'^(.+?:\d+):\d+: error: (.*)', run.stderr, re.MULTILINE)
    for place, what in found:
        yield f'{place}: {what}: clang-format -i {place.rpartition(":")[0]}'
    if run.returncode != 0 and not found:
        yield run.stderr.strip()


def main():
    house.skip_unless_ours(sys.argv[1])
    return house.report([('clang-format has nothing to change', findings(sys.argv[1]))])


if __name__ == '__main__':
    sys.exit(main())
