"""A small scene of four strikes, two a panel, that tests of several rooms compose."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.compose import Frame, Scene

MAY_4 = 17290


def strikes(**columns: list[object]) -> gpd.GeoDataFrame:
    rows = {
        "id": ["A", "B", "C", "D"],
        "date_start": pd.to_datetime(["2017-05-01", "2017-05-03", "2017-05-04", "2017-05-09"]),
        "date_end": pd.to_datetime(["2017-05-02", "2017-05-03", "2017-05-04", "2017-05-09"]),
        "place": ["One", None, "Three", "Four"],
        "attacker": ["Russia", "Russia", "Russia", "Syria or Russia"],
        "attribution": ["alleged", "claimed by attacker", "alleged", "alleged"],
        "confidence": ["high", "low", "low", "low"],
        "claim": [False, True, False, False],
        "location_precision": ["town", "governorate", "exact", "town"],
        "radius_km": [np.nan, np.nan, 0.1, 12.0],
        "killed_min": [1.0, np.nan, 2.0, np.nan],
        "killed_max": [3.0, np.nan, 2.0, np.nan],
        "source": ["Paper; Wire", "Wire", "Wire", None],
        "source_url": ["https://example.org/a?b=c", "javascript:alert(1)", None, "ftp://x.org"],
        "panel": [0, 0, 1, 1],
        "alternative": [False, False, False, True],
        "zone": ["North", "North", "South", "nowhere"],
        **columns,
    }
    points = gpd.points_from_xy([36.6, 36.7, 40.1, 36.9], [35.6, 35.7, 35.3, 35.8])
    return gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")


def scene(rows: gpd.GeoDataFrame | None = None) -> Scene:
    return Scene(
        frames=(
            Frame("before", "before", MAY_4 - 5, MAY_4),
            Frame("after", "after", MAY_4, MAY_4 + 10),
        ),
        strikes=strikes() if rows is None else rows,
        zones=None,
        unit="strike",
        group_column="zone",
        table=pd.DataFrame({"zone": ["North", "South", "all"], "n_before": [2, 0, 2]}),
        where={"attacker": "Russia"},
        n_read=5,
        set_aside=(
            {
                "file": "",
                "row": 5,
                "id": "E",
                "code": "DATE_STRADDLES_EVENT",
                "action": "set aside",
                "detail": "",
            },
        ),
        event_name="Deal",
        event_day=MAY_4,
    )
