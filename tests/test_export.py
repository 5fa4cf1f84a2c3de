"""Saving is whole or did not happen, and a table is never a formula."""

from __future__ import annotations

import csv
import io
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap import export
from strikemap.errors import MapError
from strikemap.spreadsheet_formulas import is_formula
from strikemap.whole_file import draft_name, scratch_folder, whole_file


def save_half(target: Path) -> None:
    with whole_file(target) as stream:
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
    with whole_file(target) as stream:
        stream.write(b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(MapError, match="nowhere does not exist") as caught,
        whole_file(tmp_path / "nowhere" / "map.png"),
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
        assert text.startswith("'") or not is_formula(text)
        assert text.removeprefix("'") == cell.removeprefix("'")


def test_numbers_stay_numbers_even_when_negative() -> None:
    written = export.csv_bytes(pd.DataFrame({"zone": ["North"], "difference": [-1.5]}))
    assert written == b"zone,difference\r\nNorth,-1.5\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "\n=1",
        " =1",
        "\xa0=1",
        "\u200b=1",
        "\ufeff+1",
        "\uff1d1",
        "\ufe63x",
        "\t1",
        "\u2066@a",
    ],
)
def test_a_formula_is_one_after_whatever_a_spreadsheet_drops(text: str) -> None:
    assert export.csv_bytes(pd.DataFrame({"zone": [text]})).decode("utf-8").split("'")[1:]


def test_a_link_stays_one_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    there, link = tmp_path / "there.png", tmp_path / "link.png"
    there.write_bytes(b"old")
    link.symlink_to(there)
    with whole_file(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert there.read_bytes() == b"new"


def test_a_pipe_a_folder_and_a_circle_of_links_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "circle.png").symlink_to(tmp_path / "circle.png")
    for name in ("pipe.png", "folder.png", "circle.png", "nul\0.png"):
        with pytest.raises(MapError) as caught, whole_file(tmp_path / name):
            pass
        assert caught.value.code == "NOT_A_FILE"


def test_the_longest_name_works_and_a_longer_one_is_refused(tmp_path: Path) -> None:
    with whole_file(tmp_path / ("n" * 251 + ".png")) as stream:
        stream.write(b"whole")
    with (
        pytest.raises(MapError, match="no name of a file") as caught,
        whole_file(tmp_path / ("n" * 252 + ".png")),
    ):
        pass
    assert caught.value.code == "NOT_A_FILE"
    assert len(list(tmp_path.iterdir())) == 1


def test_only_drafts_of_processes_that_are_gone_are_swept(tmp_path: Path) -> None:
    run = [sys.executable, "-c", "from strikemap.whole_file import *; print(draft_name())"]
    gone = subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()
    mine, elsewhere = draft_name(), gone.replace(gone.split("-")[1], "00000000")
    for name in (gone, mine, elsewhere, ".strikemap-notes"):
        (tmp_path / name).write_bytes(b"half")
    with whole_file(tmp_path / "map.png") as stream:
        stream.write(b"whole")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {mine, elsewhere, ".strikemap-notes", "map.png"}


def test_a_process_killed_while_saving_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    target = tmp_path / "map.png"
    target.write_bytes(b"old")
    code = (
        "import sys\nfrom strikemap.whole_file import whole_file\nprint('here', flush=True)\n"
        "while True:\n    with whole_file(sys.argv[1]) as s: s.write(b'n' * 3_000_000)\n"
    )
    for _ in range(5):
        run = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert target.read_bytes() in (b"old", b"n" * 3_000_000)
    with whole_file(target) as stream:
        stream.write(b"last")
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]


def test_a_scratch_folder_is_gone_after_use() -> None:
    with scratch_folder() as folder:
        (folder / "film.mp4").write_bytes(b"half")
    assert not folder.exists()
