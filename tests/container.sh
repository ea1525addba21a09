#!/usr/bin/env bash
# container.sh PROGRAM: the recipe in installer/container. Buildah builds the image as the
# Containerfile says, with PROGRAM in place of the stage that compiles and a bare Debian in place of
# the one that nobody can fetch here. No builder's daemon is needed, which few machines have. What the
# image says is then started as compose.yaml has it: as the first process of a PID namespace, as the
# image's user, on a root that nobody can write to. A real PostgreSQL asks for the password of the
# secret. SAUVEGARDE_TEST_POSTGRES is where tests/get-postgres.sh put the servers. pg_dump is Debian's,
# and so is the server's version: PostgreSQL's own packages are not fetched here.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"
# shellcheck source=tests/not-run.sh
. "$root/tests/not-run.sh"
# shellcheck source=tests/namespace.sh
. "$root/tests/namespace.sh"

zone=Europe/Paris
password='un mot: de "passe"'

install_needs() {
    want_chroot
    want_command unshare util-linux
    want_command pgrep procps
    install_wanted
}

# In the Debian of $chroot, whose own archive is the image to start from. The image's files are in
# $image afterwards, and what it says of itself in $work/image.json.
# shellcheck disable=SC2016 # The inner shell's own.
build_image() {
    install_inside buildah
    as_root mkdir -p "$chroot/src/installer" "$chroot/built/src/target/shipped"
    as_root cp -r "$root/installer/container" "$chroot/src/installer/"
    as_root cp "$program" "$chroot/built/src/target/shipped/sauvegarde"
    as_root cp "$SAUVEGARDE_TEST_DEBIAN" "$chroot/debian.tar"
    as_root unshare --mount --propagation private sh -euc "$inner_functions"'
        mount --bind "$1" "$1"
        mount -t proc proc "$1/proc"
        make_devices "$1"
        mount -t tmpfs run "$1/run"
        mkdir -p "$1/.outside"
        cd "$1" && pivot_root . .outside && umount --lazy /.outside
        exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root sh -euc "$2"
    ' sh "$chroot" '
        export BUILDAH_ISOLATION=chroot
        base=docker.io/library/debian:trixie-slim
        container=$(buildah from scratch)
        buildah add --quiet "$container" /debian.tar /
        buildah commit --quiet --rm "$container" "$base"
        cd /src
        buildah build --format docker --pull-never --build-context build=/built \
            --build-arg CLIENT=postgresql-client --file installer/container/Containerfile --tag sauvegarde .
        buildah inspect --type image sauvegarde >/image.json
        cp --archive "$(buildah mount "$(buildah from sauvegarde)")" /image
    ' </dev/null >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log" >&2 && return 1; }
    as_root cp "$chroot/image.json" "$work/image.json"
    as_root mv "$chroot/image" "$image"
}

# said KEY: what the image says of itself, a line each.
said() {
    python3 -c '
import json, sys
value = json.load(open(sys.argv[1]))["Docker"]["config"]
for key in sys.argv[2].split("."):
    value = value[key]
print("\n".join(value) if isinstance(value, list) else value)' "$work/image.json" "$1"
}

read_image() {
    local variables
    mapfile -t entrypoint < <(said Entrypoint)
    mapfile -t arguments < <(said Cmd)
    mapfile -t health < <(said Healthcheck.Test)
    [ "${health[0]}" = CMD-SHELL ]
    mapfile -t variables < <(said Env)
    environment=("${variables[@]}" "TZ=$zone" PGPASSWORD_FILE=/run/secrets/database_password)
    user=$(said User)
    stop_signal=$(said StopSignal)
}

# As compose.yaml has it: the password by a file that the user may read and does not own.
make_volumes() {
    volumes=$work/volumes
    mkdir "$volumes"
    as_root install --directory --owner="${user%:*}" --group="${user#*:}" --mode=700 "$volumes/backups"
    printf '%s\n' "$password" >"$volumes/secret"
    chmod 644 "$volumes/secret"
    # An hour ago, by the clock of the container: long past, and the next one is far.
    cat >"$volumes/config.toml" <<END
url = "postgresql://sauvegarde@127.0.0.1:$port/postgres"
dir = "/backups"
schedule = "daily $(TZ=$zone date --date='1 hour ago' +%H:%M)"
language = "en"
END
    as_root mkdir -p "$image/run/secrets" "$image/config/state"
    as_root touch "$image/run/secrets/database_password" "$image/config/config.toml"
}

# start_container COMMAND…, as compose.yaml has it.
# shellcheck disable=SC2016 # The inner shell's own.
start_container() {
    start_first '
        root=$2 volumes=$3 user=$4
        shift 4
        mount --bind "$root" "$root"
        make_proc "$root"
        make_devices "$root"
        mount -t tmpfs -o mode=1777 state "$root/config/state"
        mount -t tmpfs -o mode=1777 tmp "$root/tmp"
        mount --bind "$volumes/backups" "$root/backups"
        mount --bind "$volumes/config.toml" "$root/config/config.toml"
        mount --bind "$volumes/secret" "$root/run/secrets/database_password"
        mkdir -p "$root/.outside"
        mount -o remount,bind,ro "$root"
        cd "$root" && pivot_root . .outside && umount --lazy /.outside
        exec setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs \
            --bounding-set=-all -- env -i "$@"
    ' "$image" "$volumes" "$user" "${environment[@]}" "$@"
    within 10 "$1 as the first process" is_first "$1"
}

is_first() {
    [ "$(cat "/proc/$first/comm")" = "$1" ]
}

# A command in it, as its user.
beside() {
    in_first setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups env -i \
        "${environment[@]}" "$@"
}

is_healthy() {
    beside sh -c "${health[1]}"
}

# What the health check says while nothing makes a backup: 1, because the program says 3.
check_unhealthy() {
    local status=0
    start_container sleep 60
    beside sh -c "${health[1]}" >"$work/health" || status=$?
    [ "$status" = 1 ]
    status=0
    beside sauvegarde status --all >"$work/health" || status=$?
    [ "$status" = 3 ]
    kill_first
}

backups() {
    as_root find "$volumes/backups" -name '*.sql.gz.json' | wc -l
}

has_backups() {
    [ "$(backups)" = "$1" ]
}

# What a backup leaves while it is made.
staged() {
    as_root find "$volumes/backups" -type f -name '*.tmp' "$@"
}

is_staging() {
    [ -n "$(staged -size +0)" ]
}

sql() {
    PGPASSWORD=$password "$server/psql" -XAtqh 127.0.0.1 -p "$port" -U sauvegarde -d postgres "$@"
}

is_dump_waiting() {
    [ "$(sql -c "select count(*) from pg_stat_activity
        where wait_event_type = 'Lock'")" != 0 ] && pgrep --parent "$first" pg_dump
}

# No connection of ours is left, other than the one that asks.
server_is_alone() {
    [ "$(sql -c "select count(*) from pg_stat_activity where backend_type = 'client backend'
        and pid <> pg_backend_pid() and application_name <> 'holder'")" = 0 ]
}

# check_stop WHEN WANTED: as `docker stop` ends it.
check_stop() {
    local started_ms status=0
    started_ms=$(date +%s%3N)
    as_root kill "-${stop_signal#SIG}" "$first"
    wait "$first_job" || status=$?
    first='' first_job=''
    local ended_ms=$(($(date +%s%3N) - started_ms))
    echo "$1: ended in $ended_ms ms, exit $status"
    [ "$ended_ms" -lt 10000 ]
    [ "$status" = "$2" ]
    [ -z "$(staged)" ] || { staged && return 1; }
    within 5 'the end of its connections' server_is_alone
}

try_the_recipe() {
    local record date='"created_at": *"[^"]*"'
    sql -c 'create table eleves as select 1 as id'
    check_unhealthy
    start_container "${entrypoint[@]}" "${arguments[@]}"
    within 60 'a backup' has_backups 1
    within 10 'health' is_healthy
    # It really is the first one, that user, and may do nothing else.
    beside sh -c "grep -q ^sauvegarde /proc/1/comm && grep -q '^Uid:.${user%:*}' /proc/1/status &&
        grep -q '^CapEff:.0*$' /proc/1/status"
    if beside touch /root-is-writable 2>/dev/null; then return 1; fi
    # One at the slot, and none after it.
    sleep 2
    has_backups 1
    beside sauvegarde verify latest
    check_stop 'at rest' 0

    # Made three days ago, as its record says.
    record=$(as_root find "$volumes/backups" -name '*.sql.gz.json')
    as_root grep -q "$date" "$record"
    as_root sed -i "s/$date/\"created_at\": \"$(date --utc --date='3 days ago' +%FT%TZ)\"/" "$record"
    check_unhealthy
    as_root find "$volumes/backups" -mindepth 1 -delete
}

# In the middle of a dump: of its data, then while it waits for a table that somebody holds.
try_to_end_it() {
    local holder
    sql -c "create table poids as select i, md5(i::text) || md5((-i)::text) as t
        from generate_series(1, 3000000) i"
    start_container "${entrypoint[@]}" "${arguments[@]}"
    within 60 'half a dump' is_staging
    check_stop 'in the middle of the data' 130
    PGAPPNAME=holder sql -c 'begin; lock table poids; select pg_sleep(60)' >/dev/null 2>&1 &
    holder=$!
    start_container "${entrypoint[@]}" "${arguments[@]}"
    within 60 'a dump that waits' is_dump_waiting
    check_stop 'while it waits for a table' 130
    kill "$holder"
    wait "$holder" 2>/dev/null || true
    [ -z "$(as_root find "$volumes/backups" -type f)" ]
}

clean_up() {
    local status=$?
    trap - EXIT
    kill_first
    [ "$status" = 0 ] || tail -n 20 "$work/first.log" >&2 2>/dev/null || true
    stop_server || true
    as_root rm -rf "$work"
    exit "$status"
}

main() {
    local refusal
    program=$(realpath "${1:?usage: container.sh PROGRAM}")
    work=$(mktemp -d "${TMPDIR:-/tmp}/con.XXXX")
    chmod 755 "$work"
    chroot=$work/chroot
    image=$work/image
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    install_needs
    refusal=$(namespace_refusal)
    if [ -n "$refusal" ]; then
        not_run 'container recipe' "it starts a container, or what comes near: $refusal"
        return
    fi
    export SAUVEGARDE_TEST_DEBIAN=${SAUVEGARDE_TEST_DEBIAN:-$work/debian.tar}
    make_debian
    build_image
    read_image
    printf '%s\n' "$password" >"$work/password"
    start_server "$(as_root chroot "$image" pg_dump --version | grep -o '[0-9]*' | head -n 1)" \
        --auth=scram-sha-256 --pwfile="$work/password"
    PGPASSWORD=$password "$server/psql" -Xqh 127.0.0.1 -p "$port" -U postgres \
        -c "create role sauvegarde superuser login password '$password'"
    make_volumes
    try_the_recipe
    try_to_end_it
}

main "$@"
