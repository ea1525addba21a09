# shellcheck shell=bash disable=SC2034,SC2154 # What is shared with the scripts that source this.
# What tests/real-databases.sh, tests/extensions.sh and tests/postgis.sh share: a throwaway server of
# Debian's own PostgreSQL, the program with a home of its own, and the comparison of two databases.
# Sourced, never run; after installer/lib.sh.

databases_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Set by start_work: the folder that is removed at the end, and its tally.
work=''
# Set by start_server.
port=''
postgres_bin=''
# Set by backup.
backup_file=''
# Why the last check failed, and what else its line should say.
reason=''
note=''
failures=0

# The major of PostgreSQL that this Debian or Ubuntu ships: its extensions are packages of that one.
postgres_major() {
    local version
    version=$(apt_candidate postgresql)
    printf '%s\n' "${version%%[!0-9]*}"
}

# want_postgres PACKAGE…: Debian's server with these of its packages, "MAJOR" standing for the major.
want_postgres() {
    local major package
    command -v apt-cache >/dev/null || refuse \
        'These tests take databases from Debian packages: they need Debian or Ubuntu.' \
        'Ces tests prennent leurs bases dans des paquets Debian : il faut Debian ou Ubuntu.'
    major=$(postgres_major)
    if [ -z "$major" ] && can_install; then
        apt_update_once
        major=$(postgres_major)
    fi
    [ -n "$major" ] || refuse 'apt knows no PostgreSQL.' "apt ne connaît pas PostgreSQL."
    postgres_bin=/usr/lib/postgresql/$major/bin
    for package in postgresql-MAJOR "$@"; do
        package=${package//MAJOR/$major}
        is_installed "$package" || want "$package" "$package" "$package"
    done
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# start_work: the folder for everything, and its end. Short, because a socket's path may have 107
# bytes only; open to all, because root's servers run as another user.
start_work() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/svd.XXXX")
    chmod 755 "$work"
    mkdir "$work/home" "$work/backups"
    trap end_work EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

end_work() {
    local status=$?
    trap - EXIT
    stop_server
    # A server that is just ending may still write.
    rm -rf "$work" 2>/dev/null || { sleep 1 && rm -rf "$work"; } || true
    exit "$status"
}

# Servers refuse to run as root.
as_server_user() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp "$@"
    else
        "$@"
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_server [SETTING=VALUE]…
start_server() {
    local setting settings=()
    mkdir -p "$work/server"
    [ "$(id -u)" != 0 ] || chown 65534:65534 "$work/server"
    [ -e "$work/server/data" ] || as_server_user "$postgres_bin/initdb" --pgdata="$work/server/data" \
        --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
        >"$work/initdb.log" 2>&1 || { cat "$work/initdb.log" >&2 && return 1; }
    port=$(free_port)
    for setting in "port=$port" listen_addresses=127.0.0.1 "unix_socket_directories=$work/server" \
        fsync=off full_page_writes=off max_locks_per_transaction=512 timezone=UTC "$@"; do
        settings+=("-c ${setting%%=*}='${setting#*=}'")
    done
    as_server_user "$postgres_bin/pg_ctl" --pgdata="$work/server/data" --wait --timeout=60 \
        --log="$work/server/log" --options="${settings[*]}" start >/dev/null ||
        { tail -n 20 "$work/server/log" >&2 && return 1; }
}

stop_server() {
    [ -e "$work/server/data/postmaster.pid" ] || return 0
    as_server_user "$postgres_bin/pg_ctl" --pgdata="$work/server/data" --mode=immediate stop \
        >/dev/null 2>&1 || true
}

# url DATABASE [LOGIN]
url() {
    printf 'postgresql://%s@127.0.0.1:%s/%s\n' "${2:-postgres}" "$port" "$1"
}

# sql DATABASE [OPTION OF PSQL]…: stops at the first error; notices are not for the reader.
sql() {
    PGOPTIONS='-c client_min_messages=warning' "$postgres_bin/psql" --no-psqlrc --no-align \
        --tuples-only --quiet --set=ON_ERROR_STOP=1 --dbname="$(url "$1")" "${@:2}"
}

# create DATABASE
create() {
    sql postgres --command="create database \"$1\" template template0"
}

# sauvegarde ARGUMENT…: with a home of its own, without anything of PostgreSQL's environment, and
# out of reach of a tray that runs here. Its answer is in $work/said. What takes that long hangs.
sauvegarde() {
    env -u DATABASE_URL -u PGHOST -u PGPORT -u PGUSER -u PGDATABASE -u PGPASSWORD -u PGSERVICE \
        -u XDG_RUNTIME_DIR -u LC_ALL HOME="$work/home" SAUVEGARDE_HOME="$work/home/sauvegarde" \
        LANG=C.UTF-8 timeout --kill-after=5 180 "$program" --json --lang en "$@" >"$work/said" 2>"$work/said.err" </dev/null
}

# done_by COMMAND…: 3 is "done, with warnings".
done_by() {
    local status=0
    "$@" || status=$?
    [ "$status" = 0 ] || [ "$status" = 3 ] || { reason="${*:1:2} exits with $status: $(said)" && return 1; }
}

# What the program gave as its reason, in one line.
said() {
    python3 -B - "$work/said" "$work/said.err" <<'PYTHON'
import json, sys
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
text = ""
for line in lines:
    try:
        answer = json.loads(line)
    except ValueError:
        continue
    if answer.get("type") == "progress":
        continue
    told = [answer["error"]] if answer.get("error") else answer.get("warnings", [])
    told = told + answer.get("not_restored", [])
    text = "; ".join(t if isinstance(t, str) else " ".join(map(str, t.values())) for t in told)
print((text or open(sys.argv[2], encoding="utf-8").read() or "nothing said").replace("\n", " ")[:700])
PYTHON
}

# backup DATABASE: its file is then in backup_file.
backup() {
    mkdir -p "$work/backups/$1"
    rm -f "$work/backups/$1"/*
    note=''
    done_by sauvegarde backup --url "$(url "$1")" --dir "$work/backups/$1" || return 1
    backup_file=$(find "$work/backups/$1" -name '*.sql.gz')
}

# dump DATABASE: as text, without the two lines that are random. pg_dump warns of keys that go in circles.
dump() {
    "$postgres_bin/pg_dump" --dbname="$(url "$1")" 2>"$work/dump.log" | sed '/^\\\(un\)\{0,1\}restrict /d'
}

# What belongs to the database itself and is in no dump.
properties() {
    sql postgres --set=name="$1" <<'SQL'
select d.encoding, d.datcollate, d.datctype, d.datdba::regrole, d.datacl, d.datconnlimit,
       shobj_description(d.oid, 'pg_database'),
       (select array_agg((s.setrole, s.setconfig) order by s.setrole) from pg_db_role_setting s
        where s.setdatabase = d.oid)
from pg_database d where d.datname = :'name';
SQL
}

# look DATABASE FILE: all of it, to be compared later.
look() {
    { dump "$1" && properties "$1"; } >"$2" || { reason="$1 can not be dumped: $(tail -n 1 "$work/dump.log")" && return 1; }
}

# same_look A B: files of `look`. In another order counts as the same: then the note says so.
same_look() {
    cmp -s "$1" "$2" && return 0
    LC_ALL=C sort -o "$work/a.sorted" "$1"
    LC_ALL=C sort -o "$work/b.sorted" "$2"
    if cmp -s "$work/a.sorted" "$work/b.sorted"; then
        note+="${note:+, }in another order"
        return 0
    fi
    reason="the second dump differs: $(diff "$work/a.sorted" "$work/b.sorted" | grep '^[<>]' |
        cut -c1-120 | awk 'NR <= 5' | paste -s -d '|')"
    return 1
}

# same_database A B
same_database() {
    look "$1" "$work/a.sql" && look "$2" "$work/b.sql" && same_look "$work/a.sql" "$work/b.sql"
}

# fill DATABASE [OPTION OF rows.py]…: rows by chance. Prints its three numbers, then the tables that
# stayed empty.
fill() {
    python3 -B "$databases_folder/rows.py" "$postgres_bin/psql" "$(url "$1")" "${@:2}"
}

# check NAME COMMAND…: its line. The commands set reason and note; bash ignores `set -e` in them.
check() {
    local name=$1
    shift
    reason='' note=''
    if "$@"; then passed "$name"; else failed "$name" "$reason"; fi
}

# Result lines: `ok WHAT` or `FAIL WHAT: REASON`.
passed() {
    printf 'ok    %s%s\n' "$1" "${note:+ ($note)}"
}

failed() {
    failures=$((failures + 1))
    printf 'FAIL  %s: %s\n' "$1" "$2"
}
