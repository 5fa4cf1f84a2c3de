"""Whether strikes moved between zones, and across the map: shift of shares, shift in space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.shifted import Shifted, shifted_counts
from strikemap.periods import Period
from strikemap.plane import Plane
from strikemap.statistics.composition import chi_squares, composition_test, row_permutation_p
from strikemap.statistics.placebo import add_one_p, day_orders, rank_p
from strikemap.statistics.spatial import centre_shift, energy_distance, energy_statistics

#: Length in days of the stretches that change places; see the calibration in benchmarks/.
BLOCK_DAYS: Final = 10
#: More points than this are sampled for distances between all pairs.
MAX_POINTS: Final = 4000


@dataclass(frozen=True)
class CompositionShift:
    """Whether the shares of the zones changed.

    ``p_shift`` moves the event's date around the ring of covered days, ``p_blocks``
    permutes whole stretches of days; ``p_rows`` and ``p_chi_square`` assume independent
    strikes, which bursts of strikes are not, and are printed as such.
    """

    n_before: int
    n_after: int
    chi_square: float
    df: int
    cramers_v: float
    min_expected: float
    p_shift: float
    p_blocks: float
    p_rows: float
    p_chi_square: float


@dataclass(frozen=True)
class SpatialShift:
    """Whether the strikes moved across the map.

    The mean centre moved ``km`` towards ``bearing`` (degrees from north). ``energy`` is
    the energy distance E² in km, ``statistic`` its test statistic, with p values as in
    :class:`CompositionShift`. ``n_points`` of all covered days were used, a random 4,000 of
    them where there are more.
    """

    n_before: int
    n_after: int
    n_points: int
    km: float
    bearing: float
    centre_before: tuple[float, float]
    centre_after: tuple[float, float]
    energy: float
    statistic: float
    p_shift: float
    p_blocks: float


@takes_map
def composition_shift(
    comparison: Comparison, *, n: int = 1999, block: int = BLOCK_DAYS, seed: int = 20170504
) -> CompositionShift:
    """Test whether the zones' shares of the strikes changed at the event.

    Parameters
    ----------
    comparison
        A comparison with groups (``zones=`` or ``by=``).
    n
        Number of permutations of ``p_blocks`` and ``p_rows``; p is (k + 1) / (n + 1).
    block
        Days that stay together in ``p_blocks``.
    seed
        Seed of the generator.

    Returns
    -------
    CompositionShift
        p values that the covered days do not allow are NaN.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> round(composition_shift(result, n=99).cramers_v, 2)
    0.87
    """
    counts = comparison.table[["n_before", "n_after"]].iloc[:-1].to_numpy(dtype=np.float64)
    test = composition_test(counts)
    n_before, n_after = (int(total) for total in counts.sum(axis=0))
    p_shift = p_blocks = float("nan")
    shifted = _shifted(comparison)
    if shifted.fits and not np.isnan(test.chi_square):
        ring = chi_squares(shifted.before[:-1], shifted.after[:-1])
        p_shift = float(rank_p(ring, shifted.event))
        daily = comparison.daily.iloc[:, :-1].to_numpy(dtype=np.float64).T
        p_blocks = _composition_blocks(comparison, daily, n=n, block=block, seed=seed)
    known = not np.isnan(test.chi_square)
    return CompositionShift(
        n_before=n_before,
        n_after=n_after,
        chi_square=test.chi_square,
        df=test.df,
        cramers_v=test.cramers_v,
        min_expected=test.min_expected,
        p_shift=p_shift,
        p_blocks=p_blocks,
        p_rows=row_permutation_p(counts, n=n, seed=seed) if known else float("nan"),
        p_chi_square=test.p_chi_square,
    )


@takes_map
def spatial_shift(
    comparison: Comparison, *, n: int = 1999, block: int = BLOCK_DAYS, seed: int = 20170504
) -> SpatialShift | None:
    """Test whether the places of the strikes changed at the event, without any zones.

    Parameters
    ----------
    comparison
        The comparison; rows that name the attacker only as "A or B" are left out.
    n, block, seed
        As in :func:`composition_shift`.

    Returns
    -------
    SpatialShift or None
        None when one of the windows holds no strike.

    Notes
    -----
    Distances are those of the local plane, true to 0.1 % within 500 km of its centre.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> shift = spatial_shift(result, n=99)
    >>> f"{shift.km:.0f} km, {shift.bearing:.0f} degrees"
    '187 km, 105 degrees'
    """
    rows = _dated_points(comparison, seed)
    window = rows["window"].to_numpy()
    lonlat, xy = rows[["lon", "lat"]].to_numpy(), rows[["x", "y"]].to_numpy()
    if not ((window == 0).any() and (window == 1).any()):
        return None
    centre = centre_shift(lonlat[window == 0], lonlat[window == 1])
    energy, statistic = energy_distance(xy[window == 0], xy[window == 1])
    total = comparison.table.iloc[-1]
    p_shift, p_blocks = _energy_p(comparison, rows, n=n, block=block, seed=seed)
    return SpatialShift(
        n_before=int(total["n_before"]),
        n_after=int(total["n_after"]),
        n_points=len(rows),
        km=centre.km,
        bearing=centre.bearing,
        centre_before=centre.before,
        centre_after=centre.after,
        energy=energy,
        statistic=statistic,
        p_shift=p_shift,
        p_blocks=p_blocks,
    )


def window_masks(comparison: Comparison) -> tuple[Floats, Floats]:
    """Return 1 for the covered days of each window and 0 elsewhere, in calendar order."""
    day = np.arange(comparison.coverage.start_day, comparison.coverage.stop_day)
    before, after = (
        ((day >= period.start_day) & (day < period.stop_day)).astype(np.float64)
        for period in comparison.periods
    )
    return before, after


def day_windows(
    comparison: Comparison, rng: np.random.Generator, *, block: int
) -> npt.NDArray[np.bool_]:
    """Return which days of both windows (in a row) a random order of stretches puts after.

    The days of the windows are closed to a ring, cut into stretches of about `block` days
    and laid down in random order; the first as many as the window before has are before.
    """
    before, after = comparison.periods
    order = day_orders(before.days + after.days, block=block, n=1, seed=int(rng.integers(2**63)))[0]
    place = np.argsort(order)
    late: npt.NDArray[np.bool_] = place >= before.days
    return late


def _shifted(comparison: Comparison) -> Shifted:
    tally = comparison.tally.loc[~comparison.tally["alternative"]]
    n_groups = max(len(comparison.groups), 1)
    return shifted_counts(tally, n_groups, comparison.periods, comparison.coverage)


def _composition_blocks(
    comparison: Comparison, daily: Floats, *, n: int, block: int, seed: int
) -> float:
    """Return the p of the chi-square when stretches of days change places."""
    masks = window_masks(comparison)
    observed = chi_squares(*((daily @ mask)[:, None] for mask in masks))[0]
    orders = day_orders(daily.shape[1], block=block, n=n, seed=seed)
    before, after = (_windowed(daily, orders[:, mask > 0]) for mask in masks)
    return add_one_p(chi_squares(before, after), float(observed))


def _windowed(daily: Floats, days: npt.NDArray[np.intp]) -> Floats:
    """Return sums over each row of `days`, shape (groups, rows)."""
    sums: Floats = np.array([series[days].sum(axis=1) for series in daily])
    return sums


def _dated_points(comparison: Comparison, seed: int) -> pd.DataFrame:
    """Return days, window and place of the rows that count, at most `MAX_POINTS` of them."""
    rows = comparison.series.loc[~comparison.series["alternative"]]
    if len(rows) > MAX_POINTS:
        rows = rows.sample(MAX_POINTS, random_state=seed).sort_index()
    points = comparison.source.geometry.iloc[rows["row"].to_numpy()]
    lon, lat = points.x.to_numpy(), points.y.to_numpy()
    xy = Plane.around(points.to_numpy()).xy(lon, lat) / 1000 if len(rows) else np.empty((0, 2))
    places = {"lon": lon, "lat": lat, "x": xy[:, 0], "y": xy[:, 1]}
    return rows[["day_start", "day_end", "window"]].assign(**places)


def _energy_p(
    comparison: Comparison, rows: pd.DataFrame, *, n: int, block: int, seed: int
) -> tuple[float, float]:
    """Return the p of the energy statistic by moving the event, and by permuting days."""
    span, masks = comparison.coverage, window_masks(comparison)
    if not _shifted(comparison).fits:
        return float("nan"), float("nan")
    distances, per_day = _day_distances(rows, span)

    def statistics(before: Floats, after: Floats) -> Floats:
        arms = [np.hstack([arm, (arm @ per_day)[:, None]]) for arm in (before, after)]
        return energy_statistics(distances, *arms)

    turns = (np.arange(span.days)[:, None] + np.arange(span.days)) % span.days
    ring = statistics(*(mask[turns] for mask in masks))
    orders = day_orders(span.days, block=block, n=n, seed=seed)
    place = np.empty_like(orders)
    np.put_along_axis(place, orders, np.arange(span.days)[None, :], axis=1)
    blocks = statistics(*(mask[place] for mask in masks))
    observed = float(statistics(*(mask[None, :] for mask in masks))[0])
    return float((ring >= observed - 1e-9).mean()), add_one_p(blocks, observed)


def _day_distances(rows: pd.DataFrame, span: Period) -> tuple[Floats, Floats]:
    """Return sums of distances between the points of any two days, and points per day.

    A point lies on each of its possible days by an equal share, as in ``daily``.
    """
    from scipy.sparse import csr_array
    from scipy.spatial.distance import cdist

    xy, day = rows[["x", "y"]].to_numpy(), np.arange(span.start_day, span.stop_day)
    first, last = (rows[name].to_numpy()[:, None] for name in ("day_start", "day_end"))
    member = csr_array(((day >= first) & (day <= last)) / (last - first + 1))
    distances: Floats = member.T @ (member.T @ cdist(xy, xy)).T
    per_day: Floats = np.asarray(member.sum(axis=0))
    return distances, per_day
