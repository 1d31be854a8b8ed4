#!/usr/bin/env python3
"""The boosted trees of this project beside the real XGBoost and LightGBM.

    pip install numpy scikit-learn xgboost lightgbm
    python benches/boosted.py [--rows 200000]

First XGBoost reads the model we write for it and must answer alike: the greatest difference of margins and of exact
contributions is printed, for trees grown level by level and leaf by leaf. Then each learns the same rows with the same
settings: quality on rows held apart, and speed in CPU seconds on one thread.

Builds src/model/boosted.rs alone (optimised, some minutes) in a throw-away crate; --crate FOLDER keeps it for the next run.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import tomllib

import lightgbm
import numpy as np
import xgboost
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

ROOT = pathlib.Path(__file__).resolve().parent.parent
CRATES = ["hessboost", "ndarray", "serde", "thiserror", "xxhash-rust"]
COLUMNS = 40
TREES, RATE, CHILD, L2 = 200, 0.1, 5.0, 1.0
MAIN = """
#[allow(dead_code)]
mod boosted;
mod error;
mod outcomes;
use boosted::{Boosted, BoostedParams};
use error::ModelError;
use ndarray::{Array2, s};
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let folder = std::path::Path::new(&args[1]);
    let read = |name: &str| -> Vec<f32> {
        std::fs::read(folder.join(name)).unwrap().chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
    };
    let write = |name: &str, values: Vec<f32>| {
        std::fs::write(folder.join(name), values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>()).unwrap()
    };
    let columns: usize = args[2].parse().unwrap();
    let number = |place: usize| args[place].parse::<f32>().unwrap();
    let table = |values: Vec<f32>| Array2::from_shape_vec((values.len() / columns, columns), values).unwrap();
    let (x, apart) = (table(read("x")), table(read("apart")));
    let params = BoostedParams {
        trees: number(3) as usize, leaves: number(4) as usize, depth: number(5) as usize, learning_rate: number(6),
        min_child_weight: number(7), l2: number(8), column_share: 1.0, row_share: 1.0, patience: 0, seed: 1,
    };
    let started = Instant::now();
    let model = Boosted::fit(x.view(), &read("y"), &read("weights"), None, &params).unwrap();
    let fitted = started.elapsed().as_secs_f64();
    let model = Boosted::from_bytes(&model.to_bytes()).unwrap();
    model.margins(apart.view());
    let started = Instant::now();
    let margins = model.margins(apart.view());
    let scored = started.elapsed().as_secs_f64();
    let few = apart.slice(s![..apart.nrows().min(2000), ..]);
    let started = Instant::now();
    let contributions = model.contributions(few);
    let explained = started.elapsed().as_secs_f64();
    write("margins", margins);
    write("contributions", contributions.into_raw_vec_and_offset().0);
    std::fs::write(folder.join("model.json"), model.to_xgboost_json()).unwrap();
    println!("{fitted} {scored} {explained} {}", few.nrows());
}
"""


def build(folder: pathlib.Path) -> pathlib.Path:
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
    lines = ["[package]", 'name = "boosted"', 'version = "0.0.0"', 'edition = "2024"', "[dependencies]"]
    for crate in CRATES:
        spec = manifest["dependencies"][crate]
        spec = spec if isinstance(spec, dict) else {"version": spec}
        features = ", ".join(f'"{f}"' for f in spec.get("features", []))
        lines.append(f'{crate} = {{ version = "{spec["version"]}", features = [{features}] }}')
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text("\n".join(lines) + "\n")
    (folder / "Cargo.lock").write_text((ROOT / "Cargo.lock").read_text())
    for name in ["boosted.rs", "error.rs", "outcomes.rs"]:
        shutil.copy(ROOT / "src/model" / name, folder / "src")
    (folder / "src/main.rs").write_text(MAIN)
    target = folder / "target"
    subprocess.run(["cargo", "build", "--release", "--quiet", "--target-dir", target], cwd=folder, check=True)
    return target / "release/boosted"


def rows(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Evidence-like inputs: correlated, heavy-tailed, mostly zero or missing; about 4 % sought; weights as of a selection."""
    random = np.random.default_rng(seed)
    law = np.random.default_rng(1)
    x = random.normal(size=(n, 6)) @ law.normal(size=(6, COLUMNS)) * 0.4 + random.standard_t(4, size=(n, COLUMNS))
    x[:, ::4] = np.where(random.random((n, len(range(0, COLUMNS, 4)))) < 0.7, 0.0, x[:, ::4])
    logit = -4.6 + 0.5 * x[:, 1] + 0.8 * np.maximum(x[:, 2], 0) * (x[:, 3] > 0) + 1.2 * (x[:, 4] > 1) - 0.4 * np.abs(x[:, 5])
    y = random.random(n) < 1 / (1 + np.exp(-logit))
    x[:, 2:COLUMNS:3] = np.where(random.random((n, len(range(2, COLUMNS, 3)))) < 0.3, np.nan, x[:, 2:COLUMNS:3])
    return x.astype(np.float32), y.astype(np.float32), random.uniform(0.5, 3.0, n).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--crate", type=pathlib.Path)
    args = parser.parse_args()
    x, y, weights = rows(args.rows, 11)
    apart, truth, _ = rows(args.rows // 2, 12)
    print(f"{args.rows:,} rows x {COLUMNS} columns to learn, {len(apart):,} held apart, {TREES} trees, 1 thread\n")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = build(args.crate or folder / "crate")
        for file, values in [("x", x), ("y", y), ("weights", weights), ("apart", apart)]:
            (folder / file).write_bytes(values.tobytes())
        print("| trees | engine | AUC | AP | log loss | learn CPU s | predict rows/s | contributions rows/s |")
        print("|---|---|---|---|---|---|---|---|")
        same = []
        for growth, leaves, depth in [("level by level, depth 6", 0, 6), ("leaf by leaf, 63 leaves", 63, 0)]:

            def row(engine, margins, spent, scored, explained):
                p = 1 / (1 + np.exp(-np.asarray(margins, dtype=np.float64)))
                quality = f"{roc_auc_score(truth, p):.4f} | {average_precision_score(truth, p):.4f} | {log_loss(truth, p):.5f}"
                speed = f"{spent:.1f} | {len(apart) / scored:,.0f} | {2000 / explained:,.0f}"
                print(f"| {growth} | {engine} | {quality} | {speed} |", flush=True)

            settings = [str(value) for value in [COLUMNS, TREES, leaves, depth, RATE, CHILD, L2]]
            said = subprocess.run(
                [program, folder, *settings],
                check=True, capture_output=True, text=True, env={**os.environ, "RAYON_NUM_THREADS": "1"},
            ).stdout.split()
            margins = np.frombuffer((folder / "margins").read_bytes(), dtype=np.float32)
            parts = np.frombuffer((folder / "contributions").read_bytes(), dtype=np.float32).reshape(-1, COLUMNS + 1)
            row("ours", margins, float(said[0]), float(said[1]), float(said[2]) * 2000 / float(said[3]))

            read = xgboost.Booster(params={"nthread": 1}, model_file=folder / "model.json")
            gap = np.abs(read.predict(xgboost.DMatrix(apart), output_margin=True) - margins).max()
            theirs = read.predict(xgboost.DMatrix(apart[: len(parts)]), pred_contribs=True)
            same.append((growth, gap, np.abs(theirs - parts).max(), np.abs(parts.sum(axis=1) - margins[: len(parts)]).max()))

            params = {"objective": "binary:logistic", "eta": RATE, "min_child_weight": CHILD, "lambda": L2, "nthread": 1}
            params |= {"tree_method": "hist", "max_depth": depth, "max_leaves": leaves}
            params |= {"grow_policy": "lossguide" if leaves else "depthwise"}
            clock = time.process_time()
            booster = xgboost.train(params, xgboost.DMatrix(x, y, weight=weights), TREES)
            spent = time.process_time() - clock
            clock = time.process_time()
            predicted = booster.inplace_predict(apart, predict_type="margin")
            scored = time.process_time() - clock
            few = xgboost.DMatrix(apart[:2000])
            clock = time.process_time()
            booster.predict(few, pred_contribs=True)
            row("XGBoost", predicted, spent, scored, time.process_time() - clock)

            params = {"objective": "binary", "learning_rate": RATE, "min_sum_hessian_in_leaf": CHILD, "lambda_l2": L2, "verbose": -1}
            params |= {"num_leaves": leaves or 2**depth, "max_depth": depth or -1, "num_threads": 1, "min_data_in_leaf": 1}
            clock = time.process_time()
            booster = lightgbm.train(params, lightgbm.Dataset(x, y, weight=weights), TREES)
            spent = time.process_time() - clock
            clock = time.process_time()
            predicted = booster.predict(apart, raw_score=True, num_threads=1)
            scored = time.process_time() - clock
            clock = time.process_time()
            booster.predict(apart[:2000], pred_contrib=True, num_threads=1)
            row("LightGBM", predicted, spent, scored, time.process_time() - clock)
    print("\n| our model read by XGBoost | greatest difference of a margin | of a contribution | of their sum from our margin |")
    print("|---|---|---|---|")
    for growth, gap, parts, whole in same:
        print(f"| {growth} | {gap:.1e} | {parts:.1e} | {whole:.1e} |")
    assert all(gap < 1e-4 and parts < 1e-4 and whole < 1e-4 for _, gap, parts, whole in same), "XGBoost answers otherwise"


if __name__ == "__main__":
    main()
