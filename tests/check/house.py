"""What the checks of the house share: the tree, and findings as TAP."""
import functools
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLANG = '14'  # Debian 12's, which CI has
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


@functools.cache
def tree():
    """All files that belong to the project, as paths from its root."""
    git = ['git', '-C', ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    try:
        listed = subprocess.run(git, capture_output=True, check=True, text=True).stdout.split('\0')
        paths = [pathlib.Path(name) for name in listed if name]
    except (OSError, subprocess.CalledProcessError):  # an archive, not a clone
        paths = [path.relative_to(ROOT) for path in ROOT.rglob('*')]
        paths = [path for path in paths
                 if not path.parts[0].startswith('build') and '__pycache__' not in path.parts]
    return sorted(path for path in set(paths) if (ROOT / path).is_file())


def sources(*folders, endings=('.c', '.h')):
    return [path for path in tree() if path.parts[0] in folders and path.suffix in endings]


@functools.cache
def read(path):
    return (ROOT / path).read_text(encoding='utf-8')


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def without_comments(text, strings=True):
    """C with its comments blank, and its string literals too, every line where it was."""
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''

    def blank(match):
        if match[0][0] in '"\'' and not strings:
            return match[0]
        return re.sub(r'[^\n]', ' ', match[0])

    return re.sub(pattern, blank, text, flags=re.DOTALL)


@functools.cache
def includes(path):
    """(line, name, is it in quotes) of each include of a file."""
    text = without_comments(read(path), strings=False)
    return [(line_of(text, m.start(2)), m[2], m[1] == '"') for m in INCLUDE.finditer(text)]


def resolve(path, name):
    """The file of ours that an include in quotes means, or None."""
    for candidate in (path.parent / name, pathlib.Path('include') / name,
                      pathlib.Path('src') / name, pathlib.Path('tests') / name):
        if (ROOT / candidate).is_file():
            return pathlib.Path(os.path.normpath(candidate))
    return None


def skip_unless_ours(program):
    """Ends the check when this is not there, or not the version that the tree is kept clean with:
    another one has other opinions."""
    try:
        version = subprocess.run([program, '--version'], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        print(f'1..0 # SKIP {program} was not found')
        sys.exit(0)
    major = re.search(r'version (\d+)', version)[1]
    if major != CLANG:
        print(f'1..0 # SKIP {pathlib.Path(program).name} {major}: the tree is kept with {CLANG}')
        sys.exit(0)
    return version


def report(rules):
    """Prints one TAP case a rule: (what holds, its findings), and the findings on standard error.
    Returns the status to exit with."""
    print(f'1..{len(rules)}')
    failed = False
    for number, (name, findings) in enumerate(rules, 1):
        findings = list(findings)
        failed = failed or bool(findings)
        print(f'{"not ok" if findings else "ok"} {number} - {name}')
        for finding in findings:
            print(finding, file=sys.stderr)
    return 1 if failed else 0
