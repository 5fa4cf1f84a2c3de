"""What is no sound layer of zones is named whole, at once."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

import strikemap as sm

BOW = [(0, 0), (1, 1), (1, 0), (0, 1)]


def bows(n: int) -> gpd.GeoDataFrame:
    shapes = [shapely.Polygon([(x + 2 * k, y) for x, y in BOW]) for k in range(n)]
    return gpd.GeoDataFrame({"side": "a"}, index=range(n), geometry=shapes, crs=4326)


def test_every_unsound_polygon_is_named_in_one_error() -> None:
    with pytest.raises(sm.ZoneError, match=r"Zone 1 .* so are zone 2 .*, zone 3 ") as caught:
        sm.read_zones(bows(3))
    assert caught.value.code == "INVALID_GEOMETRY"
    with pytest.raises(sm.ZoneError, match=r"zone 6 \(.*\) and 3 more\. Correct it"):
        sm.read_zones(bows(9))
    with pytest.raises(sm.ZoneError, match=r"no sound polygon: [^;]*\. Correct it"):
        sm.read_zones(bows(1))


def test_the_changes_between_two_days_are_no_map_of_zones() -> None:
    zones = sm.load_dataset("syria_2017_control")
    days = [sm.zones_on(zones, day) for day in ("2017-04-30", "2017-05-20")]
    with pytest.raises(sm.ZoneError) as caught:
        sm.zone_map(sm.zones_between(*days), "2017-05-20")
    assert caught.value.code == "COLUMNS_MISSING"
