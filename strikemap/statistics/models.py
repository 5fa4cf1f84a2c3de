"""Difference in differences of daily counts, zone × period, by a generalised linear model."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.errors import MissingExtraError

Family = Literal["poisson", "negative binomial"]
Errors = Literal["model", "HC0", "clustered by day"]


def difference_in_differences(
    daily: pd.DataFrame,
    *,
    reference: str,
    family: Family = "poisson",
    errors: Errors = "clustered by day",
) -> pd.DataFrame:
    """Fit log(expected strikes) = zone + after + zone × after to daily counts.

    Descriptive only: strikes that move from one zone to another violate the assumption
    that the zones do not affect each other, and a handful of zones is too few clusters
    for their standard errors.

    Parameters
    ----------
    daily
        One row per day and zone: ``day``, ``zone``, ``after`` (0 or 1), ``count``.
    reference
        The zone that the others are set against.
    family
        ``"negative binomial"`` estimates the overdispersion (NB2) by maximum likelihood.
    errors
        Standard errors of the Poisson model: the model's own, robust to any variance
        (``"HC0"``), or clustered by day without small-sample factor. The negative
        binomial has the model's own.

    Returns
    -------
    pandas.DataFrame
        ``term``, ``estimate`` (log scale), ``se``, ``ratio`` (its exponential). The terms
        are ``intercept``, ``zone:<name>``, ``after`` and ``zone:<name> × after``.

    Raises
    ------
    MissingExtraError
        When statsmodels is not installed.

    References
    ----------
    Card & Krueger (1994), AER 84; Cameron & Trivedi (2013), Regression Analysis of Count
    Data, chapters 2 and 3.
    """
    sm = _statsmodels()
    design = _design(daily, reference)
    counts = daily["count"].to_numpy(dtype=np.float64)
    fit = sm.GLM(counts, design, family=sm.families.Poisson()).fit(tol=1e-12)
    if family == "negative binomial":
        start = np.append(fit.params, 0.5)
        fit = sm.NegativeBinomial(counts, design).fit(
            start_params=start, disp=0, maxiter=500, method="bfgs", gtol=1e-8
        )
    elif errors != "model":
        fit = _robust(sm, counts, design, daily, errors)
    terms = list(design.columns)
    estimate = np.asarray(fit.params)[: len(terms)]
    return pd.DataFrame(
        {
            "term": terms,
            "estimate": estimate,
            "se": np.asarray(fit.bse)[: len(terms)],
            "ratio": np.exp(estimate),
        }
    )


def _robust(sm: Any, counts: Any, design: pd.DataFrame, daily: pd.DataFrame, errors: str) -> Any:
    """Return the Poisson fit with robust standard errors."""
    model = sm.GLM(counts, design, family=sm.families.Poisson())
    if errors == "HC0":
        return model.fit(tol=1e-12, cov_type="HC0")
    days = pd.factorize(daily["day"])[0]
    kwds = {"groups": days, "use_correction": False}
    return model.fit(tol=1e-12, cov_type="cluster", cov_kwds=kwds)


def _design(daily: pd.DataFrame, reference: str) -> pd.DataFrame:
    zones = [zone for zone in sorted(daily["zone"].unique()) if zone != reference]
    after = daily["after"].to_numpy(dtype=np.float64)
    columns = {"intercept": np.ones(len(daily))}
    columns |= {f"zone:{z}": (daily["zone"] == z).to_numpy(dtype=np.float64) for z in zones}
    columns["after"] = after
    columns |= {f"zone:{z} × after": columns[f"zone:{z}"] * after for z in zones}
    return pd.DataFrame(columns)


def _statsmodels() -> Any:
    try:
        import statsmodels.api
    except ImportError as error:
        purpose = "fit a difference-in-differences model"
        raise MissingExtraError("statsmodels", "models", purpose) from error
    return statsmodels.api


def interrupted_series(
    counts: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    beside: npt.ArrayLike | None = None,
    lags: int = 7,
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit log(expected strikes) = trend + step at the event + yesterday's count to a series.

    Parameters
    ----------
    counts
        Daily counts of consecutive days, or shares of counts.
    after
        0 or 1 for each day: whether it lies from the event on.
    beside
        Daily counts of a comparison series, whose logarithm enters as a covariate. It is no
        control: campaigns displace one another.
    lags
        Days over which the standard errors allow for autocorrelation.
    level
        Confidence level.

    Returns
    -------
    pandas.DataFrame
        ``term`` ("intercept", "trend" per 30 days, "after", "yesterday", "beside"),
        ``estimate`` (log scale), ``se``, ``ratio``, ``low``, ``high`` and ``p``. "after" is the
        step in the rate given the day before.

    Raises
    ------
    MissingExtraError
        When statsmodels is not installed.

    Notes
    -----
    Quasi-Poisson estimates; the larger of the quasi-Poisson and the Newey-West error, and the t
    distribution. Without any change
    ``p`` of "after" is at most .05 far more often than it should be where days hang together
    and in short series: see ``benchmarks/README.md``. Never a headline.

    References
    ----------
    Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology 46; yesterday's
    count: Zeger & Qaqish (1988), Biometrics 44.
    """
    from scipy.special import stdtr, stdtrit

    sm = _statsmodels()
    y, step = (np.asarray(values, dtype=np.float64) for values in (counts, after))
    day = np.arange(len(y)) - len(y) / 2
    columns = {"intercept": np.ones(len(y)), "trend": day / 30, "after": step}
    columns["yesterday"] = np.log(np.append(0.5, y[:-1] + 0.5))
    if beside is not None:
        columns["beside"] = np.log(np.asarray(beside, dtype=np.float64) + 0.5)
    design = np.column_stack(list(columns.values()))[1:]
    model = sm.GLM(y[1:], design, family=sm.families.Poisson())
    fit = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    estimate = np.asarray(fit.params)
    error = np.fmax(np.asarray(fit.bse), np.asarray(model.fit(scale="X2").bse))
    free = max(len(y) - 1 - len(columns), 1)
    half = stdtrit(free, 0.5 + level / 2) * error
    return pd.DataFrame(
        {
            "term": list(columns),
            "estimate": estimate,
            "se": error,
            "ratio": np.exp(estimate),
            "low": np.exp(estimate - half),
            "high": np.exp(estimate + half),
            "p": 2 * stdtr(free, -np.abs(estimate / error)),
        }
    )
