#!/usr/bin/env python3
"""Times `sauvegarde prune --dry-run` and `sauvegarde list` in a folder of many backups.

    cargo build --release --no-default-features --features mail
    python3 benches/retention.py [--backups 5000] [--rounds 10] [--binary target/release/sauvegarde]

Makes one backup of a throwaway server and copies it under the names of the hours before, each with a
manifest of its own, as `unattended.py` does. Needs PostgreSQL's programs. Prints the median and the
longest time of each command, and how many backups would stay.
"""

import argparse
import datetime
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
from peers import Server, run  # noqa: E402
from unattended import copy  # noqa: E402

KEEP = {"last": 7, "daily": 14, "weekly": 8, "monthly": 12, "yearly": 3}


def timed(command, environment, rounds):
    seconds = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        answer = run(command, stdout=subprocess.PIPE, env=environment).stdout
        seconds.append(time.perf_counter() - started)
    # The first one warmed the caches.
    return seconds[1:], answer


def measure(binary, environment, work, options):
    folder, now = f"{work}/backups", datetime.datetime.now(datetime.timezone.utc)
    os.mkdir(folder)
    server = Server(binary, environment)
    try:
        url = server.url_of("institut_torii_db")
        configure = [binary, "config", "set", "--quiet"]
        run(configure + ["dir", folder], env=environment)
        run(configure + ["url", url], env=environment)
        for name, count in KEEP.items():
            run(configure + [f"retention.keep_{name}", str(count)], env=environment)
        run([binary, "backup", "--quiet"], env=environment)
    finally:
        server.stop()
    (dump,) = glob.glob(f"{folder}/*.sql.gz")
    for hour in range(1, options.backups):
        copy(dump, now - datetime.timedelta(hours=hour))
    print(f"{platform.machine()}, {os.cpu_count()} cores, {options.rounds} rounds, "
          f"{len(glob.glob(f'{folder}/*.json'))} backups")
    for words in (["prune", "--dry-run"], ["prune", "--dry-run", "--json"], ["list"],
                  ["list", "--json"]):
        seconds, answer = timed([binary] + words, environment, options.rounds)
        print(f"{' '.join(words):24} median {statistics.median(seconds) * 1000:.0f} ms, "
              f"longest {max(seconds) * 1000:.0f} ms")
        if words == ["prune", "--dry-run", "--json"]:
            result = json.loads(answer.splitlines()[-1])
            later = sum(it["reasons"] == ["later run"] for it in result["kept"])
            print(f"    {len(result['kept']) - later} stay, {len(result['removed'])} go now, "
                  f"{later} later")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--backups", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--binary", default="target/release/sauvegarde")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="svd-")
    environment = dict(os.environ, SAUVEGARDE_HOME=f"{work}/home", LC_ALL="C.UTF-8")
    for name in [name for name in environment if name.startswith("PG") or name == "DATABASE_URL"]:
        del environment[name]
    try:
        measure(os.path.abspath(options.binary), environment, work, options)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
