"""The other ways in which the same comparison could have been made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.arrays import Bools
from strikemap.comparison.coverage import most_covered
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import STATED, select, values_of
from strikemap.comparison.sources import sole_source
from strikemap.periods import Event, Period, Windows, date_of, day_of

#: Why another attacker is no comparator.
NOT_READ: Final = "sources not collected in both windows"
#: What a further date of an event is called: a halt is what somebody stated, not a fact.
STATED_DATES: Final = {"in_force": "in force", "halted": "halt of flights as stated"}

#: Fewer mapped strikes than this make no comparator and no source of their own.
MIN_ROWS: Final = 5


@dataclass(frozen=True, eq=False)
class Setting:
    """One other choice: what differs, and the arguments of `compare` that say so.

    ``rows`` are the rows kept (None: all); ``as_of`` the only zone snapshot used;
    ``placebo`` is False where the placebo p would not compare like with like; ``refused`` is
    True where no comparison is possible, and ``label`` says why.
    """

    dimension: str
    label: str
    changed: dict[str, Any] = field(default_factory=dict)
    rows: Bools | None = None
    as_of: pd.Timestamp | None = None
    placebo: bool = True
    refused: bool = False


def settings(comparison: Comparison, *, days: int, lengths: tuple[int, ...]) -> list[Setting]:
    """Return every other setting that the comparison's table allows.

    Parameters
    ----------
    comparison
        The comparison as chosen.
    days
        The event's date is moved by up to this many days either way.
    lengths
        Window lengths in days to try.
    """
    makers = (
        _event_dates(comparison, days),
        _window_lengths(comparison, lengths),
        _edges(comparison),
        _gaps(comparison),
        _confidence(comparison),
        _claims(comparison),
        _alternatives(comparison),
        _units(comparison),
        _snapshots(comparison),
        _sources(comparison),
        _attackers(comparison),
        _precision(comparison),
    )
    return [Setting("as chosen", "as chosen"), *(one for maker in makers for one in maker)]


def _event_dates(comparison: Comparison, days: int) -> Iterator[Setting]:
    event = comparison.event
    for name, date in event.dates().items():
        if date != event.date:
            label = f"{STATED_DATES.get(name, name)}, {date}"
            yield Setting("stated date", label, _moved(comparison, (date - event.date).days))
    for shift in range(-days, days + 1):
        if shift:
            yield Setting("event date", f"{shift:+d} days", _moved(comparison, shift))


def _moved(comparison: Comparison, shift: int) -> dict[str, Any]:
    """Return event and windows moved together."""
    event = Event(comparison.event.name, date_of(day_of(comparison.event.date) + shift))
    if comparison.windows.in_days is not None:
        return {"event": event}
    return {"event": event, "windows": _dated(comparison.periods.moved(shift))}


def _dated(periods: Any) -> Windows:
    before, after = (_pair(period) for period in periods)
    return Windows(before, after)


def _pair(period: Period) -> tuple[Any, Any]:
    return date_of(period.start_day), date_of(period.stop_day)


def _window_lengths(comparison: Comparison, lengths: tuple[int, ...]) -> Iterator[Setting]:
    if comparison.windows.in_days is None:
        return
    before, after, gap = comparison.windows.in_days
    for length in lengths:
        if (length, length) != (before, after):
            yield Setting("length", f"{length} days", {"windows": Windows(length, gap=gap)})


def _edges(comparison: Comparison) -> Iterator[Setting]:
    """Move one outer edge at a time by a week."""
    for shift in (-7, 7):
        before, after = comparison.periods
        early = Period(before.start_day - shift, before.stop_day)
        late = Period(after.start_day, after.stop_day + shift)
        for label, pair in (("before", (early, after)), ("after", (before, late))):
            if min(period.days for period in pair) > 0:
                windows = Windows(*(_pair(period) for period in pair))
                yield Setting("outer edge", f"{label} {shift:+d} days", {"windows": windows})


def _gaps(comparison: Comparison) -> Iterator[Setting]:
    if comparison.windows.in_days is None:
        return
    before, after, gap = comparison.windows.in_days
    for days in ((0, 0), (0, 2), (0, 7), (3, 3)):
        if days != gap:
            label = f"{days[0]} days before, {days[1]} from the event day on"
            yield Setting("gap", label, {"windows": Windows(before, after, gap=days)})


def _confidence(comparison: Comparison) -> Iterator[Setting]:
    column = comparison.source.get("confidence")
    if column is None or not isinstance(column.dtype, pd.CategoricalDtype):
        return
    if not column.cat.ordered:
        return
    grades = [str(grade) for grade in column.cat.categories]
    for code, grade in enumerate(grades):
        if code:
            label = grade if code == len(grades) - 1 else f"{grade} or higher"
            yield Setting("confidence", label, {}, (column.cat.codes >= code).to_numpy())


def _claims(comparison: Comparison) -> Iterator[Setting]:
    if "claim" in comparison.source.columns:
        claim = comparison.source["claim"].fillna(False).to_numpy(dtype=bool)
        if claim.any():
            yield Setting("claims", "without the attacker's word alone", {}, ~claim)


def _alternatives(comparison: Comparison) -> Iterator[Setting]:
    chosen = select(comparison.source, comparison.selection)
    if chosen.alternative.any():
        both = {"where": chosen.stated | chosen.alternative}
        yield Setting("attacker", 'with "A or B" counted in', both)


def _units(comparison: Comparison) -> Iterator[Setting]:
    """Count each place once a window, as maps of locations targeted do."""
    series = comparison.series
    mapped = series.loc[(series["window"] >= 0) & ~series["alternative"]]
    points = comparison.source.geometry.iloc[mapped["row"].to_numpy()]
    keys = pd.DataFrame(
        {"x": points.x.round(3).to_numpy(), "y": points.y.round(3).to_numpy()}
    ).assign(window=mapped["window"].to_numpy())
    again = keys.duplicated().to_numpy()
    rows = np.ones(comparison.n_read, dtype=bool)
    rows[mapped["row"].to_numpy()[again]] = False
    yield Setting("unit", "locations targeted", {}, rows, placebo=False)


def _snapshots(comparison: Comparison) -> Iterator[Setting]:
    if comparison.zones is None or "as_of" not in comparison.zones.columns:
        return
    dates = comparison.zones["as_of"].dropna().unique()
    if len(dates) > 1:
        for date in sorted(pd.Timestamp(date) for date in dates):
            yield Setting("zones", f"as of {date.date()} only", {}, as_of=date)


def _sources(comparison: Comparison) -> Iterator[Setting]:
    """Leave out what rests on one source alone, for each of the larger sources."""
    sole = sole_source(comparison.source)
    if sole is None:
        return
    mapped = comparison.series.loc[comparison.series["window"] >= 0, "row"].to_numpy()
    counts = sole.iloc[mapped].value_counts()
    for name in counts.index[counts >= MIN_ROWS][:8]:
        rows = (sole != name).to_numpy(dtype=bool)
        yield Setting("source left out", str(name), {}, rows)


def _attackers(comparison: Comparison) -> Iterator[Setting]:
    """Ask the same of every other attacker with enough strikes: a comparator."""
    where = comparison.where or {}
    asked = where.get("attacker")
    if asked is None or STATED not in comparison.source.columns:
        return
    own = set(values_of(asked))
    near = (comparison.day_start >= comparison.periods.before.start_day) & (
        comparison.day_end < comparison.periods.after.stop_day
    )
    names = comparison.source[STATED].loc[near].explode().dropna()
    counts = names.value_counts()
    for name in counts.index[counts >= MIN_ROWS]:
        if name in own:
            continue
        if _read_in_both(comparison, str(name)):
            yield Setting("comparator", str(name), {"where": {**where, "attacker": name}})
        else:
            yield Setting("comparator", f"{name}: {NOT_READ}", refused=True, placebo=False)


def _read_in_both(comparison: Comparison, attacker: str) -> bool:
    """Return whether most rows of an attacker are of sources collected in both windows."""
    source = comparison.source
    if "source" not in source.columns:
        return True
    inside = (comparison.day_start >= comparison.periods.before.start_day) & (
        comparison.day_end < comparison.periods.after.stop_day
    )
    named = select(source, {"attacker": attacker}).stated
    return most_covered(source, source["source"].loc[inside & named], comparison.periods)


def _precision(comparison: Comparison) -> Iterator[Setting]:
    column = comparison.source.get("radius_km")
    if column is not None:
        yield Setting("location", "known to 10 km or better", {}, (column <= 10).to_numpy(bool))


def pages(comparison: Comparison) -> Iterator[Setting]:
    """Count each page once for each group: a page that lists twenty strikes is one voice."""
    if "source_url" not in comparison.source.columns:
        return
    rows = np.ones(comparison.n_read, dtype=bool)
    series = comparison.series
    keys = pd.DataFrame(
        {
            "page": comparison.source["source_url"].iloc[series["row"].to_numpy()].to_numpy(),
            "group": series["group"].to_numpy(),
        }
    )
    again = (keys.duplicated() & keys["page"].notna()).to_numpy()
    if again.any():
        rows[series["row"].to_numpy()[again]] = False
        yield Setting("page", "one row per page and group", {}, rows)
