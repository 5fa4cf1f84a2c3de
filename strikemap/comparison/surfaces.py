"""Where on the map the share of strikes rose or fell, and whether they keep close."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap.arrays import Floats
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.shifts import BLOCK_DAYS, MAX_POINTS, day_windows
from strikemap.errors import MapError
from strikemap.plane import Plane
from strikemap.statistics.kcross import k_cross_by_groups
from strikemap.statistics.surface import relative_risk

#: Fewer strikes than this in either window make no surface.
MIN_STRIKES: Final = 5
#: Share of the largest density that is added to both, see `relative_risk`.
FLOOR: Final = 0.01
#: Closer to a bound of the envelope than this is on it: a draw may deal the windows as they are.
_TIE: Final = 1e-9
SEED: Final = 20170504
#: Squares side by side on one bandwidth.
SQUARES_A_BANDWIDTH: Final = 3


@takes_map
def risk_surface(
    comparison: Comparison,
    *,
    bandwidth_km: float = 30.0,
    step_km: float = 20.0,
    n: int = 999,
    block: int = BLOCK_DAYS,
    seed: int = SEED,
) -> gpd.GeoDataFrame:
    """Map where the share of strikes rose or fell, with a pointwise envelope of no change.

    Parameters
    ----------
    comparison
        The comparison; rows that name the attacker only as "A or B" are left out.
    bandwidth_km
        Standard deviation of the Gaussian kernel.
    step_km
        Distance of the grid's points, which cover the strikes and two bandwidths around.
    n, block, seed
        Draws of the envelope, in which stretches of `block` days change places; the seed.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in EPSG:4326 within two bandwidths of a strike: ``log_risk`` (log of the
        share after over the share before), ``low``, ``high`` (.95 envelope, pointwise: of
        many points some leave it by chance) and ``outside`` (-1 under, 1 over, 0 within).

    Raises
    ------
    MapError
        ``TOO_FEW`` under :data:`MIN_STRIKES` strikes in a window.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> compared = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> surface = sm.risk_surface(compared, step_km=80, n=19)
    >>> sorted(set(surface["outside"])) <= [-1, 0, 1]
    True
    """
    rows, plane = _plane(comparison)
    xy, day = _xy(plane, rows), _day(comparison, rows)
    after = (rows["period"] == "after").to_numpy()
    at = _grid(xy, bandwidth_km, step_km)

    def relabel(rng: np.random.Generator) -> npt.NDArray[np.bool_]:
        return day_windows(comparison, rng, block=block)[: day.max() + 1]

    surface = relative_risk(
        xy[~after],
        xy[after],
        at,
        bandwidth=bandwidth_km,
        together=np.concatenate([day[~after], day[after]]),
        relabel=relabel,
        n=n,
        floor=FLOOR,
        seed=seed,
    )
    points = plane.to_degrees(shapely.points(at * 1000))
    outside = np.where(surface.log_risk > surface.high + _TIE, 1, 0)
    outside = np.where(surface.log_risk < surface.low - _TIE, -1, outside)
    return gpd.GeoDataFrame(
        {
            "log_risk": surface.log_risk,
            "low": surface.low,
            "high": surface.high,
            "outside": outside,
        },
        geometry=points,
        crs="EPSG:4326",
    )


def risk_cells(comparison: Comparison, *, km: float = 30.0, n: int = 999) -> gpd.GeoDataFrame:
    """Return the surface of :func:`risk_surface` as squares, with the strikes in each.

    Parameters
    ----------
    comparison
        The comparison; rows that name the attacker only as "A or B" are left out.
    km
        Standard deviation of the kernel; the squares are a third of it wide.
    n
        Draws of the envelope.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of :func:`risk_surface`, ``n_before`` and ``n_after``, of them
        ``rated_before`` and ``rated_after`` on covered days, and squares in EPSG:4326. Each
        strike is in the square with the nearest middle. The attributes ``bandwidth_km`` and
        ``draws`` say how it was made.

    Raises
    ------
    MapError
        ``TOO_FEW`` under :data:`MIN_STRIKES` strikes in a window.
    """
    from scipy.spatial import cKDTree

    step = km / SQUARES_A_BANDWIDTH
    surface = risk_surface(comparison, bandwidth_km=km, step_km=step, n=n)
    rows = stated_rows(comparison)
    _, plane = _plane(comparison)
    middles = plane.xy(surface.geometry.x, surface.geometry.y)
    nearest = cKDTree(middles).query(plane.xy(rows.geometry.x, rows.geometry.y))[1]
    half = step * 500
    low, high = middles - half, middles + half
    squares = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    surface = surface.assign(**counts_by_window(nearest, rows, len(surface)))
    surface = surface.set_geometry(gpd.GeoSeries(plane.to_degrees(squares), crs="EPSG:4326"))
    surface.attrs = {"bandwidth_km": km, "draws": n}
    return surface


def stated_rows(comparison: Comparison) -> gpd.GeoDataFrame:
    """Return the mapped rows that state their attacker, and whether each is of covered days."""
    series = comparison.series.loc[comparison.series["window"] >= 0]
    on = comparison.covered.holds(series["day_start"].to_numpy())
    rows = comparison.strikes.assign(rated=on)
    return rows.loc[~rows["alternative"].to_numpy(dtype=bool)]


def counts_by_window(
    area: npt.NDArray[np.intp], rows: pd.DataFrame, n_areas: int
) -> dict[str, npt.NDArray[np.intp]]:
    """Return ``n_before`` and ``n_after`` per area, and of them ``rated_`` on covered days."""
    on, found = rows["rated"].to_numpy(dtype=bool), {}
    for name in ("before", "after"):
        inside = (rows["period"] == name).to_numpy()
        found[f"n_{name}"] = np.bincount(area[inside], minlength=n_areas)
        found[f"rated_{name}"] = np.bincount(area[inside & on], minlength=n_areas)
    return found


@takes_map
def cross_k(
    comparison: Comparison,
    *,
    radii_km: tuple[float, ...] = (5.0, 10.0, 20.0, 40.0, 80.0),
    n: int = 199,
    block: int = BLOCK_DAYS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Tell whether strikes after lie as close to strikes before as chance would have it.

    Parameters
    ----------
    comparison
        The comparison; rows that name the attacker only as "A or B" are left out.
    radii_km
        Distances to look at.
    n, block, seed
        As in :func:`risk_surface`; of more than 4,000 strikes that many are drawn by the seed.

    Returns
    -------
    pandas.DataFrame
        One row per distance: ``km``, ``k`` (cross-K of before and after in km², without
        edge correction: the same edge acts on the envelope), ``low`` and ``high`` (.95
        envelope when stretches of days change places). ``k`` under ``low``: the strikes
        after keep away from where the strikes before fell.

    Raises
    ------
    MapError
        ``TOO_FEW`` under :data:`MIN_STRIKES` strikes in a window.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> sm.cross_k(result, radii_km=(20.0,), n=19).columns.tolist()
    ['km', 'k', 'low', 'high']
    """
    rows, plane = _plane(comparison)
    if len(rows) > MAX_POINTS:
        rows = rows.sample(MAX_POINTS, random_state=seed).sort_index()
    xy = _xy(plane, rows)
    after = (rows["period"] == "after").to_numpy()
    box = (*xy.min(axis=0), *xy.max(axis=0))
    window = (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1)
    kind, day = np.unique(_day(comparison, rows), return_inverse=True)
    rng = np.random.default_rng(seed)
    real = np.zeros(len(kind), dtype=bool)
    real[day[after]] = True
    dealt = (day_windows(comparison, rng, block=block)[kind] for _ in range(n))
    ways = np.array([real, *(late for late in dealt if late.any() and not late.all())])
    k, *draws = k_cross_by_groups(xy, day, ways, radii_km, window=window)
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return pd.DataFrame({"km": radii_km, "k": k, "low": low, "high": high})


#: The former name of :func:`cross_k`.
closeness = cross_k


def _plane(comparison: Comparison) -> tuple[gpd.GeoDataFrame, Plane]:
    """Return the mapped rows that count, and their plane."""
    rows = comparison.strikes.loc[~comparison.strikes["alternative"]]
    counts = rows["period"].value_counts()
    fewest = min(int(counts.get("before", 0)), int(counts.get("after", 0)))
    if fewest < MIN_STRIKES:
        raise MapError(
            f"One of the windows holds {fewest} strikes, fewer than {MIN_STRIKES}: "
            "too few for a surface.",
            code="TOO_FEW",
        )
    return rows, Plane.around(rows.geometry.to_numpy())


def _xy(plane: Plane, rows: gpd.GeoDataFrame) -> Floats:
    """Return places in km."""
    return plane.xy(rows.geometry.x, rows.geometry.y) / 1000


def _day(comparison: Comparison, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return each row's day, counted through the days of both windows."""
    before, after = comparison.periods
    day = rows["date_start"].to_numpy().astype("datetime64[D]").astype(np.int64)
    late = day - after.start_day + before.days
    place: npt.NDArray[np.int64] = np.where(day < before.stop_day, day - before.start_day, late)
    return place


def _grid(xy: Floats, bandwidth_km: float, step_km: float) -> Floats:
    """Return the grid points within two bandwidths of a strike."""
    from scipy.spatial import cKDTree

    reach = 2 * bandwidth_km
    axes = [
        np.arange(low - reach, high + reach + step_km, step_km)
        for low, high in zip(xy.min(axis=0), xy.max(axis=0), strict=True)
    ]
    grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    near: Floats = grid[cKDTree(xy).query(grid)[0] <= reach]
    return near
