#!/usr/bin/env python3
"""Times `sauvegarde run` where nothing is due, with many backups in the folder.

    cargo build --release --no-default-features --features mail
    python3 benches/unattended.py [--backups 1000] [--rounds 30] [--binary target/release/sauvegarde]

Makes one backup of a throwaway server, copies it under the names of the hours before, each with a
manifest of its own, and stops the server. In its place listens a socket that answers nobody: that
nothing is due is found out without a word to it, which is checked. Needs PostgreSQL's programs.
Prints the median and the longest time, with one backup in the folder and with all of them.
"""

import argparse
import datetime
import glob
import hashlib
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peers import Server, run  # noqa: E402

SEAL = ',\n  "manifest_sha256": "'


def copy(dump, created_at):
    """The backup `dump` once more, as it would have been made at another time."""
    with open(dump + ".json") as manifest:
        text = manifest.read()
    fields = json.loads(text)
    name = os.path.basename(dump)
    stem = name[:-len("_YYYYmmdd_HHMMSS.sql.gz")]
    other = f"{stem}_{created_at:%Y%m%d_%H%M%S}.sql.gz"
    body, seal = text.rsplit(SEAL, 1)
    assert hashlib.sha256(body.encode()).hexdigest() in seal, "another form of manifest"
    for former, new in [(name, other), (fields["created_at"], f"{created_at:%Y-%m-%dT%H:%M:%SZ}"),
                        (fields["id"], other)]:
        assert body.count(json.dumps(former, ensure_ascii=False)) >= 1
        body = body.replace(json.dumps(former, ensure_ascii=False), json.dumps(new))
    path = os.path.join(os.path.dirname(dump), other)
    shutil.copy(dump, path)
    digest = hashlib.sha256(body.encode()).hexdigest()
    with open(path + ".json", "w") as manifest:
        manifest.write(body + SEAL + seal.replace(seal[:64], digest))


def time_run(binary, environment, rounds):
    seconds = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        answer = run([binary, "run", "--json"], stdout=subprocess.PIPE, env=environment).stdout
        seconds.append(time.perf_counter() - started)
        (served,) = json.loads(answer.splitlines()[-1])["profiles"]
        assert not served["due"] and served["backup"] is None, served
    # The first one warmed the caches.
    return seconds[1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--backups", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--binary", default="target/release/sauvegarde")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    work = tempfile.mkdtemp(prefix="svd-")
    environment = dict(os.environ, SAUVEGARDE_HOME=f"{work}/home", LC_ALL="C.UTF-8")
    for name in [name for name in environment if name.startswith("PG") or name == "DATABASE_URL"]:
        del environment[name]
    try:
        measure(binary, environment, work, options)
    finally:
        shutil.rmtree(work)


def measure(binary, environment, work, options):
    folder, now = f"{work}/backups", datetime.datetime.now(datetime.timezone.utc)
    os.mkdir(folder)
    # The slots are as far from now as they can be.
    slot = datetime.datetime.now() + datetime.timedelta(hours=12)
    configure = [binary, "config", "set", "--quiet"]
    run(configure + ["dir", folder], env=environment)
    run(configure + ["schedule", f"daily {slot:%H:%M}"], env=environment)
    server = Server(binary, environment)
    try:
        url = server.url_of("institut_torii_db")
        run([binary, "backup", "--quiet", "--url", url, "--dir", folder], env=environment)
    finally:
        server.stop()
    (dump,) = glob.glob(f"{folder}/*.sql.gz")
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = "%s:%d" % deaf.getsockname()
        run(configure + ["url", f"postgresql://nobody@{address}/institut_torii_db"],
            env=environment)
        print(f"{platform.machine()}, {os.cpu_count()} cores, {options.rounds} rounds")
        for count in (1, options.backups):
            for hour in range(len(glob.glob(f"{folder}/*.sql.gz")), count):
                copy(dump, now - datetime.timedelta(hours=hour))
            assert len(glob.glob(f"{folder}/*.json")) == count
            seconds = time_run(binary, environment, options.rounds)
            print(f"{count:5} backups: median {statistics.median(seconds) * 1000:.1f} ms, "
                  f"longest {max(seconds) * 1000:.1f} ms")
        deaf.setblocking(False)
        try:
            deaf.accept()
        except BlockingIOError:
            print("nobody has asked the server")
        else:
            sys.exit("the server was asked")
    states = {}
    listed = run([binary, "list", "--json", "--dir", folder], stdout=subprocess.PIPE,
                 env=environment).stdout
    for backup in json.loads(listed.splitlines()[-1])["backups"]:
        states[backup["state"]] = states.get(backup["state"], 0) + 1
    assert states == {"complete": options.backups}, states


if __name__ == "__main__":
    main()
