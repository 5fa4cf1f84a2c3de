"""Every export carries one record of where it comes from, which is data and never run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import matplotlib
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm
from strikemap.errors import MapError
from strikemap.ledger import facts
from strikemap.provenance.embedding import embedded, found_in
from strikemap.provenance.toml import toml_text, toml_values

TABLE = "id,date,lat,lon,attacker\na,2017-05-01,35.4,36.6,Russia\nb,2017-05-06,35.5,36.7,=1+1\n"


def table(folder: Path) -> Path:
    path = folder / "secret name.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def made(folder: Path) -> sm.StrikeMap:
    reports = sm.read_reports(table(folder), tz="Asia/Damascus")
    return sm.before_after(reports, sm.Event("Deal", "2017-05-04"), windows=5)


@pytest.mark.parametrize("suffix", [".csv", ".html", ".svg", ".pdf", ".png"])
def test_a_saved_map_says_what_it_was_made_of(tmp_path: Path, suffix: str) -> None:
    m = made(tmp_path)
    m.save(tmp_path / f"map{suffix}")
    record = sm.provenance(tmp_path / f"map{suffix}").record
    reports = sm.read_reports(table(tmp_path))
    assert record["inputs"][0]["sha256"] == facts(reports)["sha256"]
    assert record["rows"] == {"table": 2, "mapped": 2, "set aside": {}, "changed": {}}
    assert record["versions"]["strikemap"] == sm.__version__
    assert record["table"]["rows"][-1][:3] == ["all", 1, 1]
    assert record["saved"]["as"] == suffix


@pytest.mark.parametrize("suffix", [".csv", ".html", ".svg"])
def test_no_path_and_no_name_of_a_file_leaves_with_a_map(tmp_path: Path, suffix: str) -> None:
    made(tmp_path).save(tmp_path / f"map{suffix}")
    for path in tmp_path.glob("map*"):
        text = path.read_text(encoding="utf-8")
        assert "secret name" not in text
        assert str(tmp_path) not in text


def test_the_call_of_a_map_is_what_its_record_holds_but_for_the_names(tmp_path: Path) -> None:
    m = made(tmp_path)
    m.save(tmp_path / "map.csv")
    call = sm.provenance(tmp_path / "map.csv").call
    assert 'file = "secret name.csv"\n' in m.to_toml()
    assert m.to_toml().replace('file = "secret name.csv"\n', "") == call


def test_a_frame_that_was_edited_is_known_by_its_content(tmp_path: Path) -> None:
    reports = sm.read_reports(table(tmp_path))
    event = sm.Event("Deal", "2017-05-04")
    assert 'frame = "edited"' not in sm.before_after(reports, event).to_toml()
    edited = reports.assign(attacker="Syria")
    edited.attrs = reports.attrs
    assert 'frame = "edited"' in sm.before_after(edited, event).to_toml()
    by_hand = sm.read_reports(pd.DataFrame(reports[["id"]].assign(date="2017-05-05", lat=1, lon=2)))
    assert 'frame = "given"' in sm.before_after(by_hand, event).to_toml()


def test_what_no_file_can_hold_is_named(tmp_path: Path) -> None:
    reports = sm.read_reports(table(tmp_path))
    m = sm.before_after(reports, sm.Event("Deal", "2017-05-04"), where=reports["id"] == "a")
    assert 'unrecorded = ["where"]' in m.to_toml()


HOSTILE = '</script><script>alert(1)</script></metadata>"\u2028\x1b[2J\u202e endstream %%EOF'


@pytest.mark.parametrize("suffix", [".html", ".svg", ".csv"])
def test_a_hostile_name_stays_text_in_the_record(tmp_path: Path, suffix: str) -> None:
    reports = sm.read_reports(table(tmp_path))
    m = sm.before_after(reports, sm.Event(HOSTILE, "2017-05-04"), title="t")
    m.save(tmp_path / f"map{suffix}")
    found = sm.provenance(tmp_path / f"map{suffix}")
    assert toml_values(found.call)["event"]["name"] == HOSTILE
    assert "<script>alert" not in (tmp_path / f"map{suffix}").read_text(encoding="utf-8")
    assert "\x1b" not in str(found)
    assert "\u202e" not in str(found)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_search_for_a_record(data: bytes) -> None:
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a\x21\xfe", b"%PDF", b"{", b"0000ftyp"):
        found_in(head + data)


@pytest.mark.parametrize("name", ["a.png", "a.json", "a.gpkg", "a.xlsx", "a.parquet", "a.csv"])
def test_a_file_without_a_record_is_refused(tmp_path: Path, name: str) -> None:
    heads = {
        "a.json": b"[" * 100_000,
        "a.gpkg": b"SQLite format 3\0",
        "a.xlsx": b"PK\x03\x04",
        "a.parquet": b"PAR1",
    }
    (tmp_path / name).write_bytes(heads.get(name, b"nothing"))
    with pytest.raises(MapError) as caught:
        sm.provenance(tmp_path / name)
    assert caught.value.code == "RECORD_MISSING"


def test_a_gif_and_an_mp4_carry_a_record() -> None:
    text = json.dumps({"strikemap record": 1, "a": "b" * 600})
    gif = b"GIF89a" + bytes(4) + b"\x00\x00\x00" + b"\x3b"
    for data, suffix in ((gif, ".gif"), (b"0000ftypisom", ".mp4")):
        assert found_in(embedded(data, suffix, text)) == text


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_written_as_toml_reads_back_the_same(values: dict[str, object]) -> None:
    assert toml_values(toml_text(values)) == values


def test_the_record_is_the_same_in_every_surrounding(tmp_path: Path) -> None:
    table(tmp_path)
    code = (
        "import sys, strikemap as sm\n"
        "m = sm.before_after(sm.read_reports(sys.argv[1]), sm.Event('Deal', '2017-05-04'),"
        " where={'attacker': ['Russia', '=1+1']})\n"
        "m.save('map.html'); m.save('map.csv')\n"
    )
    found = set()
    for i, (seed, zone, locale) in enumerate(
        [("0", "UTC", "C"), ("1", "Asia/Tokyo", "C.UTF-8"), ("7", "America/Lima", "POSIX")]
    ):
        folder = tmp_path / f"folder {i}"
        folder.mkdir()
        told = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "HOME": str(folder)}
        command = [sys.executable, "-c", code, str(table(tmp_path))]
        subprocess.run(command, cwd=folder, env={**os.environ, **told}, check=True)
        names = ("map.html", "map.csv", "map.csv-metadata.json")
        found.add(tuple((folder / name).read_bytes() for name in names))
    assert len(found) == 1


def test_references_say_terms_and_are_text_to_tex(tmp_path: Path) -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    cited = sm.cite(sm.before_after(strikes, sm.Event("Deal", "2017-05-04")))
    assert "CC BY 4.0" in cited.text
    assert r"title = {syria\_2017\_strikes}" in cited.bibtex
    own = sm.cite(made(tmp_path), accessed="2026-11-28")
    assert "Accessed 2026-11-28" in own.text
    assert own.csl[0]["accessed"] == {"date-parts": [[2026, 11, 28]]}


def test_zones_of_several_files_are_known_one_by_one(tmp_path: Path) -> None:
    import shapely

    for day in ("2017-04-01", "2017-05-01"):
        frame = gpd.GeoDataFrame({"side": ["isis"]}, geometry=[shapely.box(36, 35, 37, 36)])
        frame.set_crs(4326).to_file(tmp_path / f"{day}.geojson")
    paths = {day: tmp_path / f"{day}.geojson" for day in ("2017-04-01", "2017-05-01")}
    text = sm.zone_map(sm.read_zones(paths), "2017-05-02").to_toml()
    files = toml_values(text)["zones"]["files"]
    assert [(one["file"], one["as_of"]) for one in files] == [
        (path.name, day) for day, path in paths.items()
    ]


def test_fonts_of_the_callers_are_known_by_their_hash(tmp_path: Path) -> None:
    font = Path(matplotlib.get_data_path(), "fonts", "ttf", "STIXGeneral.ttf")
    path = tmp_path / "map.png"
    rows = pd.DataFrame({"id": ["a"], "date": ["2017-05-01"], "lat": [35.4], "lon": [36.6]})
    sm.before_after(sm.read_reports(rows), sm.Event("Deal", "2017-05-04")).save(
        path, dpi=40, fonts=[font]
    )
    saved = sm.provenance(path).record["saved"]
    assert saved["fonts_sha256"] == [sha256(font.read_bytes()).hexdigest()]
    assert saved["unrecorded"] == ["fonts"]
