"""Zones drawn many times: how far what is not known of towns and borders reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.arrays import Floats
from strikemap.errors import ZoneError
from strikemap.palettes import CONTESTED
from strikemap.plane import Plane
from strikemap.progress import steps
from strikemap.zones.terrain import Rules
from strikemap.zones.towns import Towns

Codes: TypeAlias = npt.NDArray[np.int64]
#: Places in metres, and a draw's own random numbers (None: as listed), to the number of a side.
Holders: TypeAlias = Callable[[Floats, np.random.Generator | None], Codes]

#: Squares that a country is divided into, about.
_SQUARES: Final = 4000
#: A border is moved together over stretches of about this many times its error, at least (m).
_STRETCH: Final = 5.0
_LEAST_STRETCH_M: Final = 30_000.0
_WAVES: Final = 20


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What draws assume: how many, and what may be wrong.

    ``drop_unverified``: chance that a town without a source is not what the list says, and is
    left out of a draw. ``resample``: towns are drawn with replacement, as if the list were one of
    many that might have been made. ``border_km``: standard error of the place of a border.
    """

    draws: int = 200
    drop_unverified: float = 0.1
    resample: bool = True
    border_km: float = 0.0
    seed: int = 20170504

    def __post_init__(self) -> None:
        """Refuse what is no chance, no number of draws or no distance."""
        for name, value, low, high in (
            ("draws", self.draws, 1, 100_000),
            ("drop_unverified", self.drop_unverified, 0, 1),
            ("border_km", self.border_km, 0, 1000),
        ):
            if isinstance(value, str) or not low <= value <= high:
                raise ZoneError(
                    f"{name}={value!r} is not between {low} and {high}.",
                    code="DRAWS_INVALID",
                    where=name,
                )


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The zones of one date: from which day they hold, and who holds a place in a draw."""

    start: float
    as_of: pd.Timestamp | None
    holders: Holders


@dataclass(frozen=True, eq=False, repr=False)
class ZoneDraws:
    """Zones of one or several dates, each drawn many times under stated assumptions.

    Attributes
    ----------
    names
        The zones or sides; a place may also be in none of them.
    assumed
        What the draws assume.
    """

    names: tuple[str, ...]
    assumed: Assumed
    plane: Plane
    ground: BaseGeometry
    snapshots: tuple[Snapshot, ...]

    def __repr__(self) -> str:
        return f"ZoneDraws({len(self.names)} sides, {len(self.snapshots)} dates, {self.assumed})"

    def codes(self, lon: Floats, lat: Floats, day: npt.NDArray[np.int64]) -> Codes:
        """Return who holds each place on its day: first as listed, then in every draw.

        Returns
        -------
        numpy.ndarray
            Shape (draws + 1, places); positions in `names`, -1 for none of them.
        """
        xy = self.plane.xy(lon, lat)
        starts = np.array([one.start for one in self.snapshots])
        which = np.maximum(np.searchsorted(starts, day, side="right") - 1, 0)
        found = np.full((self.assumed.draws + 1, len(xy)), -1, dtype=np.int64)
        for number in np.unique(which):
            here = np.flatnonzero(which == number)
            found[:, here] = self._drawn(int(number), xy[here])
        return found

    def areas(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return the ground of each side on each date, and how far the draws differ.

        Parameters
        ----------
        level
            Share of the draws that lies between ``km2_low`` and ``km2_high``.

        Returns
        -------
        pandas.DataFrame
            ``as_of``, ``side``, ``km2`` (as listed), ``km2_low``, ``km2_high``: by equal squares,
            so that small areas are rough.
        """
        rows = []
        for number, one in enumerate(self.snapshots):
            held = self._held[number]
            for code, side in enumerate(self.names):
                km2 = (held == code).sum(axis=1) * self._squares[1] ** 2 / 1e6
                low, high = np.quantile(km2[1:], [(1 - level) / 2, (1 + level) / 2])
                if km2.any():
                    rows.append((one.as_of, side, km2[0], float(low), float(high)))
        return pd.DataFrame(rows, columns=["as_of", "side", "km2", "km2_low", "km2_high"])

    def band(self, *, agreement: float = 0.95) -> gpd.GeoDataFrame:
        """Return the ground on which fewer than so many of the draws agree with the list.

        Parameters
        ----------
        agreement
            A share; ground on which at least as many draws agree is left out.

        Returns
        -------
        geopandas.GeoDataFrame
            A row per date with such ground: ``name``, ``as_of``, ``agreement`` and ``geometry``
            (EPSG:4326), to be laid over a map with ``overlays=``.
        """
        xy, step = self._squares
        rows = []
        for number, one in enumerate(self.snapshots):
            held = self._held[number]
            open_ = (held[1:] == held[0]).mean(axis=0) < agreement
            low, high = xy[open_] - step / 2, xy[open_] + step / 2
            shape = shapely.union_all(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
            shape = shape.intersection(self.ground)
            if not shape.is_empty:
                name = f"held otherwise in more than {1 - agreement:.0%} of draws"
                rows.append((name, one.as_of, agreement, self.plane.to_degrees(shape)))
        return gpd.GeoDataFrame(
            rows,
            columns=["name", "as_of", "agreement", "geometry"],
            geometry="geometry",
            crs=schema.CRS,
        )

    @cached_property
    def _squares(self) -> tuple[Floats, float]:
        """The middles of squares within the ground, and their width, in metres."""
        step = float(np.sqrt(self.ground.area / _SQUARES))
        west, south, east, north = self.ground.bounds
        axes = np.arange(west, east, step) + step / 2, np.arange(south, north, step) + step / 2
        xy = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        shapely.prepare(self.ground)
        return xy[shapely.contains_xy(self.ground, xy[:, 0], xy[:, 1])], step

    @cached_property
    def _held(self) -> list[Codes]:
        """Who holds each square on each date, as listed and in every draw."""
        return [self._drawn(number, self._squares[0]) for number in range(len(self.snapshots))]

    def _drawn(self, number: int, xy: Floats) -> Codes:
        holders = self.snapshots[number].holders
        found = [holders(xy, None)]
        for draw in steps(range(self.assumed.draws), "drawing zones"):
            rng = np.random.default_rng([self.assumed.seed, number, draw])
            field = moved(self.assumed.border_km * 1e3, rng)
            found.append(holders(xy + field(xy), rng))
        return np.array(found)


def moved(error: float, rng: np.random.Generator) -> Callable[[Floats], Floats]:
    """Return a smooth field of shifts in metres, of a standard deviation along each axis.

    A sum of waves of random direction and phase, which is Gaussian to the eye (Rahimi & Recht
    2007, random Fourier features); shifts agree over some five times the error.
    """
    if error == 0:
        return np.zeros_like
    stretch = max(_STRETCH * error, _LEAST_STRETCH_M)
    wave = rng.normal(0, 1 / stretch, (2, 2, _WAVES))
    phase = rng.uniform(0, 2 * np.pi, (2, _WAVES))

    def field(xy: Floats) -> Floats:
        waves = [np.cos(xy @ wave[axis] + phase[axis]).sum(axis=1) for axis in (0, 1)]
        shifts: Floats = np.column_stack(waves) * error * np.sqrt(2 / _WAVES)
        return shifts

    return field


def drawn_from_towns(snapshots: Mapping[str, Towns], rules: Rules, assumed: Assumed) -> ZoneDraws:
    """Return the draws of zones that are interpolated from towns, by the day they are of."""
    sides = {str(side) for towns in snapshots.values() for side in towns.side}
    names = tuple(sorted({*sides, *rules.fixed}))
    parts = tuple(
        Snapshot(
            start=(pd.Timestamp(as_of) - pd.Timestamp(0)).days,
            as_of=pd.Timestamp(as_of),
            holders=_town_holders(towns, rules, names, assumed),
        )
        for as_of, towns in sorted(snapshots.items())
    )
    return ZoneDraws(names, assumed, rules.plane, rules.country, parts)


def _town_holders(towns: Towns, rules: Rules, names: tuple[str, ...], assumed: Assumed) -> Holders:
    side = np.array([names.index(str(one)) for one in towns.side], dtype=np.int64)
    unverified = np.nan_to_num(towns.unverified) > 0
    shapely.prepare([rules.country, *rules.fixed.values()])
    contested = names.index(CONTESTED) if CONTESTED in names else -1

    def holders(xy: Floats, rng: np.random.Generator | None) -> Codes:
        kept = np.ones(len(side), dtype=bool)
        if rng is not None:
            kept = rng.random(len(side)) >= assumed.drop_unverified * unverified
            kept &= rng.poisson(1, len(side)) > 0 if assumed.resample else True
        found = _nearest(xy, towns.xy[kept], side[kept], rules, contested)
        for name, area in rules.fixed.items():
            found[shapely.contains_xy(area, xy[:, 0], xy[:, 1])] = names.index(name)
        found[~shapely.intersects_xy(rules.country, xy[:, 0], xy[:, 1])] = -1
        return found

    return holders


def _nearest(xy: Floats, towns: Floats, side: Codes, rules: Rules, contested: int) -> Codes:
    """Return the side of the nearest town, as far as towns of its kind reach."""
    found = np.full(len(xy), -1, dtype=np.int64)
    open_ = side == contested
    apart, town = _to_nearest(xy, towns[~open_])
    near = apart <= rules.reach
    found[near] = side[~open_][town[near]]
    of_open, _ = _to_nearest(xy, towns[open_])
    found[(of_open <= rules.contested) & (of_open <= apart)] = contested
    return found


def _to_nearest(xy: Floats, towns: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    from scipy.spatial import cKDTree

    if not len(towns):
        return np.full(len(xy), np.inf), np.zeros(len(xy), dtype=np.intp)
    apart, town = cKDTree(towns).query(xy)
    return apart, town
