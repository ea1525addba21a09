-- A database of somebody who makes maps: every extension that PostGIS brings, a reference system of
-- its own, tables, a topology with a table on it, and some of tiger's rows and settings.
create extension postgis;
create extension postgis_topology;
create extension fuzzystrmatch;
create extension address_standardizer;
create extension address_standardizer_data_us;
create extension postgis_tiger_geocoder;

-- Rows of the user in the extensions' own tables, and rows of theirs that the user has changed.
insert into spatial_ref_sys(srid, auth_name, auth_srid, srtext, proj4text)
values (990001, 'commune', 1, 'LOCAL_CS["plan communal"]', '+proj=longlat +datum=WGS84 +no_defs');

create table places (
    id int primary key,
    name text not null,
    place geometry(Point, 4326) not null,
    plan geometry(Polygon, 990001),
    area geography(MultiPolygon, 4326),
    profile geometry(LineStringZM, 2154)
);
insert into places
select i, 'Lieu ' || i, st_setsrid(st_makepoint(i % 180, i % 90), 4326),
    st_setsrid(st_makeenvelope(i, i, i + 1, i + 2), 990001),
    st_multi(st_makeenvelope(i % 170, i % 80, i % 170 + 0.5, i % 80 + 0.5, 4326))::geography,
    st_geomfromewkt(format('SRID=2154;LINESTRING ZM(%s 0 1 2, %s 1 3 4)', i, i + 1))
from generate_series(1, 3000) i;
create index on places using gist (place);
create index on places using gist (area);
create index on places using spgist (plan);
alter table places add column hash text generated always as (st_geohash(place, 8)) stored;
create view northern as select id, name, st_transform(place, 3857) as place from places where st_y(place) > 45;
create materialized view grid as
select st_snaptogrid(place, 30) as cell, count(*) as places from places group by 1;
create function nearest(p geometry) returns int language sql stable
    as 'select id from public.places order by place operator(public.<->) p limit 1';

select topology.createtopology('parcels', 2154, 0.5);
create table parcel (id int primary key, owner text);
select topology.addtopogeometrycolumn('parcels', 'public', 'parcel', 'shape', 'POLYGON');
insert into parcel
select i, 'propriétaire ' || i, topology.totopogeom(st_makeenvelope(i * 10, 0, i * 10 + 10, 10, 2154), 'parcels', 1, 0)
from generate_series(1, 12) i;

-- What somebody sets and loads to geocode addresses. A state's data is in tables that inherit from
-- tiger's; what is written into tiger's own loader_* tables is in no dump of this version.
insert into tiger.geocode_settings(name, setting, unit, category, short_desc)
values ('debug_reverse_geocode', 'true', 'boolean', 'debug', 'seen by us')
on conflict (name) do update set setting = excluded.setting;
create table tiger_data.ma_county (constraint pk_ma_county primary key (cntyidfp)) inherits (tiger.county);
insert into tiger_data.ma_county(statefp, countyfp, cntyidfp, name, the_geom)
values ('25', '025', '25025', 'Suffolk', st_multi(st_makeenvelope(-71.2, 42.2, -70.9, 42.4, 4269)));
insert into us_rules(rule, is_custom) values ('1 2 -1 2 6 -1 2 17', true);
insert into us_lex(seq, word, stdword, token, is_custom) values (1, 'RUELLE', 'RUELLE', 2, true);
