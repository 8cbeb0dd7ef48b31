#!/usr/bin/env python3
"""clang-tidy has nothing to say, one case a file. Arguments: the program, the build folder, and a
folder of ours that remembers what was clean: a file is looked at again when it, a header of ours
that it includes, its command line, .clang-tidy or clang-tidy has changed. Work trees may share the folder."""
import concurrent.futures
import hashlib
import json
import pathlib
import re
import subprocess
import sys

import house

JOBS = 2


def with_headers(path, seen):
    if path not in seen:
        seen.add(path)
        for _, name, quoted in house.includes(path):
            target = house.resolve(path, name) if quoted else None
            if target:
                with_headers(target, seen)
    return seen


def fingerprint(path, command, version):
    digest = hashlib.sha256(f'{version}\n{command}\n{house.read(pathlib.Path(".clang-tidy"))}'.encode())
    for part in sorted(with_headers(path, set())):
        digest.update(f'\n{part}\n{house.read(part)}'.encode())
    return digest.hexdigest()


def tidy(program, build, path):
    """One file a run: with several, clang-tidy 14 takes va_list for uninitialised."""
    command = [program, '--quiet', '-p', build, house.ROOT / path]
    run = subprocess.run(command, cwd=house.ROOT, capture_output=True, text=True, check=False)
    for place, what in re.findall(r'^(\S.*?:\d+):\d+: (?:error|warning): (.*)', run.stdout, re.MULTILINE):
        file, _, line = place.rpartition(':')
        file = (build / file).resolve()
        if file.is_relative_to(house.ROOT):
            file = file.relative_to(house.ROOT)
        yield f'{file}:{line}: {what}'
    if run.returncode != 0 and 'error:' not in run.stdout:
        yield f'{path}:1: clang-tidy ended with {run.returncode}: {run.stderr[-1000:]}'


def commands(build):
    """The files of src/ in the compile database."""
    with open(build / 'compile_commands.json', encoding='utf-8') as database:
        entries = json.load(database)
    for entry in entries:
        file = (pathlib.Path(entry['directory']) / entry['file']).resolve()
        if file.is_relative_to(house.ROOT / 'src'):
            yield file.relative_to(house.ROOT), entry['command']


def main():
    program, build, memory = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    version = house.skip_unless_ours(program)
    memory.mkdir(parents=True, exist_ok=True)

    def look(path, command):
        note = memory / fingerprint(path, command, version)
        if note.exists():
            return []
        found = list(tidy(program, build, path))
        if not found:
            note.touch()
        return found

    files = dict(sorted(commands(build)))
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        results = pool.map(look, files, files.values())
        return house.report([(str(path), found) for path, found in zip(files, results)])


if __name__ == '__main__':
    sys.exit(main())
