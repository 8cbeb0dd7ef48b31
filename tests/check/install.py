"""A build to be installed makes nothing but what is installed.

    install.py BUILD

(BUILD is not looked at: a build of its own is set up, and not built.)"""
import json
import pathlib
import subprocess
import sys
import tempfile

import house

INSTALLED = {'bin/blotter', 'share/man/man1/blotter.1', 'share/doc/blotter/README.md',
             'share/bash-completion/completions/blotter.bash',
             'share/fish/vendor_completions.d/blotter.fish', 'share/zsh/site-functions/_blotter'}
DATA = 'share/blotter'  # and below it, whatever there is


def introspect(build, what):
    run = subprocess.run(['meson', 'introspect', build, '--' + what], capture_output=True, check=True)
    return json.loads(run.stdout)


def built_for_nothing(build):
    tests = house.ROOT / 'tests'
    return [f'{target["name"]} is built' for target in introspect(build, 'targets')
            if target['build_by_default'] and tests in pathlib.Path(target['defined_in']).parents]


def misplaced(build):
    prefix = pathlib.Path('/usr')
    places = {str(pathlib.Path(place).relative_to(prefix))
              for place in introspect(build, 'installed').values()}
    findings = [f'{place} is not installed' for place in sorted(INSTALLED - places)]
    return findings + [f'{place} is installed' for place in sorted(places - INSTALLED)
                       if not place.startswith(DATA)]


def main():
    with tempfile.TemporaryDirectory() as build:
        subprocess.run(['meson', 'setup', build, house.ROOT, '--prefix=/usr'], check=True,
                       stdout=subprocess.DEVNULL)
        return house.report([
            ('none of the tests is built for an installation', built_for_nothing(build)),
            ('what is installed has its place', misplaced(build)),
        ])


if __name__ == '__main__':
    sys.exit(main())
