# shellcheck shell=sh
# What src/cluster.sh and src/engine.sh share: jars from Maven Central, Kafka's own tools, what is made
# once and found again, and the end with another process. Sourced with $root set, after install.sh, by a
# script with a `fail`.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/blotter
kafka_version=3.9.1 # the last line that still has ZooKeeper: one download is both modes
kafka_jars=$cache/kafka-$kafka_version

# Makes a folder of the cache by a function that fills it; whole or not at all, and once.
once() { # folder, function
    [ -d "$1" ] || (
        take_turns
        if [ ! -d "$1" ]; then
            rm -rf "$1.new"
            mkdir "$1.new"
            "$2" "$1.new"
            mv "$1.new" "$1"
        fi
    ) 9<"$cache"
}

write_pom() { # group:artifact:version...
    cat <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>blotter</groupId>
  <artifactId>jars</artifactId>
  <version>1</version>
  <dependencies>
END
    printf '%s\n' "$@" | sed 's|\(.*\):\(.*\):\(.*\)|\
    <dependency>\
      <groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version>\
      <exclusions><exclusion><groupId>org.apache.hadoop</groupId><artifactId>*</artifactId></exclusion></exclusions>\
    </dependency>|'
    echo '  </dependencies></project>'
}

# With a repository of its own, so that the user's is as it was.
fetch_jars() { # what, folder, group:artifact:version...
    what=$1 folder=$2
    shift 2
    install_missing 'tool mvn - maven
'
    say "fetching $what from Maven Central (this is done once)"
    new=$(mktemp -d "$cache/new.XXXXXX")
    write_pom "$@" >"$new/pom.xml"
    if ! mvn -B -f "$new/pom.xml" -Dmaven.repo.local="$new/repository" \
        org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
        -DoutputDirectory="$folder" -DincludeScope=runtime >"$new/log" 2>&1 </dev/null; then
        sed -n '/ERROR/p' "$new/log" | head -n 3 >&2
        rm -rf "$new"
        fail "$what could not be fetched from Maven Central"
    fi
    rm -rf "$new"
}

need_java() {
    install_missing 'tool java - default-jre-headless
'
    mkdir -p "$cache"
}

write_log4j() {
    cat <<END
log4j.rootLogger=\${blotter.level}, stderr
log4j.appender.stderr=org.apache.log4j.ConsoleAppender
log4j.appender.stderr.target=System.err
log4j.appender.stderr.layout=org.apache.log4j.PatternLayout
log4j.appender.stderr.layout.ConversionPattern=%d{ISO8601} %p %m (%c)%n
END
}

fetch_kafka() { # folder
    fetch_jars "Kafka $kafka_version" "$1" "org.apache.kafka:kafka_2.13:$kafka_version" \
        "org.apache.kafka:kafka-tools:$kafka_version"
    write_log4j >"$1/log4j.properties"
}

need_kafka() {
    need_java
    once "$kafka_jars" fetch_kafka
}

# Small and quick to start: this is for one person, and two cores.
kafka_java() { # class, arguments...
    exec java -Xms64m -Xmx320m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
        -Djava.net.preferIPv4Stack=true -Dblotter.level="${level:-INFO}" -cp "$kafka_jars:$kafka_jars/*" "$@"
}

kafka_tool() (
    level=ERROR
    kafka_java "$@"
)

make_folder() {
    mkdir "$dir" 2>/dev/null ||
        fail "\"$name\" is being started by somebody else, or was left half made: $myself down$named"
}

# What is there stays as it was asked for first; what of it has ended is started. The script's are
# describe, load_facts, runs and bring_up.
up_again() {
    asked=$(describe)
    load_facts
    [ -z "$chosen" ] || [ "$asked" = "$(describe)" ] ||
        fail "\"$name\" is there with $(describe); first: $myself down$named"
    if runs; then
        say "\"$name\" is up already: $(describe)"
    else
        bring_up
        say "\"$name\" is up again: $(describe)"
    fi
}

# Runs a command once a process has ended: out of reach of what ends this script or its terminal, and
# without the lock that it may hold. Who waits for that stands in $dir.
when_ended() { # pid, command...
    # shellcheck disable=SC2016 # the shell that waits expands them
    setsid sh -c 'tail --pid="$1" -f /dev/null; shift; exec "$@"' sh "$@" >/dev/null 2>&1 </dev/null 9<&- &
    (umask 077 && echo $! >"$dir/waits")
}

# Nobody is to wait any more for what ends here by another way; this script may be who waited.
stop_waiting() {
    if [ -s "$dir/waits" ] && read -r waits <"$dir/waits" && [ "$waits" != $$ ] &&
        grep -qa 'tail --pid' "/proc/$waits/cmdline" 2>/dev/null; then
        kill -- "-$waits" 2>/dev/null || true
    fi
}
