#!/usr/bin/env bash
# Shows the whole pipeline side by side, in a tmux session of its own: a cluster, two officers who
# report into one topic, some of it late on purpose, the monitor with a rule, and kcat reading along. The
# last line says what an alert and a late report mean when there is one. Leaving the monitor (q), detaching
# from the session or closing the terminal ends all of it.
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
readers=
rule='robberies: ROBBERY near >= 2 in 6h for 30m keep 2h'

tm() {
    tmux -L "$socket" -f /dev/null "$@"
}

# The officers first, as long as there is a cluster to say their last words to.
close() {
    trap - EXIT
    for pid in $readers; do
        kill "$pid" 2>/dev/null || true
    done
    wait
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

# follow COMMAND [OPTIONS]: reads the topic as long as the demo goes; `line` of each is in $work/COMMAND.
follow() {
    mkfifo "$work/$1"
    "$blotter" "$@" --no-config --brokers "$bootstrap" --attach --follow --every 1h >"$work/$1" 2>/dev/null &
    readers="$readers $!"
}

explain() { # the last line of the screen
    tm set -g status-left " $* " 2>/dev/null || true
}

# 2023-01-02T19:50:00 as 01-02 19:50
brief() {
    printf '%s' "${1:5:5} ${1:11:5}"
}

explain_alerts() {
    while IFS= read -r line; do
        [[ $line =~ \"at\":\"([^\"]*)\".*\"firing\",\"value\":([0-9]*),\"since\":\"([^\"]*)\" ]] || continue
        explain "ALERT at $(brief "${BASH_REMATCH[1]}"): ${BASH_REMATCH[2]} robberies near USC within 6 h, and so for" \
            "30 minutes, since $(brief "${BASH_REMATCH[3]}"). In the monitor: 7, then Down and Enter."
        echo "$SECONDS" >"$work/alert"
    done <"$work/report"
}

# Those whose own hour is over, and not so soon after an alert that nobody could have read that.
explain_late() {
    echo -9 >"$work/alert"
    while IFS=, read -r _ change was came; do
        if [ "$change" != 1 ] || [ "${was:0:13}" = "${came:0:13}" ] ||
            [ $((SECONDS - $(cat "$work/alert"))) -lt 5 ]; then
            continue
        fi
        explain "LATE: a report of $(brief "$was") came when it was $(brief "$came"). From now on the 6 h and 12 h" \
            "windows have it; what they said before stays said."
    done <"$work/sql"
}

# The first pane is the cluster's, whose bootstrap the others wait for.
mkfifo "$work/bootstrap"
tm new-session -d -s demo -x "$(tput cols 2>/dev/null || echo 160)" \
    -y "$(tput lines 2>/dev/null || echo 50)" \
    "printf '\\033]2;cluster\\033\\\\'; '$blotter' cluster --no-config | tee '$work/bootstrap' | tr ' ,' '\n\n'"
tm set -g status-right ''
tm set -g window-status-format ''
tm set -g window-status-current-format ''
tm set -g status-left-length 200
tm set -g status-style reverse
explain 'Two officers report what happens; the monitor counts a report when both clocks have passed its time.'
tm set -g pane-border-status top
tm set -g pane-border-format ' #{pane_title} '
tm set -g mouse on
read -r _ bootstrap <"$work/bootstrap"

for k in 1 2; do
    id=$(pane "officer $k of 2" "'$blotter' simulate --no-config --brokers '$bootstrap' \
        --run demo-$$ --officer $k/2 --listen --speed ${SPEED-3h} --faults late=1%:5h")
    officers="$officers $(tm display -p -t "$id" '#{pane_pid}')"
done
follow report --alert "$rule"
follow sql --format csv --changes \
    "SELECT reported_at, at FROM incidents WHERE kind = 'late'"
explain_alerts &
readers="$readers $!"
explain_late &
readers="$readers $!"

pane "kcat: the topic itself" "kcat -C -b '$bootstrap' -t la-crime -o beginning -q -u" >/dev/null
monitor=$(pane "monitor" "sh -c '\"$blotter\" monitor --no-config --brokers \"$bootstrap\" \
    --attach --from beginning --cues \"$root/screenshots/demo.cues\" --alert \"$rule\"; tmux -L \"$socket\" detach-client -s demo'")

# The monitor is the large one, below it the others side by side.
tm swap-pane -d -s "$monitor" -t demo:0.0
tm set -w -t demo:0 main-pane-height 70%
tm select-layout -t demo:0 main-horizontal
tm select-pane -t "$monitor"
TMUX='' tm attach -t demo
