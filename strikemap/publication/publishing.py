"""A map that may be shown: the same numbers from what may be drawn, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison import Comparison
from strikemap.comparison.changes import changes
from strikemap.compose.marks import radius_km
from strikemap.compose.scene import Scene
from strikemap.errors import MapError
from strikemap.ledger import ATTRS_KEY, Entry, facts
from strikemap.provenance.call import Call
from strikemap.publication.policy import Policy, names_a_file, positions, radii, withheld
from strikemap.schema import ZONE_COLUMNS, date_of
from strikemap.zones.snapshots import held_within

#: Facts that a published frame keeps: terms, and never a file.
_KEPT = ("dataset", "title", "licence", "licence_ar", "citation", "accessed", "version", "caveats")


def published_scene(scene: Scene, policy: Policy, further: Sequence[str] = ()) -> Scene:
    """Return a scene with the columns, places and zones that may be shown."""
    strikes = _strikes(scene, policy, further)
    numbers = {str(name): f"r{i + 1}" for i, name in enumerate(_named_reports(strikes))}
    if "report_ids" in strikes:
        named = [tuple(numbers[str(name)] for name in ids) for ids in strikes["report_ids"]]
        strikes["report_ids"] = named
    kept = tuple(_nameless(entry) for entry in scene.set_aside)
    return replace(
        scene,
        strikes=strikes,
        zones=None if scene.zones is None else _zones(scene, policy),
        set_aside=kept,
        provenance={"strikemap": scene.provenance.get("strikemap", "")},
        around=None if scene.around is None else strikes.geometry,
        reports=_reports(scene, policy, numbers),
        unselected=None,
        recut={},
    )


def _named_reports(strikes: gpd.GeoDataFrame) -> Iterable[str]:
    """Return the ids of reports that strikes name, in order, each once."""
    named = strikes.get("report_ids", ())
    return dict.fromkeys(str(name) for ids in named for name in ids)


def _strikes(scene: Scene, policy: Policy, further: Sequence[str]) -> gpd.GeoDataFrame:
    rows = scene.strikes
    km = radii(rows, radius_km(rows).astype(float), policy)
    lon, lat = positions(rows, km)
    allowed = {*policy.allowed(), *further, scene.group_column}
    if policy.sources and scene.reports is not None:
        allowed.add("report_ids")
    shown = [name for name in rows.columns if name in allowed and name != "id"]
    columns = {name: rows[name].array for name in shown}
    columns["radius_km"] = np.maximum(radius_km(rows).astype(float), np.where(km >= 2, km, 0))
    made = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=rows.crs)
    made = made.iloc[_order(made)].reset_index(drop=True)
    made.insert(0, "id", np.array([f"{i + 1}" for i in range(len(made))], dtype=object))
    known = facts(rows)
    made.attrs = {ATTRS_KEY: {name: known[name] for name in _KEPT if name in known}}
    return made


def _order(made: gpd.GeoDataFrame) -> npt.NDArray[np.intp]:
    """Return an order that rests on what is shown: that of the table tells of what is not."""
    keys = {"first": made["date_start"], "last": made["date_end"]}
    keys |= {"lon": made.geometry.x, "lat": made.geometry.y}
    others = made.columns.difference(["report_ids", made.geometry.name])
    keys |= {f"_{name}": made[name].astype(str) for name in others}
    return pd.DataFrame(keys).sort_values(list(keys), kind="stable").index.to_numpy()


def _nameless(entry: Entry) -> Entry:
    return Entry(file="", row=0, id="", code=entry["code"], action=entry["action"], detail="")


def _zones(scene: Scene, policy: Policy) -> gpd.GeoDataFrame:
    """Return the zones of the days shown, without the names of files."""
    assert scene.zones is not None
    last, stop = policy.last_day(), max(frame.stop_day for frame in scene.frames)
    if last is not None:
        stop = min(stop, (last - pd.Timestamp(0)).days + 1)
    start = min(frame.start_day for frame in scene.frames)
    zones = held_within(scene.zones, start, max(stop, start + 1))
    made = zones[[name for name in (*ZONE_COLUMNS, "basis") if name in zones.columns]].copy()
    known = facts(zones)
    files = {str(known.get("file", ""))} | {
        str(one.get("file", "")) for one in dict(known.get("made", {})).get("files", [])
    }
    told = made["source"].astype(str)
    made["source"] = told.mask([names_a_file(text, files) for text in told], "")
    made.attrs = {ATTRS_KEY: {name: known[name] for name in _KEPT if name in known}}
    return made


def _reports(scene: Scene, policy: Policy, numbers: Mapping[str, str]) -> pd.DataFrame | None:
    """Return the reports that strikes name, numbered anew, by source and day."""
    if scene.reports is None or not policy.sources:
        return None
    names = ["id", "source", "source_date", *(["source_url"] if policy.links else [])]
    given = scene.reports[scene.reports["id"].astype(str).isin(list(numbers))]
    made = pd.DataFrame(given[[name for name in names if name in given.columns]])
    made = made.assign(id=[numbers[str(name)] for name in made["id"]])
    return made.iloc[np.argsort([int(name[1:]) for name in made["id"]], kind="stable")]


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


def public_call(call: Call | None, policy: Policy) -> Call | None:
    """Return the call of a published map, whose inputs are their terms and no rows."""
    if call is None or policy.provenance == "full":
        return call
    return replace(call, frames={role: _terms(call.frames[role]) for role in call.roles})


def _terms(frame: pd.DataFrame) -> pd.DataFrame:
    known = facts(frame)
    empty = pd.DataFrame(columns=frame.columns)
    empty.attrs = {ATTRS_KEY: {name: known[name] for name in (*_KEPT, "source") if name in known}}
    return empty


def coarse_cells(comparison: Comparison, policy: Policy, asked: Mapping[str, Any]) -> Any:
    """Return the changes in areas, counted at the places that may be shown."""
    rows = comparison.source
    points = positions(rows, radii(rows, radius_km(rows).astype(float), policy))
    coarse = rows.set_geometry(gpd.points_from_xy(*points, crs=rows.crs))
    coarse.attrs = rows.attrs
    return changes(replace(comparison, source=coarse), **asked)


def without_late(call: Call, policy: Policy) -> dict[str, Any] | None:
    """Return the rows that may be drawn, and the selection among them; None for all of them."""
    strikes = call.frames["strikes"]
    late = withheld(strikes, policy)
    return {"strikes": strikes[~late]} if late.any() else None


def require_day(scene: Scene, policy: Policy) -> None:
    """Raise where a map whose rows cannot be taken out is of later days than may be shown.

    Such are maps of zones alone, and of scans, whose rows are not in memory.

    Raises
    ------
    MapError
        Code ``POLICY_INVALID``.
    """
    last, day = policy.last_day(), date_of(max(frame.stop_day for frame in scene.frames) - 1)
    if last is not None and pd.Timestamp(day) > last:
        raise MapError(
            f"This map reaches to {day}, after the last day that may be shown ({last:%Y-%m-%d}). "
            "Make it of days up to that one.",
            code="POLICY_INVALID",
            where="not_after",
        )
