#!/usr/bin/env python3
"""The shape of the tree: what is at the top, what is in a room, how long a file may be. Argument: a
build folder, which knows the tests."""
import collections
import json
import pathlib
import re
import sys

import house

TOP = {'LICENSE', 'README.md', 'data', 'include', 'meson.build', 'screenshots', 'src', 'tests'}
LONG, TOO_LONG = 500, 700
LEAST_INVARIANTS = 60  # BUG_IFs (base/bug.h)


def top():
    for name in sorted({path.parts[0] for path in house.tree()}):
        if name not in TOP and not name.startswith('.'):
            yield f'{name}:1: does not belong at the top of the tree'


def readmes():
    rooms = {path.parts[1] for path in house.tree() if path.parts[0] == 'src' and len(path.parts) > 2}
    for room in sorted(rooms):
        readme = pathlib.Path('src', room, 'README.md')
        if not (house.ROOT / readme).is_file() or len(house.read(readme)) < 100:
            yield f'{readme}:1: says what the room is for, what comes in and goes out, where to start'


def lengths(least):
    for path in house.sources('src', 'include'):
        lines = house.read(path).count('\n')
        if lines > least:
            yield f'{path}:{lines}: longer than {least} lines: does its subject split?'


def room_of(path):
    parts = path.parts[2:] if path.parts[0] == 'include' else path.parts[1:]
    return parts[0] if len(parts) > 1 else ''


def basenames():
    """A file's name says where it is: no other room has a file of that name."""
    rooms = collections.defaultdict(set)
    for path in house.sources('src', 'include'):
        rooms[path.stem].add(room_of(path))
    for path in house.sources('src', 'include'):
        others = sorted(rooms[path.stem] - {room_of(path)})
        if others:
            yield f'{path}:1: {", ".join(others)} has a file of that name too'


def type_names():
    """A type's name says which it is: no two structs, unions or enums have the same."""
    first = {}
    for path in house.sources('src', 'include'):
        code = house.without_comments(house.read(path))
        for match in re.finditer(r'\b(?:struct|union|enum) (\w+)\s*\{', code):
            place = f'{path}:{house.line_of(code, match.start())}'
            if match[1] in first:
                yield f'{place}: {match[1]} is also defined in {first[match[1]]}'
            first.setdefault(match[1], place)


def invariants():
    code = ''.join(house.without_comments(house.read(path)) for path in house.sources('src'))
    count = len(re.findall(r'\bBUG_IF\(', code))
    if count < LEAST_INVARIANTS:
        yield f'src:1: {count} BUG_IFs; there were {LEAST_INVARIANTS}: which invariants went?'


def sources_are_built():
    listed = house.read(pathlib.Path('src/meson.build'))
    for path in house.sources('src', endings=('.c',)):
        if f"'{path.relative_to('src')}'" not in listed:
            yield f'{path}:1: is not in src/meson.build'


def known_to_meson(build):
    """Every file that is a source of a target or an argument of a test."""
    info = build / 'meson-info'
    targets = json.loads((info / 'intro-targets.json').read_text(encoding='utf-8'))
    tests = json.loads((info / 'intro-tests.json').read_text(encoding='utf-8'))
    names = [name for target in targets for part in target['target_sources']
             for name in part.get('sources', [])]
    names += [word for test in tests for word in test['cmd']]
    return {(build / name).resolve() for name in names}


def tests_are_run(build):
    known = known_to_meson(build)
    for path in house.sources('tests', endings=('.c', '.py')):
        if path.name.startswith('test_') and house.ROOT / path not in known:
            yield f'{path}:1: is in no meson.build, so nobody runs it'


def main():
    for finding in lengths(LONG):
        print(f'# {finding}')
    return house.report([
        ('the top of the tree', top()),
        ('every room has a README.md', readmes()),
        (f'no file is longer than {TOO_LONG} lines', lengths(TOO_LONG)),
        ('no two rooms have files of one name', basenames()),
        ('no two types have one name', type_names()),
        (f'at least {LEAST_INVARIANTS} invariants are asserted', invariants()),
        ('every source is built', sources_are_built()),
        ('every test is run', tests_are_run(pathlib.Path(sys.argv[1]))),
    ])


if __name__ == '__main__':
    sys.exit(main())
