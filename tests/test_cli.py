"""The command line makes the demo, maps a file, and says what is wrong with one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from strikemap import cli

REPORTS = """id,date,lat,lon,place,attacker,source
A1,2017-05-01,35.6,36.6,One,Russia,Paper
A2,2017-05-02,35.7,36.7,Two,Russia,Paper
A3,2017-05-05,35.3,40.1,Three,Russia,Paper
"""


def test_the_demo_makes_its_files_and_prints_the_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["demo", "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "Before, 15 April – 3 May 2017: 40 strikes attributed to Russia" in printed
    assert "After, 4–22 May 2017: 18 strikes attributed to Russia" in printed
    for name in ("before_after.png", "before_after.html", "before_after.csv"):
        assert (tmp_path / "out" / name).stat().st_size > 500
    with (tmp_path / "out" / "before_after.csv").open(newline="", encoding="utf-8") as stream:
        rows = {(r["counted_by"], r["zone"]): r for r in csv.DictReader(stream)}
    assert rows["zone", "all"]["n_after"] == "18"
    assert rows["region", "north-west"]["n_before"] == "34"
    assert rows["region", "north-west"]["n_after"] == "0"


def test_a_file_is_mapped_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "reports.csv").write_text(REPORTS, encoding="utf-8")
    target = tmp_path / "map.html"
    status = cli.main(
        ["map", str(tmp_path / "reports.csv"), "2017-05-04", str(target), "--attacker", "Russia"]
    )
    assert status == 0
    assert target.exists()
    assert "2 reports attributed to Russia" in capsys.readouterr().out


def test_marks_are_coloured_by_a_column(tmp_path: Path) -> None:
    (tmp_path / "reports.csv").write_text(REPORTS, encoding="utf-8")
    command = ["map", str(tmp_path / "reports.csv"), "2017-05-04", str(tmp_path / "map.html")]
    assert cli.main([*command, "--colour", "place"]) == 0
    assert "Colour of a mark: place" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert cli.main([*command, "--colour", "nothing"]) == 2


def test_a_missing_file_is_one_line_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(tmp_path / "none.csv")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("strikemap: ")
    assert error.count("\n") == 1
    assert "NOT_FOUND" in error


def test_the_data_sets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["datasets"]) == 0
    assert "syria_2017_strikes" in capsys.readouterr().out


def test_a_file_is_checked_with_the_option_that_its_error_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = REPORTS.replace("2017-05-0", "0").replace("01,", "01/05/2017,")
    text = text.replace("02,", "02/05/2017,").replace("05,", "05/05/2017,")
    (tmp_path / "reports.csv").write_text(text, encoding="utf-8")
    assert cli.main(["check", str(tmp_path / "reports.csv")]) == 2
    assert "dayfirst" in capsys.readouterr().err
    assert cli.main(["check", str(tmp_path / "reports.csv"), "--dayfirst"]) == 0
    assert "3 rows read = 3 kept + 0 set aside" in capsys.readouterr().out
