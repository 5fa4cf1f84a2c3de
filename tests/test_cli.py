"""The command line makes the demo, maps a file, and says what is wrong with one."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
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


def test_rows_whose_axes_are_exchanged_are_named_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *rows = REPORTS.strip().splitlines()
    lat, lon = header.split(",").index("lat"), header.split(",").index("lon")
    first = rows[0].split(",")
    first[lat], first[lon] = first[lon], first[lat]
    path = tmp_path / "reports.csv"
    path.write_text("\n".join([header, ",".join(first), *rows[1:]]) + "\n", encoding="utf-8")
    assert cli.main(["check", str(path), "--swap", first[header.split(",").index("id")]]) == 0
    assert "35.25 to 35.75 N" in capsys.readouterr().out


ZONES = """{"type": "FeatureCollection", "features": [{"type": "Feature",
 "properties": {"holder": "RF", "date": "2017-05-01"}, "geometry": {"type": "Polygon",
 "coordinates": [[[36, 35], [41, 35], [41, 36], [36, 36], [36, 35]]]}}]}"""


@pytest.fixture
def reports(tmp_path: Path) -> str:
    """Return a file of reports whose columns have names of their own."""
    text = REPORTS.replace("id,date,lat,lon", "id,When it was,lat,lon")
    (tmp_path / "reports.csv").write_text(text, encoding="utf-8")
    (tmp_path / "zones.geojson").write_text(ZONES, encoding="utf-8")
    return str(tmp_path / "reports.csv")


def test_columns_and_sides_are_named_and_the_call_makes_the_map_again(
    reports: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zones = ["--zones", str(tmp_path / "zones.geojson"), "--sides", "RF=Russia", "--side", "holder"]
    command = [reports, "2017-05-04", "--columns", "date=When it was", *zones, "--days", "3,2"]
    look = ["--look", "extent=country", "--lang", "fr"]
    saved = [str(tmp_path / "map.html"), "--toml", str(tmp_path / "map.toml"), "--cite"]
    assert cli.main(["map", *command[:2], saved[0], *command[2:], *look, *saved[1:]]) == 0
    assert "strikemap" in capsys.readouterr().out
    assert 'lang = "fr"' in (tmp_path / "map.toml").read_text(encoding="utf-8")
    assert cli.main(["run", str(tmp_path / "map.toml"), str(tmp_path / "again.csv")]) == 0


def test_a_comparison_is_printed_in_words_numbers_or_as_json(
    reports: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["compare", reports, "2017-05-04", "--columns", "date=When it was", "--days", "5"]
    assert cli.main(command) == 0
    assert "rate_ratio" in capsys.readouterr().out
    assert cli.main([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [found["table"][-1][name] for name in ("n_before", "n_after")] == [2, 1]


def test_zones_are_made_from_a_file_of_towns(tmp_path: Path) -> None:
    towns = tmp_path / "towns.csv"
    towns.write_text(
        "town;lat;lon;held by;date\nRaqqa;35,95;39,01;ISIS;01.05.2017\n"
        "Idlib;35,93;36,63;Opposition;01.05.2017\n",
        encoding="utf-8",
    )
    saved = tmp_path / "zones.png"
    command = ["zones", str(towns), "2017-05-02", str(saved), "--country", "Syria", "--dayfirst"]
    assert cli.main(command) == 0
    assert saved.stat().st_size > 10_000


def test_zones_are_mapped_alone(reports: str, tmp_path: Path) -> None:
    files = [str(tmp_path / "zones.geojson"), "2017-05-02", str(tmp_path / "zones.png")]
    assert cli.main(["zones", *files, "--side", "holder", "--look", "country=Syria"]) == 0


def test_reports_are_put_together_and_written(
    reports: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / "strikes.gpkg")
    assert cli.main(["corroborate", reports, target, "--columns", "date=When it was"]) == 0
    assert "3 reports make 3 strikes" in capsys.readouterr().out


def test_a_published_map_says_what_a_stranger_finds(
    reports: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = [str(tmp_path / "map.html"), "--columns", "date=When it was", "--km", "5"]
    assert cli.main(["publish", reports, "2017-05-04", *target, "--days", "5"]) == 0
    said = capsys.readouterr().out
    assert "a stranger finds" in said
    assert "Paper" not in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_a_difference_found_is_status_one(tmp_path: Path, reports: str) -> None:
    command = ["map", reports, "2017-05-04", str(tmp_path / "map.csv"), "--days", "5"]
    assert cli.main([*command, "--columns", "date=When it was"]) == 0
    assert cli.main(["reproduce", str(tmp_path / "map.csv"), "--data", str(tmp_path)]) == 0
    table = tmp_path / "map.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",2,", ",9,"), encoding="utf-8")
    assert cli.main(["reproduce", str(table), "--data", str(tmp_path)]) == 1


@pytest.mark.parametrize("argument", ["--columns=nothing", "--days=1,2,3", "--area=x"])
def test_an_option_of_another_form_is_a_question_of_usage(
    argument: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["map", "a.csv", "2017-05-04", "map.png", argument])
    assert ended.value.code == 2
    assert argument.split("=")[0] in capsys.readouterr().err


def test_every_command_has_help_and_the_version_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for asked in ["--version", *([name, "--help"] for name in cli._COMMANDS)]:
        with pytest.raises(SystemExit) as ended:
            cli.main([asked] if isinstance(asked, str) else asked)
        assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("strikemap 0.")


def test_a_shell_is_told_how_a_command_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("argcomplete")
    line = "strikemap pro"
    told = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    more = {"_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "said"), "_ARGCOMPLETE_IFS": " "}
    command = [sys.executable, "-m", "strikemap.cli"]
    subprocess.run(command, env={**os.environ, **told, **more}, check=False)
    assert (tmp_path / "said").read_text(encoding="utf-8").strip() == "provenance"


def test_no_text_of_a_file_steers_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sign = "\x1b[2J\x9b\u202e\u2066"
    path = tmp_path / f"a{sign}.csv"
    path.write_text(f"id,dat{sign},lat,lon\na,2017-05-01,{sign},1\n", encoding="utf-8")
    page = tmp_path / "map.json"
    page.write_text(json.dumps({"strikemap record": 1, "call": sign, "inputs": [{sign: sign}]}))
    cli.main(["check", str(path)])
    cli.main(["provenance", str(page)])
    cli.main(["provenance", str(page), "--json"])
    told = capsys.readouterr()
    assert all(one.isprintable() or one in "\n\t" for one in told.out + told.err)
    assert json.loads(told.out[told.out.rindex('{\n  "file') :])["record"]["call"] == sign


def test_what_a_terminal_cannot_show_is_printed_as_codes(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(REPORTS.replace("One", "إدلب"), encoding="utf-8")
    command = [sys.executable, "-m", "strikemap.cli", "check", "rows.csv", "--json"]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert run.returncode == 0
