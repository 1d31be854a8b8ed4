#!/usr/bin/env python3
"""What a trained model is worth on fresh simulated years, beside gradient boosters in Python that see the same outcomes.

    cargo build --release
    pip install pandas pyarrow scikit-learn lightgbm xgboost catboost
    python benches/learned.py [--rows 200000] [--seeds 501 502 503 504 505] [--work DIR] [--binary target/release/tidewaiter]
    python benches/learned.py --korea DIR        # folder with kcs_syn_train.csv and kcs_syn_valid.csv, in place of the worlds

Worlds. For each seed one simulated year, of which about 5 % of the lines are inspected, mostly those that rules chose. Only outcomes known by the end
of the ninth month exist for anyone: `inspections.csv` is cut there, so neither the risk profile of ours nor that of the peers
hears of a later one. Ours: the year replayed with its registers, a model trained, and judged by the truth of the last three
months. The peers: LightGBM, XGBoost and CatBoost on the columns of a declaration, and on those with the usual risk profiles
(smoothed outcome rates, out of fold), once more with value per kilogram and gross per net (told, not barred); the number of trees by average precision on the youngest fifth of the outcomes, then
fitted on all. Their figures are kept in the work folder, and so is the replay. Beside them a look-up table and the label-free risk. Ties at a share's edge go by lot. Then each bar, HELD or LOSS.

Korea. The public synthetic import declarations: trained on 2020, judged on the first quarter of 2021; on all lines, and on those
whose tuple (six digits, departure, origin, tax rate, tax type, net mass) never occurred in training.
"""

import argparse
import json
import pathlib
import resource
import shutil
import subprocess
import time

import numpy as np
import pandas as pd
from label_free import CATEGORIES, CUT, KEY, LENGTHS, NUMBERS, PLAIN_NUMBERS, PRESENT
from learned_peers import BOOSTERS, boosted, figures, joined, ordinal, profile

FIRST_JUDGED = "2025-07-01"
PROFILE = [
    ("exporter_id",), ("consignee_name",), ("producer_id",), ("agent_id",), ("hs_code",), ("source_region",), ("destination_country",),
    ("exit_port",), ("office",), ("exporter_id", "hs_code"), ("exporter_id", "destination_country"), ("exporter_id", "consignee_name"),
    ("consignee_name", "hs_code"), ("hs_code", "destination_country"), ("hs_code", "source_region"), ("agent_id", "hs_code"),
]  # fmt: skip
KOREA_TUPLE = ["HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type", "Net Mass"]
KOREA_CATEGORIES = [
    "Office ID", "Process Type", "Import Type", "Import Use", "Payment Type", "Mode of Transport", "Declarant ID", "Importer ID",
    "Seller ID", "Courier ID", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Type", "Country of Origin Indicator",
]  # fmt: skip
KOREA_NUMBERS = ["Tax Rate", "Net Mass", "Item Price"]
KOREA_PROFILE = [
    ("Importer ID",), ("Declarant ID",), ("Seller ID",), ("HS6 Code",), ("Country of Origin",), ("Country of Departure",), ("Office ID",),
    ("HS6 Code", "Country of Origin"), ("Importer ID", "HS6 Code"), ("Declarant ID", "HS6 Code"), ("Office ID", "HS6 Code"),
]  # fmt: skip
MEASURES = ["auc", "ap", "recall_1", "precision_1", "recall_5"]


def run(*command):
    """Standard output of a command that may quarantine, and its seconds."""
    began = time.monotonic()
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout, time.monotonic() - began


def answered(one):
    """Figures of one answer of `evaluate model`."""
    at = {round(row["share"], 3): row for row in one["at"]}
    return {
        "auc": one["roc_auc"]["value"],
        "ap": one["average_precision"]["value"],
        "recall_1": at[0.01]["recall"]["value"],
        "precision_1": at[0.01]["precision"]["value"],
        "recall_5": at[0.05]["recall"]["value"],
    }


def ours(args, files, work, registers, truths, until, judged_from, more=()):
    """Replay, train, judge; by name of truth the answers by their names, and the whole of what `evaluate model` said."""
    state = work / "state"
    found = sorted(state.glob("replay-*"))
    if not found:
        seconds = run(args.binary, "replay", *files, "--registers", registers, "--out", state, "--evidence", *more)[1]
        (work / "replay.seconds").write_text(str(seconds))
        found = sorted(state.glob("replay-*"))
    took = {"replay": float((work / "replay.seconds").read_text())}
    models = work / "models"
    shutil.rmtree(models, ignore_errors=True)
    beside = ("--registers", registers)
    train = ("train", *found, *beside, "--out", models, "--name", "bench", "--by", "Bench", "--labels-until", until, *args.train)
    said, took["train"] = run(args.binary, *train, "--json")
    (work / "train.json").write_text(said)
    told = {}
    for name, truth in truths.items():
        judge = ("evaluate", "model", *found, *beside, "--model", models / "bench-1", "--truth", truth, "--from", judged_from)
        said, took["judge"] = run(args.binary, *judge, "--draws", args.draws, "--json")
        (work / f"judged-{name}.json").write_text(said)
        told[name] = json.loads(said)
    answers = {}
    for name, one in told.items():
        names = {"label-free": "label-free risk", "look-up table": "look-up table", "random": "random"}
        own = [answer for answer in one["answers"] if answer["name"] not in (*names, "old rules")]
        answers[name] = {"ours": answered(own[0])}
        answers[name] |= {names[answer["name"]]: answered(answer) for answer in one["answers"] if answer["name"] in names}
    return answers, told, took


def registers(made, folder):
    """The world's registers with outcomes known by the end of the ninth month, and no later one."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in ("enterprises", "supply", "licences", "restricted_end_users", "mirror"):
        shutil.copy(made / f"{table}.csv", folder)
    outcomes = pd.read_csv(made / "inspections.csv", dtype=str, keep_default_na=False)
    outcomes[outcomes.known_on <= CUT.isoformat()].to_csv(folder / "inspections.csv", index=False)
    return folder


def columns(made):
    """Declarations as an analyst would lay them out: categories as text, numbers, presence, lengths; apart: ratios of price and mass."""
    lines = pd.read_parquet(made / "declarations.parquet", columns=[*KEY, "accepted_on", *NUMBERS[:-1], *PLAIN_NUMBERS, *CATEGORIES, *PRESENT, LENGTHS[1]])
    lines["declaration_id"] = lines.declaration_id.astype(str)
    lines["accepted_on"] = lines.accepted_on.astype(str)
    numbers = lines[[*NUMBERS, *PLAIN_NUMBERS]].astype(float)
    for name in LENGTHS:
        numbers[f"length of {name}"] = lines[name].astype(object).fillna("").str.len()
    for name in PRESENT:
        numbers[f"{name} present"] = lines[name].notna().astype(float)
    ratios = pd.DataFrame({"value per kg": lines.statistical_value_usd / lines.net_mass_kg, "gross per net": lines.gross_mass_kg / lines.net_mass_kg})
    for name in CATEGORIES:
        lines[name] = lines[name].astype(object).fillna("").astype(str)
    return lines, numbers, ratios.replace([np.inf, -np.inf], np.nan)


def peers(made, outcomes, seed, threads, stages):
    """Scores of every peer on the last three months."""
    lines, numbers, ratios = columns(made)
    known = pd.read_csv(outcomes, dtype={"declaration_id": str})[[*KEY, "outcome"]].drop_duplicates(KEY)
    lines = lines.merge(known, on=KEY, how="left", validate="one_to_one")
    labelled, new = lines.outcome.notna().to_numpy(), (lines.accepted_on >= FIRST_JUDGED).to_numpy()
    fit, ask = lines[labelled], lines[new]
    y = fit.outcome.isin(["false-declaration", "re-export"]).to_numpy(int)
    held = (fit.accepted_on >= fit.accepted_on.sort_values().iloc[int(0.8 * len(fit))]).to_numpy()
    past = lines[~new]
    often = lambda frame: pd.DataFrame({f"often {name}": np.log1p(frame[name].map(counts[name]).fillna(0)) for name in CATEGORIES}, index=frame.index)
    counts = {name: past[name].value_counts() for name in CATEGORIES}
    # Codes and frequencies of all nine months, inspected or not: the analyst has them.
    codes = ordinal(past, [fit, ask], CATEGORIES)
    raw = [pd.concat([code, often(frame), numbers.loc[frame.index]], axis=1) for code, frame in zip(codes, (fit, ask))]
    rate = profile(fit, y, [ask], PROFILE, seed)
    both = [pd.concat([one, two], axis=1) for one, two in zip(raw, rate)]
    more = [pd.concat([one, ratios.loc[one.index]], axis=1) for one in both]
    native = [pd.concat([frame[CATEGORIES], numbers.loc[frame.index]], axis=1) for frame in (fit, ask)]
    scores, seconds = {}, {}
    plain = lambda frame: frame.to_numpy(np.float32)
    for booster in BOOSTERS:
        for said, (x, x_new) in (("raw columns", raw), ("risk profile", both), ("risk profile and ratios", more)):
            began = time.monotonic()
            name = f"{booster}, {said}"
            if booster == "CatBoost" and said == "raw columns":
                scores[name], trees = boosted(booster, native[0], y, held, native[1], seed, threads, CATEGORIES, stages)
            else:
                scores[name], trees = boosted(booster, plain(x), y, held, plain(x_new), seed, threads, most=stages)
            seconds[name] = time.monotonic() - began
            print(f"    {name}: {trees} trees, {seconds[name]:.0f} s", flush=True)
    return ask[KEY], scores, seconds, (len(y), int(y.sum()))


def world(args, seed):
    work = args.work / f"seed-{seed}-{args.rows}"
    made = work / "world"
    if not (made / "truth.parquet").exists():
        run(args.binary, "simulate", "--rows", args.rows, "--seed", seed, "--from", "2024-10-01", "--months", 12, "--out", made)
    beside = registers(made, work / "registers")
    print(f"seed {seed}", flush=True)
    truth = pd.read_parquet(made / "truth.parquet", columns=[*KEY, "illicit"])
    truth["declaration_id"] = truth.declaration_id.astype(str)
    kept = work / f"peers-{args.trees}.json"
    if not kept.exists():
        names, scores, seconds, counts = peers(made, beside / "inspections.csv", seed, args.threads, args.trees)
        illicit = names.merge(truth, on=KEY, how="left", validate="one_to_one").illicit.to_numpy(int)
        measured = {name: figures(illicit, score) for name, score in scores.items()}
        kept.write_text(json.dumps([measured, seconds, [*counts, len(illicit), int(illicit.sum())]]))
    answers, seconds, (known, hits, judged_n, illicit_n) = json.loads(kept.read_text())
    print("    " + ", ".join(f"{name} {spent:.0f} s" for name, spent in seconds.items()))
    told = None
    if not args.peers_only:
        files = [made / "declarations.parquet"]
        mine, judged, took = ours(args, files, work, beside, {"all": made / "truth.parquet"}, CUT, FIRST_JUDGED)
        told = judged["all"]
        assert told["judged"] == judged_n, "ours and the peers are judged on the same lines"
        answers = mine["all"] | answers
        print("    ours: " + ", ".join(f"{stage} {spent:.0f} s" for stage, spent in took.items()), flush=True)
    print(f"    {known:,} outcomes, {hits} of them evasion; {judged_n:,} lines judged, {illicit_n} of them evasion", flush=True)
    return answers, told


def table(title, rows):
    print(f"\n| {title} | ROC-AUC | average precision | recall@1 % | precision@1 % | recall@5 % |\n|---|---|---|---|---|---|")
    for name, one in rows.items():
        print(f"| {name} | " + " | ".join(f"{one[measure]:.3f}" for measure in MEASURES) + " |", flush=True)


def mean(worlds):
    names = list(next(iter(worlds.values())))
    return {name: {measure: np.mean([one[name][measure] for one in worlds.values()]) for measure in MEASURES} for name in names}


def bars(title, answers):
    """The bars of the project on one table, held or lost."""
    rivals = {name: one for name, one in answers.items() if name.startswith(tuple(BOOSTERS)) and not name.endswith("ratios")}
    best, most = (max(rivals, key=lambda name: rivals[name][measure]) for measure in ("auc", "recall_1"))
    mine, free = answers["ours"], answers["label-free risk"]
    asked = [
        (f"ROC-AUC >= best peer ({best}) + 0.08", mine["auc"], rivals[best]["auc"] + 0.08),
        (f"recall@1 % >= twice the best peer ({most})", mine["recall_1"], 2 * rivals[most]["recall_1"]),
        *((f"{measure} not below the label-free risk", mine[measure], free[measure]) for measure in ("auc", "ap", "recall_1", "precision_1")),
    ]
    for what, measured, bar in asked:
        print(f"{'HELD' if measured >= bar else 'LOSS'}  {title}: {what}: {measured:.3f} against {bar:.3f}", flush=True)


def kinds(told):
    """Recall by typology, the mean over worlds weighed by lines."""
    rows = pd.DataFrame([kind for one in told for kind in one["typologies"]])
    print("\n| typology | lines | ours, recall@1 % | recall@5 % |\n|---|---|---|---|")
    for kind in sorted(rows.kind.unique(), key=lambda code: int(code[1:])):
        one = rows[rows.kind == kind]
        at_1, at_5 = (np.average(one[name], weights=one.lines) for name in ("at_1_percent", "at_5_percent"))
        print(f"| {kind} | {one.lines.sum()} | {at_1:.3f} | {at_5:.3f} |")


def korea(args):
    work = args.work / "korea"
    work.mkdir(parents=True, exist_ok=True)
    past, new = (pd.read_csv(args.korea / f"kcs_syn_{part}.csv", dtype=str, keep_default_na=False) for part in ("train", "valid"))
    y, truth = (frame["Fraud"].astype(int).to_numpy() for frame in (past, new))
    seen = set(joined(past, KOREA_TUPLE))
    unseen = (~joined(new, KOREA_TUPLE).isin(seen)).to_numpy()
    parts = {"all": np.ones(len(new), bool), "unseen": unseen}
    print(f"Korea: {len(past):,} lines of training ({y.mean():.1%} fraud), {len(new):,} judged ({truth.mean():.1%}), {unseen.sum():,} of unseen tuples ({truth[unseen].mean():.1%})")
    answers = {part: {} for part in parts}

    if not args.peers_only:
        beside = work / "registers"
        beside.mkdir(exist_ok=True)
        outcome = np.where(y == 1, "false_declaration", "clear")
        told = {"declaration_id": past["Declaration ID"], "item_no": 1, "outcome": outcome, "inspected_on": past["Date"], "known_on": past["Date"]}
        pd.DataFrame(told).to_csv(beside / "inspections.csv", index=False)
        truths = {}
        for part, rows in parts.items():
            truths[part] = work / f"truth-{part}.csv"
            held = pd.DataFrame({"declaration_id": new["Declaration ID"], "item_no": 1, "illicit": truth})[rows]
            held.to_csv(truths[part], index=False)
        files = [args.korea / "kcs_syn_train.csv", args.korea / "kcs_syn_valid.csv"]
        mine, _, took = ours(args, files, work, beside, truths, "2020-12-31", "2021-01-01", ("--mapping", "korea-import"))
        for part in parts:
            answers[part]["ours"], answers[part]["label-free risk"] = mine[part]["ours"], mine[part]["label-free risk"]
        print("    ours: " + ", ".join(f"{stage} {spent:.0f} s" for stage, spent in took.items()), flush=True)

    rate = profile(past, y, [new], [tuple(KOREA_TUPLE)], 0, smooth=1.0)[1].iloc[:, 0].to_numpy()
    for part, rows in parts.items():
        answers[part]["look-up row (tuple)"] = figures(truth[rows], rate[rows])
    number = lambda frame: frame[KOREA_NUMBERS].replace("", "nan").astype(float).assign(unit=lambda table: table["Item Price"] / table["Net Mass"])
    numbers = [number(past).replace([np.inf, -np.inf], np.nan), number(new).replace([np.inf, -np.inf], np.nan)]
    codes = ordinal(past, [past, new], KOREA_CATEGORIES)
    held = (past["Date"] >= "2020-10-01").to_numpy()
    spread = {}
    for seed in range(args.korea_seeds):
        ways = {"raw columns": [pd.concat(pair, axis=1) for pair in zip(codes, numbers)]}
        small = [name for name in KOREA_CATEGORIES if past[name].nunique() <= 130]
        for said, group in (("risk profile", None), ("risk profile, grouped folds", KOREA_TUPLE)):
            made = profile(past, y, [new], KOREA_PROFILE, seed, smooth=3.0, group=group)
            ways[said] = [pd.concat([one, code[small], two], axis=1) for one, code, two in zip(made, codes, numbers)]
        for booster in BOOSTERS:
            for said, (x, x_new) in ways.items():
                score, _ = boosted(booster, x.to_numpy(np.float32), y, held, x_new.to_numpy(np.float32), seed, args.threads, most=args.trees)
                for part, rows in parts.items():
                    spread.setdefault((part, f"{booster}, {said}"), []).append(figures(truth[rows], score[rows]))
        print(f"    peers, seed {seed}: done", flush=True)
    for (part, name), runs in spread.items():
        answers[part][name] = {measure: np.mean([one[measure] for one in runs]) for measure in MEASURES}
    for part in parts:
        table(f"Korea, {part} lines", answers[part])
    rivals = {name: runs for (part, name), runs in spread.items() if part == "unseen"}
    best = max(rivals, key=lambda name: answers["unseen"][name]["auc"])
    deviation = np.std([one["auc"] for one in rivals[best]], ddof=1) if args.korea_seeds > 1 else 0.0
    print(f"\nbest peer on unseen tuples: {best}, AUC {answers['unseen'][best]['auc']:.3f} ± {deviation:.3f}")
    if "ours" in answers["unseen"]:
        mine, bar = answers["unseen"]["ours"]["auc"], answers["unseen"][best]["auc"] - deviation
        print(f"{'HELD' if mine >= bar else 'LOSS'}  Korea, unseen tuples: ROC-AUC {mine:.3f} against {bar:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[501, 502, 503, 504, 505])
    parser.add_argument("--korea", type=pathlib.Path, help="folder of the Korean set; its test quarter is never read")
    parser.add_argument("--korea-seeds", type=int, default=3, help="seeds of the peers there, for their spread")
    parser.add_argument("--train", nargs=argparse.REMAINDER, default=[], help="last: what else `train` is told, as --stack false")
    parser.add_argument("--peers-only", action="store_true", help="leave ours out")
    parser.add_argument("--threads", type=int, default=2, help="threads of each peer")
    parser.add_argument("--trees", type=int, default=400, help="most trees of a peer")
    parser.add_argument("--draws", type=int, default=200, help="bootstrap drawings of `evaluate model`")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/tidewaiter-learned"))
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("target/release/tidewaiter"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if args.korea:
        return korea(args)
    worlds, told = {}, []
    for seed in args.seeds:
        worlds[seed], judged = world(args, seed)
        told += [judged] if judged else []
        table(f"seed {seed}", worlds[seed])
        if judged:
            bars(f"seed {seed}", worlds[seed])
    table(f"mean of {len(worlds)} worlds", mean(worlds))
    if told:
        bars("mean", mean(worlds))
        kinds(told)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"\nPeak memory of one process: {peak / 1024:,.0f} MiB.")


if __name__ == "__main__":
    main()
