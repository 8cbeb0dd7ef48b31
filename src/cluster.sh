#!/bin/sh
# A real Apache Kafka on this machine's loopback, to play with and to test against.
# shellcheck disable=SC2031 # install.sh has a loop with a `name` of its own
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
. "$root/src/install.sh"
. "$root/src/java.sh"

first_port=9092
ports_a_cluster=40 # brokers, the controllers or ZooKeeper, and what brokers say among themselves
brokers_most=9
topic=la-crime

usage() {
    cat <<END
usage: src/cluster.sh COMMAND [--name NAME] [OPTIONS]

Runs Apache Kafka $kafka_version on 127.0.0.1, in the background. Needs Java; what it runs comes from
Maven Central once, into \${XDG_CACHE_HOME:-~/.cache}/blotter.

  up          starts a cluster, makes the topic $topic (one partition, a replica on each of up to
              three brokers, nothing ever deleted for its age), and prints its bootstrap line
    --kraft        brokers that elect their own controller, numbered from 1 (the default)
    --zookeeper    a ZooKeeper, and brokers numbered from 0
    --brokers N    so many, 1 to $brokers_most (3)
    --tls          clients come by TLS, with a certificate of the cluster's own
    --sasl         clients say a name and a password, by PLAIN or SCRAM-SHA-512: blotter may do all, reader
                   only read, guest nothing
    --for PID      goes down when that process has ended, however it ended
  status      what is up, and where
  stop N      ends broker N in order; kill N: at once; start N: starts it again
  down        ends it all and removes what it wrote
  topics ...  Kafka's own tool, such as: topics --describe
  prepare     only installs and downloads what is missing

--name NAME (kafka) tells clusters apart that run side by side.
END
}

fail() {
    say "cluster.sh: $*"
    exit 1
}

bad_usage() {
    say "cluster.sh: $*; --help lists the commands"
    exit 2
}

prepare() {
    need_kafka
    mkdir -p "$cache/clusters"
}

random_id() { # 16 bytes as Kafka writes them, without a dash in front
    printf 'A%s\n' "$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 2-22)"
}

# --- ports ---------------------------------------------------------------------------------------

used_ports() {
    awk 'FNR > 1 && $4 == "0A" { print substr($2, index($2, ":") + 1) }' /proc/net/tcp /proc/net/tcp6 \
        2>/dev/null | while read -r hex; do echo $((0x$hex)); done
}

# The first block in which no port is listened on and which no other cluster has.
choose_ports() {
    used=$(used_ports)
    base=$first_port
    while :; do
        [ "$base" -lt 30000 ] || fail 'no free ports below 30000'
        end=$((base + ports_a_cluster))
        if ! grep -qsx "base=$base" "$cache"/clusters/*/facts &&
            ! printf '%s\n' "$used" | awk -v a="$base" -v b="$end" '$1 >= a && $1 < b { found = 1 }
                END { exit !found }'; then
            return 0
        fi
        base=$end
    done
}

client_port() { echo $((base + $1 - $(first_node))); }
controller_port() { echo $((base + 10 + $1)); }
inner_port() { echo $((base + 20 + $1)); }
zookeeper_port() { echo $((base + 30)); }

port_of() { # process
    case $1 in zookeeper) zookeeper_port ;; *) client_port "$1" ;; esac
}

# --- a cluster's folder --------------------------------------------------------------------------

first_node() {
    case $mode in zookeeper) echo 0 ;; *) echo 1 ;; esac
}

nodes() {
    seq "$(first_node)" $((brokers - 1 + $(first_node)))
}

processes() { # in the order of starting
    [ "$mode" != zookeeper ] || echo zookeeper
    nodes
}

joined() { # lines, into one with commas
    paste -s -d , -
}

addresses() { # command that prints a broker's port
    for node in $(nodes); do
        echo "127.0.0.1:$("$1" "$node")"
    done | joined
}

voters() {
    for node in $(nodes); do
        echo "$node@127.0.0.1:$(controller_port "$node")"
    done | joined
}

bootstrap() { addresses client_port; }
inner_bootstrap() { addresses inner_port; }

is_made() { [ -f "$dir/facts" ]; }

load_facts() {
    is_made || fail "there is no cluster \"$name\"; make one with: src/cluster.sh up$named"
    # shellcheck disable=SC1091 # written by save_facts
    . "$dir/facts"
}

save_facts() {
    printf '%s\n' "mode=$mode" "brokers=$brokers" "tls=$tls" "sasl=$sasl" "base=$base" \
        "password=$password" "cluster_id=$cluster_id" >"$dir/facts"
}

pid_of() { # prints it when it runs and is ours
    pid=$(cat "$dir/$1.pid" 2>/dev/null) && [ -n "$pid" ] &&
        { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF "$dir/$1.properties" && echo "$pid"
}

# --- configuration -------------------------------------------------------------------------------

client_protocol() {
    case $tls$sasl in
    yesyes) echo SASL_SSL ;;
    yes) if [ -n "$tls" ]; then echo SSL; else echo SASL_PLAINTEXT; fi ;;
    *) echo PLAINTEXT ;;
    esac
}

write_zookeeper() {
    cat <<END
dataDir=$dir/zookeeper
clientPortAddress=127.0.0.1
clientPort=$(zookeeper_port)
tickTime=1000
maxClientCnxns=0
admin.enableServer=false
END
}

write_mode() { # node
    if [ "$mode" = zookeeper ]; then
        cat <<END
broker.id=$1
listeners=CLIENT://127.0.0.1:$(client_port "$1"),INNER://127.0.0.1:$(inner_port "$1")
zookeeper.connect=127.0.0.1:$(zookeeper_port)
zookeeper.session.timeout.ms=4000
END
        return
    fi
    cat <<END
node.id=$1
process.roles=broker,controller
listeners=CLIENT://127.0.0.1:$(client_port "$1"),INNER://127.0.0.1:$(inner_port "$1"),CONTROLLER://127.0.0.1:$(controller_port "$1")
controller.listener.names=CONTROLLER
controller.quorum.voters=$(voters)
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
END
}

write_security() {
    if [ -n "$tls" ]; then
        cat <<END
listener.name.client.ssl.keystore.type=PEM
listener.name.client.ssl.keystore.location=$dir/broker.pem
END
    fi
    [ -n "$sasl" ] || return 0
    authorizer=org.apache.kafka.metadata.authorizer.StandardAuthorizer
    [ "$mode" != zookeeper ] || authorizer=kafka.security.authorizer.AclAuthorizer
    cat <<END
listener.name.client.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
listener.name.client.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_blotter="$password" user_reader="$password" user_guest="$password";
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=$authorizer
super.users=User:ANONYMOUS;User:blotter
END
}

write_broker() { # node
    write_mode "$1"
    replicas=$((brokers < 3 ? brokers : 3))
    cat <<END
advertised.listeners=CLIENT://127.0.0.1:$(client_port "$1"),INNER://127.0.0.1:$(inner_port "$1")
listener.security.protocol.map=CLIENT:$(client_protocol),INNER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=INNER
log.dirs=$dir/$1
auto.create.topics.enable=false
default.replication.factor=$replicas
offsets.topic.replication.factor=$replicas
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=$replicas
transaction.state.log.num.partitions=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=4194304
END
    write_security
}

write_client() {
    echo "bootstrap.servers=$(bootstrap)"
    echo "security.protocol=$(client_protocol)"
    [ -z "$tls" ] || echo "ssl.ca.location=$dir/ca.pem"
    [ -z "$sasl" ] || printf '%s\n' sasl.mechanisms=SCRAM-SHA-512 sasl.username=blotter \
        "sasl.password=$password"
}

make_certificates() {
    (
        cd "$dir"
        openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=blotter test authority' \
            -keyout ca.key -out ca.pem
        openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout broker.key -out broker.csr
        echo 'subjectAltName=IP:127.0.0.1,DNS:localhost' >broker.ext
        openssl x509 -req -in broker.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
            -extfile broker.ext -out broker.crt
        cat broker.key broker.crt ca.pem >broker.pem
        rm -f ca.key ca.srl broker.key broker.csr broker.crt broker.ext
    ) >"$dir/openssl.log" 2>&1 </dev/null || {
        cat "$dir/openssl.log" >&2
        fail 'no certificate could be made'
    }
}

# What Kafka's storage tool would write, without starting it once a broker.
format() { # node
    mkdir -p "$dir/$1"
    [ "$mode" = kraft ] || return 0
    printf '%s\n' version=1 "cluster.id=$cluster_id" "node.id=$1" "directory.id=$(random_id)" \
        >"$dir/$1/meta.properties"
}

configure_cluster() {
    umask 077
    [ -z "$tls" ] || make_certificates
    [ "$mode" != zookeeper ] || write_zookeeper >"$dir/zookeeper.properties"
    for node in $(nodes); do
        write_broker "$node" >"$dir/$node.properties"
        format "$node"
    done
    write_client >"$dir/client.conf"
}

# --- processes -----------------------------------------------------------------------------------

launch() { # process
    class=kafka.Kafka
    [ "$1" != zookeeper ] || class=org.apache.zookeeper.server.quorum.QuorumPeerMain
    : >"$dir/$1.log"
    # In a session of its own: what ends this script's terminal does not end it.
    (
        cd "$dir"
        kafka_java "$class" "$dir/$1.properties"
    ) >>"$dir/$1.log" 2>&1 </dev/null 9<&- &
    echo $! >"$dir/$1.pid"
    grace=10 # it is not Java from the first moment on
}

has_started() { # process
    grep -q -e 'Kafka Server started' -e 'KafkaServer id=.*\] started' -e 'binding to port' "$dir/$1.log"
}

# ZooKeeper takes some seconds to forget a broker that was killed, and will not have it twice.
ended_while_starting() { # process
    grep -q 'NodeExists' "$dir/$1.log" && launch "$1" && return 0
    grep -e ERROR -e Exception "$dir/$1.log" | head -n 3 >&2
    fail "$(named_process "$1") ended while it was starting"
}

wait_started() { # process
    ticks=600 # a minute
    until has_started "$1"; do
        pid_of "$1" >/dev/null || [ "$grace" -gt 0 ] || ended_while_starting "$1"
        ticks=$((ticks - 1)) grace=$((grace - 1))
        [ "$ticks" -gt 0 ] || fail "$(named_process "$1") did not start within a minute: $dir/$1.log"
        sleep 0.1
    done
}

named_process() {
    case $1 in zookeeper) echo ZooKeeper ;; *) echo "broker $1" ;; esac
}

end_process() { # process, signal
    pid=$(pid_of "$1") || return 0
    kill -s "$2" "$pid" 2>/dev/null || true
    kill -s CONT "$pid" 2>/dev/null || true
    while pid_of "$1" >/dev/null; do
        sleep 0.05
    done
}

end_all() {
    stop_waiting
    for process in $(processes | sort -r); do
        end_process "$process" KILL
    done
    rm -rf "$dir"
}

# --- what a cluster is made with -----------------------------------------------------------------

make_topic() {
    tries=50
    until kafka_tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$(inner_bootstrap)" --create \
        --if-not-exists --topic "$topic" --partitions 1 \
        --replication-factor $((brokers < 3 ? brokers : 3)) --config retention.ms=-1 \
        --config segment.ms=315360000000 >"$dir/tool.log" 2>&1 </dev/null; do
        tries=$((tries - 1))
        # ZooKeeper's controller may not have heard of all brokers yet.
        if [ "$tries" -eq 0 ] || ! grep -q 'replication factor' "$dir/tool.log"; then
            head -n 3 "$dir/tool.log" >&2
            fail "the topic $topic could not be made"
        fi
    done
}

# Names for SCRAM, and what reader may do. Passwords go by file, never as an argument.
make_users() {
    echo "SCRAM-SHA-512=iterations=4096,password=$password" >"$dir/scram"
    for user in blotter reader guest; do
        kafka_tool kafka.admin.ConfigCommand --bootstrap-server "$(inner_bootstrap)" --alter \
            --entity-type users --entity-name "$user" --add-config-file "$dir/scram" || return 1
    done
    kafka_tool kafka.admin.AclCommand --bootstrap-server "$(inner_bootstrap)" --add \
        --allow-principal User:reader --operation Read --operation Describe \
        --operation DescribeConfigs --topic '*'
}

# --- commands ------------------------------------------------------------------------------------

print_lines() {
    echo "bootstrap $(bootstrap)"
    [ -z "$tls$sasl" ] || echo "kafka-config $dir/client.conf"
}

describe() {
    with=
    [ -z "$tls" ] || with=', TLS'
    [ -z "$sasl" ] || with="$with, SASL"
    echo "$mode, $brokers broker(s)$with"
}

runs() {
    for process in $(processes); do
        pid_of "$process" >/dev/null || return 1
    done
}

bring_up() {
    for process in $(processes); do
        pid_of "$process" >/dev/null && continue
        launch "$process"
        [ "$process" != zookeeper ] || wait_started zookeeper
    done
    for process in $(processes); do
        wait_started "$process"
    done
}

up() {
    prepare
    if is_made; then
        up_again
        print_lines
        return
    fi
    [ -z "$tls" ] || install_missing 'tool openssl - openssl
'
    # All of the machine's, until the ports are listened on: what is in another cache is not seen.
    exec 9</tmp
    take_turns
    if is_made; then
        up_again
        print_lines
        return
    fi
    make_folder
    choose_ports
    password=$(random_id)
    cluster_id=$(random_id)
    trap 'end_all; exit 1' INT TERM HUP
    trap 'end_all' EXIT
    (umask 077 && save_facts)
    [ -z "$life" ] || when_ended "$life" "$root/src/cluster.sh" down --name "$name"
    configure_cluster
    bring_up
    exec 9<&-
    make_topic
    if [ -n "$sasl" ]; then
        make_users >"$dir/tool.log" 2>&1 </dev/null || {
            cat "$dir/tool.log" >&2
            fail 'the users could not be made'
        }
    fi
    trap - EXIT INT TERM HUP
    say "\"$name\" is up: $(describe), topic $topic"
    print_lines
}

down() {
    if is_made; then
        load_facts
        end_all
    elif [ -d "$dir" ]; then
        rm -rf "$dir"
    else
        say "there is no cluster \"$name\""
        return 0
    fi
    say "\"$name\" is down"
}

status() {
    load_facts
    describe
    print_lines
    for process in $(processes); do
        port=$(port_of "$process")
        if pid=$(pid_of "$process"); then
            printf '%s up 127.0.0.1:%s pid %s\n' "$(named_process "$process")" "$port" "$pid"
        else
            printf '%s down 127.0.0.1:%s\n' "$(named_process "$process")" "$port"
        fi
    done
}

one_process() { # start|stop|kill
    [ -n "$which" ] || bad_usage "$1 wants the number of a broker"
    load_facts
    processes | grep -qxF -e "$which" || bad_usage "$1 wants one of: $(processes | tr '\n' ' ')"
    running=$(pid_of "$which") || running=
    case $1 in
    start)
        [ -z "$running" ] || fail "$(named_process "$which") is up already"
        launch "$which"
        wait_started "$which"
        ;;
    *)
        [ -n "$running" ] || fail "$(named_process "$which") is not up"
        end_process "$which" "$([ "$1" = kill ] && echo KILL || echo TERM)"
        ;;
    esac
    say "$(named_process "$which"): $1"
}

# --- the command line ----------------------------------------------------------------------------

take_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --kraft | --zookeeper) mode=${1#--} chosen=yes ;;
        --tls) tls=yes chosen=yes ;;
        --sasl) sasl=yes chosen=yes ;;
        --brokers | --name | --for)
            [ $# -gt 1 ] || bad_usage "$1 wants a value"
            case $1 in --name) name=$2 ;; --for) life=$2 ;; *) brokers=$2 chosen=yes ;; esac
            shift
            ;;
        --brokers=*) brokers=${1#*=} chosen=yes ;;
        --name=*) name=${1#*=} ;;
        --help | -h) usage && exit 0 ;;
        -*) bad_usage "no option $1" ;;
        *)
            [ -z "$which" ] || bad_usage "\"$1\" is too much"
            which=$1
            ;;
        esac
        shift
    done
    case $brokers in
    [1-$brokers_most]) ;;
    *) bad_usage "--brokers wants 1 to $brokers_most, not \"$brokers\"" ;;
    esac
    case $life in
    *[!0-9]*) bad_usage "--for wants the number of a process, not \"$life\"" ;;
    esac
    case $name in
    '' | -* | .* | *[!A-Za-z0-9._-]*) bad_usage "a name is letters, digits, '.', '_' and '-', not \"$name\"" ;;
    esac
}

no_operand() {
    [ -z "$which" ] || bad_usage "\"$which\" is too much"
}

command=${1-}
[ $# -eq 0 ] || shift
mode=kraft brokers=3 tls='' sasl='' chosen='' name=kafka which='' life=''
case $command in
'' | help | --help | -h) usage && exit 0 ;;
topics)
    case ${1-} in --name) name=${2-} && shift 2 ;; --name=*) name=${1#*=} && shift ;; esac
    ;;
up | down | status | prepare | start | stop | kill) take_options "$@" ;;
*) bad_usage "no command \"$command\"" ;;
esac
dir=$cache/clusters/$name
named=
[ "$name" = kafka ] || named=" --name $name"
# shellcheck disable=SC2034 # java.sh's
myself=src/cluster.sh
case $command in
topics)
    load_facts
    kafka_tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$(inner_bootstrap)" "$@"
    ;;
start | stop | kill)
    one_process "$command"
    ;;
*)
    no_operand
    "$command"
    ;;
esac
