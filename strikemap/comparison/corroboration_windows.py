"""How the strikes, and what they show, depend on the windows of corroboration."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from strikemap.comparison.assembly import Asked, assemble
from strikemap.corroboration import CorroborationWarning, corroborate
from strikemap.periods import DateLike, Event, Windows
from strikemap.progress import steps

DISTANCES_KM: Final = (1.0, 2.0, 3.0, 5.0)
DAYS: Final = (0, 1, 2, 3)


def corroboration_sensitivity(
    reports: pd.DataFrame,
    *,
    distances_km: Iterable[float] = DISTANCES_KM,
    days: Iterable[int] = DAYS,
    event: Event | DateLike | None = None,
    windows: Windows | int = 19,
    where: Any = None,
    **options: Any,
) -> pd.DataFrame:
    """Corroborate with every pair of windows, and show what changes.

    Parameters
    ----------
    reports
        Reports, as for :func:`strikemap.corroborate`.
    distances_km, days
        Windows to try, each with each.
    event, windows, where
        With an event, each set of strikes is also compared before and after it
        (:func:`strikemap.comparison`).
    **options
        Passed on to :func:`strikemap.corroborate`.

    Returns
    -------
    pandas.DataFrame
        One row per pair of windows: ``distance_km``, ``days``, ``n_reports``, ``n_strikes``,
        ``n_joined`` (strikes of several reports), ``largest`` (reports in the largest),
        ``n_conflicting`` (strikes whose reports state something differently), and with an
        event ``n_before``, ``n_after`` and ``rate_ratio``. Warnings about single runs are left
        out: the columns show what they say.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> reports = pd.DataFrame(
    ...     {
    ...         "id": ["a", "b"],
    ...         "date_start": pd.to_datetime(["2017-04-08", "2017-04-09"]),
    ...         "lon": [36.72, 36.72],
    ...         "lat": [35.52, 35.53],
    ...     }
    ... )
    >>> table = sm.corroboration_sensitivity(
    ...     reports, distances_km=[2], days=[0, 1], method="closest"
    ... )
    >>> table["n_strikes"].tolist()
    [2, 1]
    """
    settings = [(float(km), int(day)) for km in distances_km for day in days]
    rows = []
    for km, day in steps(settings, "other distances and days"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CorroborationWarning)
            strikes = corroborate(reports, distance_km=km, days=day, **options)
        row = {"distance_km": km, "days": day, "n_reports": len(reports), **_measure(strikes)}
        if event is not None:
            row |= _before_after(strikes, event, windows, where)
        rows.append(row)
    return pd.DataFrame(rows)


def _measure(strikes: pd.DataFrame) -> dict[str, int]:
    return {
        "n_strikes": len(strikes),
        "n_joined": int((strikes["n_reports"] > 1).sum()),
        "largest": int(strikes["n_reports"].max()) if len(strikes) else 0,
        "n_conflicting": int(strikes["conflicts"].map(bool).sum()),
    }


def _before_after(
    strikes: Any, event: Event | DateLike, windows: Windows | int, where: Any
) -> dict[str, Any]:
    asked = Asked(event=event, windows=windows, where=where)
    total = assemble(strikes, asked).table.iloc[-1]
    return {name: total[name] for name in ("n_before", "n_after", "rate_ratio")}
