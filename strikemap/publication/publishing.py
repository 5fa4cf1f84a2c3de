"""A map that may be shown: the same numbers from what may be drawn, and nothing else."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.comparison import Comparison, compare
from strikemap.comparison.succession import count_periods
from strikemap.compose.marks import radius_km
from strikemap.compose.scene import Scene
from strikemap.ledger import ATTRS_KEY, Entry, facts
from strikemap.periods import Period
from strikemap.provenance.call import Call
from strikemap.publication.policy import Policy, names_a_file, radii, rounded, withheld
from strikemap.schema import ZONE_COLUMNS

#: Facts that a published frame keeps: terms, and never a file.
_KEPT = ("dataset", "title", "licence", "licence_ar", "citation", "accessed", "version", "caveats")
#: Options of the counting that a call may hold.
_COUNTING = ("max_days", "day_share", "level", "mid_p")


def published_scene(scene: Scene, policy: Policy, further: Sequence[str] = ()) -> Scene:
    """Return a scene with the columns, places and zones that may be shown."""
    strikes = _strikes(scene, policy, further)
    kept = tuple(_nameless(entry) for entry in scene.set_aside)
    return replace(
        scene,
        strikes=strikes,
        zones=None if scene.zones is None else _zones(scene.zones),
        set_aside=kept,
        provenance={"strikemap": scene.provenance.get("strikemap", "")},
        around=None if scene.around is None else strikes.geometry,
        reports=_reports(scene, policy),
        unselected=None,
    )


def _strikes(scene: Scene, policy: Policy, further: Sequence[str]) -> gpd.GeoDataFrame:
    rows = scene.strikes
    km = radii(rows, radius_km(rows).astype(float), policy)
    lon, lat = (rounded(v.to_numpy(dtype=float), km) for v in (rows.geometry.x, rows.geometry.y))
    allowed = {*policy.allowed(), *further, scene.group_column}
    if policy.sources and scene.reports is not None:
        allowed.add("report_ids")
    columns = {name: rows[name].array for name in rows.columns if name in allowed}
    columns["id"] = np.array([f"{i + 1}" for i in range(len(rows))], dtype=object)
    columns["radius_km"] = np.maximum(radius_km(rows).astype(float), np.where(km >= 2, km, 0))
    made = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=rows.crs)
    known = facts(rows)
    made.attrs = {ATTRS_KEY: {name: known[name] for name in _KEPT if name in known}}
    return made


def _nameless(entry: Entry) -> Entry:
    return Entry(file="", row=0, id="", code=entry["code"], action=entry["action"], detail="")


def _zones(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    names = [name for name in (*ZONE_COLUMNS, "basis") if name in zones.columns]
    made = zones[names].copy()
    known = facts(zones)
    files = {str(known.get("file", ""))} | {
        str(one.get("file", "")) for one in dict(known.get("made", {})).get("files", [])
    }
    told = made["source"].astype(str)
    made["source"] = told.mask([names_a_file(text, files) for text in told], "")
    made.attrs = {ATTRS_KEY: {name: known[name] for name in _KEPT if name in known}}
    return made


def _reports(scene: Scene, policy: Policy) -> pd.DataFrame | None:
    if scene.reports is None or not policy.sources:
        return None
    names = ["id", "source", "source_date", *(["source_url"] if policy.links else [])]
    return pd.DataFrame(scene.reports[[n for n in names if n in scene.reports.columns]])


def public_record(record: dict[str, Any], policy: Policy, not_drawn: int) -> dict[str, Any]:
    """Return a record without hashes, call and rows that are not shown."""
    if policy.provenance == "full":
        return {**record, "published": {**policy.told(), "not drawn": not_drawn}}
    terms = ("role", "dataset", "title", "release", "accessed", "licence", "citation")
    return {
        "strikemap record": record["strikemap record"],
        "versions": record["versions"],
        "inputs": [{k: one[k] for k in terms if k in one} for one in record["inputs"]],
        "rows": {"drawn": record["rows"]["mapped"], "not drawn": not_drawn},
        "table": record["table"],
        "published": {**policy.told(), "not drawn": not_drawn},
    }


def today() -> dt.date:
    """Return the day on which a map is published."""
    return dt.datetime.now(dt.UTC).date()


def recounted(
    call: Call, comparison: Comparison | None, scene: Scene, policy: Policy
) -> tuple[Scene, int]:
    """Return the scene without the rows that may not be drawn, and how many those are.

    The numbers are those of the rows drawn, so that no group's number less its marks tells
    where or when a row is that is not drawn.
    """
    gone = withheld(scene.strikes, policy)
    k = int(gone.sum())
    if not k:
        return scene, 0
    source = call.frames["strikes"]
    kept = source[~withheld(source, policy)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = _table(call, comparison, scene, kept)
    return replace(scene, strikes=scene.strikes[~gone], table=table), k


def _table(
    call: Call, comparison: Comparison | None, scene: Scene, kept: gpd.GeoDataFrame
) -> pd.DataFrame:
    by = scene.group_column if scene.group_column != "all" else None
    given: Any = comparison.selection if comparison is not None else dict(scene.where)
    where = given[given.index.isin(kept.index)] if isinstance(given, pd.Series) else given or None
    shared: dict[str, Any] = {"zones": call.frames.get("zones"), "where": where}
    shared |= {"by": None if by == "zone" else by}
    shared |= {"alternatives": bool(call.values.get("alternatives"))}
    if comparison is None:
        periods = [Period(frame.start_day, frame.stop_day) for frame in scene.frames]
        return count_periods(kept, periods, **shared).table
    options = {key: call.values[key] for key in _COUNTING if key in call.values}
    again = compare(kept, comparison.event, windows=comparison.windows, **shared, **options)
    return again.shown(again.table)
