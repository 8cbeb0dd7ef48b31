"""Reads `report --format csv` and `text` back into the lines of `json`."""
import csv
import io
import re
import time

HEADER = ["at", "scope", "measure", "name", "value"]
LISTS = {"crime": "crimes", "place": "places"}
COLUMNS = 80
CLOCK = r"(?P<day>\w{3}) (?P<date>\S{10}) (?P<time>\d\d:\d\d(:\d\d)?)"


def number(text):
    return int(text.replace(",", ""))


def placed(scopes):
    """Scopes by name as a tick of JSON has them."""
    windows = {name: figures for name, figures in scopes.items()
               if name not in ("batch", "all")}
    return {"batch": scopes["batch"], "all": scopes["all"],
            "windows": windows}


def summary(counts):
    """Known numbers as JSON has them: reasons together, without zeros."""
    result = {"kind": "summary", **counts}
    reasons = {name: result.pop(name) for name in list(result)
               if name.startswith("rejected_")}
    rejected = {name.removeprefix("rejected_"): count
                for name, count in reasons.items() if count}
    if None in reasons.values():
        rejected = None
    order = {"kind": 0, "city": 0, "rows": 0, "kept": 0, "filtered": 0, "rejected": 0}
    return {**order, **result, "rejected": rejected}


# --- csv -------------------------------------------------------------------

def csv_tick(at, rows):
    scopes = {}
    for scope, measure, name, value in rows:
        figures = scopes.setdefault(
            scope, {"total": None, "near": None, "crimes": [], "places": []})
        if measure in LISTS:
            figures[LISTS[measure]].append([name, int(value)])
        elif measure == "point":
            figures.setdefault("points", {})[name] = int(value)
        elif measure == "filling":
            figures["filling"] = bool(int(value))
        else:
            figures[measure] = int(value)
    return {"kind": "tick", "at": at, **placed(scopes)}


def from_csv(data):
    """The lines of JSON that say the same as these bytes of CSV."""
    if b"\r\n" in data or not data.endswith(b"\n"):
        raise ValueError("lines end in LF")
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""),
                               strict=True)
    if header != HEADER:
        raise ValueError(f"the header is {header}")
    ticks, counts = {}, {}
    for at, scope, measure, name, value in rows:
        if scope == "summary":
            if at or name and measure != "city":
                raise ValueError("the summary has no time and no names")
            counts[measure] = (name or None if measure == "city" else
                               int(value) if value else None)
        elif counts:
            raise ValueError("a tick behind the summary")
        else:
            ticks.setdefault(at, []).append((scope, measure, name, value))
    lines = [csv_tick(at, rows) for at, rows in ticks.items()]
    return [*lines, summary(counts)] if counts else lines


# --- text ------------------------------------------------------------------

def top(counts, most):
    """Of all that a table shows, the rule of §4."""
    rows = sorted(((name, count) for name, count in counts if count),
                  key=lambda row: (-row[1], row[0].encode()))
    return [list(row) for row in rows[:most]]


def columns(line, count):
    """The label of a row, and its values."""
    values = []
    for _ in range(count):
        line, _, value = line.rpartition(" ")
        values.insert(0, value)
        line = line.rstrip()
    return line, values


def whole(label, names):
    """The name that a label stands for, which may have been cut."""
    label = label.removeprefix("  ")
    if label == "(none)":
        return ""
    if not label.endswith("…"):
        return label
    found, = {name for name in names if name.startswith(label[:-1])}
    return found


class Block:
    """A tick's lines, or as many scopes of it as stood side by side."""

    def __init__(self, head, lines, names, most):
        found = re.match(CLOCK, head)
        self.at = f"{found['date']}T{found['time']}"
        if not found[4]:
            self.at += ":00"
        day = time.strptime(found["date"], "%Y-%m-%d")
        if time.strftime("%a", day) != found["day"]:
            raise ValueError(f"no {found['day']}: {found['date']}")
        self.names = head[found.end():].split()
        self.scopes = {name: {"total": None, "near": None}
                       for name in self.names}
        shown = {"crimes": [], "places": []}
        title = None
        for line in lines:
            if line == "crimes" or line.startswith("places by "):
                title = line.split()[0]
                continue
            label, values = columns(line, len(self.names))
            if title:
                shown[title].append((whole(label, names), values))
            else:
                self.take(label, values)
        for place, name in enumerate(self.names):
            for title, rows in shown.items():
                self.scopes[name][title] = top(
                    ((label, 0 if values[place] in ".·"
                      else number(values[place])) for label, values in rows),
                    most)

    def take(self, label, values):
        if label.startswith("  "):      # a point's name
            for name, value in zip(self.names, values):
                self.scopes[name].setdefault(
                    "points", {})[label.strip()] = number(value)
            return
        key = {"reports": "total", "near": "near",
               "still filling": "filling"}[label]
        for name, value in zip(self.names, values):
            if key != "filling":
                self.scopes[name][key] = number(value)
            elif value == "yes":
                self.scopes[name][key] = True


def text_counts(lines):
    counts = {}
    for line in lines:
        name, value, meaning = re.fullmatch(
            r"  (\w+) +([\d,]+|not known)(?:  (.*))?", line).groups()
        known = value != "not known"
        if name == "rejected":
            reasons = re.findall(r"(\w+) ([\d,]+)", meaning) if known else []
            if known and sum(number(n) for _, n in reasons) != number(value):
                raise ValueError(line)
            counts.update({f"rejected_{reason}": number(n)
                           for reason, n in reasons})
            if not known:
                counts["rejected_"] = None
        else:
            counts[name] = number(value) if known else None
    return counts


def from_text(data, names=()):
    """The lines of JSON that say the same as these bytes of text; `names`
    are those that may have been cut."""
    if not data.endswith(b"\n"):
        raise ValueError("the last line has no end")
    about, *blocks = data.decode().rstrip("\n").split("\n\n")
    most = re.search(r"among the first (\d+) of", about)
    most = int(most[1]) if most else None
    ticks, result = {}, []
    for block in blocks:
        head, *lines = block.split("\n")
        if found := re.fullmatch("Summary(?:: (.+))?", head):
            result.append(summary({"city": found[1], **text_counts(lines)}))
        elif re.match(CLOCK, head):
            tick = Block(head, lines, names, most)
            ticks.setdefault(tick.at, {}).update(tick.scopes)
    return [{"kind": "tick", "at": at, **placed(scopes)}
            for at, scopes in ticks.items()] + result
