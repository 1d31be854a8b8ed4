#!/usr/bin/env python3
"""Shows that a simulated world is hard for raw columns and fair for context.

    python -m venv venv && venv/bin/pip install pandas numpy scikit-learn lightgbm pyarrow
    tidewaiter simulate --rows 200000 --seed 1 --out world1        # likewise seeds 2 and 3
    venv/bin/python benches/world_is_hard.py world1 world2 world3

Train: the first nine months; test: truth of all lines of the last three. Printed for each world:
  1. LightGBM on raw columns, trained on the biased ~5 % of labels known before the cut   (wanted: AUC 0.70-0.85)
  2. look-up tables of column tuples, with full truth of nine months, on tuples not seen   (a plain table: 0.5 by construction;
     printed for information: the answer of the tuple that sorts next to it)
  3. each column alone, with full truth of nine months                                     (wanted: AUC about 0.75 or less; fails at 0.80)
  4. a label-free sum of evidence from context: prices, packing, parties, ledgers         (wanted: AUC 0.88 or more)
  5. the same evidence with all truth of nine months (what context could give at best)
Ends with code 1 if a world misses 1 or 3.
"""
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score as auc

TUPLES = [
    ["hs_code", "destination_country"],
    ["hs_code", "exporter_id"],
    ["exporter_id", "consignee_name"],
    ["exporter_id", "destination_country", "exit_port"],
    ["hs_code", "source_region", "exit_port"],
    ["hs_code", "exit_port", "destination_country", "net_mass_kg"],
    ["agent_id", "hs_code"],
]
PARAMS = dict(objective="binary", learning_rate=0.05, num_leaves=31, min_data_in_leaf=20, feature_fraction=0.7,
              bagging_fraction=0.8, bagging_freq=1, verbose=-1, seed=7, num_threads=2)


def load(folder):
    folder = Path(folder)
    d = pd.read_parquet(folder / "declarations.parquet")
    t = pd.read_parquet(folder / "truth.parquet")
    d["accepted_on"] = pd.to_datetime(d["accepted_on"])
    d["y"] = t["illicit"].to_numpy()
    d["typology"], d["look_alike"] = t["typology"].to_numpy(), t["look_alike"].to_numpy()
    i = pd.read_csv(folder / "inspections.csv", dtype={"declaration_id": str}, parse_dates=["known_on"])
    i["label"] = i["outcome"].isin(["false-declaration", "re-export"]).astype(int)
    d = d.merge(i[["declaration_id", "item_no", "label", "known_on", "selected_by"]], on=["declaration_id", "item_no"], how="left")
    cut = d["accepted_on"].min() + pd.DateOffset(months=9)
    return folder, d, cut


def raw_matrix(d):
    x = pd.DataFrame(index=d.index)
    for c in d.columns:
        if c in ("y", "typology", "look_alike", "label", "known_on", "selected_by", "declaration_id"):
            continue
        if c == "accepted_on":
            x[c] = d[c].dt.day_of_week
        elif pd.api.types.is_numeric_dtype(d[c]):
            x[c] = d[c].astype(float)
        else:
            codes, _ = pd.factorize(d[c], sort=True)
            # Few values: a category. Many (names, ids, texts): an ordinal, as a careless analyst would code it.
            x[c] = pd.Categorical(codes) if d[c].nunique() < 400 else codes
    return x


def raw_model(d, cut, test):
    x = raw_matrix(d)
    seen = ((d["accepted_on"] < cut) & (d["known_on"] < cut)).to_numpy()
    model = lgb.train(PARAMS, lgb.Dataset(x[seen], d.loc[seen, "label"]), 150)
    return auc(d.loc[test, "y"], model.predict(x[test])), int(seen.sum()), int(d.loc[seen, "label"].sum())


def look_up(d, train, test, keys):
    """Smoothed rate of the tuple; an unseen tuple gets the rate of its rarest seen part, so that it has a say at all."""
    base = d.loc[train, "y"].mean()
    key = d[keys[0]].astype(str)
    for k in keys[1:]:
        key = key + "|" + d[k].astype(str)
    rate = d[train].groupby(key[train])["y"].agg(["sum", "count"])
    score = key[test].map((rate["sum"] + base) / (rate["count"] + 1))
    unseen = score.isna()
    y = d.loc[test, "y"]
    # An unseen tuple looks up its nearest seen neighbour: the tuple that sorts next to it.
    seen_keys = np.sort(rate.index.to_numpy().astype(str))
    near = seen_keys[np.clip(np.searchsorted(seen_keys, key[test][unseen].to_numpy().astype(str)), 0, len(seen_keys) - 1)]
    table = (rate["sum"] + base) / (rate["count"] + 1)
    blind = auc(y[unseen], table.loc[near].to_numpy()) if y[unseen].nunique() == 2 else np.nan
    return auc(y, score.fillna(base)), 1 - unseen.mean(), blind


def one_column(d, train, test, column):
    """Better of: the value itself (both directions), its rate by value or by 50 quantile bins; missingness is a value."""
    y = d.loc[test, "y"]
    out = []
    v = d[column]
    if pd.api.types.is_numeric_dtype(v):
        a = auc(y, v[test].fillna(-1))
        out.append(max(a, 1 - a))
        edges = np.unique(v[train].quantile(np.linspace(0, 1, 51)).to_numpy())
        v = pd.Series(np.searchsorted(edges, v.fillna(-1)), index=v.index)
    elif column == "accepted_on":
        v = v.dt.day_of_week
    v = v.astype(str)
    base = d.loc[train, "y"].mean()
    g = d[train].groupby(v[train])["y"].agg(["sum", "count"])
    out.append(auc(y, v[test].map((g["sum"] + 20 * base) / (g["count"] + 20)).fillna(base)))
    out.append(max(auc(y, d.loc[test, column].isna()), auc(y, d.loc[test, column].notna())))
    return max(out)


def evidence(folder, d, train):
    """A few context columns, from the past and the side tables only; each is higher when stranger."""
    e = pd.DataFrame(index=d.index)
    lp = np.log(d["statistical_value_usd"] / d["net_mass_kg"])
    month = d["accepted_on"].dt.to_period("M")
    med = lp.groupby([d["hs_code"], month]).transform("median")  # peers of the month; a detector would lag it
    dev = lp - med
    mad = dev.abs()[train].groupby(d["hs_code"][train]).median()
    z = dev / (1.4826 * d["hs_code"].map(mad).fillna(0.3) + 0.03)
    e["price_up"], e["price_down"] = z.clip(lower=0), (-z).clip(lower=0)
    def robust(v, keys):
        med = v[train].groupby([d[k][train] for k in keys]).median().rename("m")
        dev = v - d[keys].merge(med, left_on=keys, right_index=True, how="left")["m"]
        mad = dev[train].abs().groupby([d[k][train] for k in keys]).median().rename("s")
        s = d[keys].merge(mad, left_on=keys, right_index=True, how="left")["s"]
        return (dev / (1.4826 * s + 0.03)).fillna(0)
    tare = np.log((d["gross_mass_kg"] / d["net_mass_kg"] - 1).clip(lower=1e-4))
    e["tare"] = robust(tare, ["hs_code"]).clip(lower=0)
    e["per_package"] = robust(np.log(d["net_mass_kg"] / d["packages_n"]), ["hs_code"]).abs()
    e["dense"] = robust(np.log(d["gross_mass_kg"] / d["volume_m3"]), ["hs_code"]).abs()
    share = d[train].groupby("hs_code")["package_type"].value_counts(normalize=True).rename("p")
    e["package"] = -np.log(d[["hs_code", "package_type"]].merge(share, left_on=["hs_code", "package_type"], right_index=True, how="left")["p"].fillna(0.002))
    e["lot"] = robust(np.log(d["net_mass_kg"]), ["hs_code"]).abs()
    for name, keys in {"consignee_new": ["consignee_name"], "exporter_new_hs": ["exporter_id", "hs_code"]}.items():
        e[name] = -np.log1p(d.groupby(keys, dropna=False).cumcount())
    region = d[train].groupby("hs_code")["source_region"].value_counts(normalize=True).rename("p")
    e["region"] = -np.log(d[["hs_code", "source_region"]].merge(region, left_on=["hs_code", "source_region"], right_index=True, how="left")["p"].fillna(0.002))
    dest = d[train].groupby("hs_code")["destination_country"].value_counts(normalize=True).rename("p")
    e["destination"] = -np.log(d[["hs_code", "destination_country"]].merge(dest, left_on=["hs_code", "destination_country"], right_index=True, how="left")["p"].fillna(0.002))
    hubs = d["destination_country"].isin(["HK", "SG", "VN", "TH", "MY", "MX", "AE", "TR", "KZ", "KG"])
    e["hub_new"] = hubs * np.exp(e["consignee_new"])
    limit = np.full(len(d), 0.0)
    for value, limits in ((d["net_mass_kg"], (20, 100, 500, 1000)), (d["statistical_value_usd"], (700, 800))):
        for top in limits:
            limit = np.maximum(limit, ((value >= 0.88 * top) & (value < top)).astype(float))
    e["under_limit"] = limit * np.log1p(d.assign(l=limit).groupby(["exporter_id", "l"]).cumcount())
    firms = pd.read_csv(folder / "enterprises.csv", dtype=str)
    firms = firms.assign(born=pd.to_datetime(firms["founded_on"])).drop_duplicates("id").set_index("id")
    e["young"] = -np.log1p((d["accepted_on"] - d["exporter_id"].map(firms["born"])).dt.days.clip(lower=0).fillna(3000))
    shared = sum((firms.groupby(c)[c].transform("size") - 1).clip(upper=6) for c in ("phone", "address", "legal_representative"))
    e["shared"] = d["exporter_id"].map(shared).fillna(0)
    first = d.drop_duplicates("declaration_id")
    e["box_again"] = first.groupby("container_ids").cumcount().where(first["container_ids"].notna(), 0).clip(upper=3).reindex(d.index).fillna(0)
    bad = pd.read_csv(folder / "restricted_end_users.csv", dtype=str)
    names = set(bad["name"].str[:35]) | {a[:35] for v in bad["aliases"] for a in v.split(";")}
    e["listed"] = d["consignee_name"].isin(names) | d["consignee_address"].isin(set(bad["address"]))
    lic = pd.read_csv(folder / "licences.csv", dtype=str).set_index("licence_no")
    known = d["licence_no"].isin(lic.index)
    holder = d["licence_no"].map(lic["holder_id"])
    until = pd.to_datetime(d["licence_no"].map(lic["valid_to"]))
    total = d.groupby("licence_no")["net_mass_kg"].cumsum()
    over = total / d["licence_no"].map(lic["quantity_kg"].astype(float)) > 1.08
    e["licence"] = (d["licence_no"].notna() & (~known | (holder != d["exporter_id"]) | (until < d["accepted_on"]) | over)).astype(float)
    supply = pd.read_csv(folder / "supply.csv", dtype={"buyer_id": str}, parse_dates=["traded_on"])
    bought = set(zip(supply["buyer_id"], supply["traded_on"].dt.to_period("M").astype(str)))
    m1, m0 = (month - 1).astype(str), month.astype(str)
    buys = [((x, a) in bought) or ((x, b) in bought) for x, a, b in zip(d["exporter_id"], m0, m1)]
    free = ~d["hs_code"].str[:4].isin(["2617", "8110", "2825", "8112", "2841", "2849", "8101", "8106", "2804", "8102", "2846", "2805", "8505", "8486", "2853", "3818"])
    e["buys_mineral"] = np.array(buys) & free.to_numpy()
    bought_kg = supply.groupby(["buyer_id", supply["traded_on"].dt.to_period("Q").astype(str)])["contained_kg"].sum().rename("kg")
    sold = d[d["licence_no"].notna()].assign(q=d["accepted_on"].dt.to_period("Q").astype(str))
    gap = (sold.groupby(["exporter_id", "q"])["net_mass_kg"].transform("sum")
           / sold[["exporter_id", "q"]].merge(bought_kg, left_on=["exporter_id", "q"], right_index=True, how="left")["kg"].fillna(1))
    e["ledger"] = np.log(gap).clip(lower=0).reindex(d.index).fillna(0)
    words = d["goods_specification"].fillna("") + d["goods_description"].fillna("")
    named = words.str.contains(r"Sb [0-9]|Sb2O3|Ga 99|Ge 99|GeO2|WO3|WC|Bi 99|Te 99|Mo≥|Dy|Tb|Y2O3|Sm2Co|GaAs|InP|W 9", regex=True)
    e["names_mineral"] = (named & (d["licence_no"].isna())).astype(float)
    rate = e["names_mineral"][train].groupby(d["hs_code"][train]).mean()
    e["names_mineral"] *= 1 - d["hs_code"].map(rate).fillna(0)
    seen = words.str.len()
    e["short_text"] = -np.log1p(seen)
    return e.astype(float).fillna(0)


def combined(e, train):
    """Each against its own past (−log of the upper tail), the strongest counted fully, the others less."""
    s = np.zeros(e.shape)
    for j, c in enumerate(e.columns):
        past = np.sort(e.loc[train, c].to_numpy())
        tail = 1 - np.searchsorted(past, e[c].to_numpy(), side="left") / len(past)
        s[:, j] = -np.log(np.clip(tail, 1e-4, 1))
    families = [["price_up"], ["price_down"], ["tare", "per_package", "dense", "package"], ["lot", "under_limit"], ["consignee_new", "hub_new"],
                ["exporter_new_hs", "young"], ["region", "destination"], ["shared"], ["box_again"], ["listed", "licence", "ledger"], ["buys_mineral"], ["names_mineral", "short_text"]]
    total = np.zeros(len(e))
    for family in families:
        total += s[:, [e.columns.get_loc(c) for c in family]].max(axis=1)
    return total


def main(folders):
    ok = True
    for folder in folders:
        folder, d, cut = load(folder)
        train, test = (d["accepted_on"] < cut).to_numpy(), (d["accepted_on"] >= cut).to_numpy()
        y = d.loc[test, "y"]
        print(f"\n=== {folder}: {len(d)} lines, {d['y'].mean():.2%} illicit, test {test.sum()} lines ({y.sum()} illicit)")
        look = (d["look_alike"].notna() & (d["y"] == 0)).sum() / d["y"].sum()
        print(f"    honest look-alike lines per illicit line: {look:.1f}")
        raw, n, pos = raw_model(d, cut, test)
        ok &= 0.70 <= raw <= 0.85
        print(f"1. LightGBM, raw columns, {n} biased labels ({pos} positive): AUC {raw:.3f}")
        print("2. look-up tables                                              all   seen   unseen, nearest")
        for keys in TUPLES:
            all_, seen, blind = look_up(d, train, test, keys)
            print(f"   {' × '.join(keys):58s} {all_:.3f} {seen:6.1%}   {blind:.3f}")
        columns = [c for c in d.columns if c not in ("y", "typology", "look_alike", "label", "known_on", "selected_by")]
        worst = sorted(((one_column(d, train, test, c), c) for c in columns if d[c].notna().any()), reverse=True)
        ok &= worst[0][0] < 0.80
        print("3. worst columns alone: " + ", ".join(f"{c} {a:.3f}" for a, c in worst[:8]))
        e = evidence(folder, d, train)
        score = combined(e, train)
        free = auc(y, score[test])
        per = {t: auc(np.r_[np.zeros((y == 0).sum()), np.ones(k)], np.r_[score[test][y == 0], score[test][(d.loc[test, "typology"] == t).to_numpy()]])
               for t in (f"T{i}" for i in range(1, 13)) if (k := int((d.loc[test, "typology"] == t).sum())) > 0}
        print(f"4. label-free context: AUC {free:.3f}   " + " ".join(f"{t} {a:.2f}" for t, a in per.items()))
        model = lgb.train(PARAMS, lgb.Dataset(e[train], d.loc[train, "y"]), 200)
        print(f"5. context with all truth of nine months: AUC {auc(y, model.predict(e[test])):.3f}")
    print("\n" + ("The worlds are hard." if ok else "A world misses a bar."))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
