"""On a cluster the same functions count the partitions; a worker that dies changes nothing."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import strikemap as sm
from strikemap.comparison.assembly import Asked
from strikemap.comparison.part_counts import merged, part_of
from strikemap.errors import ReportError
from strikemap.periods import Windows

dd = pytest.importorskip("dask.dataframe", reason="needs the extra cluster")
distributed = pytest.importorskip("distributed", reason="needs the extra cluster")

EVENT = sm.Event("De-escalation deal", "2017-05-04")
pytestmark = pytest.mark.filterwarnings("ignore")


def reports(n: int = 4000) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    day = pd.Timestamp("2017-03-01") + pd.to_timedelta(rng.integers(0, 120, n), unit="D")
    ids = [f"s{i}" for i in range(n)]
    ids[-1] = "s7"
    return pd.DataFrame(
        {
            "id": ids,
            "date": day.strftime("%d/%m/%Y"),
            "lat": np.where(rng.random(n) < 0.02, np.nan, rng.normal(34.9, 0.4, n).round(4)),
            "lon": rng.normal(39.5, 0.4, n).round(4),
            "attacker": rng.choice(["Russia", "Syrian government"], n),
        }
    )


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_two_processes_count_what_memory_counts(client: Any, tmp_path: Path) -> None:
    table, where = reports(), {"attacker": "Russia"}
    scan = sm.scan_reports(dd.from_pandas(table, npartitions=7))
    whole = sm.read_reports(table)
    zones = sm.load_dataset("syria_2017_control")
    one = sm.compare(whole, EVENT, where=where, zones=zones)
    other = sm.compare(scan, EVENT, where=where, zones=zones)
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    assert scan.set_aside == whole.attrs["strikemap"]["set_aside"]
    assert one.strikes["id"].tolist() == other.strikes["id"].tolist()
    for number, strikes in enumerate((whole, scan)):
        sm.before_after(strikes, EVENT, where=where).save(tmp_path / f"{number}.png", dpi=60)
    pictures = [(tmp_path / f"{number}.png").read_bytes() for number in (0, 1)]
    assert pictures[0][:5000] == pictures[1][:5000]


def test_a_worker_that_is_killed_changes_nothing(client: Any, tmp_path: Path) -> None:
    scan = sm.scan_reports(dd.from_pandas(reports(), npartitions=7))
    asked, periods = Asked(event=EVENT), Windows(19).periods(EVENT)
    killed = tmp_path / "killed"

    def deadly(part: Any) -> Any:
        if part.start and not killed.exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return part_of(part, asked, periods, 10_000)

    found = scan.reduce(deadly, lambda one, other: merged(one, other, 10_000))
    assert killed.exists()
    usual = sm.compare(sm.read_reports(reports()), EVENT)
    assert dict(found.aside) == usual.set_aside
    assert found.n == usual.n_read


def test_an_error_of_a_worker_arrives_as_it_was(client: Any) -> None:
    table = reports().assign(date="05/04/2017")
    with pytest.raises(ReportError, match="dayfirst=") as caught:
        sm.scan_reports(dd.from_pandas(table, npartitions=3))
    assert caught.value.code == "DATE_ORDER_AMBIGUOUS"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.code, again.where) == (
        str(caught.value),
        caught.value.code,
        caught.value.where,
    )


def test_a_frame_of_dask_geopandas_is_counted_by_its_points(client: Any) -> None:
    dask_geopandas = pytest.importorskip("dask_geopandas", reason="needs dask-geopandas")
    table = reports(600).dropna()
    points = gpd.points_from_xy(table["lon"], table["lat"])
    frame = gpd.GeoDataFrame(table.drop(columns=["lat", "lon"]), geometry=points, crs=4326)
    one = sm.compare(sm.read_reports(frame), EVENT, where={"attacker": "Russia"})
    scan = sm.scan_reports(dask_geopandas.from_geopandas(frame, npartitions=3))
    other = sm.compare(scan, EVENT, where={"attacker": "Russia"})
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    assert one.strikes.geometry.geom_equals(other.strikes.geometry, align=False).all()
