#!/usr/bin/env bash
# Makes the README's pictures from real runs: blotter in tmux, its screen with colours through
# python3-rich to SVG and librsvg to PNG. `make.sh engine` makes that of an engine alone, which needs
# Java.
#
# Needs tmux, python3-rich, librsvg2-bin and fonts-dejavu-core.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
"$root/src/run.sh" --version >/dev/null
socket=blotter-pictures-$$
work=$(mktemp -d)
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

tm() {
    tmux -L "$socket" "$@"
}

# Waits until the screen holds what the pattern says: looks again whenever blotter has drawn.
wait_for() {
    while read -r -n 1 _ <&3; do
        if tm capture-pane -p -t pictures | grep -qE "$1"; then
            return
        fi
    done
}

# picture NAME: the screen as it is now, to screenshots/NAME.png.
picture() {
    tm capture-pane -p -e -t pictures >"$work/screen.txt"
    /usr/bin/python3 - "$work/screen.txt" "$work/screen.svg" <<'PYTHON'
import sys
from rich.console import Console
from rich.text import Text

with open(sys.argv[1], encoding="utf-8") as screen:
    text = Text.from_ansi(screen.read().rstrip("\n"))
width = max(len(line) for line in text.plain.split("\n"))
console = Console(record=True, width=width, file=open("/dev/null", "w", encoding="utf-8"))
console.print(text, no_wrap=True, overflow="crop")
console.save_svg(sys.argv[2], title="blotter", font_aspect_ratio=0.602)  # the font's
PYTHON
    # The font has no sign for a pause; terminals take one from another font.
    sed -i 's/⏸/‖/g; s/Fira Code/DejaVu Sans Mono/g; s/<text /<text xml:space="preserve" /g' "$work/screen.svg"
    rsvg-convert -z 1 -o "$root/screenshots/$1.png" "$work/screen.svg"
}

# press KEY... PATTERN: and what is on the screen then.
press() {
    tm send-keys -t pictures "${@:1:$#-1}"
    wait_for "${@: -1}"
}

# start WORDS...: blotter on a screen of its own.
start() {
    tm -f /dev/null new-session -d -s pictures -x 110 -y 34 \
        "env LC_ALL=C.UTF-8 TERM=tmux-256color '$root/build/src/blotter' --no-config --run pictures --speed 1m $*"
    rm -f "$work/drawn"
    mkfifo "$work/drawn"
    tm pipe-pane -O -t pictures "cat >'$work/drawn'"
    exec 3<"$work/drawn"
    wait_for playing
}

# go TIME: there, in a run that begins at it.
go() {
    press g 'go to:'
    tm send-keys -t pictures -l "$1"
    press Enter "$1   1 min/s"
}

# The engine beside our own figures, at the moment of the other pictures.
engine() {
    "$root/src/cluster.sh" up --name pictures --for $$ >"$work/cluster"
    brokers=$(sed -n 's/^bootstrap //p' "$work/cluster")
    "$root/src/engine.sh" spark up --name pictures --for $$ --brokers "$brokers" >"$work/engine"
    start --compare --brokers "$brokers"
    press Space paused
    go '2023-02-11 17:50'
    for at in 18:00 18:10 18:20 18:30 18:40; do
        press . "paused .*2023-02-11 $at"
    done
    press 3 'spark at Sat 2023-02-11 18:00 = equal'
    settled 3 engine
    tm send-keys -t pictures q
    "$root/src/engine.sh" spark down --name pictures >/dev/null
    "$root/src/cluster.sh" down --name pictures >/dev/null
}

# settled KEY NAME: a picture after a key that changes nothing more. The footer, which is drawn last,
# answers the key before it and not that one: then the frame is whole.
settled() {
    press Y 'no key Y'
    press "$1" 'q quit'
    picture "$2"
}

if [ "${1-}" = engine ]; then
    engine
    exit
fi

start
# What is seen is a moment of the city's, the same in every run: from its beginning it is come to in
# steps of ten minutes.
press Space paused
at=$(date -u -d 2023-02-08T18:40 +%s)
end=$(date -u -d 2023-02-11T18:40 +%s)
go "$(date -u -d "@$at" '+%F %H:%M')"
press + + + + + + + + '1 d/s'
while [ "$at" -lt "$end" ]; do
    at=$((at + 600))
    press . "paused .*$(date -u -d "@$at" '+%F %H:%M')"
done
press - - - '3 h/s'

settled 1 live
press 4 'last 12 h'
settled 4 window
press 5 'zoom 1.0'
settled 5 map
press 1 'since Wed'
press '?' 'Keys'
settled Home help
tm send-keys -t pictures q

# When reports come, in all of a quarter but its last days.
tm kill-server
start --speed max --end 2023-03-20
wait_for 'ended'
press 6 'By month'
settled 6 patterns
tm send-keys -t pictures q
