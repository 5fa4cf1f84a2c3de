"""What is not known: days that nobody covered, which the page hatches, and rows without a place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm
from strikemap.paint.page import page

pytestmark = pytest.mark.browser


def test_a_filtered_page_has_the_rates_of_a_table_of_what_it_shows(
    show: Callable[..., Any],
) -> None:
    days = ["2017-04-29", "2017-04-30", "2017-05-02", "2017-05-05", "2017-05-05", "2017-05-09"]
    day = pd.to_datetime(days)
    rows = gpd.GeoDataFrame(
        {"date_start": day, "date_end": day, "confidence": ["high", "low", *["high"] * 4]},
        geometry=gpd.points_from_xy([36.2, 36.4, 36.6, 37.0, 37.2, 37.4], [35.5] * 6),
        crs="EPSG:4326",
    )
    asked = {"windows": 10, "covered": ("2017-04-30", "2017-05-08")}
    m = sm.before_after(rows, "2017-05-04", **asked)
    opened = show(page.html(m.spec))
    assert opened.count(".strip .uncovered") == 2
    assert "not known to be covered" in opened.texts(".strip .uncovered title")[0]
    opened.page.evaluate("location.hash = 'no-confidence=low'")
    opened.page.wait_for_function("document.querySelector('.numbers td').textContent === '2'")
    high = sm.compare(rows[rows["confidence"] == "high"], "2017-05-04", **asked).table.iloc[0]
    shown = opened.texts(".numbers tbody td")
    rates = [f"{high[name]:.2f}" for name in ("per_day_before", "per_day_after", "rate_ratio")]
    assert shown[:2] == [str(high["n_before"]), str(high["n_after"])] == ["2", "3"]
    assert shown[2:5] == rates == ["0.25", "0.40", "1.60"]


@pytest.mark.parametrize("country", ["Sudan", "nowhere"])
def test_rows_without_a_place_show_their_country_or_no_map(
    country: str, show: Callable[..., Any], tmp_path: Path
) -> None:
    lines = [f"2024-01-{day:02},,,{country}" for day in range(1, 11)]
    table = tmp_path / "table.csv"
    table.write_text("\n".join(["date,latitude,longitude,country", *lines]), encoding="utf-8")
    with pytest.warns(sm.MapWarning, match="10 COORD_MISSING"):
        m = sm.before_after(sm.read_reports(table, keep_unlocated=True), "2024-01-06", windows=5)
    opened = show(page.html(m.spec, layout="swipe"))
    assert opened.errors == []
    if country == "Sudan":
        assert 20 < m.spec.extent.west < m.spec.extent.east < 40
        assert opened.count(".map") == 2
    else:
        assert opened.texts(".frame") == [m.spec.words["nowhere"]] * 2
        assert opened.count(".map") == opened.count(".tools") == 0
    assert "5 more without a place" in opened.texts(".counts")[0]
