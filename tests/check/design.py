#!/usr/bin/env python3
"""What comments and tests cite of src/doc/design.md is there: DESIGN §4 is a section, DESIGN §4 "Late" a
heading in it, and §2 "--run" an option that it speaks of."""
import pathlib
import re
import sys

import house

PAGE = pathlib.Path('src/doc/design.md')
CITED = re.compile(r'DESIGN(?:\.md)? §?(\d+)(?:(?: of| on)?,? "([^"]+)")?')


def sections():
    """{number: (its headings, its text)}"""
    parts = re.split(r'^## (\d+)\. ', house.read(PAGE), flags=re.MULTILINE)
    return {number: (re.findall(r'^### (.*)', text, re.MULTILINE), text)
            for number, text in zip(parts[1::2], parts[2::2])}


def citations():
    for path in house.tree():
        if path.parts[0] in ('src', 'include', 'tests', 'meson.build') and path.suffix in ('.c', '.h', '.py', '.build'):
            # A comment may break between the words: its stars are blanks then.
            text = re.sub(r'\n[ \t]*[*#]?(?=[ \t])', lambda gap: '\n' + ' ' * (len(gap[0]) - 1), house.read(path))
            for found in re.finditer(CITED.pattern.replace(' ', r'\s+'), text):
                yield path, house.line_of(text, found.start()), found[1], found[2]


def missing(known):
    for path, line, number, name in citations():
        if number not in known:
            yield f'{path}:{line}: {PAGE} has no section {number}'
        elif name:
            headings, text = known[number]
            name = re.sub(r'\s+', ' ', name)
            if name not in headings and not (name.startswith('--') and f'`{name}' in text):
                yield f'{path}:{line}: section {number} of {PAGE} has no heading "{name}"'


if __name__ == '__main__':
    sys.exit(house.report([('what is cited of the design is there', missing(sections()))]))
