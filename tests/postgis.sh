#!/usr/bin/env bash
# postgis.sh PROGRAM: one database with everything that PostGIS brings (topology, tiger, addresses, a
# reference system of its own) through a backup, a drill, a restore beside it, a replacement and its
# undoing; and one with a job of pg_cron, which lives in the database that the server's configuration
# names, replaced and brought back. Rows and spatial queries are compared after each. One line a
# check; fails if one fails.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"
# shellcheck source=tests/databases/lib.sh
. "$root/tests/databases/lib.sh"

settings_of_cron=(shared_preload_libraries=pg_cron cron.database_name=horloge cron.timezone=UTC)

install_needs() {
    want_command python3 python3
    want_postgres postgresql-MAJOR-postgis-3 postgresql-MAJOR-postgis-3-scripts postgresql-MAJOR-cron
    install_wanted
}

# What somebody finds in the database who asks it about places, parcels and addresses.
map_facts() {
    sql "$1" <<'SQL'
select 'reference systems', count(*), sum(srid) from spatial_ref_sys;
select 'ours', srtext from spatial_ref_sys where srid = 990001;
select 'settings', md5(string_agg(t::text, ',' order by name)) from tiger.geocode_settings t;
select 'rules', count(*), count(*) filter (where is_custom) from us_rules;
select 'words', count(*), count(*) filter (where is_custom) from us_lex;
select 'counties', c.name, c.tableoid::regclass from tiger.county c;
select 'normalised', pprint_addy(tiger.normalize_address('1 Beacon Street, Boston, MA 02108'));
select 'standardised', (standardize_address('us_lex', 'us_gaz', 'us_rules', '1 Beacon Street', 'Boston MA 02108')).*;
select 'places', count(*), md5(string_agg(p::text, ',' order by id)) from places p;
select 'near', array_agg(id) from (select id from places order by place <-> 'SRID=4326;POINT(12 34)', id limit 5) n;
select 'in the box', count(*), sum(id) from places where place && st_makeenvelope(0, 0, 40, 40, 4326);
select 'in metres', count(*) from places where st_dwithin(area, 'SRID=4326;POINT(2.35 48.86)'::geography, 500000);
select 'plans', round(sum(st_area(plan))) from places;
select 'profiles', st_astext(st_collect(st_endpoint(profile) order by id)) from places where id < 4;
select 'northern', count(*), round(sum(st_x(place))) from northern;
select 'grid', count(*), sum(places), st_astext(st_extent(cell)) from grid;
select 'nearest', nearest('SRID=4326;POINT(50 50)');
select 'topology', name, srid, precision from topology.topology;
select 'layer', schema_name, table_name, feature_column, feature_type from topology.layer;
select 'valid', count(*) from topology.validatetopology('parcels');
select 'parcels', id, owner, st_area(shape::geometry), st_numgeometries(shape::geometry) from parcel order by id;
select 'edges', count(*), round(sum(st_length(geom))) from parcels.edge;
select 'face', topology.getfacebypoint('parcels', 'SRID=2154;POINT(15 5)'::geometry, 0);
select 'index', count(*) from pg_index i join pg_class c on c.oid = indexrelid join pg_am a on a.oid = relam
    where indrelid = 'places'::regclass and indisvalid and amname in ('gist', 'spgist');
SQL
}

cron_facts() {
    sql "$1" <<'SQL'
select 'extension', extversion from pg_extension where extname = 'pg_cron';
select 'job', t.* from cron.job t order by jobid;
select 'next job', last_value, is_called from cron.jobid_seq;
select 'rows', count(*), sum(a) from counted;
SQL
}

# same_facts KIND DATABASE: as they were, by KIND_facts.
same_facts() {
    "$1_facts" "$2" >"$work/$1.after" 2>"$work/facts.log" || { reason="its questions fail: $(head -n 1 "$work/facts.log")" && return 1; }
    diff "$work/$1.before" "$work/$1.after" >"$work/facts.diff" ||
        { reason="it finds something else: $(head -n 6 "$work/facts.diff" | cut -c1-160 | paste -s -d '|')" && return 1; }
}

# same KIND DATABASE: the facts and the dump.
same() {
    same_facts "$1" "$2" && look "$2" "$work/after.sql" && same_look "$work/$1.sql" "$work/after.sql"
}

make_map() {
    create carte && sql carte --file="$databases_folder/postgis.sql" >/dev/null || return 1
    # The rows that tiger brings are not the user's: then the ones it has changed are.
    sql carte --command="update tiger.geocode_settings set setting = 'true' where name = 'debug_normalize_address'" &&
        map_facts carte >"$work/map.before" && look carte "$work/map.sql"
}

back_up() {
    backup "$1" && kept=$backup_file
}

drill() {
    done_by sauvegarde verify "$kept" --drill --url "$(url carte)" && [ "$(databases)" = "$1" ]
}

# Which databases there are, but for those of every server.
databases() {
    sql postgres --command="select string_agg(datname, ' ' order by datname collate \"C\") from pg_database
        where datname not in ('postgres', 'template0', 'template1')"
}

beside() {
    done_by sauvegarde restore "$kept" --url "$(url carte)" --into carte_copie && same map carte_copie
}

# A row more and one fewer, in the user's tables and in the extensions', and nothing of it afterwards.
replace_map() {
    sql carte >/dev/null <<'SQL' || return 1
insert into spatial_ref_sys(srid, auth_name) values (990002, 'later');
delete from places where id > 100;
delete from tiger.geocode_settings where name = 'debug_reverse_geocode';
insert into us_lex(seq, word, stdword, token, is_custom) values (2, 'SENTE', 'SENTE', 2, true);
select topology.droptopology('parcels');
SQL
    map_facts_of_changed carte >"$work/changed.before" || return 1
    done_by sauvegarde restore "$kept" --url "$(url carte)" --confirm carte --dir "$work/backups/carte" && same map carte
}

# Without the topology's tables, which are gone in the changed database.
map_facts_of_changed() {
    sql "$1" <<'SQL'
select count(*), sum(srid) from spatial_ref_sys;
select count(*) from places;
select count(*) from us_lex where is_custom;
select count(*) from tiger.geocode_settings;
select count(*) from topology.topology;
SQL
}

undo_map() {
    done_by sauvegarde restore --undo --url "$(url carte)" &&
        map_facts_of_changed carte >"$work/changed.after" && same_as_changed
}

same_as_changed() {
    diff "$work/changed.before" "$work/changed.after" >"$work/facts.diff" ||
        { reason="what was brought back differs: $(paste -s -d '|' "$work/facts.diff" | cut -c1-300)" && return 1; }
}

make_cron() {
    create horloge && sql horloge >/dev/null <<'SQL' && cron_facts horloge >"$work/cron.before" && look horloge "$work/cron.sql"
create extension pg_cron;
create table counted as select generate_series(1, 100) a;
select cron.schedule('chaque nuit', '30 3 * * *', 'vacuum counted');
select cron.schedule('12 4 1 1 *', $$delete from counted where a = 0 and 'l''été' <> ''$$);
select cron.schedule('gone', '1 1 1 1 *', 'select 1');
select cron.unschedule('gone');
SQL
}

# Until there is such a database it is started once a second, and fails.
launcher_is_there() {
    for _ in $(seq 60); do
        [ "$(launchers)" = 0 ] || return 0
        sleep 0.5
    done
    reason='the launcher has not come for 30 s' && return 1
}

launchers() {
    sql postgres --command="select count(*) from pg_stat_activity where backend_type = 'pg_cron launcher' and datname = 'horloge'"
}

replace_cron() {
    launcher_is_there || return 1
    sql horloge --command="select cron.unschedule('chaque nuit')" --command='insert into counted values (1000)' \
        --command="select cron.schedule('later', '1 2 3 4 *', 'select 2')" >/dev/null
    cron_facts horloge >"$work/changed.before"
    done_by sauvegarde restore "$kept" --url "$(url horloge)" --confirm horloge --dir "$work/backups/horloge" && said >"$work/told" && same cron horloge
}

undo_cron() {
    done_by sauvegarde restore --undo --url "$(url horloge)" && cron_facts horloge >"$work/changed.after" &&
        same_as_changed
}

# What came back is a job that is run, not only a row. A launcher that a replacement has ended is not
# started again before the server is: then that must have been said.
cron_works() {
    local told runs
    told=$(cat "$work/told")
    if [ "$(launchers)" = 0 ]; then
        [[ $told == *restart* ]] || { reason='its launcher has ended, and nobody was told' && return 1; }
        stop_server
        start_server "${settings_of_cron[@]}"
    fi
    sql horloge --command="select cron.schedule('now', '* * * * *', 'insert into counted values (-1)')" >/dev/null
    for _ in $(seq 140); do
        runs=$(sql horloge --command='select count(*) from counted where a = -1')
        [ "$runs" = 0 ] || return 0
        sleep 0.5
    done
    reason='the launcher has not run a job for 70 s' && return 1
}

main() {
    program=$(realpath "${1:?usage: postgis.sh PROGRAM}")
    install_needs
    start_work
    start_server "${settings_of_cron[@]}"
    check 'a map is made' make_map
    check 'its backup' back_up carte
    check 'a drill, of which nothing stays' drill carte
    check 'a restore beside it' beside
    check 'a replacement' replace_map
    check 'the replacement undone' undo_map
    check 'jobs of pg_cron are made' make_cron
    check 'their backup' back_up horloge
    check 'the jobs are there after a replacement' replace_cron
    check 'and those before it after its undoing' undo_cron
    check 'jobs run' cron_works
    [ "$failures" = 0 ]
}

main "$@"
