#!/usr/bin/env python3
"""The back-test beside the loop of the public simulator of customs selection, on the same worlds in one run.

    cargo build --release
    pip install pandas pyarrow xgboost
    python benches/backtest.py [--rows 50000] [--worlds 5] [--seeds 3] [--drift strong] [--work DIR] [--binary target/release/tidewaiter]

The public simulator is github.com/Seondong/Customs-Fraud-Detection (Kim et al., "Active learning for human-in-the-loop customs
inspection", TKDE 2022). It is written for GPUs and fixed data sets, so its loop is rewritten here from its description and code, for its
two strategies that need no neural network: `xgb` (100 trees of depth 4, trained anew each week on all that was inspected, raw numbers,
codes as numbers, and flags for the riskiest tenth of the values of each key by smoothed rate with 10 behind it) and
`hybrid xgb/random 0.9/0.1`. It runs in two settings:

    as ours        its knowledge is ours: capacity also in the warm weeks (at random), outcomes known after the delay
    as published   every line of the warm weeks is labelled, outcomes are known at once

Ours is `tidewaiter backtest` with its defaults on the same worlds; its evidence is made before and its time told apart. Recall is over
the last half of the weeks; worst is the worst walk (world and seed). Each loop runs on all cores it asks for.
"""

import argparse
import json
import pathlib
import subprocess
import time

import numpy as np
import pandas as pd
from xgboost import XGBClassifier

KEYS = ["exporter_id", "agent_id", "consignee_name", "hs_code", "hs6", "hs4", "hs2", "office", "destination_country"]
PAIRS = [("office", "exporter_id"), ("office", "hs6"), ("office", "destination_country"), ("hs6", "destination_country")]
NUMBERS = ["statistical_value_usd", "gross_mass_kg", "net_mass_kg", "quantity"]
DELAY_DAYS, WARM_WEEKS, CAPACITY = 14, 13, 0.02


def prepare(world):
    """Lines in order of days: raw numbers, keys as small whole numbers, week, day, truth."""
    lines = pd.read_parquet(world / "declarations.parquet")
    truth = pd.read_parquet(world / "truth.parquet", columns=["declaration_id", "item_no", "illicit"])
    lines = lines.merge(truth, on=["declaration_id", "item_no"]).sort_values(["accepted_on", "declaration_id", "item_no"])
    days = pd.to_datetime(lines["accepted_on"])
    day = ((days - days.min()).dt.days).to_numpy()
    code = lines["hs_code"].astype(str)
    lines["hs6"], lines["hs4"], lines["hs2"] = code.str[:6], code.str[:4], code.str[:2]
    for a, b in PAIRS:
        lines[f"{a}&{b}"] = lines[a].astype(str) + "&" + lines[b].astype(str)
    numbers = lines[NUMBERS].astype(float)
    numbers["unit_price"] = numbers["statistical_value_usd"] / numbers["quantity"]
    numbers["weight_price"] = numbers["statistical_value_usd"] / numbers["gross_mass_kg"]
    for name in ["hs_code", "hs6", "hs4", "hs2"]:
        numbers[name] = lines[name].astype(float)
    numbers["day_of_year"], numbers["month"] = days.dt.day_of_year.to_numpy(), days.dt.month.to_numpy()
    numbers["week_of_year"] = days.dt.isocalendar().week.astype(int).to_numpy()
    numbers = numbers.replace([np.inf, -np.inf], np.nan).fillna(0).to_numpy(np.float32)
    keys = [pd.factorize(lines[key].astype(str))[0] for key in KEYS + [f"{a}&{b}" for a, b in PAIRS]]
    return {"x": numbers, "keys": keys, "day": day, "week": day // 7, "y": lines["illicit"].to_numpy(int)}


def flags(keys, labelled, y):
    """For each key 1 on lines whose value is among the riskiest tenth seen."""
    columns = []
    for key in keys:
        n = np.bincount(key[labelled], minlength=key.max() + 1)
        hits = np.bincount(key[labelled], weights=y[labelled], minlength=key.max() + 1)
        seen = np.flatnonzero(n)
        worst = seen[np.argsort(-hits[seen] / (n[seen] + 10), kind="stable")][: int(0.1 * len(seen)) + 1]
        risky = np.zeros(key.max() + 1, np.float32)
        risky[worst] = 1
        columns.append(risky[key])
    return np.stack(columns, 1)


def peer(past, explore, published, seed):
    """One walk of the public loop; recall over the last half, and its seconds."""
    began = time.perf_counter()
    draw = np.random.default_rng(seed)
    weeks = (past["day"].max() + 1) // 7
    opened = np.zeros(len(past["y"]), bool)
    found, illicit = [], []
    for week in range(weeks):
        here = np.flatnonzero(past["week"] == week)
        capacity = int(CAPACITY * len(here))
        if week < WARM_WEEKS:
            opened[here if published else draw.choice(here, capacity, replace=False)] = True
            continue
        known = opened & (past["day"] + (0 if published else DELAY_DAYS) < week * 7)
        labelled = np.flatnonzero(known)
        drawn = capacity - round(capacity * (1 - explore))
        score = draw.random(len(here))
        if 0 < past["y"][labelled].sum() < len(labelled):
            risky = flags(past["keys"], labelled, past["y"])
            x = np.concatenate([past["x"], risky], 1)
            model = XGBClassifier(n_estimators=100, max_depth=4, n_jobs=-1, eval_metric="logloss", verbosity=0, random_state=seed)
            model.fit(x[labelled], past["y"][labelled])
            score = model.predict_proba(x[here])[:, 1]
        best = here[np.argsort(-score, kind="stable")]
        chosen = best[: capacity - drawn]
        chosen = np.concatenate([chosen, draw.choice(best[capacity - drawn :], drawn, replace=False)])
        opened[chosen] = True
        found.append(past["y"][chosen].sum())
        illicit.append(past["y"][here].sum())
    half = len(found) // 2
    return sum(found[half:]) / max(1, sum(illicit[half:])), time.perf_counter() - began


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=50_000)
    asked.add_argument("--worlds", type=int, default=5)
    asked.add_argument("--first-seed", type=int, default=101)
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--drift", default="strong")
    asked.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/backtest"))
    asked.add_argument("--binary", default="target/release/tidewaiter")
    args = asked.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    worlds = []
    for seed in range(args.first_seed, args.first_seed + args.worlds):
        world = args.work / f"{args.drift}-{args.rows}-{seed}"
        if not world.exists():
            subprocess.run(
                [args.binary, "simulate", "--rows", str(args.rows), "--seed", str(seed), "--drift", args.drift, "--out", str(world)],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        worlds.append(world)
    out = args.work / "ours"
    began = time.perf_counter()
    ours = [args.binary, "backtest", *map(str, worlds), "--seeds", str(args.seeds), "--out", str(out)]
    subprocess.run(ours, check=True, stdout=subprocess.DEVNULL)
    with_evidence = time.perf_counter() - began
    # Again with the evidence at hand: what the walking alone takes.
    for world in worlds:
        if not (world / "evidence.parquet").exists():
            made = next((out / f"replay-of-{world.name}").glob("replay-*/evidence.parquet"))
            (world / "evidence.parquet").write_bytes(made.read_bytes())
    began = time.perf_counter()
    subprocess.run(ours, check=True, stdout=subprocess.DEVNULL)
    walking = time.perf_counter() - began
    told = json.loads((out / "backtest.json").read_text())
    walks = len(told["walks"])
    trained = [walk for walk in told["walks"] if walk["trainings"] > 0]

    print(f"{args.worlds} worlds of {args.rows} lines, drift {args.drift}, {args.seeds} seeds\n")
    print("| loop | recall, mean | spread | worst | seconds a walk |\n|---|---|---|---|---|")
    for stand in told["results"]["stands"]:
        recall = stand["spreads"][0]
        print(f"| ours: {stand['strategy']} | {recall['mean']:.3f} | {recall['deviation']:.3f} | {recall['worst']:.3f} | |")
    each = []
    for published in [False, True]:
        for name, explore in [("xgb", 0.0), ("hybrid xgb/random 0.9/0.1", 0.1)]:
            recalls = []
            for world in worlds:
                past = prepare(world)
                for seed in range(1, args.seeds + 1):
                    recall, seconds = peer(past, explore, published, seed)
                    recalls.append(recall)
                    each.append(seconds)
            setting = "as published" if published else "as ours"
            print(
                f"| public loop {setting}: {name} | {np.mean(recalls):.3f} | {np.std(recalls, ddof=1):.3f} | {min(recalls):.3f} "
                f"| {np.mean(each[-len(recalls):]):.2f} |"
            )
    print(f"\nours: {walks} walks ({len(trained)} of them learn) in {walking:.1f} s, reading included: {walking / walks:.2f} s a walk, "
          f"{walking / max(1, len(trained)):.2f} s if only those that learn are counted; with the evidence made first {with_evidence:.1f} s")  # fmt: skip
    print(f"public loop: {len(each)} walks, {np.mean(each):.2f} s a walk")
    faster = np.mean(each) / (walking / max(1, len(trained)))
    print(f"\n{'HELD' if faster > 1 else 'LOSS'}: ours is {faster:.1f} times as fast a learning walk, on four times the inputs")


if __name__ == "__main__":
    main()
