"""All settings at once: how far they agree, and one p for the most favourable of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.arrays import Floats
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import require_zone
from strikemap.comparison.sensitivity import placed_once, run
from strikemap.comparison.settings import Setting, pages, settings
from strikemap.comparison.shifted import Shifted, shifted_counts
from strikemap.errors import MapError
from strikemap.periods import Event, Windows
from strikemap.statistics.placebo import max_statistic_p, studentised

#: Another attacker is another question; places counted once a window change with the window.
NOT_SETTINGS: Final = ("comparator", "unit")
#: What a file of settings may state; a column that is missing stays as chosen.
COLUMNS: Final = ("date", "before", "after", "gap_before", "gap_after")


@dataclass(frozen=True, eq=False)
class SpecificationCurve:
    """The same change under all settings, and one p for having looked at all of them.

    Attributes
    ----------
    table
        One row per setting, by rate ratio: ``dimension``, ``setting``, ``n_before``,
        ``n_after``, ``rate_ratio``, ``ci_low_adjusted``, ``ci_high_adjusted`` and ``p_placebo``.
    zone
        The group followed.
    n_settings
        Settings in the curve. Their windows overlap: they are no independent support.
    ratio_low, ratio_high
        The smallest and the largest rate ratio.
    same_sign
        Share of settings in which the rate changes in the direction of the setting chosen.
    p_chosen, p_smallest
        The placebo p of the setting as chosen, and the smallest of all.
    p_adjusted
        Share of days of the ring at which the most favourable of all settings does at least
        as well as at the event; NaN where the reports do not cover the windows.
    skipped
        Settings whose windows reach over days that are not covered; they have no part in
        ``p_adjusted``.
    """

    table: pd.DataFrame
    zone: str
    n_settings: int
    ratio_low: float
    ratio_high: float
    same_sign: float
    p_chosen: float
    p_smallest: float
    p_adjusted: float
    skipped: tuple[str, ...]


@takes_map
def specification_curve(
    comparison: Comparison,
    settings: Sequence[str] | pd.DataFrame | str | os.PathLike[str] | None = None,
    *,
    zone: str = "all",
) -> SpecificationCurve:
    """Look at all settings of a comparison at once, and adjust for having looked.

    Parameters
    ----------
    comparison
        A comparison, or a map of one.
    settings
        None: every other setting that :func:`strikemap.sensitivity` tries, but for other
        attackers and units, and one row per page and group. Names of its dimensions: those
        only. A frame, or the path of a CSV fixed beforehand, with any of the columns ``date``,
        ``before``, ``after``, ``gap_before`` and ``gap_after`` (days): a row per setting.
    zone
        A group of the comparison, or "all".

    Returns
    -------
    SpecificationCurve

    Raises
    ------
    MapError
        ``ZONE_UNKNOWN``; ``SETTINGS_INVALID`` for a dimension or columns that are unknown.

    Notes
    -----
    Each setting's studentised change is taken at every day of the ring and divided by its own
    root mean square there; ``p_adjusted`` ranks the largest of them at the event among all days
    (Westfall & Young 1993, Resampling-Based Multiple Testing; Simonsohn, Simmons & Nelson 2020,
    Nature Human Behaviour 4). See the calibration in ``benchmarks/README.md``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> curve = sm.specification_curve(result, ["length", "gap"], zone="north-west")
    >>> curve.n_settings, curve.same_sign
    (9, 1.0)
    """
    require_zone([*comparison.groups, "all"], zone)
    asked = _asked(comparison, settings)
    placed = placed_once(comparison)
    lines, ring, skipped = [], [], []
    for setting in asked:
        result = run(comparison, placed, setting)
        lines.append(_line(setting, result, zone))
        shifted = _shifted(result)
        if shifted.fits and zone in result.table["zone"].to_numpy():
            ring.append(_turned(shifted, result, zone))
        else:
            skipped.append(f"{setting.dimension}: {setting.label}")
    table = pd.DataFrame(lines)
    ratio, chosen = table["rate_ratio"], float(table["rate_ratio"].iloc[0])
    return SpecificationCurve(
        table=table.sort_values("rate_ratio", kind="stable").reset_index(drop=True),
        zone=zone,
        n_settings=len(table),
        ratio_low=float(ratio.min()),
        ratio_high=float(ratio.max()),
        same_sign=float(
            (np.sign(np.log(_positive(ratio))) == np.sign(np.log(_positive(chosen)))).mean()
        ),
        p_chosen=float(table["p_placebo"].iloc[0]),
        p_smallest=float(table["p_placebo"].min()),
        p_adjusted=max_statistic_p(np.array(ring)) if ring else float("nan"),
        skipped=tuple(skipped),
    )


def _asked(comparison: Comparison, wanted: Any) -> list[Setting]:
    chosen = Setting("as chosen", "as chosen")
    if isinstance(wanted, str | os.PathLike | pd.DataFrame):
        table = wanted if isinstance(wanted, pd.DataFrame) else pd.read_csv(wanted)
        return [chosen, *_from_table(comparison, table)]
    every = [
        one
        for one in (
            *settings(comparison, days=10, lengths=(7, 10, 14, 21, 28)),
            *pages(comparison),
        )
        if one.placebo and one.dimension not in NOT_SETTINGS
    ]
    if wanted is None:
        return every
    known = {one.dimension for one in every}
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise MapError(
            f"No setting of this comparison is called {unknown[0]!r}. There are: "
            f"{', '.join(sorted(known))}.",
            code="SETTINGS_INVALID",
            where=unknown[0],
        )
    return [one for one in every if one.dimension in {*wanted, "as chosen"}]


def _from_table(comparison: Comparison, table: pd.DataFrame) -> Iterator[Setting]:
    unknown = sorted(set(map(str, table.columns)) - set(COLUMNS))
    if unknown or table.empty:
        raise MapError(
            f"Settings need a row each and no column but {', '.join(COLUMNS)}"
            + (f"; {unknown[0]!r} is none." if unknown else "."),
            code="SETTINGS_INVALID",
            where=unknown[0] if unknown else "settings",
        )
    whole = [period.days for period in comparison.periods]
    before, after, gap = comparison.windows.in_days or (whole[0], whole[1], (0, 0))
    usual = {"before": before, "after": after, "gap_before": gap[0], "gap_after": gap[1]}
    for row in table.to_dict("records"):
        given = {str(key): value for key, value in row.items() if not pd.isna(value)}
        date = given.pop("date", comparison.event.date)
        day = {key: int(value) for key, value in {**usual, **given}.items()}
        windows = Windows(day["before"], day["after"], gap=(day["gap_before"], day["gap_after"]))
        event = Event(comparison.event.name, date)
        label = ", ".join(f"{key} {value}" for key, value in row.items() if not pd.isna(value))
        yield Setting("fixed beforehand", label, {"event": event, "windows": windows})


def _line(setting: Setting, result: Comparison, zone: str) -> dict[str, Any]:
    table = result.table.set_index("zone")
    kept = ("n_before", "n_after", "rate_ratio", "ci_low_adjusted", "ci_high_adjusted", "p_placebo")
    values = {name: table.at[zone, name] if zone in table.index else np.nan for name in kept}
    return {"dimension": setting.dimension, "setting": setting.label, **values}


def _shifted(result: Comparison) -> Shifted:
    tally = result.tally.loc[~result.tally["alternative"]]
    return shifted_counts(tally, max(len(result.groups), 1), result.periods, result.coverage)


def _turned(shifted: Shifted, result: Comparison, zone: str) -> Floats:
    """Return the studentised change at every day of the ring, the event's own first."""
    place = -1 if zone == "all" else result.groups.index(zone)
    size = studentised(shifted.before[place], shifted.after[place], shifted.lengths)
    return np.roll(size, -shifted.event)


def _positive(ratio: Any) -> Any:
    return np.clip(ratio, 1e-9, 1e9)
