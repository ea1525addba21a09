-- Values of every type that a restore translates, and of others, in tables long enough to be filled
-- by connections of their own. What looks like chance comes from md5.

create function hasard(text, int) returns int language sql immutable as
  $$select ('x' || substr(md5($1 || $2), 1, 8))::bit(32)::int$$;

create domain note as numeric(4, 2) check (value between 0 and 20);

create type humeur as enum ('bonne', 'l''été', E'\\N');

create table types(
  id bigint, b boolean, i2 smallint, i4 int, i8 bigint, o oid, f4 real, f8 double precision,
  n numeric, prix numeric(12, 2), t text, v varchar(40), c char(12), j json, jb jsonb, octets bytea,
  u uuid, ip inet, d date, heure time, ts timestamp, tz timestamptz, "note (sur 20)" note, h humeur,
  double bigint generated always as (i4::bigint * 2) stored);

insert into types(id, b, i2, i4, i8, o, f4, f8, n, prix, t, v, c, j, jb, octets, u, ip, d, heure,
  ts, tz, "note (sur 20)", h) values
  (-1, true, -32768, -2147483648, -9223372036854775808, 0, '-0', '-0', 0, 0, '', '', '', '""', '""',
   '', '00000000-0000-0000-0000-000000000000', '0.0.0.0/0', '0001-01-01', '00:00', '0001-01-01 00:00',
   '0001-01-01 00:00+00', 0, 'bonne'),
  (-2, false, 32767, 2147483647, 9223372036854775807, 4294967295, 'NaN', 'NaN', 0.00, -0.01, E'\\N',
   E'\\.', 'é', E'{"a":\n\t"b"}', '{"é": [1.50, null, "\u20ac\\"]}', '\x00ff5c0a090d',
   'ffffffff-ffff-ffff-ffff-ffffffffffff', '2001:db8::1/64', '9999-12-31', '23:59:59.999999',
   '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', 20, E'\\N'),
  (-3, null, 0, 0, 0, null, 'Infinity', '-Infinity', -0.5, 9999999999.99,
   E'\b\t\n\x0b\f\r\\', E'a\\b', 'a  b', '[]', '{}', '\x5c78', null, '::ffff:192.0.2.1',
   'infinity', '00:00:00.000001', 'infinity', '-infinity', 12.5, null),
  (-4, null, null, null, null, null, 1e-45, 5e-324, 0.00001, null, '€ 😀', null, null, 'null', 'null',
   null, null, '::1', '0044-03-15 BC', null, '0044-03-15 12:00 BC', '4712-12-31 00:00+00 BC', null,
   'l''été'),
  (-5, null, null, null, null, null, 3.4028235e38, 1.7976931348623157e308,
   12345678901234567890123456789012345678.0000000000000000000000000001, null, repeat('x', 100000),
   null, null, null, null, null, null, '255.255.255.255', '-infinity', null, '1969-12-31 23:59:59.999999',
   '2000-02-29', null, null),
  (-6, null, null, null, null, null, 1.1754942e-38, 2.2250738585072011e-308, 10000000000000000, null,
   E'\\x41', null, null, null, null, null, null, '::', '1900-02-28', null, '2000-01-01', null,
   null, null),
  (-7, null, null, null, null, null, 0.1, 0.3, 1e-40, 0.10, E'\r\n', null, null, null, null, null, null,
   null, '2000-01-01', null, '1582-10-15', null, null, null);

insert into types(id, b, i2, i4, i8, o, f4, f8, n, prix, t, v, c, j, jb, octets, u, ip, d, heure,
  ts, tz, "note (sur 20)", h)
select g, g % 3 = 0, hasard('i2', g) % 32768, hasard('i4', g), hasard('i8', g)::bigint * g,
  abs(hasard('o', g)::bigint)::oid, hasard('f4', g) / 1e4::real,
  hasard('f8', g) * 10::double precision ^ (hasard('e', g) % 290),
  hasard('n', g)::numeric * hasard('m', g) / 10::numeric ^ (g % 30),
  hasard('prix', g)::numeric / 100, repeat(E'l''été\t\\' || g || E'\n', g % 4), 'élève ' || g,
  md5(g::text)::char(10), json_build_object('g', g, E'\\', null), jsonb_build_array(g, 'é', g / 7.0),
  decode(md5(g::text), 'hex'), md5('u' || g)::uuid,
  inet '192.0.2.0' + g % 70000, date '0001-01-01' + abs(hasard('d', g) % 3652058),
  time '00:00' + abs(hasard('h', g)) * interval '40 microseconds',
  timestamp '2000-01-01' + hasard('ts', g)::bigint * 7 * interval '1 second' / 1000,
  timestamptz '2000-01-01 00:00+00' + hasard('tz', g) * interval '0.001 seconds',
  abs(hasard('note', g) % 2001) / 100.0,
  case when g % 2 = 0 then 'bonne' else 'l''été' end::humeur
from generate_series(1, 12000) g;

-- The last row can only be read by the server.
create table tard(id int, n numeric, t text);
insert into tard select g, g / 8.0, md5(g::text) from generate_series(1, 30000) g;
insert into tard values (30001, 'NaN', 'dernière');

-- Types that are left to the server.
create table autres(id int, i interval, r int[], a cidr);
insert into autres
select g, g * interval '1 minute', array[g, null, g + 1], '192.0.2.0/24'::cidr
from generate_series(1, 30000) g;
