"""What leaves rests on what is shown alone: tables that differ in all else give the same bytes.

A canary is found where it is looked for. Here two tables differ in everything that a published
map holds back (names, links, ids, exact places, late rows, rows outside the windows, the order of
the rows, the names of files), and every export of both is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm

EVENT = sm.Event("Deal", "2017-05-04")
POLICY = sm.Policy(not_after="2017-05-07")
DAYS = ["2017-05-01", "2017-05-02", "2017-05-03", "2017-05-05", "2017-05-06", "2017-05-07"]
LATE = ["2017-05-08", "2017-05-09", "2017-05-09"]
OUTSIDE = ["2011-01-01", "2017-03-01"]


def zones() -> gpd.GeoDataFrame:
    squares = [shapely.box(36, 35.55, 37, 36), shapely.box(36, 35, 37, 35.55)]
    table = {"zone": ["north", "south"], "owner": ["isis", "gov"]}
    return sm.read_zones(gpd.GeoDataFrame(table, geometry=squares, crs=4326), as_of="2017-05-01")


def one() -> pd.DataFrame:
    """Return a table of strikes in the windows, then late ones, then those outside."""
    days = [*DAYS, *LATE, *OUTSIDE]
    n = np.arange(len(days))
    return pd.DataFrame(
        {
            "id": [f"a{i}" for i in n],
            "date": days,
            "lat": 35.301 + 0.1 * n,
            "lon": 36.201 + 0.06 * n,
            "attacker": "Russia",
            "target_type": np.where(n % 3, "market", "School"),
            "killed": [str(i) for i in n],
            "place": [f"place {i}" for i in n],
            "source": [f"source {i % 2}" for i in n],
            "source_url": [f"https://one.example/{i}" for i in n],
            "witness": [f"witness {i}" for i in n],
        }
    )


def other() -> pd.DataFrame:
    """Return a table that differs from `one` in all that is held back."""
    table = one()
    for name in ("id", "place", "source", "source_url", "witness"):
        table[name] = [f"https://two.example/{name}/{i * 7 % 11}" for i in range(len(table))]
    table["lat"] += 0.0031
    table["lon"] -= 0.0023
    held = slice(len(DAYS), None)
    table.loc[held, "lat"] = 35.9 - 0.05 * np.arange(len(table) - len(DAYS))
    table.loc[held, ["target_type", "killed"]] = ["mill", "99"]
    table.loc[table["date"].isin(LATE), "date"] = ["2017-05-09", "2017-05-08", "2017-05-08"]
    table.loc[table["date"].isin(OUTSIDE), "date"] = ["2012-12-12", "2016-01-01"]
    return table.iloc[::-1].reset_index(drop=True)


def read(table: pd.DataFrame, path: Path) -> gpd.GeoDataFrame:
    table.to_csv(path, index=False)
    return sm.read_reports(path)


def about_zones(reports: gpd.GeoDataFrame) -> sm.StrikeMap:
    look = sm.Look(headline=True)
    return sm.before_after(reports, EVENT, windows=6, zones=zones(), sum="killed", look=look)


def of_periods(reports: gpd.GeoDataFrame) -> sm.StrikeMap:
    periods = [("2017-05-01", "2017-05-05"), ("2017-05-05", "2017-05-10")]
    return sm.period_maps(reports, periods, zones=zones())


MAPS: dict[str, Callable[[gpd.GeoDataFrame], sm.StrikeMap]] = {
    "zones": about_zones,
    "periods": of_periods,
    "change of zones": lambda reports: about_zones(reports).difference(),
    "change of hexagons": lambda reports: sm.before_after(reports, EVENT, windows=6).difference(
        by="hexagon"
    ),
    "strikes put together": lambda reports: sm.before_after(
        sm.corroborate(reports, distance_km=0), EVENT, windows=6
    ),
}


def exports(m: sm.StrikeMap, folder: Path, *, drawn: bool) -> Iterator[Path]:
    """Save a map as everything that it can be, drawings by choice, and list the files."""
    folder.mkdir()
    for suffix in (".csv", ".gpkg", ".geojson", ".kml", ".xlsx", ".parquet", ".html"):
        m.save(folder / f"map{suffix}")
    if drawn:
        m.save(folder / "map.svg")
        m.save(folder / "lapse.html", layout="timelapse", step=3)
        m.animate(folder / "film.gif", step=3, dpi=20)
    words = [repr(m), m.to_toml(), str(sm.cite(m)), m.spec.alt, m.table.to_csv()]
    words += map(str, m.ledger_entries)
    (folder / "words").write_text("\n".join(words), encoding="utf-8")
    yield from sorted(folder.iterdir())


@pytest.mark.parametrize("kind", MAPS)
def test_tables_that_differ_in_what_is_held_back_are_published_to_the_same_bytes(
    tmp_path: Path, kind: str
) -> None:
    shown = []
    for name, table in (("one", one()), ("other", other())):
        m = MAPS[kind](read(table, tmp_path / f"{name}.csv")).publish(POLICY)
        files = exports(m, tmp_path / name, drawn=kind == "zones")
        shown.append({path.name: path.read_bytes() for path in files})
    assert len(shown[0]) >= 8
    assert [name for name in shown[0] if shown[0][name] != shown[1][name]] == []
