"""Makes dialects.json: random lists and truths, and what six libraries say of them.

    python3 -m venv venv && venv/bin/pip install ranx==0.3.21 pytrec_eval-terrier==0.5.11 ir_measures==0.4.3 \
        rectools==0.19.0 lenskit==2025.8.1 recommenders==1.2.1
    venv/bin/python make_dialects.py dialects.json

The cases are made here, so nothing of them is anybody else's.
"""
import json
import sys
import warnings

import ir_measures
import numpy as np
import pandas as pd
import pytrec_eval
from ir_measures import AP, RR, P, R, Success, nDCG
from lenskit.data import ItemList
from lenskit.metrics.ranking import DCG as LenskitDCG
from lenskit.metrics.ranking import NDCG as LenskitNDCG
from lenskit.metrics.ranking import AveragePrecision
from lenskit.metrics.ranking import Hit
from lenskit.metrics.ranking import Precision as LenskitPrecision
from lenskit.metrics.ranking import Recall as LenskitRecall
from lenskit.metrics.ranking import RecipRank
from ranx import Qrels, Run, evaluate
from ranx.metrics import average_precision, dcg, hit_rate, ndcg, precision, r_precision, recall, reciprocal_rank
from recommenders.evaluation import python_evaluation as rec
from rectools import Columns
from rectools.metrics import MAP, MRR, NDCG, HitRate, Precision, Recall

warnings.filterwarnings("ignore")
KS = [3, 10]
random = np.random.default_rng(20261125)

cases = []
for number in range(200):
    kind = number % 10
    length = [6, 12, 45, 0, 2, 12, 30, 12, 20, 12][kind]
    universe = 14 if kind != 2 else 60
    items = [int(i) for i in random.integers(0, universe, length)]
    if kind != 5 and kind != 8:
        items = list(dict.fromkeys(items))
    if kind in (2, 6):
        scores = [float(s) for s in random.integers(0, 4, len(items))]
    elif kind == 7:
        # Apart in 64 bits, equal in 32.
        scores = [1 + float(s) * 1e-9 for s in random.integers(0, 5, len(items))]
    else:
        scores = [round(float(s), 3) for s in random.normal(size=len(items))]
    order = sorted(range(len(items)), key=lambda row: -scores[row])
    if kind not in (2, 6):
        items, scores = [items[row] for row in order], [scores[row] for row in order]
    truth = sorted({int(i) for i in random.integers(0, universe + 4, random.integers(1, 9))})
    if kind in (0, 1, 2, 5):
        gains = [int(g) for g in random.integers(-1, 4, len(truth))]
    else:
        gains = [1] * len(truth)
    cases.append({"items": items, "scores": scores, "truth": truth, "gains": gains})


def name(item):
    """Ids whose order as text is not that of their numbers."""
    return f"i{item}"


def distinct(case):
    rows = {}
    for item, score in zip(case["items"], case["scores"]):
        rows.setdefault(name(item), score)
    return rows


libraries = {}


def put(library, metric, k, values, mean=None):
    def short(value):
        return None if value is None or np.isnan(value) else float(f"{float(value):.15g}")

    libraries.setdefault(library, {})[f"{metric}@{k}"] = {
        "users": [short(v) for v in values] if values is not None else None,
        "mean": short(mean) if mean is not None else None,
    }


users = [f"u{n:03}" for n in range(len(cases))]
qrels = {u: {name(i): g for i, g in zip(c["truth"], c["gains"])} for u, c in zip(users, cases)}
runs = {u: distinct(c) for u, c in zip(users, cases) if c["items"]}

# pytrec_eval: users without a list are not in its answer.
measures = {f"{m}.{','.join(map(str, KS))}" for m in ("ndcg_cut", "P", "recall", "success", "map_cut")} | {"Rprec"}
found = pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(runs)
for metric, key in (("ndcg", "ndcg_cut"), ("precision", "P"), ("recall", "recall"), ("hit_rate", "success"), ("map", "map_cut")):
    for k in KS:
        values = [found[u][f"{key}_{k}"] if u in found else None for u in users]
        put("pytrec_eval", metric, k, values, np.mean([v for v in values if v is not None]))
values = [found[u]["Rprec"] if u in found else None for u in users]
put("pytrec_eval", "r_precision", KS[-1], values, np.mean([v for v in values if v is not None]))

for k in KS:
    for metric, measure in (("ndcg", nDCG @ k), ("precision", P @ k), ("recall", R @ k), ("hit_rate", Success @ k),
                            ("map", AP @ k), ("mrr", RR @ k)):
        per = {m.query_id: m.value for m in ir_measures.iter_calc([measure], qrels, runs)}
        put("ir_measures", metric, k, [per.get(u, 0) for u in users], ir_measures.calc_aggregate([measure], qrels, runs)[measure])

# ranx over a Run; users without a list are zero, as make_comparable makes them. That itself is not called, for it sorts the
# lists once more, which shuffles equal scores anew.
graded = Qrels({u: q for u, q in qrels.items() if u in runs})
for metric, key, k in [(m, f"{m}@{k}", k) for k in KS for m in ("ndcg", "dcg", "precision", "recall", "hit_rate", "mrr", "map")] + [
        ("r_precision", "r-precision", KS[-1])]:
    run = Run(runs)
    evaluate(graded, run, key)
    values = [run.scores[key].get(u, 0) for u in users]
    put("ranx", metric, k, values, np.mean(values))

# ranx over arrays, in the order as given; the truth's gains largest first, as its own conversion has them.
for k in KS:
    for metric, function in (("ndcg", ndcg), ("dcg", dcg), ("precision", precision), ("recall", recall),
                             ("hit_rate", hit_rate), ("mrr", reciprocal_rank), ("map", average_precision)):
        values = []
        for case in cases:
            truth = sorted(zip(case["truth"], case["gains"]), key=lambda row: -row[1])
            q = np.array([[[float(i), float(g)] for i, g in truth]])
            r = np.array([[[float(i), s] for i, s in zip(case["items"], case["scores"])]]).reshape(1, -1, 2)
            values.append(function(q, r, k)[0])
        put("ranx_arrays", metric, k, values, np.mean(values))

true = pd.DataFrame([(u, i, g) for u, c in zip(users, cases) for i, g in zip(c["truth"], c["gains"])],
                    columns=["userID", "itemID", "rating"])
pred = pd.DataFrame([(u, i, s, rank) for u, c in zip(users, cases)
                     for rank, (i, s) in enumerate(zip(c["items"], c["scores"]), 1)],
                    columns=["userID", "itemID", "prediction", "rank"])

interactions = true.rename(columns={"userID": Columns.User, "itemID": Columns.Item})
reco = pred.rename(columns={"userID": Columns.User, "itemID": Columns.Item, "rank": Columns.Rank})
for k in KS:
    for metric, tool in (("ndcg", NDCG(k, divide_by_achievable=True)), ("ndcg_ideal_k", NDCG(k)), ("precision", Precision(k)),
                         ("recall", Recall(k)), ("hit_rate", HitRate(k)), ("mrr", MRR(k)), ("map", MAP(k)),
                         ("map_divided_by_k", MAP(k, divide_by_k=True)), ("r_precision", Precision(k, r_precision=True))):
        per = tool.calc_per_user(reco, interactions)
        put("rectools", metric, k, [per.get(u, np.nan) for u in users], tool.calc(reco, interactions))

for k in KS:
    for metric, tool in (("ndcg", LenskitNDCG(k)), ("dcg", LenskitDCG(k)), ("precision", LenskitPrecision(k)),
                         ("recall", LenskitRecall(k)), ("hit_rate", Hit(k)), ("mrr", RecipRank(k)), ("map", AveragePrecision(k))):
        values = [tool.measure_list(ItemList(item_ids=np.array(c["items"], dtype=np.int64), ordered=True),
                                    ItemList(item_ids=np.array(c["truth"], dtype=np.int64))) for c in cases]
        put("lenskit", metric, k, values, np.nanmean(values))

pred = pred.drop(columns="rank")
for k in KS:
    for metric, function in (("ndcg", rec.ndcg_at_k), ("precision", rec.precision_at_k), ("recall", rec.recall_at_k),
                             ("map", rec.map), ("map_at_k", rec.map_at_k), ("r_precision", rec.r_precision_at_k)):
        mean = function(true, pred, k=k)
        values = None
        if metric != "r_precision":
            values = []
            for u in users:
                mine = pred[pred.userID == u]
                left_out = len(mine) == 0 and metric != "ndcg"
                values.append(None if left_out else function(true[true.userID == u], mine, k=k))
        put("recommenders", metric, k, values, mean)

with open(sys.argv[1], "w") as file:
    json.dump({"cases": cases, "libraries": libraries}, file, separators=(",", ":"))
    file.write("\n")
