"""Strikes that are counted, and seen on other ground or not at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from strikemap.arrays import Bools
from strikemap.compose.framing import gone
from strikemap.compose.scene import Choices, Scene
from strikemap.ledger import Entry, facts, file_rows
from strikemap.placement.shown import on_other_ground


def on_ground_of_another_day(scene: Scene) -> Bools:
    """Return which strikes stand on ground of another side than that of their own day.

    A panel draws the zones of its last day; a strike is counted by those of its own.
    """
    panel, rows = scene.strikes["panel"].to_numpy(), scene.strikes
    found = np.zeros(len(rows), dtype=bool)
    here = np.flatnonzero(panel >= 0)
    if scene.zones is None or not scene.shows_marks or "zone_side" not in rows or not len(here):
        return found
    days = scene.zone_dates or tuple(frame.stop_day - 1 for frame in scene.frames)
    shown = np.array(days, dtype=np.int64)[panel[here]]
    told = rows[["zone_side", "date_start", rows.active_geometry_name]]
    found[here] = on_other_ground(told.iloc[here], scene.zones, shown)
    return found


def lines(scene: Scene, choices: Choices) -> list[Entry]:
    """Return a ledger line for each strike that is counted, and lies outside the map."""
    if not scene.unit or not scene.shows_marks or not len(scene.strikes):
        return []
    away = gone(scene, choices) & (scene.strikes["panel"].to_numpy() >= 0)
    return [_line(scene, int(at)) for at in np.flatnonzero(away)]


def _line(scene: Scene, at: int) -> Entry:
    rows = scene.strikes
    name = rows["id"].iloc[at] if "id" in rows else ""
    return Entry(
        file=str(facts(rows).get("file", "")),
        row=int(file_rows(rows)[at]),
        id="" if pd.isna(name) else str(name),
        code="OUTSIDE_MAP",
        action="changed",
        detail="counted, and lies outside the map",
    )
