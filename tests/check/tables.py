#!/usr/bin/env python3
"""The tables of made-up crimes are what their script makes, byte for byte."""
import pathlib
import subprocess
import sys
import tempfile

import house

ROOM = pathlib.Path('src/crime')
SCRIPT = ROOM / 'synthetic_tables.py'


def tables():
    with tempfile.TemporaryDirectory(prefix='blotter-test-') as folder:
        subprocess.run([sys.executable, '-B', house.ROOT / SCRIPT, folder], check=True)
        for made in sorted(pathlib.Path(folder).iterdir()):
            if made.read_text(encoding='utf-8') != house.read(ROOM / made.name):
                yield f'{ROOM / made.name}:1: is not what {SCRIPT} makes'


def main():
    return house.report([(f'tables are what {SCRIPT.name} makes', tables())])


if __name__ == '__main__':
    sys.exit(main())
