#!/usr/bin/env bash
# debian.sh PROGRAM: makes the Debian package of a built program, has lintian look at it, and
# installs it into a clean Debian: a backup there by its commands, one by the key of its tray, and
# nothing left after its removal but what is the user's. PROGRAM may be a test build: how large a
# program for users may be is for installer/debian/build.sh to say. SAUVEGARDE_TEST_POSTGRES is where
# tests/get-postgres.sh put the servers. Where nobody may mount a file system, as in most containers,
# the package is made and looked at only.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"
# shellcheck source=tests/not-run.sh
. "$root/tests/not-run.sh"
# shellcheck source=tests/chroot.sh
. "$root/tests/chroot.sh"
# shellcheck source=tests/virtual-desktop.sh
. "$root/tests/virtual-desktop.sh"

# What it says of a package that is not Debian's own: no bug that it closes, no Debian copyright
# year, and a program that statically holds its crates.
not_for_us=initial-upload-closes-no-bugs,no-manual-page,embedded-library,extended-description-is-probably-too-short

install_needs() {
    want_chroot
    want_command lintian lintian
    want_desktop
    install_wanted
}

# Inside, on the desktop that is outside. The display's socket is in a folder that is mounted for this
# process alone, so that whoever removes the chroot removes nothing of it.
inside_desktop() {
    # shellcheck disable=SC2016 # The inner shell's own.
    as_root unshare --mount --propagation private sh -c '
        mkdir -p "$1/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix" &&
            mount -t proc proc "$1/proc" && exec chroot "$@"' sh \
        "$chroot" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=fr_FR.UTF-8 \
        DISPLAY="$desktop_display" XDG_SESSION_TYPE=x11 XDG_RUNTIME_DIR=/tmp/run \
        DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/bus "$@"
}

# How many there are.
backups() {
    as_root find "$chroot/root/sauvegardes" -name '*.sql.gz.json' | wc -l
}

# While a backup runs its key starts no other.
press_until_there_are() {
    [ "$(backups)" -ge "$1" ] || { on_desktop xdotool key ctrl+alt+s && sleep 3 && return 1; }
}

# The installed program as a session starts it, and as its user sees it.
try_the_tray() {
    local icon
    inside mkdir --mode=700 /tmp/run
    start_desktop "$work/desktop" "$chroot/tmp/bus"
    in_background inside_desktop sauvegarde tray --hidden
    patiently 'an icon' tray_icon
    icon=$(tray_icon)
    patiently 'a backup by the key' press_until_there_are 2
    patiently 'a word of the backup' tray_tooltip_has 'Sauvegarde terminée'
    tray_tooltip
    inside_desktop sauvegarde tray --quit
    patiently 'the end of the icon' is_not_on_bus "$icon"
    stop_desktop
}

# plant_timer FOLDER: as `sauvegarde schedule set` would, where systemd ran.
plant_timer() {
    inside mkdir -p "$1"
    printf '[Service]\nExecStart="/usr/bin/sauvegarde" run --quiet --patient\n' |
        inside tee "$1/sauvegarde.service" >/dev/null
    inside touch "$1/sauvegarde.timer"
}

# Every file and folder but those that change by themselves or belong to apt.
inventory() {
    as_root find "$chroot" -xdev \( -path "$chroot/var/lib/apt" -o -path "$chroot/var/cache" -o \
        -path "$chroot/var/log" -o -path "$chroot/tmp" -o -path "$chroot/proc" -o \
        -path "$chroot/var/lib/dpkg" -o -path "$chroot/root" \) -prune -o -printf '%P\n' | sort
}

check_what_is_the_users() {
    [ "$(backups)" -ge 2 ]
    inside test -s /root/.config/sauvegarde/config.toml
}

clean_up() {
    local status=$?
    trap - EXIT
    stop_desktop
    stop_server || true
    as_root rm -rf "$work"
    exit "$status"
}

main() {
    local package refusal
    program=$(realpath "${1:?usage: debian.sh PROGRAM}")
    work=$(mktemp -d "${TMPDIR:-/tmp}/deb.XXXX")
    chmod 755 "$work"
    chroot=$work/chroot
    trap clean_up EXIT
    install_needs
    package=$("$root/installer/debian/build.sh" --program "$program" "$work/package" | tail -n 1)
    lintian --fail-on error --suppress-tags "$not_for_us" "$package"
    refusal=$(mount_refusal as_root)
    if [ -n "$refusal" ]; then
        not_run 'Debian package, installed in a clean Debian' "it mounts file systems: $refusal"
        return
    fi
    make_debian
    start_server 15 --auth=trust

    as_root cp "$package" "$chroot/tmp/sauvegarde.deb"
    # What it needs comes first, so that afterwards only itself can have left something.
    install_inside postgresql-client /tmp/sauvegarde.deb
    plant_timer /etc/systemd/system
    plant_timer /root/.config/systemd/user
    inside apt-get -qqy install --reinstall /tmp/sauvegarde.deb >>"$work/apt.log" 2>&1
    inside test -e /etc/systemd/system/sauvegarde.timer
    inside test -e /root/.config/systemd/user/sauvegarde.timer
    inside apt-get -qqy remove sauvegarde >>"$work/apt.log" 2>&1
    # That of the system is looked for below, with everything else.
    inside test ! -e /root/.config/systemd/user/sauvegarde.timer
    inventory >"$work/before"
    inside apt-get -qqy install /tmp/sauvegarde.deb >>"$work/apt.log" 2>&1

    inside psql -qh 127.0.0.1 -p "$port" -U postgres -c 'create table eleves as select 1 as id'
    inside mkdir /root/sauvegardes
    inside sauvegarde config set url "postgresql://postgres@127.0.0.1:$port/postgres"
    inside sauvegarde config set dir /root/sauvegardes
    inside sauvegarde backup
    inside sauvegarde verify latest
    inside sauvegarde restore latest --into copie
    inside sauvegarde list
    try_the_tray
    inside test -s /usr/share/man/man1/sauvegarde.1.gz
    inside test -s /usr/share/applications/sauvegarde.desktop

    # Backups and the user's own settings are not the package's to remove, now or later.
    inside apt-get -qqy remove sauvegarde >>"$work/apt.log" 2>&1
    check_what_is_the_users
    inside apt-get -qqy install /tmp/sauvegarde.deb >>"$work/apt.log" 2>&1
    inside apt-get -qqy purge sauvegarde >>"$work/apt.log" 2>&1
    check_what_is_the_users
    inventory >"$work/after"
    diff "$work/before" "$work/after"
    if grep -i sauvegarde "$work/after"; then return 1; fi
    echo "$(stat --format=%s "$package") bytes: installed, used and removed without a trace"
}

main "$@"
