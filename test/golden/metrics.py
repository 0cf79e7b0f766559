"""Metrics over forty examples in one batch; with and without a weight per example, in float64."""

import jax

jax.config.update("jax_enable_x64", True)

import numpy as np

from common import KERAS, Numbers, keras, write

keras.config.set_floatx("float64")
METRICS = keras.metrics
numbers = Numbers(15000)
cases = []
COUNT = 40
WEIGHTS = numbers.uniform(COUNT, low=0, high=3)
# A threshold never equals a prediction: those are multiples of 1/256, moved by 1/1024.
PROBABILITIES = np.float32(numbers.uniform(COUNT, 3, low=0.01, high=0.98) + 1 / 1024)
ONE = np.float32(numbers.uniform(COUNT, 1, low=0.01, high=0.98) + 1 / 1024)
LOGITS = np.float32(numbers.uniform(COUNT, 1, low=-4, high=4) + 1 / 1024)
BITS = numbers.choice([0, 1], COUNT, 3).astype(np.float32)
BIT = np.where(numbers.uniform(COUNT, 1, low=0, high=1) < ONE, 1, 0).astype(np.float32)
CLASSES = numbers.choice([0, 1, 1, 2], COUNT)
ONE_HOT = np.eye(3, dtype=np.float32)[CLASSES]
NUMBERS, TRUTHS = numbers.uniform(COUNT, 3, low=-2, high=2), numbers.uniform(COUNT, 3, low=-2, high=2)
CLOSE = np.float32(TRUTHS + numbers.uniform(COUNT, 3) / 4 * np.array([1, 2, 4]))


def add(kind, name, metric, prediction, target, options=None, labels=False):
    """options: Lookback's. Where Keras gives one number for each class, all of them."""
    for title, weights in (("", None), (", weights", WEIGHTS)):
        metric.reset_state()
        metric.update_state(target.astype(np.float64), prediction.astype(np.float64), sample_weight=weights)
        value = np.atleast_1d(np.asarray(metric.result(), np.float64))
        case = {
            "name": f"{kind}, {name}{title}",
            "source": f"{KERAS}, float64",
            "metric": kind,
            "options": options or {},
        }
        case |= {"prediction": prediction, "target": CLASSES.astype(np.int32) if labels else target}
        cases.append(case | ({} if weights is None else {"weights": weights}) | {"value": value})


add("meanAbsoluteError", "three outputs", METRICS.MeanAbsoluteError(), NUMBERS, TRUTHS)
add("meanSquaredError", "three outputs", METRICS.MeanSquaredError(), NUMBERS, TRUTHS)
add("rootMeanSquaredError", "three outputs", METRICS.RootMeanSquaredError(), NUMBERS, TRUTHS)
add(
    "meanAbsolutePercentageError",
    "three outputs",
    METRICS.MeanAbsolutePercentageError(),
    NUMBERS,
    np.where(np.abs(TRUTHS) < 0.05, 0.5, TRUTHS).astype(np.float32),
)
add("meanSquaredLogarithmicError", "three outputs", METRICS.MeanSquaredLogarithmicError(), NUMBERS, TRUTHS)
add("cosineSimilarity", "three outputs", METRICS.CosineSimilarity(), NUMBERS, TRUTHS)
for ours, theirs in (("uniform", "uniform_average"), ("varianceWeighted", "variance_weighted_average"), ("none", None)):
    add(
        "r2Score",
        ours,
        METRICS.R2Score(class_aggregation=theirs),
        CLOSE,
        TRUTHS,
        {} if ours == "uniform" else {"aggregation": ours},
    )
for kind, made in (("precision", METRICS.Precision), ("recall", METRICS.Recall)):
    add(kind, "one output", made(), ONE, BIT)
    add(kind, "three outputs", made(), PROBABILITIES, BITS)
    add(kind, "threshold", made(thresholds=0.3), PROBABILITIES, BITS, {"thresholds": 0.3})
for average in ("micro", "macro", "weighted", None):
    options = {} if average == "macro" else {"average": average or "none"}
    add("f1Score", f"largest of a row, {average}", METRICS.F1Score(average=average), PROBABILITIES, ONE_HOT, options)
    add(
        "f1Score",
        f"threshold, {average}",
        METRICS.F1Score(average=average, threshold=0.4),
        PROBABILITIES,
        BITS,
        {**options, "threshold": 0.4},
    )
    add("sparseF1Score", f"{average}", METRICS.F1Score(average=average), PROBABILITIES, ONE_HOT, options, labels=True)
add("f1Score", "one output", METRICS.F1Score(average="macro", threshold=0.5), ONE, BIT)
for curve in ("ROC", "PR"):
    for method in ("interpolation", "minoring", "majoring"):
        options = ({} if curve == "ROC" else {"curve": curve}) | (
            {} if method == "interpolation" else {"summationMethod": method}
        )
        add(
            "auc",
            f"{curve}, {method}",
            METRICS.AUC(curve=curve, summation_method=method, num_thresholds=20),
            ONE,
            BIT,
            options | {"numThresholds": 20},
        )
add("auc", "defaults", METRICS.AUC(), ONE, BIT)
add("auc", "three outputs", METRICS.AUC(), PROBABILITIES, BITS)
add("auc", "thresholds", METRICS.AUC(thresholds=[0.8, 0.2, 0.35]), ONE, BIT, {"thresholds": [0.8, 0.2, 0.35]})
add("auc", "logits", METRICS.AUC(from_logits=True), LOGITS, BIT, {"fromLogits": True})
for curve in ("ROC", "PR"):
    options = {} if curve == "ROC" else {"curve": curve}
    add(
        "auc",
        f"each label, {curve}",
        METRICS.AUC(curve=curve, multi_label=True, num_labels=3),
        PROBABILITIES,
        BITS,
        options | {"multiLabel": True},
    )
    add(
        "auc",
        f"each label, {curve}, labels' weights",
        METRICS.AUC(curve=curve, multi_label=True, label_weights=[0.25, 2, 1]),
        PROBABILITIES,
        BITS,
        options | {"multiLabel": True, "labelWeights": [0.25, 2, 1]},
    )
add(
    "auc",
    "labels' weights among all",
    METRICS.AUC(label_weights=[0.25, 2, 1]),
    PROBABILITIES,
    BITS,
    {"labelWeights": [0.25, 2, 1]},
)
write(cases)
