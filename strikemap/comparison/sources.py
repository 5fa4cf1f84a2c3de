"""Who reported what: rows by source, zone and window, and rows that rest on one source."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import require_column


@takes_map
def sources_by_zone(comparison: Comparison, *, source: str = "source") -> pd.DataFrame:
    """Return mapped rows by source, zone and window.

    Shows whether the strikes moved, or the reporting: a source that fell silent, or that
    turned to another zone by itself.

    Parameters
    ----------
    comparison
        A comparison of reports (one row per report) or of strikes (by leading source).
    source
        Column that names the source.

    Returns
    -------
    pandas.DataFrame
        One row per source and zone with any row, the busiest source first: ``source``,
        ``zone``, ``n_before``, ``n_after``, ``share_before`` and ``share_after`` (of the
        source's own rows of that window; NaN where it has none).

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> sources_by_zone(result).columns.tolist()
    ['source', 'zone', 'n_before', 'n_after', 'share_before', 'share_after']
    """
    require_column(comparison.source, source, "source=")
    rows = comparison.series
    rows = rows.loc[(rows["window"] >= 0) & ~rows["alternative"]]
    names = np.array([*comparison.groups, "all"], dtype=object)
    column = comparison.source[source].iloc[rows["row"].to_numpy()]
    long = pd.DataFrame(
        {
            "source": column.astype(object).fillna("not stated").to_numpy(),
            "zone": names[rows["group"].to_numpy()],
            "n_before": (rows["window"] == 0).to_numpy().astype(np.int64),
            "n_after": (rows["window"] == 1).to_numpy().astype(np.int64),
        }
    )
    table = long.groupby(["source", "zone"], as_index=False, sort=True).sum()
    totals = table.groupby("source")[["n_before", "n_after"]].transform("sum")
    with np.errstate(divide="ignore", invalid="ignore"):
        table["share_before"] = table["n_before"] / totals["n_before"]
        table["share_after"] = table["n_after"] / totals["n_after"]
    order = (-totals.sum(axis=1)).to_numpy()
    return table.iloc[np.lexsort((table["zone"], table["source"], order))].reset_index(drop=True)


def sole_source(strikes: pd.DataFrame) -> pd.Series[Any] | None:
    """Return the one source that a row rests on, missing where there are several.

    Uses ``sources`` where it is there, else ``source``; ";" joins the names of several.
    """
    column = next((name for name in ("sources", "source") if name in strikes.columns), None)
    if column is None:
        return None
    codes, texts = pd.factorize(strikes[column].fillna("").astype(object))
    names = [{part.strip() for part in str(text).split(";")} - {""} for text in texts]
    sole = np.array([min(parts) if len(parts) == 1 else None for parts in names], dtype=object)
    return pd.Series(sole[codes], index=strikes.index, name=column, dtype=object)
