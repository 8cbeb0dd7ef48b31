"""What an engine writes (DESIGN §10), by the reference's ticks."""
import copy
import json

TOPIC = "la-crime-windows"


def values(ticks, by="spark", windows=("1h", "6h", "12h")):
    """All that it has to say of these ticks, in their order."""
    return [copy.deepcopy(
        {"kind": "window", "by": by, "window": window, "at": tick["at"],
         **{name: tick["windows"][window][name]
            for name in ("total", "near", "crimes", "places")}})
            for tick in ticks for window in windows]


def put(case, bootstrap, *said, topic=TOPIC):
    """kcat writes these values with their keys; what is no value as it is,
    with some key."""
    run = case.start("-P", "-b", bootstrap, "-t", topic, "-p", 0, "-K", "\t",
                     program="kcat", stdin=-1)
    run.send("".join(
        f"{value['window']} {value['at']}\t"
        f"{json.dumps(value, separators=(',', ':'))}\n"
        if isinstance(value, dict) else f"k\t{value}\n" for value in said))
    case.assertEqual(run.end(), 0)
