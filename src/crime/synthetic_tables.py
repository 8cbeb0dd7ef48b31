#!/usr/bin/env python3
"""Makes the tables of `blotter generate` from the shipped quarter, so that nobody types a number.

    synthetic_tables.py [FOLDER]     writes its four .c files there, without it beside this script

A table holds counts of rows: what is drawn by them has the quarter's shares. A crime belongs to one
of a few families, and what else a row says (hour, premise, weapon, victim ...) is drawn by family.
Two things are not as counted: THEFT OF IDENTITY from 06:00 to 06:59, an oddity of early 2023, is left
out of the times, and noon is given what it has in other years; and weekdays are those of the stretch
that is complete.
tests/check/tables.py sees that the tables are what this makes.
"""
import collections
import csv
import datetime
import gzip
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
QUARTER = HERE.parents[1] / 'data' / 'lapd-2023q1.csv.gz'

FAMILIES = ('battery', 'aggravated assault', 'burglary', 'car break-in', 'robbery', 'car theft',
            'theft from a car', 'shoplifting', 'other theft', 'fraud', 'damage and nuisance',
            'sexual offence', 'threat and other')
# The families that hold ASSAULT, BURGLARY or ROBBERY in their descriptions come first.
STUDIED = 5
BY_CODE = {
    5: '510 520 522 433 487',
    6: '331 420 421',
    7: '442 343 443',
    8: '440 341 350 351 352 441 450 480 452 470 471 474 345 445',
    9: '354 660 661 662 664 666 668 670 649 651 652 653 654 950 951',
    10: '740 745 753 648 647 886 888 755 756 251 250 761 890 949 438 924',
    11: '121 122 860 815 812 813 820 821 810 760 762 805 806 814 822 845 850 840 932 921',
}
IDENTITY = '354'
NOON, ODD_HOUR = 12, 6
NOON_SHARE, ODD_HOUR_SHARE = 0.067, 0.018
COMPLETE = datetime.date(2023, 1, 1), datetime.date(2023, 3, 26)  # later reports were not all in
EXACT_MINUTES = (0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55)  # all others count as one more
PREMISE_ROWS, MOCODE_ROWS, VICTIM_ROWS, SECOND_ROWS = 10, 100, 5, 20  # what is rarer is left out
AREAS, STREETS_PER_AREA, MINOR_STREETS, MINOR_BLOCKS = 21, 30, 240, (1, 200)
AGES = ((2, 4), (5, 9), (10, 11), (12, 12), (13, 14), (15, 15), (16, 17), (18, 18), (19, 19), (20, 21),
        (22, 24), (25, 27), (28, 30), (31, 33), (34, 35), (36, 39), (40, 44), (45, 49), (50, 54),
        (55, 59), (60, 64), (65, 69), (70, 74), (75, 79), (80, 84), (85, 89), (90, 99))
DELAYS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 10), (11, 14), (15, 21),
          (22, 31), (32, 45), (46, 60), (61, 92))
SOUTH, WEST = 33.7, -118.68  # districts are counted in 1/10000 degree from here
UNIT = 10000
WIDTH = 100


def family_of(code, description):
    for family, codes in BY_CODE.items():
        if code in codes.split():
            return family
    if 'ASSAULT' in description:
        return 1 if 'AGGRAVATED' in description or 'DEADLY' in description else 0
    if 'BURGLARY' in description:
        return 3 if 'VEHICLE' in description else 2
    return 4 if 'ROBBERY' in description else 12


def day_of(text):
    return datetime.datetime.strptime(text[:10], '%m/%d/%Y').date()


def load():
    with gzip.open(QUARTER, 'rt', encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row['family'] = family_of(row['Crm Cd'], row['Crm Cd Desc'])
        row['hour'], row['minute'] = int(row['TIME OCC'][:2]), int(row['TIME OCC'][2:])
        row['day'] = day_of(row['DATE OCC'])
        row['odd'] = row['Crm Cd'] == IDENTITY and row['hour'] == ODD_HOUR
    return rows


def by_family(rows, key):
    """{key: [rows of each family]}, the most frequent first."""
    table = collections.defaultdict(lambda: [0] * len(FAMILIES))
    for row in rows:
        table[key(row)][row['family']] += 1
    return dict(sorted(table.items(), key=lambda item: (-sum(item[1]), item[0])))


def fitted(table, totals, shares):
    """Scales the table (families x cells), so that rows sum to `totals` and columns to `shares`."""
    table = [[float(cell) for cell in line] for line in table]
    whole = sum(totals)
    for _ in range(200):
        for line, total in zip(table, totals):
            factor = total / sum(line)
            line[:] = [cell * factor for cell in line]
        for column, share in enumerate(shares):
            factor = whole * share / sum(line[column] for line in table)
            for line in table:
                line[column] *= factor
    return table


def cells(rows, key, count):
    table = [[0] * count for _ in FAMILIES]
    for row in rows:
        table[row['family']][key(row)] += 1
    return table


def shares(rows, key, count):
    found = collections.Counter(map(key, rows))
    return [found[cell] / len(rows) for cell in range(count)]


def fit_families(rows, counted, key, count, wanted):
    """Cells by family whose sums over the studied families, and over all, are as wanted."""
    totals = [sum(row['family'] == family for row in rows) for family in range(len(FAMILIES))]
    studied = shares([row for row in counted if row['family'] < STUDIED], key, count)
    part = sum(totals[:STUDIED]) / len(rows)
    others = [(share - part * own) / (1 - part) for share, own in zip(wanted, studied)]
    table = cells(counted, key, count)
    return (fitted(table[:STUDIED], totals[:STUDIED], studied) +
            fitted(table[STUDIED:], totals[STUDIED:], others))


def hours(rows):
    wanted = shares(rows, lambda row: row['hour'], 24)
    wanted[NOON], wanted[ODD_HOUR] = NOON_SHARE, ODD_HOUR_SHARE
    wanted = [share / sum(wanted) for share in wanted]
    usual = [row for row in rows if not row['odd']]
    table = fit_families(rows, usual, lambda row: row['hour'], 24, wanted)
    return [[round(8 * cell) for cell in line] for line in table]


def weekdays(rows):
    first, last = COMPLETE
    whole = [row for row in rows if first <= row['day'] <= last]
    wanted = shares(whole, lambda row: row['day'].weekday(), 7)
    table = fit_families(rows, whole, lambda row: row['day'].weekday(), 7, wanted)
    return [[round(8 * cell) for cell in line] for line in table]


def minutes(rows):
    """Of the 24 hours of the studied families, then of the others'."""
    table = [[0] * (len(EXACT_MINUTES) + 1) for _ in range(2 * 24)]
    for row in rows:
        if not row['odd']:
            minute = row['minute']
            cell = EXACT_MINUTES.index(minute) if minute in EXACT_MINUTES else len(EXACT_MINUTES)
            table[24 * (row['family'] >= STUDIED) + row['hour']][cell] += 1
    return table


def first_days(rows):
    """How many of a thousand rows have the first of the month only because nobody knows the day."""
    def share(own):
        return sum(row['day'].day == 1 for row in own) / len(own)
    usual = [row for row in rows if not row['odd']]
    natural = share([row for row in usual if row['family'] < STUDIED])
    for family in range(len(FAMILIES)):
        own = share([row for row in usual if row['family'] == family])
        yield max(0, round(1000 * (own - natural) / (1 - natural)))


# --- writing C --------------------------------------------------------------------------------


def text(value):
    return '"' + value.replace('\\', '\\\\').replace('"', '\\"') + '"'


def listed(values):
    return '{' + ', '.join(str(value) for value in values) + '}'


def wrapped(items):
    """The items, each with its comma, in lines of WIDTH; a longer item in lines of its own."""
    line = '   '
    for item in items:
        if len(line) + len(item) + 2 > WIDTH and line.strip():
            yield line
            line = '   '
        if len(item) + 5 > WIDTH:
            *lines, line = textwrap.wrap(f'{item},', WIDTH, initial_indent='    ',
                                         subsequent_indent='     ', break_on_hyphens=False)
            yield from lines
        else:
            line += f' {item},'
    yield line


def table(kind, name, items, dimensions='[]'):
    body = '\n'.join(wrapped(items))
    count = f'const size_t {name}_count =\n    sizeof {name} / sizeof {name}[0];\n' if dimensions == '[]' else ''
    return f'\nconst {kind} {name}{dimensions} = {{\n{body}\n}};\n{count}'


def coded(name, found):
    return table('struct synthetic_choice', name,
                 (f'{{{text(code)}, {text(words)}, {listed(weights)}}}'
                  for (code, words), weights in found.items()))


def ranged(name, found, ranges):
    def weights(low, high):
        return [sum(line[family] for value, line in found.items() if low <= value <= high)
                for family in range(len(FAMILIES))]
    return table('struct synthetic_range', name,
                 (f'{{{low}, {high}, {listed(weights(low, high))}}}' for low, high in ranges))


def head(what):
    return (f'/* {what} Made by synthetic_tables.py: change that. */\n#include "synthetic_model.h"\n\n'
            '/* clang-format off */\n')


def crimes(rows):
    known = {row['Crm Cd']: (row['Crm Cd Desc'], row['Part 1-2'], row['family']) for row in rows}
    count = collections.Counter(row['Crm Cd'] for row in rows)
    out = head('The crimes, and when they occur and are reported.')
    out += table('struct synthetic_crime', 'synthetic_crimes',
                 (f'{{{text(code)}, {text(known[code][0])}, {known[code][1]}, {known[code][2]}, {rows_of}}}'
                  for code, rows_of in count.most_common()))
    grid = '[SYNTHETIC_FAMILIES]'
    out += table('uint16_t', 'synthetic_hours', map(listed, hours(rows)), grid + '[24]')
    out += table('uint16_t', 'synthetic_weekdays', map(listed, weekdays(rows)), grid + '[7]')
    out += table('uint16_t', 'synthetic_minutes', map(listed, minutes(rows)),
                 '[2 * 24][SYNTHETIC_MINUTE_KINDS]')
    out += table('uint8_t', 'synthetic_exact_minutes', map(str, EXACT_MINUTES),
                 '[SYNTHETIC_MINUTE_KINDS - 1]')
    out += table('uint16_t', 'synthetic_first_days', map(str, first_days(rows)), '[SYNTHETIC_FAMILIES]')
    delays = by_family(rows, lambda row: (day_of(row['Date Rptd']) - row['day']).days)
    return out + ranged('synthetic_delays', delays, DELAYS)


def corner_shares(rows):
    """By premise: how many of a thousand rows are at an intersection."""
    corners, count = collections.Counter(), collections.Counter()
    for row in rows:
        count[row['Premis Cd']] += 1
        corners[row['Premis Cd']] += bool(row['Cross Street'])
    return {code: round(1000 * corners[code] / count[code]) for code in count}


def details(rows):
    def kept(found, least):
        return {key: line for key, line in found.items() if sum(line) >= least}

    mocodes = collections.defaultdict(lambda: [0] * len(FAMILIES))
    for row in rows:
        for code in row['Mocodes'].split():
            mocodes[code, ''][row['family']] += 1
    mocodes = dict(sorted(mocodes.items(), key=lambda item: (-sum(item[1]), item[0])))
    premises = by_family(rows, lambda row: (row['Premis Cd'], row['Premis Desc']))
    weapons = by_family(rows, lambda row: (row['Weapon Used Cd'], row['Weapon Desc']))
    statuses = by_family(rows, lambda row: (row['Status'], row['Status Desc']))
    seconds = by_family(rows, lambda row: (row['Crm Cd 2'], ''))
    victims = by_family(rows, lambda row: (row['Vict Sex'], row['Vict Descent'], row['Vict Age'] != '0'))
    ages = by_family([row for row in rows if row['Vict Age'] != '0'], lambda row: int(row['Vict Age']))
    numbers = by_family(rows, lambda row: len(row['Mocodes'].split()))
    corners = corner_shares(rows)
    out = head('What else a row says.')
    out += table('struct synthetic_premise', 'synthetic_premises',
                 (f'{{{text(code)}, {text(words)}, {corners[code]}, {listed(weights)}}}'
                  for (code, words), weights in kept(premises, PREMISE_ROWS).items()))
    out += coded('synthetic_weapons', weapons)
    out += coded('synthetic_statuses', statuses)
    out += coded('synthetic_second_crimes', kept(seconds, SECOND_ROWS))
    out += coded('synthetic_mocodes', kept(mocodes, MOCODE_ROWS))
    out += ranged('synthetic_mocode_numbers', numbers, [(number, number) for number in range(11)])
    out += table('struct synthetic_victim', 'synthetic_victims',
                 (f'{{{text(sex)}, {text(descent)}, {str(aged).lower()}, {listed(line)}}}'
                  for (sex, descent, aged), line in kept(victims, VICTIM_ROWS).items()))
    return out + ranged('synthetic_ages', ages, AGES)


def split_address(location):
    """(hundred block, direction, name, suffix) of `NNNN D  NAME   SUFFIX`."""
    found = re.fullmatch(r'(\d+)00 (.)  (.{29})(\w+)', location)
    return found and (int(found[1]), found[2], found[3].strip(), found[4])


def streets(rows):
    """The main streets of each area; then, as an area of their own, minor ones, which are anywhere."""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    minor = collections.defaultdict(list)
    for row in rows:
        parts = not row['Cross Street'] and split_address(row['LOCATION'])
        if parts:
            found[int(row['AREA'])][parts[1:]].append(parts[0])
    for area in sorted(found):
        by_rows = sorted(found[area].items(), key=lambda item: (-len(item[1]), item[0]))
        for street, blocks in by_rows[STREETS_PER_AREA:]:
            minor[street].extend(blocks)
        found[area] = dict(by_rows[:STREETS_PER_AREA])
    main = {street for area in found.values() for street in area}
    by_rows = sorted(minor.items(), key=lambda item: (-len(item[1]), item[0]))
    found[AREAS + 1] = dict([item for item in by_rows if item[0] not in main][:MINOR_STREETS])
    for area in sorted(found):
        for (direction, name, suffix), blocks in found[area].items():
            low, high = (min(blocks), max(blocks)) if area <= AREAS else MINOR_BLOCKS
            yield (f"{{{area}, '{direction}', {text(name)}, {text(suffix)}, "
                   f'{low}, {high}, {len(blocks)}}}')


def spread(values):
    mean = sum(values) / len(values)
    if len(values) < 4:
        return mean, 10
    return mean, min(max((sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5, 2), 250)


def districts(rows):
    found = collections.defaultdict(list)
    for row in rows:
        found[row['Rpt Dist No']].append(row)
    for number, own in sorted(found.items()):
        north, tall = spread([UNIT * (float(row['LAT']) - SOUTH) for row in own])
        east, wide = spread([UNIT * (float(row['LON']) - WEST) for row in own])
        blocks = [row['LOCATION'] for row in own if not row['Cross Street']]
        most = collections.Counter(blocks).most_common(1)[0][1] if blocks else 0
        busy = round(100 * max(0, most - 3) / max(len(blocks), 1))
        numbers = (int(number), round(north), round(east), round(tall), round(wide), busy, len(own))
        yield listed(numbers).replace(' ', '')  # three a line


def areas(rows):
    def degrees(value):
        return round(UNIT * abs(float(value)))
    found = collections.defaultdict(list)
    for row in rows:
        found[row['AREA'], row['AREA NAME']].append(row)
    for (number, name), own in sorted(found.items()):
        lat = [degrees(row['LAT']) for row in own]
        lon = [degrees(row['LON']) for row in own]
        weights = [sum(row['family'] == family for row in own) for family in range(len(FAMILIES))]
        yield (f'{{{text(number)}, {text(name)}, {min(lat)}, {max(lat)}, {-max(lon)}, {-min(lon)}, '
               f'{listed(weights)}}}')


def where(rows):
    out = head('Areas and their reporting districts.')
    out += table('struct synthetic_area', 'synthetic_areas', areas(rows), '[SYNTHETIC_AREAS]')
    return out + table('struct synthetic_district', 'synthetic_districts', districts(rows))


def on_streets(rows):
    return head('The main streets of each area, and minor ones.') + table('struct synthetic_street', 'synthetic_streets',
                                                     streets(rows))


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    rows = load()
    for name, make in (('crimes', crimes), ('details', details), ('districts', where),
                       ('streets', on_streets)):
        (folder / f'synthetic_{name}.c').write_text(make(rows), encoding='utf-8')


if __name__ == '__main__':
    main()
