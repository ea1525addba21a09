#!/usr/bin/env bash
# schedulers.sh PROGRAM: `sauvegarde run` started by the schedulers of a real system. It is a bare
# Debian whose first process is systemd, in namespaces of its own (PID, mounts, cgroups, name), with
# logind, users' managers and cron as Debian sets them up; so this machine's own systemd, which it
# need not have, is left alone. `systemd --user` alone would have no system timers, no lingering and
# no log-on. Three keepers wait for the same slot: a system timer, a timer of a user who lingers, and
# cron. SAUVEGARDE_TEST_POSTGRES is where tests/get-postgres.sh put the servers.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"
# shellcheck source=tests/not-run.sh
. "$root/tests/not-run.sh"
# shellcheck source=tests/namespace.sh
. "$root/tests/namespace.sh"

install_needs() {
    want_chroot
    want_command unshare util-linux
    want_command pgrep procps
    install_wanted
}

# Its own group of processes, where only the names of groups are managed and nothing is limited.
# shellcheck disable=SC2016 # The inner shell's own.
start_systemd() {
    groups=$work/groups
    mkdir "$groups"
    as_root mount -t cgroup2 groups "$groups"
    as_root mkdir "$groups/${work##*/}"
    start_first '
        root=$1 group=$2
        echo 0 >"$group/cgroup.procs"
        # Once more, from inside the group, which is then the root of those in there.
        exec unshare --cgroup sh -euc "$3" sh "$root"
    ' "$groups/${work##*/}" "$inner_functions"'
        root=$1
        mount --bind "$root" "$root"
        make_proc "$root"
        make_devices "$root"
        mount -t sysfs -o ro sys "$root/sys"
        mount -t cgroup2 groups "$root/sys/fs/cgroup"
        mount -t tmpfs -o mode=755 run "$root/run"
        mount -t tmpfs -o mode=1777 tmp "$root/tmp"
        mkdir -p "$root/.outside"
        cd "$root" && pivot_root . .outside && umount --lazy /.outside
        exec env -i container=sauvegarde-test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
    '
    within 30 'a system that has started' is_started
}

is_started() {
    inside_system systemctl is-active --quiet multi-user.target
}

# A command of root's in it.
inside_system() {
    in_first env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
}

# session USER COMMAND…: with the user's manager, as after a log-on.
session() {
    local user=$1
    shift
    inside_system systemd-run --quiet --wait --pipe --collect --uid="$user" --property=PAMName=login \
        --setenv=LANG=C.UTF-8 -- "$@"
}

# plain USER COMMAND…: without one, as by su.
plain() {
    inside_system runuser --user "$1" -- env -i PATH=/usr/bin:/bin HOME="/home/$1" LANG=C.UTF-8 "${@:2}"
}

# exits STATUS COMMAND…, whose words go into $work/said.
exits() {
    local wanted=$1 status=0
    shift
    "$@" >"$work/said" 2>&1 || status=$?
    [ "$status" = "$wanted" ] || { echo "exit $status, not $wanted: $*" && cat "$work/said" && return 1; } >&2
}

says() {
    grep -qF -- "$1" "$work/said" || { echo "does not say \"$1\":" && cat "$work/said" && return 1; } >&2
}

# How a user has it: a folder, an address, and no backup yet.
furnish() {
    local run=$1
    shift
    "$run" "$@" mkdir "$folder"
    "$run" "$@" sauvegarde config set --quiet language en
    "$run" "$@" sauvegarde config set --quiet dir "$folder"
    "$run" "$@" sauvegarde config set --quiet url "postgresql://postgres@127.0.0.1:$port/postgres"
    # Nothing is due until the slot.
    "$run" "$@" sauvegarde backup --quiet
}

# backups HOME: how many there are.
backups() {
    as_root find "$chroot$1/sauvegardes" -name '*.sql.gz.json' | wc -l
}

scheduled() {
    as_root find "$chroot$1/sauvegardes" -name '*.sql.gz.json' \
        -exec grep -lE '"reason": *"scheduled"' {} + | wc -l
}

has_scheduled() {
    [ "$(scheduled "$1")" -ge 1 ]
}

# The units and what the system remembers of them.
traces() {
    as_root find "$chroot/etc/systemd" "$chroot/var/lib/systemd" "$chroot/root" "$chroot/home" \
        \( -path '*/systemd/*' -a -name '*sauvegarde*' -o -path '*/.config/systemd*' \)
}

# The waits between a slot and its pass spare servers that many machines share; an administrator's
# drop-in takes them away here.
hurry() {
    local whose
    for whose in system user; do
        as_root mkdir -p "$chroot/etc/systemd/$whose/sauvegarde.timer.d"
        printf '[Timer]\nRandomizedDelaySec=0\nAccuracySec=1s\n' |
            as_root tee "$chroot/etc/systemd/$whose/sauvegarde.timer.d/test.conf" >/dev/null
    done
}

no_hurry() {
    as_root rm -r "$chroot"/etc/systemd/{system,user}/sauvegarde.timer.d
}

users() {
    local name
    for name in lea zoe tim; do inside_system useradd --create-home --shell /bin/bash "$name"; done
    # Her manager starts with the machine; hers who does not linger comes and goes with her sessions.
    inside_system loginctl enable-linger lea
    folder=/root/sauvegardes furnish inside_system
    folder=/home/lea/sauvegardes furnish session lea
    folder=/home/zoe/sauvegardes furnish session zoe
    folder=/home/tim/sauvegardes furnish plain tim
}

# The next full minute that leaves enough time to say it to all of them.
set_schedules() {
    local now line
    now=$(date +%s)
    slot=$(((now / 60 + 1) * 60))
    [ $((slot - now)) -ge 25 ] || slot=$((slot + 60))
    when="daily $(date --utc --date="@$slot" +%H:%M)"

    exits 0 inside_system sauvegarde schedule set "$when"
    says 'systemd'
    exits 0 inside_system systemctl list-timers sauvegarde.timer
    says 'sauvegarde.service'
    exits 0 session lea sauvegarde schedule set "$when"
    exits 0 session lea systemctl --user list-timers sauvegarde.timer
    says 'sauvegarde.service'

    # Her services end with her session, which is said, with what to do.
    exits 3 session zoe sauvegarde schedule set "$when"
    exits 3 session zoe sauvegarde schedule show
    says 'loginctl enable-linger zoe'
    exits 0 session zoe sauvegarde schedule off

    # No manager: the line is for his crontab, and so it gets there.
    exits 3 plain tim sauvegarde schedule set "$when"
    line=$(sed -n 's/^ *\([0-9*].* run --quiet --patient\)$/\1/p' "$work/said")
    [ -n "$line" ]
    printf '%s\n' "$line" | plain tim crontab -
    echo "slot at $(date --utc --date="@$slot" +%T), $((slot - $(date +%s))) s from now; cron: $line"
    ! is_past
}

is_past() {
    [ "$(date +%s)" -ge "$slot" ]
}

check_the_slot() {
    local home
    # Nothing comes before it, though the machine has just started.
    for home in /root /home/lea /home/tim; do [ "$(backups "$home")" = 1 ]; done
    within 100 'the slot' is_past
    for home in /root /home/lea /home/tim; do within 30 "a backup in $home" has_scheduled "$home"; done
    echo "three backups $(($(date +%s) - slot)) s after the slot"
    sleep 2
    for home in /root /home/lea /home/tim; do
        [ "$(backups "$home"):$(scheduled "$home")" = 2:1 ]
    done
    exits 0 inside_system systemctl show --property=Result,ExecMainStatus sauvegarde.service
    says 'Result=success'
    says 'ExecMainStatus=0'
    exits 0 session lea systemctl --user show --property=Result,ExecMainStatus sauvegarde.service
    says 'ExecMainStatus=0'
    exits 3 inside_system systemctl status sauvegarde.service
    says 'status=0/SUCCESS'
    # By another hand, now that nothing is due.
    inside_system systemctl start sauvegarde.service
    within 10 'the end of that pass' is_over
    [ "$(backups /root)" = 2 ]
}

is_over() {
    inside_system systemctl show --property=ActiveState sauvegarde.service | grep -q '=inactive'
}

is_waiting_for_the_server() {
    inside_system systemctl show --property=ActiveState sauvegarde.service | grep -q '=activating'
}

# The pass that found no server tries again half a minute later, whatever the next slot is.
try_without_a_server() {
    as_root find "$chroot/root/sauvegardes" -mindepth 1 -delete
    stop_server
    inside_system systemctl start --no-block sauvegarde.service
    within 10 'a pass' is_waiting_for_the_server
    sleep 3
    is_waiting_for_the_server
    start_server_again
    within 60 'a backup by a later try' has_scheduled /root
    [ "$(backups /root)" = 1 ]
    within 10 'the end of that pass' is_over
}

# Each takes away its own, down to the empty folders.
take_away() {
    exits 0 inside_system sauvegarde schedule off
    exits 0 session lea sauvegarde schedule off
    plain tim crontab -r
    no_hurry
    [ -z "$(traces)" ] || { traces && return 1; }
    exits 0 inside_system systemctl list-timers --all sauvegarde.timer
    if grep -q sauvegarde.service "$work/said"; then return 1; fi
    exits 0 inside_system systemctl list-units --all --failed
    if grep -qE 'sauvegarde\.(service|timer)' "$work/said"; then return 1; fi
}

# The package takes along what starts it.
remove_the_package() {
    exits 0 inside_system sauvegarde schedule set 'daily 12:30'
    exits 0 session lea sauvegarde schedule set 'daily 12:30'
    [ -n "$(traces)" ]
    inside_system dpkg --purge sauvegarde >>"$work/apt.log" 2>&1
    [ -z "$(traces)" ] || { traces && return 1; }
    exits 0 inside_system systemctl list-timers --all sauvegarde.timer
    if grep -q sauvegarde.service "$work/said"; then return 1; fi
    [ "$(backups /root)" = 1 ]
}

clean_up() {
    local status=$?
    trap - EXIT
    [ "$status" = 0 ] || [ -z "${first:-}" ] ||
        inside_system journalctl --no-pager --lines=30 >&2 || true
    kill_first
    stop_server || true
    if [ -d "$work/groups/${work##*/}" ]; then
        as_root find "$work/groups/${work##*/}" -depth -type d -exec rmdir {} + || true
    fi
    ! mountpoint --quiet "$work/groups" || as_root umount "$work/groups"
    as_root rm -rf --one-file-system "$work"
    exit "$status"
}

main() {
    local refusal package
    program=$(realpath "${1:?usage: schedulers.sh PROGRAM}")
    work=$(mktemp -d "${TMPDIR:-/tmp}/sch.XXXX")
    chmod 755 "$work"
    chroot=$work/chroot
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    install_needs
    refusal=$(namespace_refusal)
    if [ -n "$refusal" ]; then
        not_run "systems' schedulers" "it starts a system of its own: $refusal"
        return
    fi
    package=$("$root/installer/debian/build.sh" --program "$program" "$work/package" | tail -n 1)
    make_debian
    as_root cp "$package" "$chroot/root/sauvegarde.deb"
    install_inside systemd libpam-systemd dbus cron postgresql-client /root/sauvegarde.deb
    start_server 15 --auth=trust
    "$server/psql" -Xqh 127.0.0.1 -p "$port" -U postgres -c 'create table eleves as select 1 as id'
    # There is no console to log on at.
    as_root ln -s /dev/null "$chroot/etc/systemd/system/console-getty.service"
    start_systemd
    users
    hurry
    set_schedules
    check_the_slot
    try_without_a_server
    take_away
    remove_the_package
}

main "$@"
