#!/usr/bin/env bash
# Makes the README's pictures from real runs: blotter in tmux, its screen with colours through
# python3-rich to SVG and librsvg to PNG.
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
console.save_svg(sys.argv[2], title="blotter")
PYTHON
    sed -i 's/Fira Code/DejaVu Sans Mono/g; s/<text /<text xml:space="preserve" /g' "$work/screen.svg"
    rsvg-convert -z 1 -o "$root/screenshots/$1.png" "$work/screen.svg"
}

tm -f /dev/null new-session -d -s pictures -x 110 -y 34 \
    "env LC_ALL=C.UTF-8 TERM=tmux-256color '$root/build/src/blotter' --speed 7d"
mkfifo "$work/drawn"
tm pipe-pane -O -t pictures "cat >'$work/drawn'"
exec 3<"$work/drawn"
wait_for '2023-02-1[0-9]'
tm send-keys -t pictures - - - - # 1d, 12h, 6h, 3h
wait_for '3 h/s'
wait_for '^ *[0-9]{1,2} reports'
picture live
tm send-keys -t pictures 4
wait_for 'last 12 h'
picture window
tm send-keys -t pictures q
