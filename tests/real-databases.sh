#!/usr/bin/env bash
# real-databases.sh PROGRAM: databases that people have, as Debian ships their schemas, filled with
# rows by chance, backed up, restored under a new name and dumped again: the second dump must be the
# first. Then a Django project, which looks at its restored database by its own means.
# What is fetched stays in SAUVEGARDE_TEST_CACHE. Prints one line a database; fails if one does.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"
# shellcheck source=tests/databases/lib.sh
. "$root/tests/databases/lib.sh"
# shellcheck source=tests/databases/django.sh
. "$root/tests/databases/django.sh"

# A database a line, then PACKAGE:FILE in the order in which they are loaded. The packages are not
# installed: they would bring web servers and daemons.
shipped='
powerdns pdns-backend-pgsql:usr/share/pdns-backend-pgsql/schema/schema.pgsql.sql
icinga_ido icinga2-ido-pgsql:usr/share/icinga2-ido-pgsql/schema/pgsql.sql
icingadb icingadb:usr/share/icingadb/schema/pgsql/schema.sql
roundcube roundcube-core:usr/share/dbconfig-common/data/roundcube/install/pgsql
ttrss tt-rss:usr/share/tt-rss/schema/ttrss_schema_pgsql.sql
mediawiki mediawiki:usr/share/mediawiki/maintenance/postgres/tables-generated.sql mediawiki:usr/share/mediawiki/maintenance/postgres/tables.sql mediawiki:usr/share/mediawiki/maintenance/postgres/update-keys.sql mediawiki:usr/share/mediawiki/extensions-core/*/sql/postgres/*.sql mediawiki:usr/share/mediawiki/extensions-core/AbuseFilter/db_patches/postgres/tables-generated.sql
kea kea-admin:usr/share/kea/scripts/pgsql/dhcpdb_create.pgsql
davical libawl-php:usr/share/awl/dba/awl-tables.sql libawl-php:usr/share/awl/dba/schema-management.sql davical:usr/share/davical/dba/davical.sql davical:usr/share/davical/dba/caldav_functions.sql davical:usr/share/davical/dba/rrule_functions.sql davical:usr/share/davical/dba/views/*.sql davical:usr/share/davical/dba/base-data.sql davical:usr/share/davical/dba/supported_locales.sql
zabbix zabbix-server-pgsql:usr/share/zabbix-server-pgsql/schema.sql.gz zabbix-server-pgsql:usr/share/zabbix-server-pgsql/images.sql.gz zabbix-server-pgsql:usr/share/zabbix-server-pgsql/data.sql.gz
bacula bacula-director-pgsql:usr/share/dbconfig-common/data/bacula-director-pgsql/install/pgsql
freeradius freeradius-config:etc/freeradius/3.0/mods-config/sql/*/postgresql/schema.sql
kamailio kamailio-postgres-modules:usr/share/kamailio/postgres/standard-create.sql kamailio-postgres-modules:usr/share/kamailio/postgres/*-create.sql
ejabberd ejabberd:usr/share/ejabberd/sql/pg.sql
bucardo bucardo:usr/share/bucardo/bucardo.schema
'
# Of the tables of each: a generator that fills fewer shows less than it seems to.
least_filled_percent=90

install_needs() {
    want_certificates
    want_command python3 python3
    want_postgres postgresql-MAJOR-postgis-3 postgresql-MAJOR-postgis-3-scripts postgresql-plperl-MAJOR \
        libdbi-perl
    want_django
    install_wanted
}

# has_files FOLDER GLOB…
has_files() {
    local folder=$1 glob
    shift
    for glob; do compgen -G "$folder/$glob" >/dev/null || return 1; done
}

# fetch_package PACKAGE GLOB…: these files of it into the cache. A subshell, for its trap.
fetch_package() (
    package=$1
    shift
    if has_files "$cache/schemas/$package" "$@"; then return 0; fi
    fetched=$(mktemp -d "$cache/.fetching.XXXX")
    trap 'rm -rf "$fetched"' EXIT
    cd "$fetched"
    apt-get -q -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 download "$package" >log 2>&1 || {
        can_install && apt_update_once
        apt-get -q -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 download "$package" >log 2>&1
    } || { tail -n 3 log >&2 && refuse "The package $package could not be fetched." \
        "Le paquet $package n'a pas pu être téléchargé."; }
    mkdir files
    dpkg-deb --fsys-tarfile "$package"_*.deb |
        tar --extract --directory files --wildcards --no-wildcards-match-slash "${@/#/./}" ||
        refuse "The package $package has another schema than this test knows: $*." \
            "Le paquet $package a un autre schéma que celui que ce test connaît : $*."
    chmod -R u+w,a+rX files
    rm -rf "${cache:?}/schemas/$package"
    mkdir -p "$cache/schemas"
    mv files "$cache/schemas/$package"
)

# All of them first, so that what can not be fetched is known before the rest is done.
fetch_packages() {
    local name sources source package
    local -A globs=()
    while read -r name sources; do
        for source in $(no_globs "$sources"); do globs[${source%%:*}]+=" ${source#*:}"; done
    done <<<"$shipped"
    for package in "${!globs[@]}"; do
        mapfile -t sources < <(no_globs "${globs[$package]}")
        fetch_package "$package" "${sources[@]}"
    done
}

# no_globs WORDS: one a line, whatever is in the working folder.
no_globs() {
    tr -s ' ' '\n' <<<"$1" | sed '/^$/d'
}

# schema PACKAGE:GLOB…: prints the files. One that a former glob has had is not printed again.
schema() {
    local source file
    local -A seen=()
    for source; do
        while read -r file; do
            [ -z "${seen[$file]:-}" ] || continue
            seen[$file]=yes
            case "$file" in
                *.gz) gunzip --stdout "$file" | in_batches ;;
                *) cat "$file" ;;
            esac
            echo
        done < <(compgen -G "$cache/schemas/${source%%:*}/${source#*:}" | LC_ALL=C sort)
    done
}

# Zabbix has 130,000 INSERTs of a row each. Those of the same columns that follow each other become
# one.
in_batches() {
    awk '
        {
            start = match($0, /^INSERT INTO [^()]+ \([^()]+\) values /) ? substr($0, 1, RLENGTH) : ""
            line = $0
            if (start != "" && start == current && ended && ++rows < 1000) {
                sub(/;$/, ",", held)
                line = substr($0, RLENGTH + 1)
            } else if (start != "") {
                current = start
                rows = 1
            } else if (ended) {
                current = ""
            }
            if (NR > 1) print held
            held = line
            ended = held ~ /\);$/
        }
        END { print held }'
}

# make NAME PACKAGE:GLOB…: the database as its application's owner makes it, with a login that uses
# it, and settings of its own.
make() {
    local name=$1 rights='' options=''
    shift
    case "$name" in
        # Its functions are written in an untrusted language.
        bucardo) rights=superuser ;;
        # Names of files have no encoding.
        bacula) options="encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'" ;;
    esac
    sql postgres <<SQL
create role $name login $rights;
create role ${name}_user;
create database $name owner $name template template0 $options;
alter database $name set timezone to 'Europe/Paris';
comment on database $name is 'l''application $name';
SQL
    schema "$@" | PGOPTIONS='-c client_min_messages=error' "$postgres_bin/psql" --no-psqlrc --quiet \
        --output=/dev/null --set=ON_ERROR_STOP=1 --dbname="$(url "$name" "$name")" >"$work/load.log" 2>&1 ||
        { reason="its schema does not load: $(tail -n 3 "$work/load.log" | paste -s -d ' ')" && return 1; }
    sql "$name" <<SQL
do \$\$ declare s text; begin
    for s in select nspname from pg_namespace where nspname !~ '^pg_|^information_schema' loop
        execute format('grant usage on schema %I to ${name}_user', s);
        execute format('grant select, insert, update on all tables in schema %I to ${name}_user', s);
        execute format('alter default privileges for role $name in schema %I grant select on tables to ${name}_user', s);
    end loop;
end \$\$;
SQL
}

# filled DATABASE [OPTION OF rows.py]…: what was filled, as words; fails if it is too little.
filled() {
    local tables all rows
    fill "$@" >"$work/filled" || { reason='no rows could be made' && return 1; }
    read -r tables all rows <"$work/filled"
    note="$tables of $all tables have rows, $rows rows"
    [ $((tables * 100)) -ge $((all * least_filled_percent)) ] ||
        { reason="$note; $(sed 1d "$work/filled" | cut -c1-160 | paste -s -d '|')" && return 1; }
}

# comes_back DATABASE
comes_back() {
    local told=$note
    backup "$1" || return 1
    note=$told
    done_by sauvegarde restore "$backup_file" --url "$(url "$1")" --into "${1}_again" || return 1
    same_database "$1" "${1}_again"
}

shipped_database() {
    make "$@" && filled "$1" && comes_back "$1"
}

# With a reference system of its own, a topology, whose rows chance would not keep coherent, and
# tiger's settings.
postgis_database() {
    { create gis && sql gis --file="$databases_folder/postgis.sql" >/dev/null; } ||
        { reason='it can not be made' && return 1; }
    filled gis --skip '^parcels[.]' && comes_back gis
}

main() {
    local name sources
    program=$(realpath "${1:?usage: real-databases.sh PROGRAM}")
    install_needs
    cache=$(cache_folder)
    mkdir -p "$cache"
    fetch_packages
    fetch_django "$cache"
    start_work
    start_server synchronous_commit=off wal_level=minimal max_wal_senders=0 autovacuum=off
    while read -r name sources; do
        [ -n "$name" ] || continue
        mapfile -t sources < <(no_globs "$sources")
        check "$name" shipped_database "$name" "${sources[@]}"
    done <<<"$shipped"
    check postgis postgis_database
    check django django_database
    [ "$failures" = 0 ] || { printf '%s databases did not come back.\n' "$failures" && exit 1; }
}

main "$@"
