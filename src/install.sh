# shellcheck shell=sh
# What src/run.sh and tests/run.sh share: installing what is missing, and building. Sourced with
# $root set. Nothing here reads standard input or writes to standard output: they are blotter's.

# One line a dependency: what it is, its name, the least version (- is any), Debian's package.
build_needs='
tool    cc          -     build-essential
tool    pkg-config  -     pkg-config
tool    meson       1.0   meson
tool    ninja       1.8   ninja-build
library rdkafka     2.0   librdkafka-dev
library ncursesw    6.2   libncurses-dev
library zlib        1.2   zlib1g-dev
library libuv       1.44  libuv1-dev
library libxxhash   0.8   libxxhash-dev
library inih        53    libinih-dev
library sqlite3     3.40  libsqlite3-dev
header  csv.h       -     libcsv-dev
'
# shellcheck disable=SC2034 # tests/run.sh's
test_needs='
library cmocka       1.1  libcmocka-dev
tool    python3      3.9  python3
module  xxhash       -    python3-xxhash
tool    tmux         3.2  tmux
tool    kcat         1.7  kcat
tool    strace       -    strace
tool    clang        14   clang
tool    git          -    git
'
# shellcheck disable=SC2034 # checks that are skipped without it
test_wishes='
tool    clang-format 14   clang-format
tool    clang-tidy   14   clang-tidy
tool    faketime     -    faketime
tool    zsh          -    zsh
tool    fish         -    fish
'

say() {
    printf '%s\n' "$*" >&2
}

# at_least HAVE LEAST: are these versions in order?
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# Tools that ask for their versions in seconds are asked only when something is to be configured.
is_there() { # kind name least
    case $1 in
    tool)
        command -v "$2" >/dev/null || return 1
        [ "$2" != meson ] || [ -n "${configured-}" ] || at_least "$(meson --version)" "$3"
        ;;
    library) pkg-config --exists "$2 >= $3" ;;
    header) echo "#include <$2>" | cc -E -x c - >/dev/null ;;
    module) python3 -c "import $2" ;;
    esac 2>/dev/null
}

# Prints the lines of the needs that are not met.
missing() {
    printf '%s' "$1" | while read -r kind name least package; do
        if [ -n "$kind" ] && ! is_there "$kind" "$name" "$least" </dev/null; then
            printf '%s %s %s %s\n' "$kind" "$name" "$least" "$package"
        fi
    done
}

# Is this a system whose packages are new enough?
apt_has_them() {
    command -v apt-get >/dev/null && [ -r /etc/os-release ] || return 1
    (
        # shellcheck disable=SC1091
        . /etc/os-release
        case ${ID-} in
        debian) at_least "${VERSION_ID-999}" 12 ;; # testing has no number
        ubuntu) at_least "${VERSION_ID-0}" 24.04 ;;
        *) false ;;
        esac
    )
}

apt_install() {
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 0
        as_root=sudo
    fi
    say "installing with apt-get: $*"
    log=$(mktemp)
    {
        $as_root apt-get -q update || true
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
            --no-install-recommends install "$@"
    } </dev/null >"$log" 2>&1 || cat "$log" >&2
    rm -f "$log"
}

# Installs what of the needs is missing, where that can be done.
install_what_can_be() {
    absent=$(missing "$1")
    if [ -n "$absent" ] && apt_has_them; then
        # shellcheck disable=SC2046 # one word a package
        apt_install $(printf '%s\n' "$absent" | while read -r _ _ _ package; do echo "$package"; done)
    fi
}

# Sees to it that all of the needs are met, or ends with their names.
install_missing() {
    install_what_can_be "$1"
    absent=$(missing "$1")
    [ -n "$absent" ] || return 0
    say 'blotter: these are needed and not here (in parentheses what Debian 12 calls them):'
    printf '%s\n' "$absent" | while read -r kind name least package; do
        case $least in
        -) say "  $kind $name ($package)" ;;
        *) say "  $kind $name >= $least ($package)" ;;
        esac
    done
    exit 1
}

# Sets $configured when the folder was set up by us, here, and with the same options: a build folder
# knows absolute paths, so one that was copied or moved would build the sources of its first place.
look_at_build() { # folder, options of meson...
    dir=$root/$1
    shift
    made_for=$(printf '%s\n' "$root" "${CC-}" "${CFLAGS-}" "$@")
    configured=
    if [ -f "$dir/build.ninja" ] && [ "$(cat "$dir/made-for" 2>/dev/null)" = "$made_for" ]; then
        configured=yes
    fi
}

configure() { # folder, options of meson...
    look_at_build "$@"
    shift
    [ ! -d "$dir/meson-private" ] || rm -rf "$dir"
    mkdir -p "$dir"
    if ! meson setup "$dir" "$root" "$@" >"$dir/build.log" 2>&1; then
        cat "$dir/build.log" >&2
        return 1
    fi
    printf '%s\n' "$made_for" >"$dir/made-for"
}

# One at a time: `run.sh cluster` in one pane and `run.sh simulate` in the next may both be first.
take_turns() {
    if command -v flock >/dev/null; then
        flock 9
    fi
}

# Builds $targets (all when empty) in the folder, with nothing said when all is well.
build() { # folder, options of meson...
    (
        take_turns
        look_at_build "$@"
        if [ -e "$dir" ] && [ ! -w "$dir" ]; then
            say "blotter: $dir belongs to somebody else: remove it, or run this as its owner"
            exit 1
        fi
        if [ -z "$configured" ]; then
            say "building in $1/ (this is done once)"
            configure "$@"
        fi
        # shellcheck disable=SC2086 # one word a target
        if ninja -C "$dir" ${targets-} >"$dir/build.log" 2>&1; then
            exit 0
        fi
        # A newer meson, or a library that moved: begin again, once.
        if grep -qs '^FAILED: build.ninja\|^ninja: error:.*build.ninja' "$dir/build.log"; then
            configure "$@"
            # shellcheck disable=SC2086
            ninja -C "$dir" ${targets-} >"$dir/build.log" 2>&1 && exit 0
        fi
        sed '/^\[[0-9]*\/[0-9]*\] /d' "$dir/build.log" >&2 # all but what went well
        say "blotter: the build in $1/ failed"
        exit 1
    ) 9<"$root/src" </dev/null
}
