#!/usr/bin/env python3
"""Includes follow the arrows of the house, and headers say where they live.

commands -> ui -> session -> {alert, query} -> {replay, kafka, window} -> crime -> base: a room
includes from any room to its right and from itself. What others may include is in include/blotter/ROOM/; a header in
src/ROOM/ stays in its room. A test is a guest of the room that it mirrors, one that mirrors none (fuzz,
bench) of any.
"""
import collections
import pathlib
import re
import sys

import house

FLOORS = [['main'], ['commands'], ['ui'], ['session'], ['alert', 'query'],
          ['replay', 'kafka', 'window'], ['crime'], ['base']]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

CURSES = ('curses.h', 'ncurses', 'term.h', 'panel.h')

# A function that other files may call, and a call.
DEFINITION = re.compile(r'^(?!static|typedef|return|else)[a-z_][\w \*\n]*?\b(\w+)\([^;{}]*\)\s*\{', re.MULTILINE)
CALL = re.compile(r'\b([a-z]\w+)\(')

# Who may include a library's headers, by how they begin.
LIBRARIES = {
    CURSES: ['ui'],
    ('librdkafka/',): ['kafka'],
    ('sqlite3.h',): ['query'],
    ('ini.h',): ['base'],
    ('csv.h', 'zlib.h'): ['crime'],
    ('uv.h', 'uv/'): ['commands', 'ui', 'session', 'replay', 'kafka'],
}


def room_of(path):
    """The room of a file under src/, include/blotter/ or tests/, or None."""
    if path == pathlib.Path('src/main.c'):
        return 'main'
    parts = path.parts[2:] if path.parts[0] == 'include' else path.parts[1:]
    return parts[0] if len(parts) > 1 else None


def is_public(path):
    return path.parts[0] == 'include'


def may_include(room, other):
    if room == 'main':
        return other == 'commands'
    return room == other or FLOOR[room] < FLOOR.get(other, -1)


def rooms_are_known(files):
    for path in files:
        if room_of(path) not in FLOOR:
            yield f'{path}:1: in no room of the house'


def arrows(files):
    for path in files:
        room = room_of(path)
        for line, name, quoted in house.includes(path):
            target = house.resolve(path, name) if quoted else None
            if quoted and target is None:
                yield f'{path}:{line}: "{name}" is no file of ours'
            elif quoted and room in FLOOR and not may_include(room, room_of(target)):
                yield f'{path}:{line}: {room} must not know {room_of(target)}: "{name}"'


def private_headers(files):
    for path in files:
        for line, name, quoted in house.includes(path):
            target = house.resolve(path, name) if quoted else None
            if target is None or is_public(target) or target.parts[0] == 'tests':
                continue
            if is_public(path):
                yield f'{path}:{line}: a public header with a private one in it: "{name}"'
            elif room_of(path) in FLOOR and room_of(path) not in (room_of(target), 'main'):
                yield f'{path}:{line}: "{name}" is private to {room_of(target)}'


def public_headers(files):
    """What no other room includes has no place in include/; that a public header of its own room
    includes it is no reason: who uses what is in it includes it too."""
    users = collections.defaultdict(set)
    for path in files:
        for _, name, quoted in house.includes(path):
            if quoted:
                users[house.resolve(path, name)].add(room_of(path))
    for path in files:
        if is_public(path) and not users[path] - {room_of(path)}:
            yield f'{path}:1: no other room includes it: it belongs in src/{room_of(path)}/'


def part_of(path):
    """A header and its source are one part, and X_state.h is the inside of X."""
    return f'{room_of(path)}/{path.stem.removesuffix("_state")}'


def included(files):
    """Which parts of its room a part includes."""
    needs = collections.defaultdict(set)
    for path in files:
        for _, name, quoted in house.includes(path):
            target = house.resolve(path, name) if quoted else None
            if target and room_of(target) == room_of(path):
                needs[part_of(path)].add(part_of(target))
    return needs


def called(files):
    """Which parts of its room a part calls, whatever header says that they are there."""
    codes = {path: house.without_comments(house.read(path)) for path in files if path.suffix == '.c'}
    homes = {name: part_of(path) for path, code in codes.items() for name in DEFINITION.findall(code)}
    needs = collections.defaultdict(set)
    for path, code in codes.items():
        parts = {homes[name] for name in CALL.findall(code) if name in homes}
        needs[part_of(path)] |= {part for part in parts if part.split('/')[0] == room_of(path)}
    return needs


def circles(needs):
    """Files that need each other are one thing, or a third one is missing: no part of a room may
    come back to itself over what it needs."""
    def reached_from(part):
        seen, waiting = set(), list(needs[part] - {part})
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting += needs[other] - {other}
        return seen

    reach = {part: reached_from(part) for part in list(needs)}
    for part in sorted(reach):
        circle = sorted(other for other in reach[part] if part in reach.get(other, ()))
        if len(circle) > 1 and circle[0] == part:
            yield f'src/{part}:1: in a circle: {", ".join(circle)}'


def libraries(files):
    for path in files:
        for line, name, quoted in house.includes(path):
            for names, rooms in LIBRARIES.items():
                if not quoted and name.startswith(names) and room_of(path) not in rooms:
                    yield f'{path}:{line}: only {", ".join(rooms)} may include <{name}>'


def curses_stays(files):
    for path in files:
        for line, name, quoted in house.includes(path):
            if not quoted and name.startswith(CURSES):
                if path.parts[:2] != ('src', 'ui'):
                    yield f'{path}:{line}: only src/ui/ may include <{name}>'


def guards_of(path):
    """A header's guard by its path. That of a private header may say so with SRC, and must where a
    public one has its name."""
    parts = list(path.with_suffix('').parts)
    if path.parts[0] == 'include':
        return ['_'.join(parts[1:]).upper() + '_H']
    names = [['blotter'] + parts]
    if parts[0] == 'src':
        names.append(['blotter'] + parts[1:])
    if len(parts) > 2 and parts[-1] == parts[-2]:
        names.append(names[-1][:-1])
    return ['_'.join(name).upper() + '_H' for name in names]


def guards(files):
    seen = collections.defaultdict(list)
    for path in files:
        if path.suffix != '.h':
            continue
        code = [line for line in house.without_comments(house.read(path), strings=False).split('\n')
                if line.strip()]
        allowed = guards_of(path)
        guard = code[0].removeprefix('#ifndef ') if code else ''
        seen[guard].append(path)
        if guard not in allowed:
            yield f'{path}:1: begins with "{code[0] if code else ""}", not #ifndef {allowed[0]}'
        elif code[1:2] != [f'#define {guard}'] or code[-1] != '#endif':
            yield f'{path}:1: #ifndef {guard} is not followed by its #define, or not closed last'
    for guard, paths in seen.items():
        if len(paths) > 1:
            yield f'{paths[1]}:1: {guard} is also the guard of {paths[0]}'


def own_header_first(files):
    for path in files:
        if path.suffix != '.c' or path.parts[0] != 'src':
            continue
        private = path.with_suffix('.h')
        public = pathlib.Path('include/blotter', *private.parts[1:])
        own = next((h for h in (private, public) if (house.ROOT / h).is_file()), None)
        first = next(iter(house.includes(path)), None)
        if own and (not first or not first[2] or house.resolve(path, first[1]) != own):
            yield f'{path}:{first[0] if first else 1}: does not include {own} first'


def main():
    rooms = house.sources('src', 'include')
    everything = house.sources('src', 'include', 'tests')
    return house.report([
        ('every file is in a room', rooms_are_known(rooms)),
        ('includes follow the arrows', arrows(rooms)),
        ('private headers stay in their room', private_headers(everything)),
        ('public headers are included by another room', public_headers(rooms)),
        ('no part of a room comes back to itself by what it includes',
         circles(included(rooms))),
        ('no part of a room comes back to itself by what it calls', circles(called(rooms))),
        ('libraries stay in their rooms', libraries(rooms)),
        ('only src/ui/ sees curses', curses_stays(everything)),
        ('include guards match their paths', guards(everything)),
        ('a .c file includes its own header first', own_header_first(rooms)),
    ])


if __name__ == '__main__':
    sys.exit(main())
