#!/usr/bin/env bash
# Shows the whole pipeline side by side, in a tmux session of its own: a cluster, two officers who
# report into one topic, the monitor, and kcat reading along. Leaving the monitor (q), detaching from
# the session or closing the terminal ends all of it.
#
# Needs tmux and kcat. SPEED=1h ./screenshots/demo.sh makes it slower than three hours a second.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
for tool in tmux kcat; do
    command -v "$tool" >/dev/null ||
        { echo "demo.sh: $tool is missing: apt-get install $tool" >&2 && exit 1; }
done
"$root/src/run.sh" --version >/dev/null
blotter=$root/build/src/blotter
socket=blotter-demo-$$
work=$(mktemp -d)
officers=

tm() {
    tmux -L "$socket" -f /dev/null "$@"
}

# The officers first, as long as there is a cluster to say their last words to.
close() {
    trap - EXIT
    for pid in $officers; do
        kill "$pid" 2>/dev/null || continue
        timeout 3 tail --pid="$pid" -f /dev/null || kill -KILL "$pid" 2>/dev/null || true
    done
    tm kill-server 2>/dev/null || true
    rm -rf "$work"
}
trap close EXIT
trap 'exit 1' HUP INT TERM

# pane TITLE COMMAND: one more pane; prints its id.
pane() {
    tm split-window -d -t demo:0 -P -F '#{pane_id}' "printf '\\033]2;%s\\033\\\\' '$1'; exec $2"
    tm select-layout -t demo:0 tiled # room for the next
}

# The first pane is the cluster's, whose bootstrap the others wait for.
mkfifo "$work/bootstrap"
tm new-session -d -s demo -x "$(tput cols 2>/dev/null || echo 160)" \
    -y "$(tput lines 2>/dev/null || echo 50)" \
    "printf '\\033]2;cluster\\033\\\\'; '$blotter' cluster --no-config | tee '$work/bootstrap' | tr ' ,' '\n\n'"
tm set -g status off
tm set -g pane-border-status top
tm set -g pane-border-format ' #{pane_title} '
tm set -g mouse on
read -r _ bootstrap <"$work/bootstrap"

for k in 1 2; do
    id=$(pane "officer $k of 2" "'$blotter' simulate --no-config --brokers '$bootstrap' \
        --run demo-$$ --officer $k/2 --listen --speed ${SPEED-3h}")
    officers="$officers $(tm display -p -t "$id" '#{pane_pid}')"
done
pane "kcat: the topic itself" "kcat -C -b '$bootstrap' -t la-crime -o beginning -q -u" >/dev/null
monitor=$(pane "monitor" "sh -c '\"$blotter\" monitor --no-config --brokers \"$bootstrap\" \
    --attach --from beginning; tmux -L \"$socket\" detach-client -s demo'")

# The monitor is the large one, below it the others side by side.
tm swap-pane -d -s "$monitor" -t demo:0.0
tm set -w -t demo:0 main-pane-height 70%
tm select-layout -t demo:0 main-horizontal
tm select-pane -t "$monitor"
TMUX='' tm attach -t demo
