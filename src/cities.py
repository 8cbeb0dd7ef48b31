#!/usr/bin/env python3
"""Writes the profiles of data/cities/ as one C file: cities.py FILE.ini... FILE.c"""
import pathlib
import sys

*profiles, out = map(pathlib.Path, sys.argv[1:])
with out.open("w", encoding="utf-8") as file:
    file.write('#include "crime/cities_shipped.h"\n\nconst struct city_file cities_shipped[] = {\n')
    for profile in sorted(profiles):
        file.write(f'    {{"{profile.stem}",\n')
        for line in profile.read_text(encoding="utf-8").splitlines():
            escaped = line.replace("\\", "\\\\").replace('"', '\\"')
            file.write(f'     "{escaped}\\n"\n')
        file.write("    },\n")
    file.write("    {NULL, NULL},\n};\n")
