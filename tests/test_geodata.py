"""The embedded files against what they were made from, and against other sources."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import pytest
import shapely

from strikemap.datasets import load_dataset
from strikemap.ground import basemap
from strikemap.resources import resource

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
LOCAL = "EPSG:32637"

needs_facts = pytest.mark.skipif(
    not (SHARED / "facts").is_dir(), reason="the folder of facts is not beside the checkout"
)
needs_data = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the third-party files are not beside the checkout"
)


def script(name: str) -> ModuleType:
    path = ROOT / "geodata" / "build" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"geodata_build_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def local(shape: shapely.Geometry) -> shapely.Geometry:
    return gpd.GeoSeries([shape], crs=4326).to_crs(LOCAL).iloc[0]


@needs_facts
def test_the_facts_give_the_embedded_tables_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = script("facts")
    monkeypatch.setattr(facts, "GEODATA", tmp_path)
    facts.main(SHARED / "facts")
    made = sorted(tmp_path.glob("*.csv"))
    assert len(made) == 7
    for path in made:
        assert path.read_bytes() == resource("geodata", path.name).read_bytes(), path.name


@needs_data
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("Euphrates", ["Firat", "Euphrates", "Al Furat"]), ("Tigris", ["Dicle", "Tigris"])],
)
def test_the_rivers_of_syria_lie_where_natural_earth_has_them(ours: str, theirs: list[str]) -> None:
    rivers = gpd.read_file(SHARED / "data/natural-earth/rivers_10m_mena_ukraine.geojson")
    rows = load_dataset("syria_basemap")
    around = basemap.country("Syria").buffer(0.1)
    line = local(rows.loc[rows["name"] == ours].geometry.union_all().intersection(around))
    reference = local(rivers[rivers["name"].isin(theirs)].geometry.union_all())
    assert line.intersection(reference.buffer(3000)).length > 0.95 * line.length


@needs_data
def test_syria_agrees_with_the_un_boundary_but_for_a_narrow_edge() -> None:
    un = gpd.read_file(SHARED / "data/ocha-syria-admin/syr_admin0.shp").geometry.union_all()
    ours, theirs = local(basemap.country("Syria")), local(un)
    assert shapely.intersection(ours, theirs).area / shapely.union(ours, theirs).area > 0.98


@needs_data
def test_governorates_agree_with_the_un_ones() -> None:
    un = gpd.read_file(SHARED / "data/ocha-syria-admin/syr_admin1.shp").to_crs(LOCAL)
    rows = load_dataset("syria_basemap").to_crs(LOCAL)
    ours = rows[rows["layer"] == "governorate"].set_index("name").geometry
    for name, area in ours.items():
        if name in ("Damascus", "Quneitra"):
            continue
        best = max(shapely.intersection(area, other).area for other in un.geometry)
        assert best / area.area > 0.8, name


def test_geodata_stays_small() -> None:
    total = sum(path.stat().st_size for path in (ROOT / "geodata").glob("*.*"))
    assert total < 5.5e6


def test_every_embedded_file_is_in_the_catalogue_or_documented() -> None:
    text = (ROOT / "geodata" / "SOURCES.md").read_text(encoding="utf-8")
    for path in (ROOT / "geodata").glob("*.*"):
        if path.name not in ("__init__.py", "SOURCES.md", "catalogue.json"):
            assert f"`{path.name}`" in text, path.name


@pytest.mark.parametrize(
    ("candidates", "latin", "wanted"),
    [
        (["د مشق", "دمشق"], "Dimashq", "دمشق"),
        (["رقه", "الرقة", "ڕەققە"], "Ar Raqqah", "الرقة"),
        (["حويقة", "دير الزور"], "Dayr az Zawr", "دير الزور"),
        (["فطسة الثيب"], "Al Karāmah", ""),
        (["qamshlo", "قامشلۆ"], "Al Qāmishlī", ""),
    ],
)
def test_an_arabic_name_is_taken_only_if_it_sounds_like_the_latin_one(
    candidates: list[str], latin: str, wanted: str
) -> None:
    assert script("arabic_names").arabic_name(candidates, [latin], 0.6) == wanted
