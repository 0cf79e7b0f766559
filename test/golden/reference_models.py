"""ETS, simple exponential smoothing and Theta from statsmodels: filters with given parameters, and fits."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import statsmodels
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

warnings.simplefilter("ignore")
AHEAD = 15
RANDOM = np.random.default_rng(5)


def series(rows, period, growth, season, noise, level=100.0):
    """Level, growth, season and noise, rounded so that JSON holds the values."""
    t = np.arange(rows)
    wave = season * (np.sin(2 * np.pi * t / period) + 0.4 * np.cos(4 * np.pi * t / period))
    return np.round(level + growth * t + wave + noise * RANDOM.standard_normal(rows), 3)


SERIES = {
    "level": series(47, 4, 0.0, 0.0, 4.0),
    "growing": series(61, 4, 0.8, 0.0, 5.0),
    "monthly": series(133, 12, 0.5, 15.0, 3.0),
    "weekly, odd": series(101, 7, -0.2, 9.0, 4.0),
    "proportional": np.round(np.exp(series(96, 12, 0.01, 0.3, 0.04, 4.0)), 3),
    "short": series(13, 4, 1.0, 0.0, 2.0),
    "random walk": np.round(50 + np.cumsum(RANDOM.standard_normal(80)), 3),
    "large": series(60, 5, 0.5, 4.0, 1.0, 1e9),
}
PERIODS = {"monthly": 12, "weekly, odd": 7, "proportional": 12, "large": 5}

# Given parameters: α, β, γ, φ, and the first level and growth; the season is a wave about 0 or 1.
GIVEN = {
    "level": (0.31, 0.07, 0.12, 0.93, 101.0, 0.4),
    "growing": (0.77, 0.21, 0.03, 0.88, 98.5, 1.1),
    "monthly": (0.15, 0.02, 0.4, 0.97, 103.0, 0.2),
    "weekly, odd": (0.5, 0.33, 0.25, 0.81, 96.0, -0.6),
    "proportional": (0.22, 0.05, 0.3, 0.95, 60.0, 0.5),
    "large": (0.4, 0.1, 0.2, 0.9, 1e9 + 3, 0.7),
}
TRENDS = {"none": (None, False), "additive": ("add", False), "damped": ("add", True)}
KINDS = {"none": None, "additive": "add", "multiplicative": "mul"}


def given(name, error, trend, season):
    values = SERIES[name]
    period = PERIODS.get(name, 4) if season != "none" else 1
    alpha, beta, gamma, phi, level, growth = GIVEN[name]
    kind, damped = TRENDS[trend]
    wave = np.round(np.sin(np.arange(period)) * 0.1, 6)
    seasons = [] if season == "none" else (1 + wave if season == "multiplicative" else 100 * wave).tolist()
    model = ETSModel(
        pd.Series(values),
        error=KINDS[error],
        trend=kind,
        damped_trend=damped,
        seasonal=KINDS[season],
        seasonal_periods=period if season != "none" else None,
        initialization_method="known",
        initial_level=level,
        initial_trend=growth if kind else None,
        initial_seasonal=seasons or None,
    )
    by_name = {
        "smoothing_level": alpha,
        "smoothing_trend": beta,
        "smoothing_seasonal": gamma,
        "damping_trend": phi,
        "initial_level": level,
        "initial_trend": growth,
        **{f"initial_seasonal.{i}": value for i, value in enumerate(seasons)},
    }
    result = model.smooth([by_name[parameter] for parameter in model.param_names])
    case = {
        "series": name,
        "shape": {"error": error, "trend": trend, "season": season, "period": period},
        "parameters": {"alpha": alpha, "beta": beta, "gamma": gamma, "phi": phi},
        "states": {"level": level, "growth": growth, "seasons": seasons},
    }
    ours = {
        "fitted": np.asarray(result.fittedvalues).tolist(),
        "forecast": np.asarray(result.forecast(AHEAD)).tolist(),
        "logLikelihood": float(result.llf),
    }
    if season != "multiplicative":
        return case | {"source": "statsmodels"} | ours
    # statsmodels corrects the season by the error over the new level (Holt and Winters), Hyndman et al. (2008) by the
    # error over the forecast of the level. The equations written out here agree with statsmodels in its way.
    assert_close(equations(case, over_new_level=True), ours)
    return case | {"source": "equations"} | equations(case, over_new_level=False)


def equations(case, over_new_level):
    """A multiplied season by Hyndman et al. (2008), table 2.2."""
    alpha, beta, gamma, phi = case["parameters"].values()
    level, growth, seasons = case["states"].values()
    trend, period = case["shape"]["trend"], case["shape"]["period"]
    growth, phi = (0, 0) if trend == "none" else (growth, phi if trend == "damped" else 1)
    y, s, fitted_values = SERIES[case["series"]], list(seasons), []
    for value in y:
        q, old = level + phi * growth, s[-period]
        error = value - q * old
        fitted_values.append(q * old)
        level = q + alpha * error / old
        growth = phi * growth + (0 if trend == "none" else beta * error / old)
        s.append(old + gamma * error / (level if over_new_level else q))
    forecast = [
        (level + sum(phi**k for k in range(1, h + 1)) * growth) * s[-period + (h - 1) % period]
        for h in range(1, AHEAD + 1)
    ]
    f = np.asarray(fitted_values)
    relative = case["shape"]["error"] == "multiplicative"
    variance = np.mean(((y - f) / f if relative else y - f) ** 2)
    likelihood = -len(y) / 2 * (np.log(2 * np.pi * variance) + 1) - (np.sum(np.log(np.abs(f))) if relative else 0)
    return {"fitted": fitted_values, "forecast": forecast, "logLikelihood": float(likelihood)}


def assert_close(values, expected):
    for key in expected:
        np.testing.assert_allclose(values[key], expected[key], rtol=1e-9)


def fitted(name, error, trend, season, initial):
    period = PERIODS.get(name, 1) if season != "none" else 1
    kind, damped = TRENDS[trend]
    result = ETSModel(
        pd.Series(SERIES[name]),
        error=KINDS[error],
        trend=kind,
        damped_trend=damped,
        seasonal=KINDS[season],
        seasonal_periods=period if season != "none" else None,
        initialization_method=initial,
    ).fit(disp=False, maxiter=2000)
    return {
        "series": name,
        "shape": {"error": error, "trend": trend, "season": season, "period": period},
        "initial": initial,
        "logLikelihood": float(result.llf),
    }


def simple(name):
    result = SimpleExpSmoothing(SERIES[name], initialization_method="known", initial_level=GIVEN[name][4]).fit(
        smoothing_level=GIVEN[name][0], optimized=False
    )
    return {
        "series": name,
        "alpha": GIVEN[name][0],
        "level": GIVEN[name][4],
        "fitted": result.fittedvalues.tolist(),
        "forecast": result.forecast(1).tolist()[0],
    }


def theta(name, season):
    values = SERIES[name]
    period = PERIODS.get(name, 1)
    model = ThetaModel(
        pd.Series(values),
        period=period,
        deseasonalize=season != "none",
        use_test=False,
        method="additive" if season == "none" else season,
    )
    result = model.fit()
    adjusted, _ = model._deseasonalize_data()
    smoothing = SimpleExpSmoothing(adjusted, initialization_method="known", initial_level=adjusted[0]).fit(
        smoothing_level=result.params["alpha"], optimized=False
    )
    return {
        "series": name,
        "season": season,
        "period": period if season != "none" else 1,
        "alpha": float(result.params["alpha"]),
        "level": float(adjusted[0]),
        "sse": float(smoothing.sse),
        "forecast": np.asarray(result.forecast(AHEAD)).tolist(),
    }


GIVEN_CASES = [
    given(name, error, trend, season)
    for name in ["level", "growing", "monthly", "weekly, odd", "proportional", "large"]
    for trend in TRENDS
    for season in KINDS
    for error in ["additive", "multiplicative"]
    if season == "none" or name in PERIODS
]
FITTED_CASES = [
    fitted(name, "additive", trend, "none", initial)
    for name in ["level", "growing", "short", "random walk"]
    for trend in TRENDS
    for initial in ["heuristic", "estimated"]
] + [
    fitted(name, "additive" if season == "additive" else "multiplicative", trend, season, "heuristic")
    for name in ["monthly", "weekly, odd", "proportional"]
    for trend in TRENDS
    for season in ["additive", "multiplicative"]
]
THETA_CASES = [theta(name, "none") for name in ["level", "growing", "short", "random walk"]] + [
    theta(name, season)
    for name in ["monthly", "weekly, odd", "proportional"]
    for season in ["additive", "multiplicative"]
]


def text(value):
    """JSON with a case per line."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"    {json.dumps(case)}" for case in value) + "\n  ]"
    return "{\n" + ",\n".join(f"    {json.dumps(key)}: {json.dumps(case)}" for key, case in value.items()) + "\n  }"


parts = {
    "madeBy": json.dumps("test/golden/reference_models.py"),
    "versions": json.dumps(
        {"statsmodels": statsmodels.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
    ),
    "series": text({name: values.tolist() for name, values in SERIES.items()}),
    "given": text(GIVEN_CASES),
    "fitted": text(FITTED_CASES),
    "simple": text([simple(name) for name in GIVEN]),
    "theta": text(THETA_CASES),
}
body = ",\n".join(f"  {json.dumps(key)}: {value}" for key, value in parts.items())
path = Path(__file__).with_name("reference-models.json")
path.write_text("{\n" + body + "\n}\n")
print(f"{path.name}: {len(GIVEN_CASES)} filters, {len(FITTED_CASES)} fits, {path.stat().st_size / 1000:.0f} kB")
