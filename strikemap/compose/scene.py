"""The scene: what a map is about, as counted frames, before anything is decided for the eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import pandas as pd

from strikemap.ledger import Entry
from strikemap.spec import Overlay


@dataclass(frozen=True, eq=False)
class Frame:
    """One panel to be: ``heading`` is a phrase key or a text; the days are half-open."""

    key: str
    heading: str
    start_day: int
    stop_day: int


@dataclass(frozen=True, eq=False)
class Scene:
    """Counted frames in, a :class:`~strikemap.spec.MapSpec` out.

    ``strikes`` holds the mapped rows with ``panel`` (index of their frame), ``alternative``
    (bool) and, where zones were given, ``zone``. ``group_column`` names the column that the
    table's rows come from. ``where`` is the selection that the caller stated. ``cells``, as
    :func:`strikemap.compare.changes.changes` returns them, make it a map of the change.
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
    event_name: str = ""
    event_day: int | None = None
    zone_dates: tuple[int, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    cells: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, eq=False)
class Choices:
    """What the caller asked of the look; everything has a considered default."""

    title: str | Mapping[str, str] | None = None
    lang: Literal["en", "ar"] = "en"
    palette: str | None = None
    country: str | None = None
    extent: Literal["auto", "country", "marks"] | Sequence[float] = "auto"
    insets: Literal["auto"] | Sequence[Sequence[float]] = "auto"
    size: str | None = None
