"""Snapshots: which rows of a dated layer of zones hold on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.errors import ZoneError
from strikemap.ledger import entries_of, record

#: Zones further than this from a strike's day are refused unless the caller says otherwise.
MAX_DAYS: Final = 31

_LONG_AGO: Final = np.int64(-(10**9))
_NEVER: Final = np.int64(10**9)

Days = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Epochs:
    """Stretches of days in which the same rows hold.

    ``starts`` are days since 1970-01-01, ascending, each the first of its stretch;
    ``rows`` the positions of the rows that hold in it; ``as_of`` the day that those rows
    describe (the latest among them; NaN when none says, or when one of them states itself from
    when to when it holds).
    """

    starts: Days
    rows: tuple[npt.NDArray[np.intp], ...]
    as_of: npt.NDArray[np.float64]

    def of(self, days: Days) -> npt.NDArray[np.intp]:
        """Return the stretch each day is in; a day before the first takes the first."""
        found: npt.NDArray[np.intp] = np.searchsorted(self.starts, days, side="right") - 1
        return np.maximum(found, 0)

    def carried_back(self, days: Days) -> Days:
        """Return by how many days the first snapshot is carried back to each day (else 0)."""
        return np.maximum(self.starts[0] - days, 0) if self.starts[0] != _LONG_AGO else days * 0

    def distance(self, days: Days) -> Days:
        """Return how many days lie between each day and the day its zones describe."""
        as_of = self.as_of[self.of(days)]
        apart = np.where(np.isnan(as_of), 0, np.abs(days - np.nan_to_num(as_of)))
        return np.maximum(apart.astype(np.int64), self.carried_back(days))


def epochs(zones: gpd.GeoDataFrame) -> Epochs:
    """Return the stretches of days of a layer of zones.

    Parameters
    ----------
    zones
        A frame with ``valid_from`` (inclusive) and ``valid_to`` (exclusive or missing);
        undated rows hold always.

    Examples
    --------
    >>> import geopandas as gpd
    >>> frame = gpd.GeoDataFrame({"valid_from": pd.to_datetime(["2017-04-30", "2017-05-15"]),
    ...     "valid_to": pd.to_datetime(["2017-05-15", None]),
    ...     "as_of": pd.to_datetime(["2017-04-30", "2017-05-15"]), "geometry": [None, None]})
    >>> [rows.tolist() for rows in epochs(frame).rows]
    [[0], [1]]
    """
    if not len(zones):
        raise ZoneError("The layer of zones has no rows.", code="NO_ROWS", where="zones")
    first = day_numbers(zones["valid_from"], missing=_LONG_AGO)
    stop = day_numbers(zones["valid_to"], missing=_NEVER)
    cuts = np.unique(np.concatenate([first, stop[stop != _NEVER]]))
    rows = tuple(np.flatnonzero((first <= cut) & (stop > cut)) for cut in cuts)
    as_of = day_numbers(zones["as_of"], missing=_LONG_AGO)
    stated = (as_of == _LONG_AGO) & (stop != _NEVER)
    latest = [
        _LONG_AGO if stated[held].any() else max(as_of[held], default=_LONG_AGO) for held in rows
    ]
    return Epochs(
        starts=cuts,
        rows=rows,
        as_of=np.array([np.nan if day == _LONG_AGO else day for day in latest], dtype=float),
    )


def zones_on(
    zones: gpd.GeoDataFrame, date: str | dt.date | pd.Timestamp, *, max_days: int | None = None
) -> gpd.GeoDataFrame:
    """Return the zones that hold on a day: the latest snapshot on or before it.

    Parameters
    ----------
    zones
        A frame of zones, of one or several snapshots.
    date
        A local calendar day. Before the first snapshot the first is returned, and
        the fact ``carried_back_days`` in ``attrs`` says by how many days it was carried back.
    max_days
        Refuse zones that describe a day further away than this; None: never.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows that hold, with the columns of ``zones``.

    Raises
    ------
    ZoneError
        Code ``ZONES_TOO_FAR``: the nearest zones are more than ``max_days`` away;
        ``NO_ROWS``: there are none.

    Examples
    --------
    >>> import strikemap as sm
    >>> control = sm.load_dataset("syria_2017_control")
    >>> sm.zones_on(control, "2017-05-20")["as_of"].dt.strftime("%d %B").unique().tolist()
    ['15 May']
    """
    day = np.array([day_number(date)])
    held = epochs(zones)
    refuse_distant(held, day, max_days=max_days)
    result = zones.iloc[held.rows[int(held.of(day)[0])]].reset_index(drop=True)
    record(result, [], carried_back_days=int(held.carried_back(day)[0]))
    return result


def held_within(zones: gpd.GeoDataFrame, start_day: int, stop_day: int) -> gpd.GeoDataFrame:
    """Return the zones that hold on any of the days, the first ones carried back included.

    Parameters
    ----------
    zones
        A frame of zones, of one or several snapshots.
    start_day, stop_day
        Days since 1970-01-01; the second is the day after the last.
    """
    held = epochs(zones)
    first, last = held.of(np.array([start_day, stop_day - 1]))
    rows = np.unique(np.concatenate(held.rows[first : last + 1]))
    return zones if len(rows) == len(zones) else zones.iloc[rows]


def refuse_distant(held: Epochs, days: Days, *, max_days: int | None) -> None:
    """Raise ``ZONES_TOO_FAR`` when the zones of any day describe one too far away."""
    if max_days is None or not len(days):
        return
    far = held.distance(days)
    if (far <= max_days).all():
        return
    worst = int(far.argmax())
    as_of = held.as_of[held.of(days[worst : worst + 1])[0]]
    of = day_text(int(held.starts[0] if np.isnan(as_of) else as_of))
    raise ZoneError(
        f"{int((far > max_days).sum())} of {len(days)} strikes lie more than {max_days} days from "
        f"the day of the zones that hold on theirs (a strike of {day_text(int(days[worst]))}, "
        f"zones of {of}). "
        "Leave those strikes out, count by region or target_side instead of zones, bring zones of "
        f"that time, or allow zones from that far with max_days={int(far[worst])}.",
        code="ZONES_TOO_FAR",
        where=day_text(int(days[worst])),
    )


def days_of(strikes: pd.DataFrame, on: str) -> Days:
    """Return the days of strikes as days since 1970-01-01.

    Raises
    ------
    ZoneError
        ``COLUMNS_MISSING`` or ``DATE_MISSING``.
    """
    if on not in strikes:
        raise ZoneError(
            f"The strikes have no column {on!r}. Name the one with their dates with on='...'.",
            code="COLUMNS_MISSING",
            where=on,
        )
    if strikes[on].isna().any():
        raise ZoneError(
            f"{int(strikes[on].isna().sum())} strikes have no {on}, so no zones of their day.",
            code="DATE_MISSING",
            where=on,
        )
    return day_numbers(strikes[on])


def stacked(snapshots: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return snapshots as one layer: each holds until the next one begins.

    Rows that state their own ``valid_to`` keep it where it is earlier.
    """
    ordered = sorted(snapshots, key=lambda frame: frame["valid_from"].min())
    parts = []
    for frame, following in zip(ordered, [*ordered[1:], None], strict=True):
        part = frame.copy()
        if following is not None:
            until = following["valid_from"].min()
            part["valid_to"] = part["valid_to"].fillna(until).clip(upper=until)
        parts.append(part)
    result = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)
    result.attrs = {}
    record(result, [entry for part in parts for entry in entries_of(part)])
    return result


def day_number(date: str | dt.date | pd.Timestamp) -> int:
    """Return a date as days since 1970-01-01; texts are ISO dates.

    Raises
    ------
    ZoneError
        ``DATE_INVALID``.
    """
    try:
        if isinstance(date, str):
            date = dt.date.fromisoformat(date)
        if isinstance(date, dt.datetime):
            date = date.date()
        return date.toordinal() - 719163
    except (ValueError, AttributeError, TypeError) as problem:
        raise ZoneError(
            f"{date!r} is no date. Pass a day such as '2017-05-04'.",
            code="DATE_INVALID",
            where=str(date),
        ) from problem


def day_numbers(dates: pd.Series[Any], *, missing: np.int64 = _LONG_AGO) -> Days:
    """Return dates as days since 1970-01-01."""
    values = pd.to_datetime(dates).to_numpy(dtype="datetime64[D]")
    numbers: Days = values.astype(np.int64)
    numbers[np.isnat(values)] = missing
    return numbers


def day_text(day: int) -> str:
    """Return a day number as an ISO date."""
    return dt.date.fromordinal(day + 719163).isoformat()
