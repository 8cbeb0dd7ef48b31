"""A captured screen, read as a person would read it."""
import re

STATES = ("starting loading sorting waiting playing paused ended broken "
          "quitting".split())
NUMBER = r"\d[\d,]*"
CHANGE = rf"(?:[▲▼+-]{NUMBER}|=)"
BARS = " █▉▊▋▌▍▎▏#=-"


def number(text):
    return int(text.replace(",", ""))


def change(text):
    """`▲12`, `-3`, `=` as a number."""
    if text == "=":
        return 0
    return number(text[1:]) * (1 if text[0] in "▲+" else -1)


class Screen:
    def __init__(self, text):
        self.text = text
        self.lines = text.splitlines()

    def has(self, pattern):
        return re.search(pattern, self.text)

    @property
    def clock(self):
        """The first date on the screen, as §3 writes times; None without."""
        found = self.has(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)")
        return found and f"{found[1]}T{found[2]}:00"

    @property
    def state(self):
        found = self.has(rf"\b({'|'.join(STATES)})\b")
        return found and found[1]

    @property
    def footer(self):
        return self.lines[-1]

    @property
    def without_footer(self):
        """All lines but the footer, which answers keys."""
        return self.lines[:-1]

    @property
    def speed(self):
        """The speed asked for: `3 h/s`, `max`."""
        found = self.has(r"(?<= )(?:\d+ (?:ms|s|min|h|d)/s|max)(?= |\n|$)")
        return found and found[0]

    @property
    def position(self):
        """Reports so far, and how many there are."""
        found = self.has(rf"(?<!day )\b({NUMBER}) of ({NUMBER})")
        return found and (number(found[1]), number(found[2]))

    @property
    def scopes(self):
        """Each scope's (total, near) and how those have changed, or None,
        from left to right."""
        for found in re.finditer(
                rf"({NUMBER}) reports?(?: {{1,2}}({CHANGE}))? {{1,7}}({NUMBER}) near"
                rf"\b(?: USC)?(?: ({CHANGE}))?", self.text):
            yield ((number(found[1]), number(found[3])),
                   found[2] and (change(found[2]), change(found[4])))

    @property
    def totals(self):
        return [totals for totals, _ in self.scopes]

    @property
    def changes(self):
        return [changes for _, changes in self.scopes]

    def tables(self, title):
        """Each top-5 table with that title, from left to right, as
        [(name, count)]; a name that was cut ends in `…`."""
        for place, line in enumerate(self.lines):
            starts = [found.start() for found in re.finditer(
                r"\b(?:Crimes|Places)\b", line)]
            mine = [start for start in starts
                    if line[start:].startswith(title)]
            if mine:
                return [self.table(place + 1, start, min(
                    (other for other in starts if other > start),
                    default=None)) for start in mine]
        return []

    def table(self, place, start, end):
        rows = []
        for line in self.lines[place:place + 5]:
            found = re.fullmatch(
                rf"(\S.*?)\s+({NUMBER})(?:\s+{CHANGE})?\s*",
                line[start:end])
            if not found:
                break
            rows.append((found[1].rstrip(BARS), number(found[2])))
        return rows


def is_name(shown, name):
    """Is this how a name looks in a column that may be too narrow?"""
    if shown[-1:] == "…":
        return name.startswith(shown[:-1].rstrip())
    if shown[-1:] == "~" or shown[-3:] == "...":
        return name.startswith(shown.rstrip("~.").rstrip())
    return shown == (name or "(none)")


def difference(figures, totals, crimes, places):
    """What of a scope is not as the reference says; None when all is."""
    if totals != (figures["total"], figures["near"]):
        return f"total and near {totals}"
    for shown, wanted in (crimes, figures["crimes"]), (places,
                                                       figures["places"]):
        if len(shown) != len(wanted) or any(
                count != wanted_count or not is_name(name, wanted_name)
                for (name, count), (wanted_name, wanted_count)
                in zip(shown, wanted)):
            return f"top 5 {shown}, expected {wanted}"
    return None
