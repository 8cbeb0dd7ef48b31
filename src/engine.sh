#!/bin/sh
# An engine beside blotter: it computes the windows of a topic, and blotter compares.
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
. "$root/src/install.sh"
. "$root/src/java.sh"

spark_version=3.5.3
flink_version=2.2.0
engines='spark flink'

usage() {
    cat <<END
usage: src/engine.sh [spark|flink] COMMAND [OPTIONS]

Runs Apache Spark $spark_version or Apache Flink $flink_version on this machine, in the background, with a job that
reads a topic as blotter writes it, computes its windows, and writes them to TOPIC-windows. Needs Java;
what it runs comes from PyPI and Maven Central once, into \${XDG_CACHE_HOME:-~/.cache}/blotter.

  up          starts the engine, and says so when the job runs; again after an end, goes on where it was
    --brokers LIST      any Kafka, such as src/cluster.sh starts one
    --topic NAME        (la-crime)
    --windows LIST      up to 6 windows (1h,6h,12h)
    --every D           at which times: at every multiple of D (1h)
    --near LAT,LON,DEG  (34.021861,-118.282942,0.02)
    --place KIND        area, district, address or premise (area)
    --for PID           goes down when that process has ended, however it ended
  status      what runs, and on which topic; 1 when it has ended by itself
  down        ends it, and removes what it wrote on this machine; the topic stays
  prepare     only installs and downloads what is missing
  dstream, structured   Spark's alone: the original study's two jobs, over what "simulate --value row" has
              sent to --topic; a line a batch of 3 h on standard output, and it ends

Without an engine status, down and prepare are about all of them. --name NAME (the engine's) tells
engines apart that run side by side. Durations are whole seconds: 90s, 10m, 1h, 2d.
END
}

fail() {
    say "engine.sh: $*"
    exit 1
}

bad_usage() {
    say "engine.sh: $*; --help lists the commands"
    exit 2
}

# --- what is run ---------------------------------------------------------------------------------

# An engine is a row here, and two functions: one fills its folder of the cache, one runs its job.
look_up_engine() {
    case $engine in
    spark) version=$spark_version megabytes=1500 ready='^ready$' ;;
    flink) version=$flink_version megabytes=1500 ready='Committer.* to RUNNING' ;;
    esac
    folder=$cache/$engine-$version
}

fetch_spark() { # folder
    install_missing 'tool python3 3.9 python3
module pip - python3-pip
'
    say "fetching PySpark $version from PyPI (this is done once, 300 MB)"
    if ! TMPDIR=$1 python3 -m pip install --quiet --no-cache-dir --disable-pip-version-check --no-compile \
        --root-user-action ignore --target "$1/python" "pyspark==$version" >"$1/log" 2>&1 </dev/null; then
        tail -n 3 "$1/log" >&2
        fail "PySpark $version could not be fetched from PyPI"
    fi
    rm "$1/log"
    fetch_jars "Spark's Kafka source $version" "$1/jars" "org.apache.spark:spark-sql-kafka-0-10_2.12:$version"
    rm -f "$1"/jars/scala-library-* "$1"/jars/slf4j-api-* # Spark has its own
}

# Spark's window of the world is the loopback, and its litter stays in $dir.
with_spark() { # command...
    jars=$(printf '%s\n' "$folder"/jars/*.jar | paste -s -d , -)
    java="-Djava.io.tmpdir=$dir/tmp -XX:+UseSerialGC"
    SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS=$dir/tmp PYTHONPATH=$folder/python PYSPARK_PYTHON=python3 \
        PYTHONDONTWRITEBYTECODE=1 PYSPARK_SUBMIT_ARGS="--master local[2] --driver-memory 1g \
--jars '$jars' --driver-java-options '$java' --conf spark.ui.enabled=false \
--conf spark.ui.showConsoleProgress=false --conf spark.sql.adaptive.enabled=false \
--conf spark.sql.shuffle.partitions=1 --conf spark.sql.session.timeZone=UTC pyspark-shell" \
        exec "$@"
}

run_spark() {
    with_spark setsid python3 "$root/src/engine/spark_windows.py" --brokers "$brokers" --topic "$topic" \
        --windows "$windows" --every "$every" --near "$near" --place "$place" --folder "$dir/job"
}

fetch_flink() { # folder
    fetch_jars "Flink $version" "$1/jars" org.apache.flink:flink-sql-connector-kafka:5.0.0-2.2 \
        org.slf4j:slf4j-simple:1.7.36 "org.apache.flink:flink-connector-base:$version" \
        "org.apache.flink:flink-json:$version" "org.apache.flink:flink-sql-gateway:$version" \
        "org.apache.flink:flink-table-planner-loader:$version" "org.apache.flink:flink-table-runtime:$version"
}

sql_seconds() { # durations, a line each
    sed 's/s$//; s/m$/ * 60/; s/h$/ * 3600/; s/d$/ * 86400/'
}

# The job, with what was asked for where its braces stand.
flink_job() {
    rows=$(printf '%s\n' "$windows" | tr , '\n' | while read -r window; do
        echo "ROW('$window', $(echo "$window" | sql_seconds))"
    done | paste -s -d , -)
    IFS=, read -r lat lon degrees <<END
$near
END
    sed "s|{brokers}|$brokers|; s|{topic}|$topic|; s|{windows}|$rows|; s|{place}|$place|; s|{lat}|$lat|
        s|{lon}|$lon|; s|{degrees}|$degrees|; s|{every}|($(echo "$every" | sql_seconds))|g" \
        "$root/src/engine/flink_windows.sql"
}

# All of Flink in one process; again, it goes on from its last checkpoint that is whole.
flink_config() {
    cat <<END
execution.target: local
parallelism.default: 1
rest.bind-address: 127.0.0.1
jobmanager.bind-host: 127.0.0.1
taskmanager.bind-host: 127.0.0.1
taskmanager.host: 127.0.0.1
io.tmp.dirs: $dir/tmp
execution.checkpointing.interval: 5 s
execution.checkpointing.dir: file://$dir/checkpoints
execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION
END
    for checkpoint in "$dir"/checkpoints/*/chk-*/_metadata; do
        echo "$checkpoint"
    done | xargs -d '\n' ls -t 2>/dev/null | sed 's|^\(.*\)/_metadata$|execution.state-recovery.path: file://\1|; q'
}

flink_states=org.apache.flink.runtime.executiongraph # who logs what the tasks are doing

run_flink() {
    flink_config >"$dir/config.yaml"
    flink_job >"$dir/job.sql"
    FLINK_CONF_DIR=$dir exec setsid java -Xms64m -Xmx1g -XX:+UseSerialGC -Xshare:auto \
        -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dorg.slf4j.simpleLogger.log.$flink_states=info \
        -Dorg.slf4j.simpleLogger.log.org.apache.flink.client=error \
        --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
        -cp "$folder/jars/*" org.apache.flink.client.cli.CliFrontend run --target local \
        --class org.apache.flink.table.runtime.application.SqlDriver \
        "$folder/jars/flink-table-runtime-$version.jar" --scriptUri "file://$dir/job.sql"
}

# --- an engine's folder --------------------------------------------------------------------------

is_made() { [ -f "$dir/facts" ]; }

load_facts() {
    is_made || fail "there is no engine \"$name\"; start one with: src/engine.sh $engine up --brokers LIST$named"
    # shellcheck disable=SC1091 # written by save_facts
    . "$dir/facts"
}

save_facts() {
    mkdir -p "$dir/tmp"
    printf "%s='%s'\n" engine "$engine" brokers "$brokers" topic "$topic" windows "$windows" every "$every" \
        near "$near" place "$place" >"$dir/facts"
}

# The processes that have this engine's folder in their words, or work there: also a child of a moment.
processes() {
    printf '%s\n' "$dir/" | grep -lsF -f - /proc/[0-9]*/cmdline | cut -d / -f 3
}

runs() {
    [ -n "$(processes)" ]
}

end_processes() {
    while found=$(processes) && [ -n "$found" ]; do
        # shellcheck disable=SC2086 # one word a process
        kill -s KILL $found 2>/dev/null || true
        sleep 0.05
    done
}

end_all() {
    stop_waiting
    end_processes
    rm -rf "$dir"
}

# --- before and after the start ------------------------------------------------------------------

free_megabytes() {
    awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo
}

need_memory() { # megabytes
    free=$(free_megabytes)
    [ "${free:-$1}" -ge "$1" ] ||
        fail "$engine needs $1 MB of memory, and $free MB are free: end something, or take a larger machine"
}

topics() {
    kafka_tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$brokers" \
        --command-config "$dir/tool.conf" "$@" 2>"$dir/tool.log" </dev/null
}

# The engines' sinks make no topic. As many partitions and replicas as the brokers give by themselves.
make_topic() {
    printf '%s\n' default.api.timeout.ms=10000 request.timeout.ms=5000 >"$dir/tool.conf"
    found=$(topics --list) || fail "no broker answers at $brokers"
    printf '%s\n' "$found" | grep -qxF -e "$topic" ||
        fail "the topic \"$topic\" is not there: start its simulator first"
    printf '%s\n' "$found" | grep -qxF -e "$topic-windows" ||
        topics --create --if-not-exists --topic "$topic-windows" --config retention.ms=-1 >/dev/null || {
        head -n 3 "$dir/tool.log" >&2
        fail "the topic \"$topic-windows\" could not be made"
    }
}

last_words() {
    grep -a -e Error -e Exception "$dir/log" | tail -n 1
}

wait_ready() {
    until grep -qs -e "$ready" "$dir/log"; do
        kill -0 "$1" 2>/dev/null || fail "$engine ended while it was starting: $(last_words)"
        sleep 0.1
    done
}

bring_up() {
    look_up_engine
    need_memory "$megabytes"
    : >"$dir/log"
    # Out of reach of what ends this script's terminal.
    (
        cd "$dir"
        TMPDIR=$dir/tmp JDK_JAVA_OPTIONS="-XX:-UsePerfData -Djava.io.tmpdir=$dir/tmp"
        export TMPDIR JDK_JAVA_OPTIONS
        "run_$engine"
    ) >"$dir/log" 2>&1 </dev/null &
    wait_ready $!
}

# --- commands ------------------------------------------------------------------------------------

describe() {
    echo "topic $topic at $brokers, windows $windows every $every"
}

prepare() {
    look_up_engine
    need_kafka
    once "$folder" "fetch_$engine"
}

up() {
    if is_made; then
        up_again
        return
    fi
    [ -n "$brokers" ] || bad_usage 'up wants --brokers LIST'
    prepare
    mkdir -p "$cache/engines"
    make_folder
    trap 'end_all; exit 1' INT TERM HUP
    trap 'end_all' EXIT
    save_facts
    [ -z "$life" ] || when_ended "$life" "$root/src/engine.sh" "$engine" down --name "$name"
    make_topic
    bring_up
    trap - EXIT INT TERM HUP
    say "\"$name\" is up: $(describe)"
}

down() {
    if [ ! -d "$dir" ]; then
        say "there is no engine \"$name\""
        return 0
    fi
    end_all
    say "\"$name\" is down"
}

study() { # dstream|structured
    [ "$engine" = spark ] || bad_usage "$1 is one of spark's"
    [ -n "$brokers" ] || bad_usage "$1 wants --brokers LIST"
    prepare
    need_memory "$megabytes"
    dir=$(mktemp -d)
    trap 'end_all; exit 1' INT TERM HUP
    trap 'end_all' EXIT
    mkdir "$dir/tmp"
    (TMPDIR=$dir/tmp with_spark python3 "$root/src/engine/study_spark.py" "$1" --brokers "$brokers" \
        --topic "$topic" --folder "$dir/job") 2>"$dir/log" </dev/null || fail "$1 failed: $(last_words)"
}

dstream() { study dstream; }

structured() { study structured; }

status() {
    load_facts
    runs || fail "\"$name\" has ended by itself: $(last_words)"
    echo "$name up, $(describe), pid $(processes | paste -s -d ' ' -)"
}

# --- the command line ----------------------------------------------------------------------------

check() { # option, value, characters that it may have
    case $2 in
    '' | *[!$3]*) bad_usage "$1 cannot be \"$2\"" ;;
    esac
}

check_durations() { # option, list
    printf '%s\n' "$2" | grep -qxE '[1-9][0-9]*[smhd]?(,[1-9][0-9]*[smhd]?){0,5}' ||
        bad_usage "$1 wants whole seconds, such as 90s, 10m, 1h or 2d, not \"$2\""
}

take_option() { # option, value
    case $1 in
    --brokers) check "$1" "$2" 'A-Za-z0-9.:,_[\]-' && brokers=$2 ;;
    --topic) check "$1" "$2" 'A-Za-z0-9._-' && topic=$2 ;;
    --windows) check_durations "$1" "$2" && windows=$2 ;;
    --every) check_durations "$1" "$2" && check "$1" "$2" 0-9smhd && every=$2 ;;
    --near) check "$1" "$2" 0-9.,- && near=$2 ;;
    --place)
        case $2 in area | district | address | premise) place=$2 ;; *) check "$1" "$2" ' ' ;; esac
        ;;
    --for) check "$1" "$2" 0-9 && life=$2 ;;
    --name)
        case $2 in -* | .*) check "$1" "$2" ' ' ;; esac
        check "$1" "$2" 'A-Za-z0-9._-' && name=$2
        ;;
    *) bad_usage "no option $1" ;;
    esac
}

take_options() {
    while [ $# -gt 0 ]; do
        case $1 in --name | --name=* | --for | --for=*) ;; *) chosen=yes ;; esac
        case $1 in
        --help | -h) usage && exit 0 ;;
        --*=*) take_option "${1%%=*}" "${1#*=}" ;;
        -*)
            [ $# -gt 1 ] || bad_usage "$1 wants a value, or there is no such option"
            take_option "$1" "$2"
            shift
            ;;
        *) bad_usage "\"$1\" is too much" ;;
        esac
        shift
    done
}

# Every engine that there is; of prepare, every one that can be.
for_all() { # command
    status=0
    if [ "$1" = prepare ]; then
        for engine in $engines; do
            prepare
        done
        return
    fi
    for dir in "$cache"/engines/*; do
        [ -d "$dir" ] || continue
        name=$(basename "$dir") named=
        ("$1") || status=1
    done
    [ -d "$dir" ] || [ "$1" = down ] || say 'no engine is up'
    exit $status
}

command=${1-} engine=
case " $engines " in
*" $command "*)
    engine=$command
    shift
    command=${1-}
    ;;
esac
[ $# -eq 0 ] || shift
brokers='' topic=la-crime windows=1h,6h,12h every=1h near=34.021861,-118.282942,0.02 place=area
name=${engine:-} life='' chosen=''
case $command in
'' | help | --help | -h) usage && exit 0 ;;
up | down | status | prepare | dstream | structured) take_options "$@" ;;
*) bad_usage "no command or engine \"$command\"" ;;
esac
if [ -z "$name" ]; then
    case $command in up | dstream | structured) bad_usage "which engine: $engines?" ;; esac
    for_all "$command"
fi
dir=$cache/engines/$name
named=
[ "$name" = "$engine" ] || named=" --name $name"
myself="src/engine.sh $engine"
"$command"
