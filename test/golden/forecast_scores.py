"""Scores of forecasts, computed by NumPy and SciPy from the definitions: forecast-scores.json."""

import json
import math
from pathlib import Path

import numpy
import scipy
from scipy import stats


def conformal(errors, level):
    ordered = sorted(errors)
    n = len(ordered)
    tail = (1 - level) / 2
    low = math.floor(round((n + 1) * tail, 9))
    high = math.ceil(round((n + 1) * (1 - tail), 9))
    if low < 1 or high > n:
        return None
    return [ordered[low - 1], ordered[high - 1]]


def crps(errors, came):
    errors = numpy.asarray(errors)
    spread = numpy.abs(errors[:, None] - errors[None, :]).mean()
    return float(numpy.abs(errors - came).mean() - spread / 2)


def quantile_loss(errors, came):
    losses = []
    for share in numpy.arange(1, 10) / 10:
        off = came - numpy.quantile(errors, share)
        losses.append(max(share * off, (share - 1) * off))
    return float(2 * numpy.mean(losses))


def diebold_mariano(first, second, h):
    d = numpy.asarray(first) - numpy.asarray(second)
    n = len(d)
    c = d - d.mean()
    gamma = [float((c[k:] * c[: n - k]).sum() / n) for k in range(h)]
    v = gamma[0] + 2 * sum((1 - k / h) * gamma[k] for k in range(1, h))
    statistic = d.mean() / math.sqrt(v / n) * math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    return {"statistic": float(statistic), "p": float(2 * stats.t.sf(abs(statistic), n - 1))}


random = numpy.random.default_rng(7)
cases = []
for n in [3, 39, 40, 100, 201]:
    errors = [float(e) for e in random.normal(0.3, 2, n) + random.exponential(1, n)]
    came = [-3.0, 0.0, 0.31, errors[1], 9.5]
    cases.append(
        {
            "errors": errors,
            "bounds": [{"level": level, "bounds": conformal(errors, level)} for level in [0.5, 0.8, 0.95]],
            "came": came,
            "crps": [crps(errors, c) for c in came],
            "quantileLoss": [quantile_loss(errors, c) for c in came],
        }
    )
tests = []
for n, h in [(12, 1), (30, 3), (57, 12), (200, 24)]:
    first = [float(e) for e in numpy.abs(random.normal(0, 1, n))]
    second = [float(e) for e in numpy.abs(random.normal(0.2, 1.1, n))]
    tests.append({"first": first, "second": second, "horizon": h, **diebold_mariano(first, second, h)})
students = [
    {"t": t, "freedom": f, "tail": float(stats.t.sf(t, f))}
    for t in [0, 0.1, 1, 1.96, 4.2, 12]
    for f in [1, 2, 7, 30, 1000, 100_000]
]
y = [3.0, -1.0, 0.0, 5.0, 8.5, 0.25]
p = [2.5, 1.0, 0.0, 5.0, 10.0, -0.25]
smape = float(numpy.mean([0 if a == b == 0 else 200 * abs(a - b) / (abs(a) + abs(b)) for a, b in zip(y, p)]))
level, lower, upper = 0.8, [2.6, -2.0, 0.1, 4.0, 6.0, -1.0], [4.0, 0.0, 1.0, 5.0, 8.0, 1.5]
winkler = [u - l + 10 * max(0, l - v) + 10 * max(0, v - u) for v, l, u in zip(y, lower, upper)]
out = {
    "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__},
    "distributions": cases,
    "dieboldMariano": tests,
    "students": students,
    "smape": {"truth": y, "forecast": p, "value": smape},
    "interval": {
        "level": level,
        "lower": lower,
        "upper": upper,
        "coverage": float(numpy.mean([l <= v <= u for v, l, u in zip(y, lower, upper)])),
        "width": float(numpy.mean(numpy.subtract(upper, lower))),
        "winkler": float(numpy.mean(winkler)),
    },
}
path = Path(__file__).with_name("forecast-scores.json")
path.write_text(json.dumps(out, indent=1) + "\n")
