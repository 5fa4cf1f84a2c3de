"""The other days at which a change is as large: how many, where, and how many windows there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.placebos import placebo_dates
from strikemap.comparison.result import Comparison
from strikemap.comparison.shifted import shifted_counts
from strikemap.periods import date_of
from strikemap.statistics.composition import chi_squares

#: With fewer separate pairs of windows than this, a small p is seldom to be had.
FEW_WINDOWS: Final = 20


@dataclass(frozen=True)
class Rivals:
    """Days other than the event's at which the change is at least as large.

    ``n`` of ``days`` covered days; ``stretches`` are their runs (first and last date), in
    order. ``n_near`` of them share a day of their windows with the event's: they see much of
    the same change. ``separate`` is how many pairs of windows fit side by side into the
    covered days; below :data:`FEW_WINDOWS` a small p is seldom to be had, even for a change.
    """

    n: int
    days: int
    n_near: int
    stretches: tuple[tuple[dt.date, dt.date], ...]
    separate: int

    @property
    def all_near(self) -> bool:
        """Whether every rival lies so near that its windows overlap those of the event."""
        return self.n > 0 and self.n == self.n_near


@takes_map
def rivals(comparison: Comparison, *, zone: str = "all") -> Rivals | None:
    """Say at which other days the change would be at least as large.

    Parameters
    ----------
    comparison
        The comparison.
    zone
        A group of it, or "all".

    Returns
    -------
    Rivals or None
        None where the reports do not cover the windows.

    Raises
    ------
    MapError
        ``ZONE_UNKNOWN``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> found = sm.rivals(result, zone="north-west")
    >>> found.n, found.separate, [f"{a:%d %B} to {b:%d %B}" for a, b in found.stretches]
    (8, 2, ['01 April to 01 April', '30 April to 06 May', '18 June to 18 June'])
    """
    table = placebo_dates(comparison, zone=zone)
    return _rivals(comparison, table["change"].abs().to_numpy())


@takes_map
def composition_rivals(comparison: Comparison) -> Rivals | None:
    """Say at which other days the zones' shares would differ at least as much.

    None where the reports do not cover the windows, or there are no groups.
    """
    tally = comparison.tally.loc[~comparison.tally["alternative"]]
    n_groups, span = max(len(comparison.groups), 1), comparison.coverage
    shifted = shifted_counts(tally, n_groups, comparison.periods, span)
    if not shifted.fits or not comparison.groups:
        return None
    return _rivals(comparison, chi_squares(shifted.before[:-1], shifted.after[:-1]))


def _rivals(comparison: Comparison, size: Floats) -> Rivals | None:
    event = comparison.periods.event_day - comparison.coverage.start_day
    if not 0 <= event < len(size):
        return None
    place = np.flatnonzero(size >= size[event] - 1e-9)
    place = place[place != event]
    reach = comparison.periods.after.stop_day - comparison.periods.before.start_day
    apart = np.abs(place - event)
    near = np.minimum(apart, len(size) - apart) < reach / 2
    return Rivals(
        n=len(place),
        days=len(size),
        n_near=int(near.sum()),
        stretches=_stretches(place, event, comparison.coverage.start_day),
        separate=len(size) // reach,
    )


def _stretches(
    place: npt.NDArray[np.intp], event: int, start: int
) -> tuple[tuple[dt.date, dt.date], ...]:
    """Return runs of days; the event's own day does not part two of them."""
    if not len(place):
        return ()
    step = np.diff(place)
    parted = (step > 1) & ~((step == 2) & (place[:-1] + 1 == event))
    runs = np.split(place, np.flatnonzero(parted) + 1)
    return tuple((date_of(start + int(run[0])), date_of(start + int(run[-1]))) for run in runs)
