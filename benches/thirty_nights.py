"""Thirty nights back to back, as a timer runs them: seconds and memory of each, cases opened once, decisions fed back.

    python benches/thirty_nights.py [--program target/release/tidewaiter] [--nights 30] [--rows 20000] [--work DIR]

Makes a world of three months with `simulate`, replays the first two as history, and gives each following day to
`tidewaiter nightly` as a file, with lines held back that come in late, corrections, and lines that are sent again; after each night the same start
once more must do nothing. With --officer COMMAND, that command is run in the town's folder after each night to decide cases of `cases.db`; what it
decides must come back in the plans of later nights; the tests hold one: `target/debug/deps/it-* nightly::officer --ignored --exact`. Prints a table and ends with 1 where a bar is missed. Needs pandas and pyarrow.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

FINE = (0, 1, 3)  # done; done but a gate failed; done with quarantined rows
SECONDS_MAX = 10.0
# Memory may not grow with the nights: the last third against the first, after the store and the archive have filled.
GROWTH_MAX = 1.25


def run(command):
    """Exit code, wall seconds, peak memory in MiB and output of one child process."""
    started = time.monotonic()
    peak = 0
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
        # The kernel's figure at the end would be that of this process, where it is the greater; so the child is watched.
        while child.poll() is None:
            peak = max(peak, peak_of(child.pid))
            time.sleep(0.02)
        seconds = time.monotonic() - started
        said.seek(0)
        text = said.read()
    if child.returncode not in FINE:
        sys.exit(f"{' '.join(map(str, command))}\nended with {child.returncode}\n{text[-3000:]}")
    return child.returncode, seconds, peak / 1024, text


def peak_of(pid):
    """Peak resident memory of a living process, KiB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main():
    here = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=os.environ.get("TIDEWAITER", here / "target/release/tidewaiter"))
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--rows", type=int, default=20_000, help="lines of a night")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--officer", help="command that decides cases of cases.db in its working folder")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    work = args.work or Path(tempfile.mkdtemp(prefix="thirty-nights-"))
    work.mkdir(parents=True, exist_ok=True)
    program = str(args.program)

    world = work / "world"
    if not world.exists():
        run([program, "simulate", "--rows", str(args.rows * 91), "--seed", "31", "--from", "2025-03-01", "--months", "3", "--out", str(world)])
    lines = pd.read_parquet(world / "declarations.parquet")
    date = "accepted_on" if "accepted_on" in lines else next(c for c in lines.columns if "accept" in c.lower())
    lines[date] = pd.to_datetime(lines[date]).dt.date
    days = sorted(lines[date].unique())
    past, nights = days[: len(days) - args.nights], days[len(days) - args.nights :]

    town = work / "town"
    shutil.rmtree(town, ignore_errors=True)
    (town / "in").mkdir(parents=True)
    (town / "registers").mkdir()
    for name in ("enterprises", "supply", "licences", "restricted_end_users", "inspections", "mirror"):
        for ending in ("csv", "parquet"):
            if (world / f"{name}.{ending}").exists():
                shutil.copy(world / f"{name}.{ending}", town / "registers")
    lines[lines[date].isin(past)].to_parquet(town / "past.parquet", index=False)
    (town / "tidewaiter.toml").write_text(
        '[input]\nfiles = ["in/*.parquet"]\nregisters = "registers"\n[cases]\nstore = "cases.db"\n'
        '[gates]\nvolume_low = 0.2\nvolume_high = 5\n[metrics]\nfile = "t.prom"\n'
    )
    code, seconds, peak, _ = run([program, "replay", town / "past.parquet", "--out", town / "state/baselines", "--registers", town / "registers"])
    print(f"history: {len(lines[lines[date].isin(past)]):,} lines replayed in {seconds:.0f} s, {peak:.0f} MiB", flush=True)

    print(f"{'night':>10} {'fresh':>7} {'late':>5} {'corr':>5} {'rep':>5} {'s':>6} {'MiB':>6} {'cases':>6} {'labels':>6} {'store MiB':>9}  gates", flush=True)
    figures, held_back, opened, fed_back = [], lines.iloc[:0], 0, 0
    for number, day in enumerate(nights):
        today = lines[lines[date] == day]
        kept = today.iloc[:: 50]  # one in fifty comes in the night after
        corrected = figures and lines[lines[date] == nights[number - 1]].iloc[1:200:50].copy()
        sent = [today.drop(kept.index), held_back]
        if figures:
            corrected["net_mass_kg"] = corrected["net_mass_kg"].fillna(1.0) * 1.5
            sent += [corrected, lines[lines[date] == nights[number - 1]].iloc[201:260:10]]
        pd.concat(sent).to_parquet(town / "in" / f"{day}.parquet", index=False)
        held_back = kept
        code, seconds, peak, _ = run([program, "nightly", "--config", town / "tidewaiter.toml"])
        results = json.loads((town / "out/last_run.json").read_text())
        rows, cases = results["rows"], results["cases"] or {}
        opened += cases.get("opened", 0) - cases.get("withdrawn", 0)
        plan = json.loads((town / "out" / str(day) / "plan.json").read_text())
        labels = plan["decisions"]["bytes"] if plan["decisions"] else 0
        fed_back = max(fed_back, labels)
        store = (town / "cases.db").stat().st_size / 2**20
        failed = ",".join(gate["gate"] for gate in results["gates"] if not gate["passed"]) or "-"
        figures.append({"night": str(day), "seconds": seconds, "peak_mib": peak, "stages": results["stage_seconds"], "rows": rows, "cases": cases})
        print(
            f"{day!s:>10} {rows['rows_fresh']:>7} {rows['rows_late']:>5} {rows['rows_corrected']:>5} {rows['rows_repeated']:>5} {seconds:>6.1f} "
            f"{peak:>6.0f} {cases.get('opened', 0):>6} {labels:>6} {store:>9.1f}  {failed}",
            flush=True,
        )
        # The same again is nothing.
        code, _, _, out = run([program, "nightly", "--config", town / "tidewaiter.toml"])
        assert "Nothing to do" in out, out
        if args.officer:
            subprocess.run(args.officer, shell=True, cwd=town, check=True)

    store = sqlite3.connect(town / "cases.db")
    in_store = store.execute("select count(*) from cases").fetchone()[0] if has(store, "cases") else None
    third = max(1, len(figures) // 3)
    mean = lambda part: sum(figure["peak_mib"] for figure in part) / len(part)
    growth = mean(figures[-third:]) / mean(figures[:third])
    slowest = max(figure["seconds"] for figure in figures)
    print(f"slowest {slowest:.1f} s (bar {SECONDS_MAX:.0f}); memory of the last third {growth:.2f} times the first (bar {GROWTH_MAX}); cases opened {opened}, in the store {in_store}; labels fed back: {fed_back} bytes")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1))
    missed = slowest > SECONDS_MAX or growth > GROWTH_MAX or (in_store is not None and in_store < opened) or (args.officer and not fed_back)
    sys.exit(1 if missed else 0)


def has(store, table):
    return store.execute("select 1 from sqlite_master where name = ?", (table,)).fetchone() is not None


if __name__ == "__main__":
    main()
