"""rows.py PSQL URL [--rows N] [--extension NAME] [--skip REGEX]: rows for the tables of a database, by
chance with a fixed seed, as types, NOT NULL, foreign keys, CHECKs, domains and enums allow.

Without --extension the tables that no extension owns; with it those that this extension keeps for
its user (pg_extension.extconfig), one row each that its condition lets through. A row that the
server refuses is tried in plainer ways. Prints "FILLED TABLES ROWS" and one line a table that stayed
empty, with the server's last reason.
"""

import argparse
import json
import random
import re
import subprocess
import sys

SEED = 1286990112

# What dumps and restores have trouble with, if anything has.
HARD_TEXTS = [
    "Élève d'hier", "tab\there", "line\nbreak\r\n", "back\\slash \\N \\. \\", "", "\\.", "日本語 🎓",
    "e\u0301", "'; drop table x; --", "\\N", "$$ $a$ ;", "{\"a\": [1, null]}", " spaces ", "\u2028",
    "\x01\x7f", "NULL", "-- \n/* ", "long " * 700,
]

CATALOGUE = r"""
with recursive
extension as (
    select x.oid, x.extname, c.table_oid, c.condition
    from pg_extension x, unnest(x.extconfig, x.extcondition) c(table_oid, condition)
    where x.extname = '@EXTENSION@'
),
tables as (
    select c.oid, n.nspname, c.relname, c.relkind, e.condition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join extension e on e.table_oid = c.oid
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
      and case when '@EXTENSION@' = '' then not exists (
              select from pg_depend d
              where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
          else e.table_oid is not null end
),
types as (
    select t.oid, t.typname, n.nspname, t.typtype, t.typcategory, t.typbasetype, t.typelem, t.typrelid,
           t.typnotnull, t.typtypmod
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
)
select json_build_object(
    'tables', (select json_agg(json_build_object(
        'oid', t.oid::int8, 'name', format('%I.%I', t.nspname, t.relname), 'condition', t.condition,
        'columns', (select json_agg(json_build_object(
            'number', a.attnum, 'name', a.attname, 'quoted', quote_ident(a.attname),
            'type', a.atttypid::int8, 'typmod', a.atttypmod, 'written', format_type(a.atttypid, a.atttypmod),
            'required', a.attnotnull and not a.atthasdef and a.attidentity = '',
            'not_null', a.attnotnull, 'identity', a.attidentity, 'generated', a.attgenerated,
            'default', pg_get_expr(d.adbin, d.adrelid)) order by a.attnum)
            from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped),
        'constraints', (select json_agg(json_build_object(
            'kind', k.contype, 'columns', k.conkey, 'definition', pg_get_constraintdef(k.oid),
            'other', k.confrelid::int8, 'other_name', k.confrelid::regclass::text,
            'other_columns', (select json_agg(quote_ident(a.attname) order by o.place)
                from unnest(k.confkey) with ordinality o(number, place)
                join pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.number)) order by k.oid)
            from pg_constraint k where k.conrelid = t.oid and k.contype in ('c', 'f', 'p', 'u')),
        'unique', (select json_agg(i.indkey::int2[]) from pg_index i where i.indrelid = t.oid and i.indisunique)
        ) order by t.nspname, t.relname) from tables t),
    'types', (select json_object_agg(y.oid::int8, json_build_object(
        'name', y.typname, 'schema', y.nspname, 'kind', y.typtype, 'category', y.typcategory,
        'base', y.typbasetype::int8, 'element', y.typelem::int8, 'written', format_type(y.oid, null),
        'typmod', y.typtypmod,
        'labels', (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = y.oid),
        'checks', (select json_agg(pg_get_constraintdef(oid)) from pg_constraint where contypid = y.oid),
        'fields', (select json_agg(json_build_object('type', a.atttypid::int8, 'typmod', a.atttypmod)
            order by a.attnum) from pg_attribute a
            where a.attrelid = y.typrelid and y.typtype = 'c' and a.attnum > 0 and not a.attisdropped)))
        from types y where y.typtype <> 'p' and not (y.typtype = 'c' and exists (
            select from pg_class c where c.oid = y.typrelid and c.relkind <> 'c'))));
"""

# Tries one way after the other; gives what the server said of the last, or nothing. `condition` picks
# the rows that count; nothing is done where there are `enough` of them.
HELPER = r"""
create function pg_temp.add(target regclass, condition text, enough bigint, ways text[]) returns text
language plpgsql as $add$
declare
    way text;
    reason text;
    before bigint;
    after bigint;
    -- A trigger of the table may ask for what only its application does.
    triggers bool;
begin
    execute format('select count(*) from (select from %s %s limit %s) s', target, condition, enough) into before;
    if before >= enough then
        return null;
    end if;
    foreach triggers in array array[true, false] loop
        foreach way in array ways loop
            begin
                if not triggers then
                    execute format('alter table %s disable trigger user', target);
                end if;
                execute way;
                set constraints all immediate;
                if not triggers then
                    execute format('alter table %s enable trigger user', target);
                end if;
                execute format('select count(*) from (select from %s %s limit %s) s', target, condition, enough)
                    into after;
                if after > before then
                    return null;
                end if;
                raise 'no row that counts came of it';
            exception when others then
                reason := sqlerrm;
            end;
        end loop;
    end loop;
    return reason;
end $add$;
"""


def literal(text):
    return "'" + text.replace("'", "''") + "'"


class Values:
    """Expressions for the columns of row `row`; `hard` asks for what is hard to keep."""

    def __init__(self, types, chance):
        self.types = types
        self.chance = chance

    def of(self, type_oid, typmod, row, hard, unique=False, checks=()):
        kind = self.types.get(str(type_oid))
        if kind is None:
            return "null"
        if kind["kind"] == "d":
            checks = [*checks, *(kind["checks"] or [])]
            # A domain's typmod is its own; its columns have none.
            return self.of(kind["base"], kind["typmod"], row, hard, unique, checks)
        if kind["kind"] == "e":
            labels = kind["labels"] or []
            return f"{literal(labels[row % len(labels)])}::{kind['written']}" if labels else "null"
        if kind["kind"] == "r":
            return f"'empty'::{kind['written']}" if row % 5 == 4 else self.range(kind, row)
        if kind["kind"] == "m":
            return f"'{{}}'::{kind['written']}"
        if kind["kind"] == "c":
            fields = [self.of(f["type"], f["typmod"], row, hard) for f in kind["fields"] or []]
            return f"row({', '.join(fields)})::{kind['written']}"
        if kind["category"] == "A":
            element = kind["element"]
            inner = [self.of(element, typmod, row + k, hard) for k in range(row % 3)]
            return f"array[{', '.join(inner)}]::{kind['written']}"
        return self.base(kind, typmod, row, hard, unique, " ".join(checks))

    def range(self, kind, row):
        low, high = {
            "int4range": ("1", str(row + 2)), "int8range": ("-9000000000", str(row)),
            "numrange": ("0.5", f"{row + 1}.25"), "daterange": ("2020-01-01", "2024-02-29"),
            "tsrange": ("2020-01-01 00:00:00.123456", "infinity"),
            "tstzrange": ("2020-01-01 00:00:00+02", "2024-02-29 12:00:00+00"),
        }.get(kind["name"], ("", ""))
        return f"'[\"{low}\",\"{high}\")'::{kind['written']}"

    def base(self, kind, typmod, row, hard, unique, checks):
        chance = self.chance
        name = kind["name"]
        written = kind["written"]
        if name in ("int2", "int4", "int8", "oid", "numeric", "float4", "float8", "money"):
            return self.number(name, written, typmod, row, hard, unique, checks)
        if name in ("text", "varchar", "bpchar", "name", "citext"):
            return self.text(name, written, typmod, row, hard, unique, checks)
        if name == "bytea":
            return f"'\\x{self.hex(self.length(checks) or 8, row)}'::bytea"
        if name in ("bit", "varbit"):
            length = max(typmod, 1)
            return f"B'{format(chance.getrandbits(length), f'0{length}b')}'"
        simple = {
            "bool": lambda: ("false", "true")[chance.getrandbits(1)],
            "char": lambda: literal("abcn"[row % 4]),
            "date": lambda: literal(("2024-02-29", "0044-03-15 BC", "infinity", "1999-12-31")[row % 4 if hard else 0]),
            "time": lambda: literal(f"{row % 24:02}:59:59.999999"),
            "timetz": lambda: literal(f"{row % 24:02}:59:59.5+05:30"),
            "timestamp": lambda: literal(f"20{row % 90 + 10}-06-{row % 28 + 1:02} 23:59:5{row % 10}.123456"),
            "timestamptz": lambda: literal(f"20{row % 90 + 10}-06-{row % 28 + 1:02} 02:30:0{row % 10}.5+01"),
            "interval": lambda: literal(("1 year 2 mons -3 days 04:05:06.789", "-1 day")[row % 2]),
            "uuid": lambda: literal(self.hex(16, row)),
            "json": lambda: literal('{"b": 1, "a": [1, null,  "é\\n"], "b": 2}'),
            "jsonb": lambda: literal('{"a": [1.50, null, "é\\n"], "n": %d}' % row),
            "jsonpath": lambda: literal("$.a[*] ? (@ > 1)"),
            "xml": lambda: literal("<a b='1'>é &amp; <c/></a>"),
            "inet": lambda: literal((f"10.0.0.{row % 250 + 1}/24", f"2001:db8::{row:x}")[row % 2]),
            "cidr": lambda: literal(f"10.{row % 250}.0.0/16"),
            "macaddr": lambda: literal(f"08:00:2b:01:02:{row % 256:02x}"),
            "macaddr8": lambda: literal(f"08:00:2b:01:02:03:04:{row % 256:02x}"),
            "tsvector": lambda: literal("'l''été' fat:2A,4 cat:3"),
            "tsquery": lambda: literal("fat & !(cat | 'l''été':*)"),
            "point": lambda: f"point(1.5,-{row})",
            "line": lambda: "'{1,-1,0}'::line",
            "lseg": lambda: "'[(0,0),(1,1e-3)]'::lseg",
            "box": lambda: "'(2,2),(0,0)'::box",
            "path": lambda: "'[(0,0),(1,1),(2,0)]'::path",
            "polygon": lambda: "'((0,0),(1,1),(2,0))'::polygon",
            "circle": lambda: f"'<(0,0),{row + 1}>'::circle",
            "pg_lsn": lambda: literal("16/B374D848"),
            "hstore": lambda: literal('a=>1, "é \\" b"=>NULL'),
            "ltree": lambda: literal(f"top.r{row}"),
            "regclass": lambda: literal("pg_class"),
            "regproc": lambda: literal("now"),
            "regprocedure": lambda: literal("now()"),
            "regtype": lambda: literal("integer"),
            "geometry": lambda: self.geometry(written, typmod, row),
            "geography": lambda: self.geometry(written, typmod, row),
            "box2d": lambda: "'BOX(0 0,1 1)'::" + written,
            "box3d": lambda: "'BOX3D(0 0 0,1 1 1)'::" + written,
        }.get(name)
        if simple:
            return simple()
        # An extension's type or one of the database's own: what many of them read.
        guesses = ("1", "", "a", "0", "1.0", "10.0.0.1", "(1,1)", "{}")
        return f"{literal(guesses[row % len(guesses)])}::{written}"

    def geometry(self, written, typmod, row):
        # What the column admits is packed into its typmod: 21 bits of SRID, 6 of type, Z and M.
        shape = (typmod >> 2) & 0x3F if typmod >= 0 else 1
        srid = (typmod & 0x0FFFFF00) >> 8 if typmod >= 0 else 0
        z, m = (bool(typmod & 2), bool(typmod & 1)) if typmod >= 0 else (False, False)
        x = row % 90 + 0.123456789

        def at(*xy):
            return " ".join([*map(str, xy), *(["7"] if z else []), *(["8"] if m else [])])

        ring = f"(({at(0, 0)},{at(x, 0)},{at(x, 1)},{at(0, 0)}))"
        line = f"({at(0, 0)},{at(x, 1)})"
        text = {
            0: f"POINT({at(x, 1)})", 1: f"POINT({at(x, 1)})", 2: f"LINESTRING{line}", 3: f"POLYGON{ring}",
            4: f"MULTIPOINT({at(x, 1)})", 5: f"MULTILINESTRING({line})", 6: f"MULTIPOLYGON({ring})",
        }.get(shape, f"POINT({at(x, 1)})")
        dimensions = ("Z" if z else "") + ("M" if m else "")
        if dimensions:
            text = text.replace("(", f" {dimensions}(", 1)
        return literal(f"SRID={srid};{text}" if srid else text) + f"::{written}"

    def hex(self, count, row):
        return bytes((row * 7 + k * 31) % 256 for k in range(count)).hex()

    def length(self, checks):
        found = re.search(r"(?:octet_length|char_length|character_length|length|bit_length)\(.*?\)\)?\s*(=|<=|<|>=|>)\s*(\d+)", checks)
        if not found:
            return None
        sign, length = found[1], int(found[2])
        return {"=": length, "<=": length, "<": length - 1, ">=": length, ">": length + 1}[sign]

    def literals(self, checks):
        return re.findall(r"'((?:[^']|'')*)'::(?:text|character varying|bpchar|character|citext|\"char\")(?!\[)", checks)

    def number(self, name, written, typmod, row, hard, unique, checks):
        allowed = re.findall(r"(?<![\w.<>])'?(-?\d+)'?(?:::\w+)?(?=[,\])\s])", checks) if " ANY " in checks else []
        if allowed:
            return f"{allowed[row % len(allowed)]}::{written}"
        if unique:
            return f"{(900 if name == 'int2' else 9000000) + row}::{written}"
        if not hard or checks:
            return f"{row % 5 + 1}::{written}"
        if name == "numeric" and typmod >= 4:
            precision, scale = ((typmod - 4) >> 16) & 0xFFFF, (typmod - 4) & 0x7FF
            whole = "9" * min(precision - scale, 1 + row % 12)
            return f"{whole or '0'}.{'1' * min(scale, 6) or '0'}::{written}"
        samples = {
            "int2": ["-32768", "32767", "0"], "int4": ["-2147483648", "2147483647", "0"],
            "int8": ["-9223372036854775808", "9223372036854775807", "0"], "oid": ["4294967295", "1"],
            "numeric": ["NaN", "1e-20", "123456789012345678901234567890.123", "Infinity"],
            "float4": ["NaN", "1.1", "-Infinity", "1e-37"],
            "float8": ["NaN", "0.1", "-0", "1.7976931348623157e308", "5e-324"],
            "money": ["-12.34", "92233720368547758.07"],
        }[name]
        # Mostly what an application would have there.
        return f"'{samples[row % len(samples)]}'::{written}" if row % 4 == 0 else f"{self.chance.randint(0, 30000)}::{written}"

    def text(self, name, written, typmod, row, hard, unique, checks):
        limit = 63 if name == "name" else typmod - 4 if typmod > 4 else None
        allowed = self.literals(checks)
        if allowed and not re.search(r"~|LIKE", checks):
            return f"{literal(allowed[row % len(allowed)].replace(chr(39) * 2, chr(39)))}::{written}"
        length = self.length(checks)
        if length is not None:
            return f"{literal(('abcdefghij' * 20)[row % 10:][:length])}::{written}"
        text = self.chance.choice(HARD_TEXTS) if hard else f"value{row}"
        if "lower(" in checks:
            text = f"value{row}.example"
        if hard and (unique or not text):
            text = f"{row}-{text}"
        if limit:
            text = text[:limit]
        # A character of several bytes is not cut, but `name` counts bytes.
        if name == "name":
            text = text.encode("ascii", "replace").decode()[:limit]
        return f"{literal(text)}::{written}"


class Table:
    def __init__(self, entry):
        self.name = entry["name"]
        self.oid = entry["oid"]
        self.condition = entry["condition"] or ""
        self.columns = {c["number"]: c for c in entry["columns"] or []}
        constraints = entry["constraints"] or []
        self.foreign = [k for k in constraints if k["kind"] == "f"]
        self.checks = [k for k in constraints if k["kind"] == "c"]
        self.unique = {n for key in entry["unique"] or [] for n in key}

    def needs(self):
        """The tables that must have rows before this one can, and those that had better."""
        must, better = set(), set()
        for key in self.foreign:
            if key["other"] != self.oid:
                required = all(self.columns[n]["not_null"] for n in key["columns"])
                (must if required else better).add(key["other"])
        return must, better

    def foreign_values(self, row, limit):
        """For each column of a foreign key, a value of another table's row, or of an earlier one of this
        table; and the columns whose own value is the way out of a table that refers to itself."""
        values, own = {}, {}
        for place, key in enumerate(self.foreign):
            # Another step for each key, so that pairs of them differ from row to row.
            step = row if place == 0 else row * (place + 1) + row // 3
            for number, other in zip(key["columns"], key["other_columns"]):
                if number in values:
                    continue
                source = f"select {other} c from {key['other_name']} where {other} is not null limit {limit}"
                values[number] = (
                    f"(select c from ({source}) s offset {step} % greatest(1, (select count(*) from ({source}) t)) limit 1)"
                )
                if key["other"] == self.oid and self.columns[number]["not_null"]:
                    own[number] = next(n for n, c in self.columns.items() if c["quoted"] == other)
        return values, own

    def checks_of(self, number):
        column = self.columns[number]["name"]
        pattern = re.compile(rf'(?<![\w"])"?{re.escape(column)}"?(?![\w"])')
        return [k["definition"] for k in self.checks if pattern.search(k["definition"])]

    def ways(self, row, values, limit):
        """INSERTs for one row: with everything, plainly, with what is required only."""
        foreign, own = self.foreign_values(row, limit)
        ways = []
        for hard, minimal in ((True, False), (False, False), (False, True), (True, True)):
            given = {}
            for number, column in self.columns.items():
                if column["generated"] or column["identity"] == "a":
                    continue
                if column["identity"] or "nextval(" in (column["default"] or ""):
                    continue
                if minimal and not column["required"]:
                    continue
                if number in foreign:
                    given[number] = foreign[number]
                elif column["default"] and (row + number) % 3 == 0:
                    continue
                elif not column["not_null"] and (row + number) % 4 == 3:
                    given[number] = "null"
                else:
                    given[number] = values.of(
                        column["type"], column["typmod"], row, hard,
                        number in self.unique, self.checks_of(number))
            for number, itself in own.items():
                if number in given:
                    given[number] = f"coalesce({given[number]}, {given.get(itself, 'null')})"
            names = ", ".join(self.columns[n]["quoted"] for n in given)
            target = f"insert into {self.name}"
            ways.append(f"{target}({names}) values ({', '.join(given.values())})" if given else f"{target} default values")
        return list(dict.fromkeys(ways))


def in_order(tables):
    """Those that others refer to first; circles are cut where the fewest keys are in the way."""
    known = {t.oid for t in tables}
    left = {t.oid: t for t in tables}
    ordered = []
    while left:
        def missing(table):
            must, better = table.needs()
            return (len(must & known & left.keys()), len(better & known & left.keys()))

        rank = {oid: missing(t) for oid, t in left.items()}
        free = [oid for oid, r in rank.items() if r == (0, 0)] or [min(rank, key=rank.get)]
        ordered += [left.pop(oid) for oid in free]
    return ordered


def run(arguments, script):
    command = [arguments.psql, "--no-psqlrc", "--no-align", "--tuples-only", "--quiet", f"--dbname={arguments.url}"]
    environment = {"PGOPTIONS": "-c client_min_messages=error", "PGCLIENTENCODING": "UTF8"}
    answer = subprocess.run(command, input=script.encode(), capture_output=True, env=environment)
    if answer.returncode:
        sys.exit(answer.stderr.decode(errors="replace"))
    return answer.stdout.decode(), answer.stderr.decode(errors="replace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("psql")
    parser.add_argument("url")
    parser.add_argument("--rows", type=int, default=20)
    parser.add_argument("--extension", default="")
    parser.add_argument("--skip", default="^$", help="tables that get none, as a regular expression")
    arguments = parser.parse_args()

    catalogue, errors = run(arguments, CATALOGUE.replace("@EXTENSION@", arguments.extension.replace("'", "''")))
    if not catalogue.strip():
        sys.exit(errors)
    catalogue = json.loads(catalogue)
    tables = [Table(t) for t in catalogue["tables"] or []]
    tables = [t for t in in_order(tables) if not re.search(arguments.skip, t.name)]
    values = Values(catalogue["types"], random.Random(SEED))
    total = 1 if arguments.extension else arguments.rows

    script = [HELPER]
    for table in [*tables, *tables]:
        # A second time for those that could have no row yet, because of what they refer to.
        for row in range(total):
            ways = table.ways(row, values, arguments.rows)
            if table.condition:
                # Rows of chance until one is the user's and not the extension's.
                for other in range(1, 8):
                    ways += table.ways(other, values, arguments.rows)
            array = ", ".join(literal(way) for way in ways)
            add = f"pg_temp.add({literal(table.name)}, {literal(table.condition)}, {row + 1}, array[{array}])"
            script.append(f"select {literal(table.name)} || E'\\t' || replace({add}, E'\\n', ' ');")
    reasons, errors = run(arguments, "\n".join(script))
    reason = dict(line.split("\t", 1) for line in reasons.splitlines() if "\t" in line)
    if not tables:
        print("0 0 0")
        return
    counts, _ = run(arguments, "\n".join(f"select count(*) from {t.name} {t.condition};" for t in tables))
    counts = [int(c) for c in counts.split()]
    print(sum(c > 0 for c in counts), len(tables), sum(counts))
    for table, count in zip(tables, counts):
        if count == 0:
            print(f"{table.name}: {reason.get(table.name) or errors.strip()[-200:]}")


if __name__ == "__main__":
    main()
