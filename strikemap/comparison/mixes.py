"""What the rows of either window are made of: places, sources and attributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.comparison.coverage import NOT_COLLECTED, coverage, dates, most_covered
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import ALTERNATIVE, STATED, require_column
from strikemap.schema import LOCATION_PRECISION
from strikemap.statistics.rates import rate_ratio, rate_ratio_interval, stratified_rate_ratio

#: A share of one class that differs by this much between the windows is said.
DRIFT: Final = 0.25
#: Fewer rows in a window than this make no mix.
MIN_ROWS: Final = 5
NOT_STATED: Final = "not stated"
#: Locations known to a town or better are precise, anything wider is not.
PRECISE: Final = ("exact", "neighbourhood", "town")


@dataclass(frozen=True)
class SourceDependence:
    """How far a change rests on one source.

    ``largest`` leads the most mapped rows (``largest_n`` of ``n``); ``ratio`` is the rate ratio
    with it and ``ratio_without`` without. ``started`` and ``stopped`` name sources with at
    least :data:`MIN_ROWS` rows, all of them after or all before. ``attackers_word``: every
    row is the attacker's own word.
    """

    n: int
    largest: str
    largest_n: int
    ratio: float
    ratio_without: float
    started: tuple[str, ...]
    stopped: tuple[str, ...]
    attackers_word: bool


@takes_map
def mix(comparison: Comparison, column: str) -> pd.DataFrame:
    """Return the mapped rows of either window by the values of a column.

    Parameters
    ----------
    comparison
        The comparison; rows that name the attacker only as "A or B" are left out.
    column
        Any column of the table, such as ``"location_precision"``, ``"source"`` or
        ``"confidence"``.

    Returns
    -------
    pandas.DataFrame
        ``value`` ("not stated" where missing), ``n_before``, ``n_after``, ``share_before``,
        ``share_after``; in the order of a scale, else the most frequent first.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> mix(result, "location_precision").set_index("value").loc["town", "n_before"].item()
    36
    """
    source, series, _ = comparison.held
    require_column(source, column, "mix()")
    rows = series.loc[(series["window"] >= 0) & ~series["alternative"]]
    values = source[column].iloc[rows["row"].to_numpy()]
    return _by_window(_texts(values), rows["window"].to_numpy(), _order(values))


@takes_map
def attribution_mix(comparison: Comparison) -> pd.DataFrame:
    """Return every row of either window by whom it names, whatever was selected.

    Shows a drift of attribution beside a change: strikes that were "Russia" before may be
    "Russia or government" after.

    Parameters
    ----------
    comparison
        The comparison; its ``where`` is not applied, only its windows and what is dated.

    Returns
    -------
    pandas.DataFrame
        ``value`` (the attacker as the table names it), ``kind`` ("named", "one of several" or
        "not identified"), ``n_before``, ``n_after``, ``share_before``, ``share_after``.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``: the table has no column ``attacker``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> table = sm.attribution_mix(result).set_index("value")
    >>> table.loc["Russia", ["n_before", "n_after"]].tolist()
    [40, 18]
    """
    require_column(comparison.source, "attacker", "attribution_mix()")
    source, window = comparison.source, _windows(comparison)
    inside = window >= 0
    rows, window = source.loc[inside], window[inside]
    table = _by_window(_texts(rows["attacker"]), window, [])
    kinds = dict(zip(_texts(rows["attacker"]), _kinds(rows), strict=True))
    table.insert(1, "kind", table["value"].map(kinds))
    return table


@takes_map
def source_dependence(comparison: Comparison, *, source: str = "source") -> SourceDependence | None:
    """Return how far the change rests on one source; None without that column or any row.

    Parameters
    ----------
    comparison
        The comparison; rows that name the attacker only as "A or B" are left out.
    source
        Column that names the source, such as ``"source"`` or ``"source_url"``; ";" joins the
        names of several, and one that is named twice is one.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> found = source_dependence(result)
    >>> found.n, found.largest_n < found.n
    (58, True)
    """
    if source not in comparison.held.source.columns:
        return None
    table = mix(comparison, source)
    named = table.loc[table["value"] != NOT_STATED]
    if named.empty:
        return None
    counts = named.groupby(named["value"].map(_named_once))[["n_before", "n_after"]].sum()
    total = table[["n_before", "n_after"]].sum().to_numpy()
    largest = str(counts.sum(axis=1).idxmax())
    alone = ~counts.index.str.contains(";")
    enough = counts.loc[alone & (counts.sum(axis=1) >= MIN_ROWS)]
    return SourceDependence(
        n=int(total.sum()),
        largest=largest,
        largest_n=int(counts.sum(axis=1)[largest]),
        ratio=_ratio(comparison, total),
        ratio_without=_ratio(comparison, total - counts.loc[largest].to_numpy()),
        started=tuple(map(str, enough.index[enough["n_before"] == 0])),
        stopped=tuple(map(str, enough.index[enough["n_after"] == 0])),
        attackers_word=_attackers_word(comparison),
    )


def _named_once(cell: object) -> str:
    """Return the sources of a cell in order of name, each once."""
    return ";".join(sorted({part.strip() for part in str(cell).split(";")} - {""}))


@takes_map
def precision_drift(comparison: Comparison) -> tuple[int, int, int, int] | None:
    """Return how many rows are known to a town or better, of how many, before and after.

    None where their share is much the same (:data:`DRIFT`), or a window has too few rows.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> precision_drift(sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"}))
    (36, 40, 6, 18)
    """
    if "location_precision" not in comparison.held.source.columns:
        return None
    table = mix(comparison, "location_precision").set_index("value")[["n_before", "n_after"]]
    total, precise = table.sum(), table.loc[table.index.isin(PRECISE)].sum()
    if total.min() < MIN_ROWS:
        return None
    shares = precise / total
    if abs(shares["n_after"] - shares["n_before"]) < DRIFT:
        return None
    before, after = "n_before", "n_after"
    return int(precise[before]), int(total[before]), int(precise[after]), int(total[after])


@takes_map
def stratified_ratio(
    comparison: Comparison,
    *,
    source: str = "origin",
    covered: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the rate ratio within sources: each against its own days of coverage.

    A source that was collected in one window only says nothing of a change and drops out, and
    so do rows that state none.
    Give a comparison of report rows: a strike with several sources cannot be forced into one.

    Parameters
    ----------
    comparison
        A comparison of reports; rows that name the attacker only as "A or B" are left out.
    source
        Column of the strata, such as ``"origin"`` or ``"source"``.
    covered
        A frame of :func:`strikemap.coverage` by that column; by default the one that the
        table proposes.
    level
        Confidence level. The intervals take reports for independent, which they are not.

    Returns
    -------
    pandas.DataFrame
        A row per stratum that is covered in both windows, the last ``"stratified"``:
        ``stratum``, ``n_before``, ``n_after``, ``days_before``, ``days_after``,
        ``rate_ratio``, ``ci_low``, ``ci_high``. ``attrs["left_out"]`` names the strata that are
        not covered in both windows, and ``attrs["n_left_out"]`` counts their rows.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``.

    References
    ----------
    Mantel & Haenszel (1959); variance: Greenland & Robins (1985), Biometrics 41.

    Examples
    --------
    >>> import strikemap as sm
    >>> reports = sm.load_dataset("syria_2017_reports")
    >>> compared = sm.compare(reports, "2017-05-04", where={"attacker": "Russia"})
    >>> sm.stratified_ratio(compared, source="source")["stratum"].iloc[-1]
    'stratified'
    """
    require_column(comparison.source, source, "source=")
    calendar = coverage(comparison.source, source=source) if covered is None else covered
    counts = mix(comparison, source).set_index("value")[["n_before", "n_after"]]
    days = np.array(
        [[_days(calendar, name, p) for p in comparison.periods] for name in counts.index]
    )
    both = (days > 0).all(axis=1) & (counts.index != NOT_STATED)
    n, days = counts.to_numpy()[both], days[both]
    low, high = rate_ratio_interval(n[:, 1], days[:, 1], n[:, 0], days[:, 0], level=level)
    table = pd.DataFrame(
        {
            "stratum": counts.index[both],
            "n_before": n[:, 0],
            "n_after": n[:, 1],
            "days_before": days[:, 0],
            "days_after": days[:, 1],
            "rate_ratio": rate_ratio(n[:, 1], days[:, 1], n[:, 0], days[:, 0]),
            "ci_low": low,
            "ci_high": high,
        }
    )
    ratio, low_all, high_all = stratified_rate_ratio(
        n[:, 1], days[:, 1], n[:, 0], days[:, 0], level
    )
    table.loc[len(table)] = ["stratified", *n.sum(axis=0), np.nan, np.nan, ratio, low_all, high_all]
    left = counts.index[~both]
    table.attrs = {"left_out": list(left), "n_left_out": int(counts.loc[left].to_numpy().sum())}
    return table


def covered_in_both(comparison: Comparison, source: str = "source") -> bool:
    """Return whether most mapped rows are of sources that were collected in both windows."""
    if source not in comparison.source.columns:
        return True
    rows = comparison.strikes.loc[~comparison.strikes["alternative"].to_numpy(dtype=bool), source]
    return most_covered(comparison.source, rows, comparison.periods)


def _windows(comparison: Comparison) -> Any:
    """Return the window of every row of the table, selected or not."""
    from strikemap.periods import MISSING_DAY, assign

    first, last = comparison.day_start, comparison.day_end
    window = assign(first, last, comparison.periods)
    window[(first == MISSING_DAY) | (last == MISSING_DAY) | (last < first)] = -1
    return window


def _texts(values: pd.Series[Any]) -> Any:
    return values.astype(object).where(values.notna(), NOT_STATED).astype(str).to_numpy()


def _order(values: pd.Series[Any]) -> list[str]:
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
        return [str(name) for name in values.cat.categories]
    return list(LOCATION_PRECISION) if values.name == "location_precision" else []


def _by_window(values: Any, window: Any, order: list[str]) -> pd.DataFrame:
    counts = pd.crosstab(values, window).reindex(columns=[0, 1], fill_value=0)
    total = counts.sum(axis=1)
    names = [name for name in order if name in counts.index]
    rest = total.drop(names).sort_values(ascending=False, kind="stable").index
    counts = counts.loc[[*names, *rest]]
    n = counts.to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = n / n.sum(axis=0)
    return pd.DataFrame(
        {
            "value": counts.index.astype(str),
            "n_before": n[:, 0],
            "n_after": n[:, 1],
            "share_before": share[:, 0],
            "share_after": share[:, 1],
        }
    )


def _kinds(rows: pd.DataFrame) -> list[str]:
    def empty(column: str) -> Any:
        if column not in rows.columns:
            return np.ones(len(rows), dtype=bool)
        return np.array([not isinstance(v, tuple | list) or not len(v) for v in rows[column]])

    stated, either = ~empty(STATED), ~empty(ALTERNATIVE)
    if STATED not in rows.columns:
        stated = rows["attacker"].notna().to_numpy()
    kinds = np.where(stated, "named", np.where(either, "one of several", "not identified"))
    return [str(kind) for kind in kinds]


def _attackers_word(comparison: Comparison) -> bool:
    if "claim" not in comparison.held.source.columns:
        return False
    rows = comparison.strikes.loc[~comparison.strikes["alternative"].to_numpy(dtype=bool)]
    return bool(len(rows)) and bool(rows["claim"].fillna(False).astype(bool).all())


def _ratio(comparison: Comparison, counts: Any) -> float:
    before, after = (comparison.covered.days(period) or np.nan for period in comparison.periods)
    return float(rate_ratio(counts[1], after, counts[0], before))


def _days(calendar: pd.DataFrame, name: str, period: Any) -> int:
    if name not in calendar:
        return 0
    own = calendar[name].reindex(dates(period), fill_value=NOT_COLLECTED)
    return int((own != NOT_COLLECTED).sum())
