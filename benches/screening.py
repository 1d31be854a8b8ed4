#!/usr/bin/env python3
"""Screening of names: disguised names of a real list, labelled pairs, and company names across scripts; beside the Python package rapidfuzz.

    cargo build --release
    pip install rapidfuzz pyarrow
    python benches/screening.py --ofac SDN.csv --pairs name_pairs.csv [--honest FILE] [--queries 5000] [--seed 2026] [--binary target/release/tidewaiter]

The list is OFAC's SDN list; name_pairs.csv has schema, name1, name2, is_match (the public checks of OpenSanctions' matcher). --honest takes
more honest names, one a line. Disguises and near-names are made by screening_disguises.py. The threshold for labelled pairs is chosen on the
pairs whose SHA-256 is even (the middle of the best ones) and judged on the others. CPU time is of one thread, the list's reading and indexing taken off.
"""

import argparse
import collections
import csv
import hashlib
import os
import pathlib
import resource
import subprocess
import time

import screening_disguises as disguises


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def screen(args, names, lists):
    """Likeliest entry and score of each name, and CPU seconds."""
    asked, out = args.work / "names.txt", args.work / "screened.csv"
    asked.write_text("".join(" ".join(name.split()) + "\n" for name in names), encoding="utf8")
    command = [*args.binary.split(), "screen", str(asked), "--threshold", "0", "--most", "1", "--out", str(out)]
    for path in lists:
        command += ["--list", str(path)]
    before = cpu()
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, RAYON_NUM_THREADS="1"))
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr)
    rows = list(csv.DictReader(out.open(encoding="utf8")))
    assert len(rows) == len(names), (len(rows), len(names))
    return [(row["entry"], float(row["score"] or 0), row["listed_name"]) for row in rows], cpu() - before


def compare(args, pairs):
    asked, out = args.work / "pairs.csv", args.work / "compared.csv"
    with asked.open("w", encoding="utf8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "other"])
        rows.writerows(pairs)
    done = subprocess.run([*args.binary.split(), "screen", str(asked), "--against", "other", "--out", str(out)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return [float(row["score"]) for row in csv.DictReader(out.open(encoding="utf8"))]


def told(name, value, bar, better=lambda value, bar: value >= bar, shape="{:.3f}"):
    verdict = "held" if better(value, bar) else "LOSS"
    print(f"| {name} | {shape.format(value)} | {shape.format(bar)} | {verdict} |", flush=True)


def sdn(path):
    rows = []
    for row in csv.DictReader(open(path, encoding="utf8", errors="replace")):
        if row["Name"].strip() and row["ID"].strip().isdigit():
            rows.append(("ofac-" + row["ID"].strip(), row["Name"].strip(), row["Type"].strip() == "individual"))
    return rows


def at_false_alarms(honest, near, most_honest=0.01, most_near=0.10):
    """Least threshold, in steps of 0.005, with at most these shares of false alarms."""
    share = lambda scores, least: sum(score >= least for score in scores) / max(1, len(scores))
    return next(step / 200 for step in range(0, 400) if share(honest, step / 200) <= most_honest and share(near, step / 200) <= most_near)


def listed(args):
    entries = sdn(args.ofac)
    name_of = {key: name for key, name, _ in entries}
    asked = disguises.disguised(entries, args.queries, args.seed)
    near = disguises.near(entries, 2000, args.seed)
    honest = disguises.honest(2000, args.seed)
    if args.honest:
        honest += [line.strip() for line in open(args.honest, encoding="utf8") if line.strip()]
    honest += [row["english"] for row in csv.DictReader(open(pathlib.Path(__file__).parent / "data/company_names.csv", encoding="utf8"))]
    names = [query for _, query, _ in asked] + near + honest
    answers, whole = screen(args, names, [args.ofac])
    _, start = min((screen(args, names[:1], [args.ofac]) for _ in range(3)), key=lambda pair: pair[1])
    speed = len(names) / (whole - start)
    spans = lambda scores: (scores[: len(asked)], scores[len(asked) : len(asked) + len(near)], scores[len(asked) + len(near) :])

    def judge(found):
        """found: (entry, score) of each name."""
        mine, nears, honests = spans(found)
        least = at_false_alarms([score for _, score in honests], [score for _, score in nears])
        by = collections.defaultdict(lambda: [0, 0, 0])
        for (kind, _, key), (entry, score) in zip(asked, mine):
            right = bool(entry) and (entry == key or name_of[entry].upper() == name_of[key].upper())
            for part in (kind, "all"):
                by[part][0] += right and score >= least
                by[part][1] += bool(right)
                by[part][2] += 1
        false = [sum(score >= least for _, score in part) / len(part) for part in (honests, nears)]
        return least, by, false

    least, by, false = judge([(entry, score) for entry, score, _ in answers])
    rivals = {}
    try:
        from rapidfuzz import fuzz, process, utils
    except ImportError:
        print("no comparison: pip install rapidfuzz")
    else:
        plain = [utils.default_process(name) for _, name, _ in entries]
        for scorer in (fuzz.token_sort_ratio, fuzz.WRatio):
            every = range(0, len(names), args.rival_step)  # the same share of every kind of name
            found, begun = {}, time.process_time()
            for at in every:
                _, score, place = process.extractOne(utils.default_process(names[at]), plain, scorer=scorer, processor=None)
                found[at] = (entries[place][0], score / 100)
            seconds = time.process_time() - begun
            kept = [found.get(at) for at in range(len(names))]
            mine, nears, honests = spans(kept)
            limit = at_false_alarms([one[1] for one in honests if one], [one[1] for one in nears if one])
            counts = collections.defaultdict(lambda: [0, 0])
            for (kind, _, key), one in zip(asked, mine):
                if one:
                    right = (one[0] == key or name_of[one[0]].upper() == name_of[key].upper()) and one[1] >= limit
                    for part in (kind, "all"):
                        counts[part][0] += right
                        counts[part][1] += 1
            rivals[scorer.__name__] = (counts, len(found) / seconds, limit)
    print(f"\n{len(entries):,} listed names; {len(asked):,} disguised, {len(near):,} near, {len(honest):,} honest; threshold {least}")
    print(f"false alarms: honest {false[0]:.4f}, near {false[1]:.4f}\n")
    print("| disguise | n | recall at 1 | found first, any score |", " | ".join(f"rapidfuzz {name}" for name in rivals), "|")
    print("|---|---|---|---|" + "---|" * len(rivals))
    share = lambda part: f"{part[0] / part[1]:.3f}" if part[1] else ""
    for kind in [*disguises.DISGUISES, "all"]:
        hits, first, count = by[kind]
        print(f"| {kind} | {count} | {hits / count:.3f} | {first / count:.3f} |", " | ".join(share(rival[0][kind]) for rival in rivals.values()), "|")
    print("| queries per CPU second | |", f"{speed:,.0f} | |", " | ".join(f"{rival[1]:,.0f}" for rival in rivals.values()), "|\n")
    print("| bar | measured | asked | |\n|---|---|---|---|")
    told("recall at 1, disguised names", by["all"][0] / by["all"][2], 0.93)
    told("queries per CPU second", speed, 2000, shape="{:,.0f}")
    for name, (counts, pace, _) in rivals.items():
        told(f"recall at 1 against rapidfuzz {name}", by["all"][0] / by["all"][2], counts["all"][0] / counts["all"][1])
        told(f"queries per CPU second against rapidfuzz {name}", speed, pace, shape="{:,.0f}")


def labelled(args):
    rows = [row for row in csv.DictReader(open(args.pairs, encoding="utf8")) if row["schema"] in ("Company", "Organization", "LegalEntity")]
    pairs = [(row["name1"], row["name2"]) for row in rows]
    even = [hashlib.sha256(f"{one}|{other}".encode()).digest()[0] % 2 == 0 for one, other in pairs]
    match = [row["is_match"] == "true" for row in rows]

    def f1(scores, least, tuning):
        part = [(score >= least, truth) for score, truth, half in zip(scores, match, even) if half == tuning]
        both = sum(said and truth for said, truth in part)
        return 2 * both / max(1, sum(said for said, _ in part) + sum(truth for _, truth in part))

    def judged(scores):
        steps = range(1, 100)
        most = max(f1(scores, step / 100, True) for step in steps)
        flat = [step for step in steps if f1(scores, step / 100, True) == most]
        best = flat[len(flat) // 2]  # the middle of the thresholds that are best
        return best / 100, f1(scores, best / 100, True), f1(scores, best / 100, False)

    least, tuned, held = judged(compare(args, pairs))
    print(f"\nlabelled pairs: {len(pairs)}, {sum(even)} of them to choose the threshold ({least}; F1 there {tuned:.3f})\n\n| bar | measured | asked | |\n|---|---|---|---|")
    told("F1 on the judged half", held, 0.93)
    try:
        from rapidfuzz import fuzz, utils
    except ImportError:
        return
    rival = judged([fuzz.WRatio(one, other, processor=utils.default_process) / 100 for one, other in pairs])
    told("the same against rapidfuzz WRatio", held, rival[2])


def across(args):
    rows = list(csv.DictReader(open(pathlib.Path(__file__).parent / "data/company_names.csv", encoding="utf8")))
    count = len(rows)
    scores = compare(args, [(one["written"], other["english"]) for one in rows for other in rows])
    own = [scores[at * count + at] for at in range(count)]
    false = sorted((scores[at * count + other] for at in range(count) for other in range(count) if at != other), reverse=True)
    worst = sorted((max(scores[at * count + other] for other in range(count) if other != at) for at in range(count)), reverse=True)
    print(f"\nacross scripts: {count} companies\n\n| bar | measured | asked | |\n|---|---|---|---|")
    least = false[int(0.02 * len(false))]
    told(f"recall at 2 % of wrong pairs (above {least:.3f})", sum(score > least for score in own) / count, 0.8)
    least = worst[int(0.02 * count)]
    print(f"\nharder: recall where at most 2 % of names have any wrong answer of the {count - 1} (above {least:.3f}): {sum(score > least for score in own) / count:.3f}")
    first = sum(own[at] > max(scores[at * count + other] for other in range(count) if other != at) for at in range(count)) / count
    print(f"\nthe right name is first of {count}: {first:.3f}")
    by = collections.defaultdict(list)
    for row, score in zip(rows, own):
        by[row["script"]].append(score > false[int(0.02 * len(false))])
    print("by script:", ", ".join(f"{script} {sum(hits) / len(hits):.2f} of {len(hits)}" for script, hits in by.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ofac", type=pathlib.Path)
    parser.add_argument("--pairs", type=pathlib.Path)
    parser.add_argument("--honest", type=pathlib.Path)
    parser.add_argument("--queries", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--rival-step", type=int, default=5, help="every how many names rapidfuzz is asked")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/bench-screening"))
    parser.add_argument("--binary", default="target/release/tidewaiter")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if args.pairs:
        labelled(args)
    across(args)
    if args.ofac:
        listed(args)


if __name__ == "__main__":
    main()
