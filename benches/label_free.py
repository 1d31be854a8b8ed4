#!/usr/bin/env python3
"""What the label-free model finds in simulated worlds: ranking quality, typologies, false alarms on honest look-alikes.

    cargo build --release
    pip install pandas pyarrow
    python benches/label_free.py [--rows 200000] [--seeds 1 2 3] [--work DIR] [--binary target/release/tidewaiter]

For each seed one simulated year: nine months are replayed, the last three are scored as one batch against the frozen
baselines, and the scores are compared with the truth, which neither command reads. Chance is the share of illicit lines.
"""

import argparse
import pathlib
import subprocess

import pandas as pd


def auc(truth, score):
    ranks = score.rank()
    hits = truth.sum()
    return (ranks[truth == 1].sum() - hits * (hits + 1) / 2) / (hits * (len(truth) - hits))


def run(*command):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{command}\n{done.stdout[-3000:]}")


def world(args, seed):
    work = args.work / f"seed-{seed}-{args.rows}"
    made = work / "world"
    run(args.binary, "simulate", "--rows", args.rows, "--seed", seed, "--from", "2024-10-01", "--months", 12, "--out", made)
    lines = pd.read_parquet(made / "declarations.parquet")
    cut = pd.Timestamp("2025-06-30").date()
    past = lines.accepted_on <= cut
    lines[past].to_parquet(work / "past.parquet", index=False)
    lines[~past].to_parquet(work / "new.parquet", index=False)
    run(args.binary, "replay", work / "past.parquet", "--out", work / "state")
    run(args.binary, "score", work / "new.parquet", "--baselines", work / "state", "--out", work / "out")
    scores = pd.read_parquet(next((work / "out").glob("20*/scores.parquet")))
    truth = pd.read_parquet(made / "truth.parquet")
    return scores.merge(truth, on=["declaration_id", "item_no"], suffixes=("", "_true"), validate="one_to_one")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/tidewaiter-label-free"))
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("target/release/tidewaiter"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    worlds = {seed: world(args, seed) for seed in args.seeds}

    print("| seed | lines | illicit | ROC-AUC | precision@1 % | recall@1 % | recall@5 % | lift@1 % |\n|---|---|---|---|---|---|---|---|")
    for seed, lines in worlds.items():
        ranked = lines.sort_values(["risk", "rank"], ascending=[False, True])
        top = lambda share: ranked.head(int(share * len(ranked))).illicit
        hits, base = lines.illicit.sum(), lines.illicit.mean()
        print(
            f"| {seed} | {len(lines):,} | {hits} | {auc(lines.illicit, lines.risk):.3f} | {top(.01).mean():.3f} "
            f"| {top(.01).sum() / hits:.3f} | {top(.05).sum() / hits:.3f} | {top(.01).mean() / base:.1f} |"
        )

    print("\n| typology | lines | AUC against honest lines | recall@1 % | recall@5 % |\n|---|---|---|---|---|")
    lines = pd.concat([one.assign(place=one.risk.rank(ascending=False, method="first") / len(one)) for one in worlds.values()])
    honest = lines[lines.illicit == 0]
    typologies = lines[lines.illicit == 1].groupby("typology_true")
    for code, group in sorted(typologies, key=lambda pair: int(pair[0][1:])):
        both = pd.concat([group, honest])
        print(
            f"| {code} | {len(group)} | {auc(both.illicit, both.risk):.3f} | {(group.place <= .01).mean():.2f} | {(group.place <= .05).mean():.2f} |"
        )

    print("\n| honest look-alike | lines | picked at 1 % | share |\n|---|---|---|---|")
    for kind, group in honest.fillna({"look_alike": "(plain)"}).groupby("look_alike"):
        picked = (group.place <= 0.01).sum()
        print(f"| {kind} | {len(group):,} | {picked} | {picked / len(group):.2%} |")


if __name__ == "__main__":
    main()
