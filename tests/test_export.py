"""Saving is whole or did not happen, and a table is never a formula."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap import export
from strikemap.errors import MapError


def save_half(target: Path) -> None:
    with export.whole_file(target) as stream:
        stream.write(b"new, but")
        raise RuntimeError("half way")


def test_a_failed_save_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "map.png"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="half way"):
        save_half(target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]


def test_a_save_replaces_the_file_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "map.png"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with export.whole_file(target) as stream:
        stream.write(b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(MapError, match="nowhere does not exist") as caught,
        export.whole_file(tmp_path / "nowhere" / "map.png"),
    ):
        pass
    assert caught.value.code == "NOT_FOUND"


@pytest.mark.parametrize("name", ["map", "map.jpg", "map.html.zip"])
def test_an_unknown_suffix_lists_the_known_ones(name: str) -> None:
    with pytest.raises(MapError, match=r"\.png, \.svg, \.pdf, \.html, \.csv") as caught:
        export.suffix_of(name)
    assert caught.value.code == "SUFFIX_UNKNOWN"


def test_the_suffix_may_be_in_capitals() -> None:
    assert export.suffix_of("MAP.PNG") == ".png"


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"))))
def test_no_text_cell_starts_like_a_formula(cells: list[str]) -> None:
    written = export.csv_bytes(pd.DataFrame({"zone": pd.Series(cells, dtype=object)}))
    rows = list(csv.reader(io.StringIO(written.decode("utf-8"), newline="")))
    assert len(rows) == len(cells) + 1
    for row, cell in zip(rows[1:], cells, strict=True):
        text = row[0] if row else ""
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert text.removeprefix("'") == cell.removeprefix("'")


def test_numbers_stay_numbers_even_when_negative() -> None:
    written = export.csv_bytes(pd.DataFrame({"zone": ["North"], "difference": [-1.5]}))
    assert written == b"zone,difference\r\nNorth,-1.5\r\n"
