#!/usr/bin/env python3
"""The isolation forest of this project beside scikit-learn's: quality on planted outliers, and speed.

    pip install numpy scikit-learn
    python benches/isolation_forest.py [--rows 200000]

Builds src/model/isolation_forest.rs alone (optimised, a minute) in a throw-away crate, so that the whole program need not
be built. Times are CPU seconds, scoring only, after one warm-up; AUC is the mean over the seeds.
"""

import argparse
import pathlib
import shutil
import subprocess
import tempfile
import time
import tomllib

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

ROOT = pathlib.Path(__file__).resolve().parent.parent
CRATES = ["linfa", "ndarray", "rand", "rand_chacha", "rayon", "thiserror", "xxhash-rust"]
MAIN = """
#[allow(dead_code)]
mod isolation_forest;
use linfa::{Dataset, traits::Fit};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let columns: usize = args[2].parse().unwrap();
    let bytes = std::fs::read(&args[1]).unwrap();
    let values: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    let records = ndarray::Array2::from_shape_vec((values.len() / columns, columns), values).unwrap();
    let forest = isolation_forest::IsolationForest::params().seed(args[3].parse().unwrap());
    let started = std::time::Instant::now();
    let forest = forest.fit(&Dataset::from(records.clone())).unwrap();
    let fitted = started.elapsed().as_secs_f64();
    forest.scores(records.view()).unwrap();
    let started = std::time::Instant::now();
    let scores = forest.scores(records.view()).unwrap();
    let scored = started.elapsed().as_secs_f64();
    let started = std::time::Instant::now();
    let contributions = forest.contributions(records.view()).unwrap();
    let explained = started.elapsed().as_secs_f64();
    assert!(contributions.nrows() == scores.len());
    let out: Vec<u8> = scores.iter().flat_map(|s| s.to_le_bytes()).collect();
    std::fs::write(&args[4], out).unwrap();
    println!("{fitted} {scored} {explained}");
}
"""


def build(folder: pathlib.Path) -> pathlib.Path:
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
    lines = ["[package]", 'name = "forest"', 'version = "0.0.0"', 'edition = "2024"', "[dependencies]"]
    for crate in CRATES:
        spec = manifest["dependencies"][crate]
        spec = spec if isinstance(spec, dict) else {"version": spec}
        features = ", ".join(f'"{f}"' for f in spec.get("features", []))
        lines.append(f'{crate} = {{ version = "{spec["version"]}", features = [{features}] }}')
    (folder / "src").mkdir()
    (folder / "Cargo.toml").write_text("\n".join(lines) + "\n")
    (folder / "Cargo.lock").write_text((ROOT / "Cargo.lock").read_text())
    model = ROOT / "src/model"
    shutil.copy(model / "isolation_forest.rs", folder / "src")
    shutil.copytree(model / "isolation_forest", folder / "src/isolation_forest")
    (folder / "src/main.rs").write_text(MAIN)
    target = folder / "target"
    subprocess.run(["cargo", "build", "--release", "--quiet", "--target-dir", target], cwd=folder, check=True)
    return target / "release/forest"


def planted(rows: int, kind: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """16 columns of evidence; 1 % of the rows are planted outliers."""
    random = np.random.default_rng(seed)
    common = random.normal(size=(rows, 3)) @ random.normal(size=(3, 16))
    x = common + random.standard_t(5, size=(rows, 16))
    y = np.zeros(rows, dtype=bool)
    y[random.choice(rows, rows // 100, replace=False)] = True
    n = int(y.sum())
    if kind == "one column":
        x[y, 3] += random.choice([-1, 1], n) * random.uniform(6, 12, n)
    elif kind == "few columns":
        for row in np.flatnonzero(y):
            x[row, random.choice(16, 4, replace=False)] += random.uniform(3, 7, 4)
    elif kind == "cluster":
        x[y] = random.normal(5, 0.5, size=(n, 16))
    else:
        x[y, :5] += random.uniform(3, 7, (n, 5))
        x[random.random(x.shape) < 0.3] = np.nan
    return x.astype(np.float32), y


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    print(f"{args.rows:,} rows x 16 columns, 100 trees of 256 rows, 1 thread, mean of {args.seeds} seeds\n")
    print("| planted | AUC ours | AUC scikit-learn | difference ± standard error | ours rows/s | scikit-learn rows/s | ours, reasons rows/s |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        forest = build(folder)
        for kind in ["one column", "few columns", "cluster", "30 % missing"]:
            results = []
            for seed in range(args.seeds):
                x, y = planted(args.rows, kind, seed)
                (folder / "x").write_bytes(x.tobytes())
                said = subprocess.run(
                    [forest, folder / "x", "16", str(seed), folder / "scores"],
                    check=True, capture_output=True, text=True, env={"RAYON_NUM_THREADS": "1"},
                ).stdout.split()
                ours = roc_auc_score(y, np.frombuffer((folder / "scores").read_bytes(), dtype=np.float32))
                # scikit-learn knows no missing values here: the usual remedy is the median.
                filled = np.where(np.isnan(x), np.nanmedian(x, axis=0), x)
                theirs = IsolationForest(n_estimators=100, max_samples=256, random_state=seed, n_jobs=1).fit(filled)
                theirs.score_samples(filled[:1000])
                started = time.process_time()
                scores = theirs.score_samples(filled)
                spent = time.process_time() - started
                results.append((ours, roc_auc_score(y, -scores), len(x) / float(said[1]), len(x) / spent, len(x) / float(said[2])))
            mean = np.mean(results, axis=0)
            gaps = np.array([one[0] - one[1] for one in results])
            error = gaps.std(ddof=1) / np.sqrt(len(gaps)) if len(gaps) > 1 else float("nan")
            print(f"| {kind} | {mean[0]:.4f} | {mean[1]:.4f} | {gaps.mean():+.4f} ± {error:.4f} | {mean[2]:,.0f} | {mean[3]:,.0f} | {mean[4]:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
