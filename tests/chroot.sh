#!/usr/bin/env bash
# Read with `.` after installer/lib.sh: a bare Debian in a folder, for what must not happen to the
# machine itself.

# The caller's folder for it all, and where the Debian goes.
work='' chroot=''

want_chroot() {
    want_command debootstrap debootstrap
    want_command chroot coreutils
    want_command setpriv util-linux
}

# SAUVEGARDE_TEST_DEBIAN names an archive that the first one makes and the others of one run are
# unpacked from, once it is there.
make_debian() {
    local archive=${SAUVEGARDE_TEST_DEBIAN:-}
    if [ -z "$archive" ]; then
        bootstrap_debian
        return
    fi
    exec 9>"$archive.lock"
    flock 9
    if [ -s "$archive" ]; then
        exec 9>&-
        as_root mkdir "$chroot"
        as_root tar --extract --numeric-owner --file="$archive" --directory="$chroot"
    else
        bootstrap_debian
        as_root tar --create --numeric-owner --one-file-system --file="$archive" --directory="$chroot" .
        exec 9>&-
    fi
}

# The release of this machine, from where apt gets its packages.
bootstrap_debian() {
    local release mirror
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    # shellcheck disable=SC2016 # apt's own variables.
    mirror=$(apt-get indextargets --format '$(CODENAME) $(SITE)' 'Created-By: Packages' |
        sed -n "s/^$release //p" | head -n 1)
    as_root debootstrap --variant=minbase "$release" "$chroot" "$mirror" >"$work/debootstrap.log" 2>&1 ||
        { tail -n 20 "$work/debootstrap.log" >&2 && return 1; }
    # What is installed into it comes from where this machine's packages come from.
    as_root cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d "$chroot/etc/apt/" 2>/dev/null || true
    as_root cp /etc/resolv.conf /etc/hosts "$chroot/etc/"
    inside apt-get -qq update >"$work/apt.log" 2>&1
}

inside() {
    as_root chroot "$chroot" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

install_inside() {
    inside apt-get -qqy install --no-install-recommends "$@" >>"$work/apt.log" 2>&1 ||
        { tail -n 20 "$work/apt.log" >&2 && return 1; }
}

# As whom the servers of the tests run: root may not.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}

# start_server MAJOR [INITDB-OPTION…]: one that both the Debian and this machine reach, at
# 127.0.0.1:$port.
start_server() {
    server=$SAUVEGARDE_TEST_POSTGRES/$1/bin
    shift
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir "$work/server"
    [ "$(id -u)" != 0 ] || chown 65534:65534 "$work/server"
    (cd "$work/server" && as_server "$server/initdb" --pgdata=data --username=postgres \
        --no-sync "$@" >/dev/null)
    start_server_again
}

start_server_again() {
    (cd "$work/server" && as_server "$server/pg_ctl" --pgdata=data --log=log --wait start \
        --options="-c listen_addresses=127.0.0.1 -p $port -k $work/server" >/dev/null)
}

stop_server() {
    [ ! -e "$work/server/data/postmaster.pid" ] ||
        (cd "$work/server" && as_server "$server/pg_ctl" --pgdata=data --mode=immediate stop >/dev/null)
}
