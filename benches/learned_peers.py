"""What an analyst would train instead: LightGBM, XGBoost and CatBoost on columns as they come, and on the usual risk profiles.

Nothing here knows a data set; `learned.py` hands over the frames.
"""

import warnings

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, Pool
from lightgbm import LGBMClassifier
from sklearn.metrics import average_precision_score, roc_auc_score
from xgboost import XGBClassifier

warnings.filterwarnings("ignore")
TREES = [25, 50, 100, 200, 400, 800]


def chance_of_top(score, share):
    """The probability of each line to be among the first share of all, ties by lot."""
    places = share * len(score)
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    above = len(score) - np.cumsum(counts)
    return np.clip((places - above) / counts, 0, 1)[inverse]


def figures(truth, score):
    """ROC-AUC, average precision, recall and precision of the first 1 %, recall of the first 5 %."""
    truth, score = np.asarray(truth), np.asarray(score, dtype=float)
    first = (chance_of_top(score, 0.01) * truth).sum()
    return {
        "auc": roc_auc_score(truth, score),
        "ap": average_precision_score(truth, score),
        "recall_1": first / truth.sum(),
        "precision_1": first / (0.01 * len(truth)),
        "recall_5": (chance_of_top(score, 0.05) * truth).sum() / truth.sum(),
    }


def ordinal(fit, frames, columns):
    """Each value's place in order of frequency in `fit`; -1 for one that never occurred there."""
    codes = {name: {value: place for place, value in enumerate(fit[name].value_counts().index)} for name in columns}
    return [pd.DataFrame({name: frame[name].map(codes[name]).fillna(-1) for name in columns}, index=frame.index) for frame in frames]


def joined(frame, key):
    names = list(key)
    return frame[names[0]] if len(names) == 1 else frame[names[0]].str.cat([frame[name] for name in names[1:]], sep="\x1f")


def rates(known, hits, asked, smooth, mean):
    """Smoothed rate and count of each asked key among the known ones."""
    table = pd.DataFrame({"key": known, "hits": hits}).groupby("key").hits.agg(["sum", "size"])
    place = table.index.get_indexer(asked)
    total = np.where(place >= 0, table["sum"].to_numpy()[place], 0)
    count = np.where(place >= 0, table["size"].to_numpy()[place], 0)
    return (total + smooth * mean) / (count + smooth), count


def profile(fit, y, frames, keys, seed, smooth=10.0, folds=5, group=None):
    """Smoothed outcome rates and log counts by key, the way they are usually built: rows of `fit` get them from the other folds
    (rows of one `group` share a fold), rows of `frames` from all of `fit`."""
    chance = np.random.default_rng(seed)
    if group is None:
        fold = chance.integers(0, folds, len(fit))
    else:
        place = pd.factorize(joined(fit, group))[0]
        fold = chance.integers(0, folds, place.max() + 1)[place]
    own, others = {}, [{} for _ in frames]
    for key in keys:
        name, known, mean = "+".join(key), joined(fit, key).to_numpy(), y.mean()
        rate, count = np.empty(len(fit)), np.empty(len(fit))
        for one in range(folds):
            out = fold == one
            rate[out], count[out] = rates(known[~out], y[~out], known[out], smooth, mean)
        own[f"rate {name}"], own[f"count {name}"] = rate, np.log1p(count)
        for frame, columns in zip(frames, others):
            rate, count = rates(known, y, joined(frame, key).to_numpy(), smooth, mean)
            columns[f"rate {name}"], columns[f"count {name}"] = rate, np.log1p(count * (folds - 1) / folds)
    return [pd.DataFrame(columns, index=frame.index) for columns, frame in zip([own, *others], [fit, *frames])]


def lightgbm(trees, seed, threads):
    return LGBMClassifier(
        n_estimators=trees, learning_rate=0.05, num_leaves=15, min_child_samples=20, subsample=0.8, subsample_freq=1,
        colsample_bytree=0.7, reg_lambda=2, n_jobs=threads, random_state=seed, verbose=-1,
    )  # fmt: skip


def xgboost(trees, seed, threads):
    return XGBClassifier(
        n_estimators=trees, learning_rate=0.05, max_depth=5, min_child_weight=2, subsample=0.8, colsample_bytree=0.7, reg_lambda=2,
        tree_method="hist", n_jobs=threads, random_state=seed,
    )  # fmt: skip


def catboost(trees, seed, threads):
    return CatBoostClassifier(
        iterations=trees, learning_rate=0.05, depth=6, l2_leaf_reg=5, random_seed=seed, thread_count=threads, verbose=False,
        allow_writing_files=False,
    )  # fmt: skip


BOOSTERS = {"LightGBM": lightgbm, "XGBoost": xgboost, "CatBoost": catboost}


def staged(name, model, x, trees):
    """Scores of the first so many trees."""
    if name == "LightGBM":
        return model.predict_proba(x, num_iteration=trees)[:, 1]
    if name == "XGBoost":
        return model.predict_proba(x, iteration_range=(0, trees))[:, 1]
    return model.predict_proba(x, ntree_end=trees)[:, 1]


def boosted(name, x, y, held, x_new, seed, threads, categories=(), most=TREES[-1]):
    """Fitted on the rows not held out; the number of trees that ranks the held-out rows best; fitted anew on all with so many;
    scores of the new rows, and the number."""
    make = BOOSTERS[name]
    wrap = (lambda x, y=None: Pool(x, y, cat_features=list(categories))) if name == "CatBoost" else (lambda x, y=None: x)
    fit = lambda model, x, y: model.fit(wrap(x, y)) if name == "CatBoost" else model.fit(x, y)
    stages = [trees for trees in TREES if trees <= most]
    probe = fit(make(stages[-1], seed, threads), x[~held], y[~held])
    rank = [average_precision_score(y[held], staged(name, probe, wrap(x[held]), trees)) for trees in stages]
    trees = stages[int(np.argmax(rank))]
    model = fit(make(trees, seed, threads), x, y)
    return model.predict_proba(wrap(x_new))[:, 1], trees
