#!/usr/bin/env bash
# run.sh [PART…]: the checks of this project, on Debian or Ubuntu. Installs what they need, fetches
# PostgreSQL 13 to 18, then runs the steps one after the other and stops at the first that fails.
#   quick     format, lints and unit tests of the engine; installs and fetches nothing
#   unit      scripts, format, licences, lints, documentation, unit tests
#   engine    the command line and real databases
#   desktop   the tray on a virtual desktop
#   windows   the Windows program under Wine, and macOS as far as it compiles here
#   packages  the Debian package, what starts the program by itself, the container
# Without a name all but quick, whose steps are among the others. What this machine may not do, such
# as mounting a file system, is named at the end with the reason; SAUVEGARDE_TEST_ALL=1 makes it a
# failure.
# SAUVEGARDE_TEST_CACHE is where the fetched servers stay between runs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=installer/lib.sh
. installer/lib.sh
# shellcheck source=tests/not-run.sh
. tests/not-run.sh

# What must stay behind the feature `tray`, as an extended regular expression on crates' names.
desktop_crates='winit|tray-icon|muda|ksni|global-hotkey|ashpd|notify-rust|tauri-winrt-notification|slint|i-slint-.*|softbuffer|zbus.*|gtk.*|gdk.*|x11rb.*|x11-dl|wayland-.*|smithay-.*|rfd|auto-launch|keyring.*'
# What the tests start, to tell it from what inherits our environment by chance, such as a
# compiler cache.
own_programs='^(postgres|pg_dump|pg_dumpall|pg_restore|pg_ctl|pgbouncer|psql|initdb|sauvegarde|Xvfb|xfwm4|openbox|xfce4-|xfconfd|dunst|dbus-daemon|xterm|gnome-keyring|weston)'

program=${CARGO_TARGET_DIR:-target}/checks/sauvegarde

step_name=''
step_started_s=0

# step NAME COMMAND…: the EXIT trap names the step if the command fails.
step() {
    step_name=$1
    step_started_s=$SECONDS
    printf '== %s\n' "$1"
    shift
    "$@"
    printf '   %s s\n' $((SECONDS - step_started_s))
    step_name=''
}

# For the parts that are wanted.
install_needs() {
    want_rust
    want_c_compiler
    want_certificates
    want_command python3 python3
    want_command shellcheck shellcheck
    want_command pgrep procps
    # Unit tests make certificates, and have systemd look at units.
    want_command openssl openssl
    want_command systemd-analyze systemd
    if wanted engine; then
        # What is kept is held against its rules.
        want_command restic restic
    fi
    if wanted engine desktop windows packages; then
        want_postgres_server
        want_command pigz pigz
        want_command zstd zstd
        # Not in an ordinary user's PATH.
        [ -x /usr/sbin/pgbouncer ] || want_command pgbouncer pgbouncer
    fi
    if wanted engine desktop; then want_virtual_desktop; fi
    install_wanted
    check_rust
    install_rust_tools
}

# What tests/desktop starts: a display, a bus, window managers, a panel with a tray, services for
# notifications and passwords, a terminal that has the focus, and a Wayland compositor in a window.
want_virtual_desktop() {
    local library libraries folder
    want_command Xvfb xvfb
    want_command xdotool xdotool
    want_command dbus-daemon dbus-daemon
    want_command xfwm4 xfwm4
    want_command openbox openbox
    want_command xfce4-panel xfce4-panel
    want_command dunst dunst
    want_command xterm xterm
    want_command weston weston
    want_command gio libglib2.0-bin
    want_command gnome-keyring-daemon gnome-keyring
    for folder in xfconf/xfconfd:xfconf notifyd/xfce4-notifyd:xfce4-notifyd; do
        compgen -G "/usr/lib/*/xfce4/${folder%:*}" >/dev/null ||
            want "${folder#*:}" "${folder#*:}" "${folder#*:}"
    done
    # The program loads these when it opens a window. Only root has ldconfig in its PATH.
    libraries=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p)
    for library in libxkbcommon-x11.so.0:libxkbcommon-x11-0 libXcursor.so.1:libxcursor1 \
        libXi.so.6:libxi6 libX11-xcb.so.1:libx11-xcb1; do
        [[ $libraries == *"${library%:*} "* ]] ||
            want "${library%:*}" "${library%:*}" "${library#*:}"
    done
}

# rustup and Debian each have their own way to add the formatter and the linter.
install_rust_tools() {
    local suffix=''
    if cargo fmt --version && cargo clippy --version; then return 0; fi >/dev/null 2>&1
    if command -v rustup >/dev/null; then
        rustup component add rustfmt clippy
        return 0
    fi
    if can_install; then
        apt_update_once
        suffix=$(apt_rust_suffix) || refuse_rust
    fi
    if [ "$suffix" = -web ]; then
        want 'rustfmt and clippy' 'rustfmt et clippy' rustfmt-web rust-web-clippy
    else
        want 'rustfmt and clippy' 'rustfmt et clippy' rustfmt rust-clippy
    fi
    install_wanted
}

get_postgres() {
    tests/get-postgres.sh "$SAUVEGARDE_TEST_POSTGRES"
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups \
            test -x "$SAUVEGARDE_TEST_POSTGRES/18/bin/postgres" || refuse \
            "Other users can not reach $SAUVEGARDE_TEST_POSTGRES: set SAUVEGARDE_TEST_CACHE." \
            "Les autres utilisateurs n'ont pas accès à $SAUVEGARDE_TEST_POSTGRES : définissez SAUVEGARDE_TEST_CACHE."
    fi
}

# Scripts by their ending or their first line.
shell_scripts() {
    find . \( -path ./target -o -path ./.git \) -prune -o -type f -exec awk '
        FNR == 1 && (FILENAME ~ /\.sh$/ || /^#!.*[\/ ](ba|da)?sh( |$)/) { print FILENAME }
        { nextfile }' {} +
}

check_scripts() {
    local scripts
    mapfile -t scripts < <(shell_scripts)
    shellcheck --external-sources "${scripts[@]}"
}

check_no_desktop_crates() {
    local tree
    tree=$(cargo tree --locked --no-default-features -e normal --target all --prefix none --format '{p}')
    if grep -E "^($desktop_crates) " <<<"$tree"; then
        echo 'These need a desktop; the engine must build without them.'
        return 1
    fi
}

check_licences() {
    python3 -B -m doctest tests/licences.py
    python3 -B tests/licences.py
}

check_documentation() {
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --profile checks --no-deps
}

# With Debian's server, whose extensions are packages.
real_databases() {
    tests/real-databases.sh "$program"
}

# What can be checked of the other systems here.
elsewhere() {
    tests/windows.sh "$(cache_folder)/windows" "$@"
}

# With the tray, which the steps before may have left out.
build_program() {
    cargo build --locked --profile checks --bin sauvegarde
}

check_debian_package() {
    echo 'The package has the program of the tests. That of a release takes a quarter of an hour to'
    echo 'build: installer/debian/build.sh does so, and refuses more than 24 MiB.'
    tests/debian.sh "$program"
}

check_schedulers() {
    tests/schedulers.sh "$program"
}

check_container() {
    tests/container.sh "$program"
}

# Where the servers of the tests have their data: in memory, where there is plenty, because most of
# what they do is to make files and to delete them.
make_servers_folder() {
    local free_kib available_kib
    SAUVEGARDE_TEST_SERVERS=$TMPDIR
    free_kib=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1) || return 0
    available_kib=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    if [ "${free_kib:-0}" -ge $((8 << 20)) ] && [ "${available_kib:-0}" -ge $((12 << 20)) ]; then
        SAUVEGARDE_TEST_SERVERS=$(mktemp -d /dev/shm/svt.XXXX)
        chmod 755 "$SAUVEGARDE_TEST_SERVERS"
    fi
}

# "PID command" of each process of ours that still runs: it names a folder of ours, works in it, or
# was given it as its TMPDIR.
strays() {
    local pid name
    for pid in $(pgrep . || true); do
        # It may end while we look at it.
        name=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
        [[ $name =~ $own_programs ]] || continue
        if grep -qsF -e "$TMPDIR" -e "$SAUVEGARDE_TEST_SERVERS" \
            "/proc/$pid/cmdline" "/proc/$pid/environ" ||
            [[ $(readlink "/proc/$pid/cwd") == @("$TMPDIR"|"$SAUVEGARDE_TEST_SERVERS")* ]]; then
            echo "$pid $(tr '\0' ' ' <"/proc/$pid/cmdline")"
        fi
    done 2>/dev/null
}

# A process may take a moment to end after the test that stopped it.
check_nothing_is_left() {
    local left folders
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        left=$(strays)
        folders=$(find "$TMPDIR" "$SAUVEGARDE_TEST_SERVERS" -name 'sauv-*' -prune)
        [ -n "$left$folders" ] || break
        sleep 1
    done
    if [ -n "$left$folders" ]; then
        printf 'The tests left these:\n%s\n%s\n' "$left" "$folders"
        return 1
    fi
}

# Ends what a failed step left running, by its number, and removes our folder.
clean_up() {
    local status=$? pid
    trap - EXIT
    if [ -n "$step_name" ]; then
        printf '   %s s\n== FAILED: %s\n' $((SECONDS - step_started_s)) "$step_name" >&2
        tell_what_did_not_run >&2 || true
    fi
    while read -r pid _; do
        kill -QUIT "$pid" 2>/dev/null || true
    done < <(strays)
    # A server that is just ending may still write.
    rm -rf "$TMPDIR" "$SAUVEGARDE_TEST_SERVERS" 2>/dev/null ||
        { sleep 2 && rm -rf "$TMPDIR" "$SAUVEGARDE_TEST_SERVERS"; } || true
    exit "$status"
}

# Whether one of these parts is to be run.
wanted() {
    local part
    for part; do
        [[ " $parts " != *" $part "* ]] || return 0
    done
    return 1
}

# cargo_test ARGUMENT…: as `cargo test`. For each test that fails there is a line at the end that
# runs it alone.
cargo_test() {
    local log=$TMPDIR/cargo-test status=0 test cargo=(cargo test --locked --profile checks)
    "${cargo[@]}" "$@" 2>&1 | tee "$log" || status=$?
    [ $status != 0 ] || return 0
    # What follows -- are names of tests.
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        cargo+=("$1")
        shift
    done
    sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$log" | sort -u | while read -r test; do
        printf 'again: SAUVEGARDE_TEST_POSTGRES=%q %s -- --exact %q\n' \
            "$SAUVEGARDE_TEST_POSTGRES" "${cargo[*]}" "${test% - should panic}"
    done
    return $status
}

lint() {
    cargo clippy --locked --profile checks --all-targets "$@" -- -D warnings
}

quick() {
    step 'format' cargo fmt --all --check
    step 'clippy, engine only' lint --no-default-features
    step 'unit tests, engine only' cargo_test --no-default-features --lib --bins
    step 'direction of the imports' cargo_test --no-default-features --test rooms
}

unit() {
    step 'shell scripts' check_scripts
    step 'licences' check_licences
    step 'no desktop crate in the engine' check_no_desktop_crates
    quick
    step 'clippy' lint
    step 'documentation' check_documentation
    step 'tests of the documentation' cargo_test --doc
    step 'unit tests' cargo_test --lib --bins
}

engine() {
    # The engine is the same with and without the tray; its command line and its size are not.
    step 'tests, engine only' cargo_test --no-default-features --test integration -- \
        backup:: commandline:: failures::usage memory:: secrets::
    # Most of them wait for servers and time limits, so that four keep two cores busy.
    step 'tests' cargo_test --test integration -- --test-threads=$(($(nproc) > 4 ? $(nproc) : 4))
    step 'real databases' real_databases
}

desktop() {
    # They wait for windows and timers; the tests see to it that not too many run at once.
    step 'desktop' cargo_test --test desktop -- --test-threads=4
}

windows() {
    step 'Windows and macOS, compilers and Wine' elsewhere needs
    step 'Windows and macOS, standard libraries' elsewhere std
    step 'Windows, clippy' elsewhere lint
    step 'Windows, program' elsewhere build
    step 'Windows, unit tests' elsewhere unit
    step 'Windows, tests' elsewhere integration
    step 'Windows, installer' elsewhere installer
    step 'macOS, clippy' elsewhere macos
}

# side_by_side COMMAND…: they wait most of the time. Each says at its end what it said.
side_by_side() {
    local status=0 command
    local -A running
    for command; do
        "$command" >"$TMPDIR/$command" 2>&1 &
        running[$command]=$!
    done
    for command; do
        wait "${running[$command]}" || status=$?
        cat "$TMPDIR/$command"
    done
    return $status
}

packages() {
    step 'program of the packages' build_program
    step 'Debian package, timers of systemd, cron, and a container' \
        side_by_side check_debian_package check_schedulers check_container
}

usage() {
    sed -n 's/^# \?//; 2,/^set/{ /^set/!p }' "${BASH_SOURCE[0]}" >&2
    exit 2
}

main() {
    local part parts="${*:-unit engine desktop windows packages}"
    for part in $parts; do
        case $part in
            quick | unit | engine | desktop | windows | packages) ;;
            *) usage ;;
        esac
    done
    # Short, because a Unix socket's path may have 107 bytes only. Open to all, because root's
    # servers run as another user.
    TMPDIR=$(mktemp -d /tmp/svt.XXXX)
    chmod 755 "$TMPDIR"
    make_servers_folder
    SAUVEGARDE_TEST_POSTGRES=$(cache_folder)/postgres
    SAUVEGARDE_TEST_NOT_RUN=$TMPDIR/not-run
    # Made by the first step that needs one.
    SAUVEGARDE_TEST_DEBIAN=$TMPDIR/debian.tar
    export TMPDIR SAUVEGARDE_TEST_SERVERS SAUVEGARDE_TEST_POSTGRES SAUVEGARDE_TEST_NOT_RUN \
        SAUVEGARDE_TEST_DEBIAN
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM

    if [ "$parts" != quick ]; then step 'programs that the checks need' install_needs; fi
    if wanted engine desktop windows packages; then step 'PostgreSQL 13 to 18' get_postgres; fi
    for part in $parts; do "$part"; done
    step 'nothing is left behind' check_nothing_is_left
    if tell_what_did_not_run; then
        printf '== all that can run here passed in %s s\n' "$SECONDS"
    else
        printf '== all passed in %s s\n' "$SECONDS"
    fi
}

main "$@"
