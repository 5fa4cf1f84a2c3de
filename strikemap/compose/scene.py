"""The scene: what a map is about, as counted frames, before anything is decided for the eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.comparison.raster import Raster
from strikemap.comparison.unselected import Unselected
from strikemap.errors import MapError
from strikemap.ledger import Entry
from strikemap.look import Look
from strikemap.periods.days import days_of
from strikemap.spec import Extent, Inset, Int, Overlay
from strikemap.words.phrases import Lang

_WEEK = 7
_MOST_WEEKS = 52


@dataclass(frozen=True, eq=False)
class Frame:
    """One panel to be: ``heading`` is a phrase key or a text; the days are half-open.

    ``step`` counts the parts that a window was cut into, from 1; 0 for a whole window.
    ``unplaced`` rows more would count in it if they had a place.
    """

    key: str
    heading: str
    start_day: int
    stop_day: int
    step: int = 0
    unplaced: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Looked:
    """The part of the world found for a scene and choices: country, extent and insets.

    ``of`` holds what it was found for, so that it is found once.
    """

    of: tuple[object, ...]
    country: str | None
    whole: Extent
    insets: tuple[Inset, ...]


@dataclass(frozen=True, eq=False)
class Scene:
    """Counted frames in, a :class:`~strikemap.spec.MapSpec` out.

    ``strikes`` holds the mapped rows with ``panel`` (index of their frame; -1: on a panel
    only when a reader moves the event), ``alternative`` (bool) and, where zones were given,
    ``zone``. ``recut`` holds the table for other event days, ``around`` the points to show
    the surroundings of when no strike was mapped, ``country`` the one that the table then names
    for all its rows. ``group_column`` names the column that the
    table's rows come from, ``n_aside`` how many rows of a scan, whose ledger lists some, are not
    on the map, ``uncovered`` the half-open stretches of days without coverage, ``event_names``
    the event in other languages. ``where`` is the selection that the caller stated,
    ``unselected`` what it leaves out. ``reports`` are those that the strikes name in
    ``report_ids``. ``cells``, as :func:`strikemap.comparison.changes.changes` returns them,
    make it a map of the change. ``raster`` holds the cells that stand for the marks, if any,
    ``tolls`` the sums of the column ``toll``, ``finding`` words the counts in a language, "" where
    nothing can be said. ``looked`` is the part of the world that was found for it before.
    """

    frames: tuple[Frame, ...]
    strikes: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame | None
    unit: str
    group_column: str
    table: pd.DataFrame
    where: Mapping[str, object]
    n_read: int
    set_aside: tuple[Entry, ...]
    n_aside: Mapping[str, int] | None = None
    event_name: str = ""
    event_names: Mapping[str, str] = field(default_factory=dict)
    event_day: int | None = None
    uncovered: tuple[tuple[int, int], ...] = ()
    finding: Callable[[Lang], str] | None = None
    zone_dates: tuple[int, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    recut: Mapping[int, pd.DataFrame] = field(default_factory=dict)
    around: gpd.GeoSeries | None = None
    country: str | None = None
    reports: pd.DataFrame | None = None
    cells: gpd.GeoDataFrame | None = None
    unselected: Unselected | None = None
    raster: Raster | None = None
    tolls: pd.DataFrame | None = None
    toll: str = ""
    looked: Looked | None = None

    @property
    def aside(self) -> dict[str, int]:
        """How many rows are not on the map, by code."""
        if self.n_aside is not None:
            return dict(self.n_aside)
        return dict(Counter(entry["code"] for entry in self.set_aside))

    @property
    def last_day(self) -> str:
        """The last day of the map in ISO form; the ground is the one of that day."""
        days = self.zone_dates or [frame.stop_day - 1 for frame in self.frames]
        return str(np.datetime64(max(days), "D"))

    @property
    def shows_marks(self) -> bool:
        """Whether each strike is drawn; a map of the change draws areas instead."""
        return self.cells is None

    @property
    def shows_zones(self) -> bool:
        """Whether zones are drawn; a map of the change draws them as its areas, or not at all."""
        return self.zones is not None and (
            self.cells is None or self.cells.attrs.get("by") == "zone"
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Choices(Look):
    """The look that was asked for, with the title and the language of the words."""

    title: str | Mapping[str, str] | None = None
    lang: str = "en"


def epoch_days(dates: pd.Series) -> Int:
    """Return local calendar dates as days counted from 1970-01-01."""
    days: Int = days_of(dates).astype(np.int32)
    return days


def usual_step(scene: Scene) -> int | None:
    """Return the days of a step in a time-lapse; None where each panel is one step.

    Windows about an event that are longer than two weeks go by the week, or by four weeks
    where that would make more than a year of steps. Periods that the caller named stay whole.
    """
    if scene.event_day is None:
        return None
    lengths = [frame.stop_day - frame.start_day for frame in scene.frames]
    if max(lengths) <= 2 * _WEEK:
        return None
    return _WEEK if sum(lengths) <= _MOST_WEEKS * _WEEK else 4 * _WEEK


def in_steps(scene: Scene, days: int) -> Scene:
    """Return the scene with its windows cut into panels of some days each.

    Windows are cut away from the event, so that what is left over is furthest from it; without
    an event, from their first day on. A strike whose possible days reach over the edge of a
    step is shown in none of them; it is added to the rows set aside as ``DATE_PRECISION``.

    Raises
    ------
    MapError
        Code ``STEP_INVALID``: the step is not a number of days from 1 up.
    """
    if isinstance(days, bool) or not isinstance(days, int) or days < 1:
        raise MapError(
            f"step={days!r} is not a number of days from 1 up.", code="STEP_INVALID", where="step"
        )
    frames = tuple(
        Frame(f"{frame.key}{start}", frame.heading, start, stop, step if several else 0)
        for frame in scene.frames
        for parts in [_parts(frame, days, scene.event_day)]
        for several in [len(parts) > 1]
        for step, (start, stop) in enumerate(parts, start=1)
    )
    first, last = epoch_days(scene.strikes["date_start"]), epoch_days(scene.strikes["date_end"])
    panel = np.full(len(first), -1, dtype=np.int16)
    for index, frame in enumerate(frames):
        panel[(first >= frame.start_day) & (last < frame.stop_day)] = index
    rows = scene.strikes.assign(panel=panel)
    across = [
        Entry(
            file="",
            row=0,
            id=str(name),
            code="DATE_PRECISION",
            action="set aside",
            detail="the possible days reach over the edge of a step",
        )
        for name in (rows["id"] if "id" in rows else rows.index.to_series())[panel < 0]
    ]
    return replace(
        scene,
        frames=frames,
        strikes=rows.loc[panel >= 0],
        set_aside=(*scene.set_aside, *across),
        n_aside=None if scene.n_aside is None else _plus(scene.n_aside, across),
        zone_dates=(),
    )


def _parts(frame: Frame, days: int, event_day: int | None) -> list[tuple[int, int]]:
    """Return the half-open parts of a window, in the order of time."""
    first, stop = frame.start_day, frame.stop_day
    if event_day is None or first >= event_day:
        return [(day, min(day + days, stop)) for day in range(first, stop, days)]
    return [(max(day - days, first), day) for day in range(stop, first, -days)][::-1]


def _plus(counts: Mapping[str, int], more: Iterable[Entry]) -> dict[str, int]:
    return dict(Counter(counts) + Counter(entry["code"] for entry in more))
