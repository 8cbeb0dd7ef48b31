#!/usr/bin/env python3
"""Words that the house does without: in C, in tests, and anywhere."""
import re
import sys

import house

TEXTS = ('.c', '.h', '.py', '.sh', '.md', '.build', '.yml')

# What to take instead, for each function that is not taken.
FUNCTIONS = {
    'snprintf or struct buffer': 'strcpy stpcpy strcat strncpy strncat sprintf vsprintf wcscpy',
    'text_to_u64 and the like of base/text.h': 'atoi atol atoll atof sscanf fscanf scanf vsscanf',
    'text_cut': 'strtok strtok_r strsep',
    'fgets or getline': 'gets',
    'the seed, as an argument': 'rand srand random srandom drand48',
    'base/civil.h': 'localtime gmtime mktime asctime ctime strftime strptime',
    'mkstemp': 'tmpnam tempnam mktemp',
    'uv_spawn': 'system popen fork vfork',
    'an array with a limit': 'alloca',
    'struct sigaction or uv_signal_t': 'siginterrupt bsd_signal sigset',
}
ALLOCATORS = 'malloc calloc realloc reallocarray strdup strndup asprintf vasprintf'
SLEEPERS = {'.c': r'\b(?:u|nano|clock_nano)?sleep\s*\(|\buv_sleep\s*\(', '.py': r'\bsleep\s*\(',
            '.sh': r'\bsleep\b'}


def find(path, text, pattern):
    for match in re.finditer(pattern, text):
        yield house.line_of(text, match.start()), match


def calls(names):
    return r'(?<![\w.>])(' + '|'.join(names.split()) + r')\s*\('


def texts():
    """What a person reads: sources, scripts, documents."""
    for path in house.tree():
        if path.suffix in TEXTS or path.name in ('run', 'meson.build'):
            yield path, house.read(path)


def unfinished():
    """TAP's own directive, which a script prints, is none."""
    for path, text in texts():
        for line, match in find(path, text, r'\b(?:TO' r'DO(?!")|FIX' r'ME|XX' r'X|HA' r'CK)\b'):
            yield f'{path}:{line}: {match[0]}: do it, or file an issue'


def functions():
    for path in house.sources('src', 'include'):
        code = house.without_comments(house.read(path))
        for instead, names in FUNCTIONS.items():
            for line, match in find(path, code, calls(names)):
                yield f'{path}:{line}: {match[1]}: take {instead}'


def allocations():
    for path in house.sources('src', 'include'):
        if path.as_posix() != 'src/base/memory.c':
            code = house.without_comments(house.read(path))
            for line, match in find(path, code, calls(ALLOCATORS)):
                yield f'{path}:{line}: {match[1]}: take base/memory.h, which never returns NULL'


def sleeping_tests():
    """A pause between two looks at a condition is none, when its line says `# between looks`."""
    for path, text in texts():
        pattern = SLEEPERS.get(path.suffix)
        if path.parts[0] == 'tests' and path.parts[1] != 'check' and pattern:
            code = house.without_comments(text) if path.suffix == '.c' else text
            for line, match in find(path, code, pattern):
                if 'between looks' not in text.split('\n')[line - 1]:
                    yield f'{path}:{line}: a test waits for a condition, never for time'


def machine_paths():
    for path, text in texts():
        for line, match in find(path, text, r'(?<![\w.$}])/(?:wo' r'rk|ro' r'ot|ho' r'me)/\w+'):
            yield f'{path}:{line}: {match[0]}: a path of one machine'


def spacing():
    """What .editorconfig says."""
    for path, text in texts():
        lines = text.split('\n')
        if lines[-1] or (len(lines) > 1 and not lines[-2]):
            yield f'{path}:{len(lines)}: does not end in one newline'
        for number, line in enumerate(lines, 1):
            if line != line.rstrip():
                yield f'{path}:{number}: blanks at the end'
            elif '\t' in line:
                yield f'{path}:{number}: a tab'


def main():
    return house.report([
        ('nothing is left to be done', unfinished()),
        ('functions that are better not taken', functions()),
        ('only base/memory.c allocates', allocations()),
        ('no test sleeps', sleeping_tests()),
        ('no path of one machine', machine_paths()),
        ('blanks, tabs and ends of lines', spacing()),
    ])


if __name__ == '__main__':
    sys.exit(main())
