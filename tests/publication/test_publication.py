"""A published map betrays nobody: what may not be shown is in no export of it."""

from __future__ import annotations

import base64
import datetime as dt
import re
import zipfile
import zlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.errors import MapError
from strikemap.publication.policy import rounded

EVENT = sm.Event("Deal", "2017-05-04")


def table(**columns: object) -> pd.DataFrame:
    rows = {
        "id": ["CANARY-1", "CANARY-2", "CANARY-3", "CANARY-4"],
        "date": ["2017-05-01", "2017-05-06", "2017-05-08", "2011-01-01"],
        "lat": [35.4123456, 35.5123456, 35.6123456, 35.7],
        "lon": [36.6123456, 36.7123456, 36.8123456, 36.9],
        "attacker": ["Russia"] * 4,
        "target_type": ["market", "School CANARY"[:6], "market", "CANARY"],
        "place": ["CANARY place"] * 4,
        "source": ["CANARY source"] * 4,
        "source_url": ["https://canary.example/CANARY"] * 4,
        "witness": ["CANARY witness"] * 4,
    }
    return pd.DataFrame({**rows, **columns})


def made(folder: Path) -> sm.StrikeMap:
    path = folder / "CANARY.csv"
    table().to_csv(path, index=False)
    days = pd.to_datetime(["2017-04-20", "2011-01-01"])
    zones = gpd.GeoDataFrame(
        {"zone": ["north", "CANARY zone"], "owner": ["isis", "isis"], "as_of": days},
        geometry=[shapely.box(36, 35, 37, 36)] * 2,
        crs=4326,
    )
    zones["as_of"] = zones["as_of"].dt.strftime("%Y-%m-%d")
    zones.to_file(folder / "CANARY zones.geojson")
    reports = sm.read_reports(path)
    return sm.before_after(
        reports, EVENT, windows=6, zones=sm.read_zones(folder / "CANARY zones.geojson")
    )


def insides(path: Path) -> bytes:
    """Return all that a file holds, packed parts unpacked."""
    data = path.read_bytes()
    found = [data]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    for text in re.findall(rb'"(?:columns|texts)":"([A-Za-z0-9+/=]{40,})"', data):
        found.append(zlib.decompress(base64.b64decode(text), -15))
    return b"\n".join(found)


ALL = [".png", ".svg", ".pdf", ".html", ".csv", ".gif"]
DATA = [".gpkg", ".geojson", ".kml", ".kmz", ".xlsx", ".parquet"]


@pytest.mark.parametrize("suffix", [*ALL, *DATA])
def test_no_canary_leaves_with_a_published_map(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    m = made(tmp_path).publish()
    options = {"dpi": 40} if suffix in (".png", ".gif") else {}
    (m.animate if suffix == ".gif" else m.save)(out / f"map{suffix}", **options)
    for path in out.iterdir():
        inside = insides(path)
        assert b"canary" not in inside.lower()
        assert b"123456" not in inside
        assert re.search(rb'"sha256"', inside) is None
    assert "call" not in sm.provenance(out / f"map{suffix}").record


def test_the_same_map_unpublished_holds_the_canaries_that_its_popups_show(tmp_path: Path) -> None:
    made(tmp_path).save(tmp_path / "map.html")
    assert b"CANARY source" in insides(tmp_path / "map.html")


def test_places_are_no_finer_than_stated_and_those_of_schools_coarser(tmp_path: Path) -> None:
    marks = made(tmp_path).publish().spec.marks
    assert marks.lon.tolist() == [36.61, 36.7, 36.81]
    assert marks.lat.tolist() == [35.41, 35.5, 35.61]
    assert marks.radius_km[1] == 10


def test_what_is_chosen_is_shown(tmp_path: Path) -> None:
    policy = sm.Policy(columns=["place"], sources=True, links=True, provenance="full")
    m = made(tmp_path).publish(policy)
    m.save(tmp_path / "map.html")
    inside = insides(tmp_path / "map.html")
    assert b"CANARY place" in inside
    assert b"CANARY source" in inside
    assert b"CANARY witness" not in inside
    assert "sha256" in sm.provenance(tmp_path / "map.html").call


def test_rows_after_the_last_day_stay_in_n_and_are_in_no_group(tmp_path: Path) -> None:
    m = made(tmp_path).publish(sm.Policy(not_after="2017-05-07"))
    assert len(m.spec.marks) == 2
    assert m.table["n_after"].tolist() == [1, 1]
    assert any("1 not drawn" in note.text for note in m.spec.notes)
    m.save(tmp_path / "map.csv")
    assert sm.provenance(tmp_path / "map.csv").record["rows"] == {"drawn": 2, "not drawn": 1}


def test_periods_are_counted_again_without_what_is_not_drawn(tmp_path: Path) -> None:
    made(tmp_path)
    reports = sm.read_reports(tmp_path / "CANARY.csv")
    m = sm.period_maps(reports, [("2017-05-01", "2017-05-05"), ("2017-05-05", "2017-05-09")])
    assert m.publish(sm.Policy(not_after="2017-05-07")).table["n_2"].tolist() == [1]


def test_a_war_that_goes_on_asks_for_the_last_day_shown() -> None:
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=3)
    dates = [str(day - dt.timedelta(days=n)) for n in (3, 0, 1, 2)]
    reports = sm.read_reports(table(date=dates))
    m = sm.before_after(reports, sm.Event("Deal", str(day - dt.timedelta(days=2))), windows=3)
    with pytest.raises(MapError) as caught:
        m.publish()
    assert caught.value.code == "DELAY_MISSING"
    assert len(m.publish(sm.Policy(not_after=day - dt.timedelta(days=2))).spec.marks) == 2


def test_terms_that_forbid_rows_leave_pictures_and_counts(tmp_path: Path) -> None:
    m = made(tmp_path).publish(sm.Policy(terms="acled"))
    for suffix in [".html", *DATA]:
        with pytest.raises(MapError) as caught:
            m.save(tmp_path / f"map{suffix}")
        assert caught.value.code == "TERMS_FORBID"
    with pytest.raises(MapError):
        m.explore()
    m.save(tmp_path / "map.csv")


@pytest.mark.parametrize("wrong", [{"km": -1}, {"terms": "x"}, {"not_after": "soon"}])
def test_a_policy_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(MapError) as caught:
        sm.Policy(**wrong)
    assert caught.value.code == "POLICY_INVALID"


def test_what_a_stranger_can_learn_is_listed(tmp_path: Path) -> None:
    m = made(tmp_path)
    m.save(tmp_path / "open.html")
    m.publish().save(tmp_path / "shown.html")
    open_, shown = (
        sm.publish_check(tmp_path / f"{name}.html").set_index("what") for name in ("open", "shown")
    )
    assert {"hash of an input", "the call", "links"} <= set(open_.index)
    assert not {"hash of an input", "the call", "links"} & set(shown.index)
    assert shown.loc["rows with a place and days", "how_many"] == 3
    (tmp_path / "other.html").write_text('<script type="application/json" id="strikemap-data">[[')
    assert len(sm.publish_check(tmp_path / "other.html")) == 1


def test_a_grid_is_never_finer_than_asked() -> None:
    km = np.array([0.3, 1.0, 3.0, 10.0, 60.0, 300.0])
    lon = np.linspace(30, 40, 2000)
    for one in km:
        found = np.unique(rounded(lon, np.full(len(lon), one)))
        assert np.diff(found).min() * 111 >= one * 0.99
