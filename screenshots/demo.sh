#!/usr/bin/env bash
# Shows the whole pipeline side by side, in a tmux session of its own: a cluster, two officers who
# report into one topic, the monitor, and kcat reading along. Leaving the monitor (q), or the
# session in any way, ends all of it.
#
#   ./screenshots/demo.sh            opens it here
#   ./screenshots/demo.sh --detached leaves it in the background, and says how to look at it
#
# Needs tmux and kcat. SPEED=1h makes it slower than three hours a second.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
for tool in tmux kcat; do
    command -v "$tool" >/dev/null || { echo "demo.sh: $tool is missing: apt-get install $tool" >&2 && exit 1; }
done
"$root/src/run.sh" --version >/dev/null
blotter=$root/build/src/blotter
speed=${SPEED-3h}
socket=blotter-demo-$$
work=$(mktemp -d)

tm() {
    tmux -L "$socket" -f /dev/null "$@"
}

# The panes end with the server, and a blotter with its pane.
close() {
    tm kill-server 2>/dev/null || true
    rm -rf "$work"
}

# pane TITLE COMMAND: one more pane; prints its id.
pane() {
    tm split-window -d -t demo:0 -P -F '#{pane_id}' "printf '\\033]2;%s\\033\\\\' '$1'; $2"
}

[ "${1-}" = --detached ] || trap close EXIT

# The first pane is the cluster's, whose bootstrap the others wait for.
mkfifo "$work/bootstrap"
tm new-session -d -s demo -x "$(tput cols 2>/dev/null || echo 160)" -y "$(tput lines 2>/dev/null || echo 50)" \
    "printf '\\033]2;cluster\\033\\\\'; '$blotter' cluster --no-config | tee '$work/bootstrap'"
tm set -g status off
tm set -g pane-border-status top
tm set -g pane-border-format ' #{pane_title} '
tm set -g mouse on
read -r _ bootstrap <"$work/bootstrap"

run=demo-$$
for officer in 1 2; do
    pane "officer $officer of 2" "'$blotter' simulate --no-config --brokers '$bootstrap' --run $run \
        --officer $officer/2 --speed $speed" >/dev/null
done
pane "kcat: the topic itself" "kcat -C -b '$bootstrap' -t la-crime -o beginning -q -u" >/dev/null
monitor=$(pane "monitor" "'$blotter' monitor --no-config --brokers '$bootstrap' --attach --from beginning; \
    tmux -L '$socket' kill-server")

# The monitor is the large one, below it the others side by side.
tm select-layout -t demo:0 tiled
tm swap-pane -d -s "$monitor" -t demo:0.0
tm set -w -t demo:0 main-pane-height 70%
tm select-layout -t demo:0 main-horizontal
tm select-pane -t "$monitor"

if [ "${1-}" = --detached ]; then
    rm -rf "$work"
    echo "look at it:  tmux -L $socket attach"
    echo "close it:    tmux -L $socket kill-server"
else
    tm attach -t demo
fi
