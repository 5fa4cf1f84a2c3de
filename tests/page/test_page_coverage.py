"""Days that nobody covered: the page counts rates as the table does, and hatches its strip."""

from __future__ import annotations

from collections.abc import Callable
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
