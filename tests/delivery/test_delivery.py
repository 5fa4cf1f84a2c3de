import json

import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm


@pytest.fixture(scope="module")
def drawn():
    days = pd.to_datetime(["2017-05-02", "2017-05-05", "2017-05-06"])
    strikes = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c"],
            "date_start": days,
            "date_end": days,
            "place": ["=cmd()", "Idlib", "Idlib province"],
            "location_precision": ["exact", "town", "governorate"],
            "attacker": "Russia",
            "source": "SMART",
            "source_url": "https://example.org/a",
        },
        geometry=gpd.points_from_xy([36.12345, 36.12345, 36.12345], [35.5, 35.6, 35.7]),
        crs="EPSG:4326",
    )
    return sm.before_after(strikes, sm.Event("Deal", "2017-05-04"), windows=5, links="none")


def test_datawrapper_gets_markers_and_a_table_with_its_notes(drawn, tmp_path):
    markers, table = (pd.read_csv(path) for path in sm.write_datawrapper(drawn, tmp_path))
    assert markers["title"].tolist() == ["'=cmd()", "Idlib", "Idlib province"]
    assert markers["longitude"].tolist() == [36.123, 36.12, 36.1]
    assert markers["group"].tolist() == ["Before", "After", "After"]
    assert markers["tooltip"].iloc[0] == "2 May 2017; Russia; SMART"
    assert table.iloc[:, 0].str.startswith("Reports: SMART").any()


def test_arcgis_gets_short_names_with_aliases_and_days_as_text(drawn, tmp_path):
    path = sm.write_storymap(drawn, tmp_path / "strikes.geojson")
    layer = json.loads(path.read_text(encoding="utf-8"))
    properties = layer["features"][0]["properties"]
    assert max(map(len, properties)) <= 10
    assert set(properties) == set(layer["fieldAliases"])
    assert layer["fieldAliases"]["source"] == "Sources"
    assert (properties["date_from"], properties["day_from"]) == ("2 May 2017", 20170502)
    assert "url" not in properties
    assert gpd.read_file(path)["date_from"].tolist()[0] == "2 May 2017"


def test_a_slide_has_the_words_as_text_and_the_picture_in_words(drawn, tmp_path):
    pptx = pytest.importorskip("pptx")
    path = tmp_path / "map.pptx"
    drawn.save(path)
    slide = pptx.Presentation(str(path)).slides[0]
    said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert drawn.spec.title in said
    assert drawn.spec.panels[0].counts[0] in said
    pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert pictures[0]._element.nvPicPr.cNvPr.get("descr") == drawn.spec.alt
    drawn.save(tmp_path / "again.pptx")
    assert (tmp_path / "again.pptx").read_bytes() == path.read_bytes()
    assert sm.provenance(path).record["saved"]["as"] == ".pptx"
