#!/usr/bin/env bash
# extensions.sh PROGRAM [EXTENSION…]: every extension that Debian ships for its PostgreSQL and that can
# be created, each in a database of its own with a row of its user in each table that it keeps for its
# user (pg_extension_config_dump), with tables of its types and what else it is for. Each database is
# backed up and restored under a new name; its rows in those tables, and its dump, must be the same.
# Not part of tests/run.sh: it installs a hundred packages and runs for some minutes. One line an
# extension, then a summary; fails if one fails.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"
# shellcheck source=tests/databases/lib.sh
. "$root/tests/databases/lib.sh"

# What refuses to be created, or does nothing, unless the server starts with it.
preloaded=pg_stat_statements,pg_stat_kcache,pg_qualstats,pgaudit,set_user,pg_cron,pg_partman_bgw,bgw_replstatus
# Their workers never answer a server that wants to drop a database, so that it waits for ever: they
# have a server of their own, where none is dropped.
preloaded_apart=(pg_wait_sampling pgautofailover pglogical pglogical_ticker)
# Lives in the one database that the server's configuration names.
cron_database=x_pg_cron

created=0
not_created=0

# Their packages, whatever they are called: all that say so. Documentation is none.
install_needs() {
    local major packages
    want_command python3 python3
    want_postgres postgresql-contrib
    major=${postgres_bin%/bin}
    major=${major##*/}
    mapfile -t packages < <({
        apt-cache search --names-only "^postgresql-$major-"
        apt-cache search --names-only "^postgresql-pl(perl|python3|tcl)-$major\$"
    } | awk '$1 !~ /-(doc|dbgsym)$/ { print $1 }')
    # Extensions of Debian's that are named otherwise.
    packages+=(pgagent)
    for package in "${packages[@]}"; do
        is_installed "$package" || want "$package" "$package" "$package"
    done
    install_wanted
}

# use_of EXTENSION: what somebody does with it, as SQL; for tables of its own where chance finds no
# row that it would accept.
use_of() {
    case "$1" in
        address_standardizer_data_us) echo "insert into us_rules(rule) values ('1 2 -1 2 6 -1 2 17');" ;;
        bloom) echo 'create table b(x int, y int); create index on b using bloom (x, y);' ;;
        btree_gin) echo 'create table b(x int, y text); create index on b using gin (x, y);' ;;
        btree_gist) echo "create table b(x int, r int4range, exclude using gist (x with =, r with &&));
            insert into b values (1, '[1,5)');" ;;
        citext) echo "create table b(a citext primary key); insert into b values ('Ab'), ('é');" ;;
        dict_int) echo 'alter text search dictionary intdict (maxlen = 4);' ;;
        dict_xsyn) echo 'alter text search dictionary xsyn (matchorig = false);' ;;
        file_fdw) echo "create server files foreign data wrapper file_fdw;
            create foreign table passwd(line text) server files options (filename '/etc/hostname');" ;;
        hll) echo "create table b(users hll);
            insert into b select hll_add_agg(hll_hash_integer(i)) from generate_series(1, 500) i;" ;;
        insert_username | moddatetime) echo "create table b(id int, at timestamp, by text);
            create trigger t before update on b for each row execute function $1($([ "$1" = moddatetime ] && echo at || echo by));" ;;
        lo) echo "create table b(o lo); create trigger t before update or delete on b
            for each row execute function lo_manage(o); insert into b values (lo_from_bytea(0, 'bytes'));" ;;
        londiste) echo "$(use_of pgq_node)
            create table b(id int primary key); select londiste.local_add_table('set', 'public.b');" ;;
        mysql_fdw | tds_fdw | ogr_fdw | postgres_fdw | dblink) use_of_wrapper "$1" ;;
        pg_cron) echo "select cron.schedule('every night', '30 3 * * *', 'vacuum');" ;;
        pg_partman) echo "create table parted(at timestamptz not null, a int) partition by range (at);
            select create_parent('public.parted', 'at', 'native', 'monthly');
            insert into parted values (now(), 1);
            insert into part_config_sub(sub_parent, sub_control, sub_partition_type, sub_partition_interval)
            values ('public.parted', 'at', 'native', '1 day');" ;;
        pg_trgm) echo "create table b(t text); insert into b values ('été'); create index on b using gin (t gin_trgm_ops);" ;;
        periods) echo "create table b(id int, starts date, ends date);
            select periods.add_period('b', 'p', 'starts', 'ends'); insert into b values (1, '2020-01-01', '2021-01-01');
            select periods.add_unique_key('b', '{id}', 'p');
            create table s(id int primary key); select periods.add_system_time_period('s');
            select periods.add_system_versioning('s'); insert into s values (1); update s set id = 2;" ;;
        pglogical) echo "select pglogical.create_node('here', 'dbname=here');
            create table b(id int primary key); select pglogical.replication_set_add_table('default', 'b');" ;;
        pgq) echo "select pgq.create_queue('events'); select pgq.register_consumer('events', 'reader');
            select pgq.insert_event('events', 'kind', 'data'); select pgq.ticker();" ;;
        pgq_node) echo "select pgq.create_queue('set'); select pgq_node.register_location('set', 'one', 'dbname=one', false);
            select pgq_node.create_node('set', 'root', 'one', 'dbname=one', null, null, null);" ;;
        plpgsql_check) echo "create function f() returns int language plpgsql as 'begin return 1; end';" ;;
        plperl | plperlu) echo "create function f(int) returns int language $1 as 'return \$_[0] + 1;';" ;;
        plpython3u) echo "create function f() returns int language $1 as 'return 1';" ;;
        pltcl | pltclu) echo "create function f() returns int language $1 as 'return 1';" ;;
        pllua | pllua*u) echo "create function f() returns int language $1 as 'return 1';" ;;
        plr) echo "create function f() returns int language plr as '1';" ;;
        plsh) printf "create function f() returns text language plsh as '#!/bin/sh\necho 1';" ;;
        plproxy) echo "create function f() returns int language plproxy as 'connect ''dbname=a'';';" ;;
        pointcloud*) echo "insert into pointcloud_formats(pcid, srid, schema) values (1, 4326, '$point_schema')
            on conflict do nothing; create table b(p pcpoint(1)); insert into b select pc_makepoint(1, array[1, 2]);" ;;
        postgis) echo "insert into spatial_ref_sys(srid, auth_name, srtext, proj4text)
            values (990001, 'ours', 'LOCAL_CS[\"ours\"]', '+proj=longlat');
            create table b(g geometry(Point, 990001)); insert into b values ('SRID=990001;POINT(1 2)');" ;;
        postgis_raster) echo "create table b(r raster); insert into b values (st_addband(st_makeemptyraster(2, 2, 0, 0, 1), '8BUI'));
            select addrasterconstraints('b', 'r');" ;;
        postgis_tiger_geocoder) echo "insert into tiger.pagc_rules(rule) values ('1 2 -1 2 6 -1 2 17');
            update tiger.geocode_settings set setting = 'true' where name = 'debug_geocode_address';" ;;
        postgis_topology) echo "select topology.createtopology('parcels', 4326);
            create table b(id int); select topology.addtopogeometrycolumn('parcels', 'public', 'b', 'shape', 'POINT');
            insert into b values (1, topology.totopogeom('SRID=4326;POINT(1 2)'::geometry, 'parcels', 1));" ;;
        rum) echo "create table b(v tsvector); insert into b values ('a b'); create index on b using rum (v rum_tsvector_ops);" ;;
        table_log | tablelog) echo "create table b(id int primary key, a text);
            select table_log_init(4, 'b'); insert into b values (1, 'a'); update b set a = 'é';" ;;
        unaccent) echo "create text search configuration fr (copy = french);
            alter text search configuration fr alter mapping for hword, hword_part, word with unaccent, french_stem;" ;;
    esac
}

use_of_wrapper() {
    local wrapper=$1 options=''
    case "$1" in
        dblink) wrapper=dblink_fdw ;;
        ogr_fdw)
            printf 'id,name\n1,un\n' >"$work/points.csv"
            options="options (datasource '$work/points.csv', format 'CSV')"
            ;;
        tds_fdw) options="options (servername 'elsewhere.example')" ;;
        mysql_fdw) options="options (host 'elsewhere.example')" ;;
    esac
    echo "create server elsewhere foreign data wrapper $wrapper $options;
        create user mapping for public server elsewhere;"
}

point_schema='<?xml version="1.0" encoding="UTF-8"?>
<pc:PointCloudSchema xmlns:pc="http://pointcloud.org/schemas/PC/1.1">
<pc:dimension><pc:position>1</pc:position><pc:size>8</pc:size><pc:name>X</pc:name><pc:interpretation>double</pc:interpretation></pc:dimension>
<pc:dimension><pc:position>2</pc:position><pc:size>8</pc:size><pc:name>Y</pc:name><pc:interpretation>double</pc:interpretation></pc:dimension>
</pc:PointCloudSchema>'

# A table for each type that it brings: what these can hold is found by trying.
tables_of_types() {
    cat <<'SQL'
select format('create table if not exists %I(id int, v %s); ', 'of_' || t.typname, t.oid::regtype)
from pg_extension x
join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = x.oid and d.deptype = 'e'
join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
where x.extname = :'extension' and t.typtype in ('b', 'e', 'd', 'r') and t.typcategory <> 'A'
SQL
}

# The user's rows in each table that the extension keeps, a line a table.
kept_rows() {
    sql "$1" --set=extension="$2" <<'SQL' | sql "$1"
select format(
    'select %L, count(*), md5(string_agg(t::text, chr(10) order by t::text)) from %s t %s;',
    c.kept::regclass, c.kept::regclass, c.condition)
from pg_extension x, unnest(x.extconfig, x.extcondition) c(kept, condition)
join pg_class on pg_class.oid = c.kept and relkind in ('r', 'p')
where x.extname = :'extension' order by c.kept::regclass::text
SQL
}

# make EXTENSION: its database with everything in it; fails if the extension can not be created.
make() {
    local database=x_$1
    { [ "$database" = "$cron_database" ] || create "$database"; } &&
        sql "$database" --command="create extension if not exists \"$1\" cascade" 2>"$work/create.log"
}

# fill_all EXTENSION: a use of it that fails is a mistake of this script.
fill_all() {
    local database=x_$1 tables all rows
    use_of "$1" | sql "$database" --output=/dev/null 2>"$work/use.log" ||
        { reason="it is not used so: $(head -n 1 "$work/use.log")" && return 1; }
    tables_of_types | sql "$database" --set=extension="$1" | sql "$database" 2>/dev/null || true
    fill "$database" --rows 8 --skip '^(parcels|pgq|londiste|pgq_node|tiger|pglogical)[.]' >/dev/null || true
    fill "$database" --extension "$1" >"$work/filled" || { reason='no rows could be made' && return 1; }
    read -r tables all rows <"$work/filled"
    [ "$all" = 0 ] || note="$rows rows in $tables of its $all tables"
    [ "$tables" = "$all" ] || note+=": $(sed 1d "$work/filled" | cut -c1-120 | paste -s -d '|')"
    kept_rows "$database" "$1" >"$work/kept.before" || { reason='its rows can not be read' && return 1; }
}

# The restored database has the same rows in the tables that the extension keeps, and the same dump.
same_extension() {
    kept_rows "$2" "$1" >"$work/kept.after" || { reason='its restored rows can not be read' && return 1; }
    diff "$work/kept.before" "$work/kept.after" >"$work/kept.diff" ||
        { reason="its rows differ: $(paste -s -d '|' "$work/kept.diff" | cut -c1-300)" && return 1; }
    look "$2" "$work/after.sql" && same_look "$work/before.sql" "$work/after.sql"
}

# A copy under another name can not have an extension that lives in one database by its name: that
# one is replaced.
comes_back() {
    local database=x_$1 again=again_$1 told=$note
    look "$database" "$work/before.sql" || return 1
    backup "$database" || return 1
    note=$told
    if [ "$database" = "$cron_database" ]; then
        done_by sauvegarde restore "$backup_file" --url "$(url "$database")" --confirm "$database" \
            --dir "$work/backups/$database" && same_extension "$1" "$database"
    else
        done_by sauvegarde restore "$backup_file" --url "$(url "$database")" --into "$again" &&
            same_extension "$1" "$again"
    fi
}

extension_comes_back() {
    fill_all "$1" && comes_back "$1"
}

# Two databases for each of a hundred would fill the disk.
drop_databases() {
    sql postgres <<SQL
select format('drop database %I with (force);', datname) from pg_database
where datname in ('x_$1', 'again_$1') and datname <> '$cron_database' \gexec
SQL
}

# try_all EXTENSION…
try_all() {
    local extension
    for extension; do
        if make "$extension"; then
            created=$((created + 1))
            check "$extension" extension_comes_back "$extension"
        else
            not_created=$((not_created + 1))
            printf 'could not be created  %s: %s\n' "$extension" "$(head -n 1 "$work/create.log")"
        fi
        is_apart "$extension" || drop_databases "$extension"
    done
}

is_apart() {
    [[ " ${preloaded_apart[*]} " == *" $1 "* ]]
}

# start_apart: the same server anew, with what is preloaded apart.
start_apart() {
    local libraries
    libraries=$(IFS=, && echo "${preloaded_apart[*]}")
    stop_server
    start_server synchronous_commit=off wal_level=logical "shared_preload_libraries=$libraries"
}

main() {
    local extension asked=("${@:2}") extensions=() apart=()
    program=$(realpath "${1:?usage: extensions.sh PROGRAM [EXTENSION…]}")
    install_needs
    start_work
    start_server synchronous_commit=off autovacuum=off wal_level=logical max_worker_processes=64 \
        "shared_preload_libraries=$preloaded" "cron.database_name=$cron_database" cron.use_background_workers=on
    create "$cron_database"
    [ "${#asked[@]}" -gt 0 ] || mapfile -t asked < <(sql postgres --command="
        select name from pg_available_extensions where name <> 'plpgsql' order by name")
    for extension in "${asked[@]}"; do
        if is_apart "$extension"; then apart+=("$extension"); else extensions+=("$extension"); fi
    done
    try_all "${extensions[@]}"
    if [ "${#apart[@]}" -gt 0 ]; then
        start_apart
        try_all "${apart[@]}"
    fi
    printf '%s extensions: %s came back, %s did not, %s could not be created.\n' "${#asked[@]}" \
        $((created - failures)) "$failures" "$not_created"
    [ "$failures" = 0 ]
}

main "$@"
