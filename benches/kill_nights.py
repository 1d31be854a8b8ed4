#!/usr/bin/env python3
"""A hundred kills spread over a night, and kills from outside: each time the next start must end in the same bytes.

    cargo build --release
    python benches/kill_nights.py [--program target/release/tidewaiter] [--kills 100] [--outside 20] [--faults 20]

The town is cut from the shipped sample: five weeks of baselines, one night, and a second night with fresh, late, corrected and repeated
lines, registers and a case store. `TIDEWAITER_FAULT=abort:N` kills the second night at its N-th write, rename or removal (abort is SIGABRT: no
destructor runs), `full:N` and `denied:N` let every later write fail. After each kill: the published folder holds the whole night or nothing of
it; the next start ends in the hashes of the undisturbed run, opens the same cases, and the start after that has nothing to do. Needs pandas and
pyarrow. Ends with 1 where one is missed.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import pandas as pd

FINE = (0, 1, 3)
SETTINGS = """[input]
files = ["in/*.parquet"]
registers = "registers"
[score]
capacity = "10%"
[places]
out = "out"
state = "state"
[cases]
store = "cases.db"
[gates]
quarantine = "50%"
[metrics]
file = "t.prom"
"""


def nightly(program, town, fault=None):
    env = {name: value for name, value in os.environ.items() if not name.startswith("TIDEWAITER_")}
    if fault:
        env["TIDEWAITER_FAULT"] = fault
    return subprocess.run([program, "nightly", "--config", town / "tidewaiter.toml"], env=env, capture_output=True, text=True)


def published(town):
    """SHA-256 of all that must be the same: nights, evenings, papers; not the results, which hold seconds."""
    found = {}
    for root in ("out", "state/baselines", "state/nights"):
        for path in sorted((town / root).rglob("*")):
            name = str(path.relative_to(town))
            if path.is_file() and "/." not in name and path.name not in ("run_results.json", "last_run.json"):
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def cases(town):
    store = sqlite3.connect(f"file:{town / 'cases.db'}?mode=ro", uri=True)
    names = [name for (name,) in store.execute("select name from sqlite_master where type = 'table'")]
    return {name: store.execute(f"select count(*) from \"{name}\"").fetchone()[0] for name in sorted(names) if name in ("cases", "lines", "nights")}


def found_town(program, repository, work):
    town = work / "eve"
    (town / "in").mkdir(parents=True)
    (town / "registers").mkdir()
    (town / "tidewaiter.toml").write_text(SETTINGS)
    for name in ("enterprises", "licences", "restricted_end_users", "supply"):
        shutil.copy(repository / f"datasets/sample/{name}.csv", town / "registers")
    lines = pd.read_parquet(repository / "datasets/sample/declarations.parquet")
    days = pd.to_datetime(lines["accepted_on"]).dt.date
    first = min(days) + pd.Timedelta(days=35)
    at = [pd.Timestamp(first).date(), (pd.Timestamp(first) + pd.Timedelta(days=1)).date()]
    lines[days < at[0]].to_parquet(town / "past.parquet", index=False)
    subprocess.run([program, "replay", town / "past.parquet", "--out", town / "state/baselines", "--registers", town / "registers"], check=True, capture_output=True)
    one = lines[days == at[0]]
    one.iloc[4:].to_parquet(town / "in/a.parquet", index=False)
    said = nightly(program, town)
    assert said.returncode in FINE, said.stderr
    otherwise = one.iloc[9:10].copy()
    otherwise["net_mass_kg"] += 7.0
    pd.concat([one.iloc[:8], otherwise]).to_parquet(town / "in/b.parquet", index=False)
    lines[days == at[1]].to_parquet(town / "in/c.parquet", index=False)
    return town, f"out/{at[1]}/"


def main():
    repository = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.environ.get("TIDEWAITER", str(repository / "target/release/tidewaiter")))
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--outside", type=int, default=20, help="kill -9 at a random moment")
    parser.add_argument("--faults", type=int, default=20, help="full disks and missing permissions")
    args = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="kill-nights-"))
    missed = []
    try:
        eve, night = found_town(args.program, repository, work)
        whole = work / "whole"
        shutil.copytree(eve, whole)
        started = time.monotonic()
        said = nightly(args.program, whole, "count:0")
        took = time.monotonic() - started
        points = int(next(line.split()[1] for line in said.stderr.splitlines() if line.startswith("drill: ")))
        wanted, wanted_cases = published(whole), cases(whole)
        of_night = {name for name in wanted if name.startswith(night)}
        print(f"one night: {points} points, {took:.2f} s, {len(wanted)} files, {wanted_cases}", flush=True)

        def check(what, broken, killed):
            seen = {name: own for name, own in published(broken).items() if name.startswith(night)}
            if seen and (seen.keys() != of_night or any(wanted[name] != own for name, own in seen.items())):
                missed.append(f"{what}: half a night is published ({len(seen)} of {len(of_night)} files)")
            said = nightly(args.program, broken)
            if said.returncode not in FINE:
                missed.append(f"{what}: the next start ended with {said.returncode}: {said.stderr[-500:]}")
                return
            found = published(broken)
            differ = [name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)]
            if differ or cases(broken) != wanted_cases:
                missed.append(f"{what}: {differ[:5]} differ, cases {cases(broken)}")
            again = nightly(args.program, broken)
            if "Nothing to do" not in again.stdout:
                missed.append(f"{what}: a third start did something: {again.stdout}")

        def town():
            broken = work / "broken"
            shutil.rmtree(broken, ignore_errors=True)
            shutil.copytree(eve, broken)
            return broken

        kills = sorted({1 + n * (points - 1) // max(1, args.kills - 1) for n in range(args.kills)})
        for at in kills:
            broken = town()
            said = nightly(args.program, broken, f"abort:{at}")
            if said.returncode != -signal.SIGABRT:
                missed.append(f"point {at}: it was not killed ({said.returncode})")
            check(f"point {at}", broken, True)
        print(f"killed at {len(kills)} points: {len(missed)} missed", flush=True)
        before = len(missed)
        for n in range(args.faults):
            at, harm = 1 + n * (points - 1) // max(1, args.faults - 1), ("full", "denied")[n % 2]
            broken = town()
            said = nightly(args.program, broken, f"{harm}:{at}")
            if said.returncode == 73:
                results = broken / "out/last_run.json"
                told = json.loads(results.read_text()) if results.exists() else {}
                if told.get("status") != "failed":
                    missed.append(f"{harm} at {at}: the results do not tell it")
            elif said.returncode not in FINE:
                missed.append(f"{harm} at {at}: ended with {said.returncode}: {said.stderr[-500:]}")
            check(f"{harm} at {at}", broken, False)
        print(f"{args.faults} full or forbidden disks: {len(missed) - before} missed", flush=True)
        before = len(missed)
        chance = random.Random(1)
        for n in range(args.outside):
            broken = town()
            child = subprocess.Popen([args.program, "nightly", "--config", broken / "tidewaiter.toml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.random() * took)
            child.kill()
            child.wait()
            check(f"kill -9 number {n}", broken, True)
        print(f"{args.outside} times kill -9 at a random moment: {len(missed) - before} missed", flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for what in missed:
        print("MISSED", what)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
