"""A figure is made again from its inputs: to the byte, or with a word on what differs."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pandas as pd
import pytest
import shapely
from PIL import Image

import strikemap as sm
from strikemap import cli
from strikemap.errors import MapError
from strikemap.look import FIELDS
from strikemap.provenance.embedding import embedded
from strikemap.provenance.toml import toml_text, toml_values
from strikemap.reproduction import inputs

ROWS = ["a,2017-05-01,35.4,36.6,Russia", "b,2017-05-06,35.5,36.7,Syria", "c,2017-05-07,35.5,36.7,"]


def table(folder: Path, rows: list[str]) -> Path:
    path = folder / "reports.csv"
    path.write_text("\n".join(["id,date,lat,lon,attacker", *rows, ""]), encoding="utf-8")
    return path


def made(folder: Path, **options: object) -> sm.StrikeMap:
    strikes = sm.corroborate(sm.read_reports(table(folder, ROWS)), distance_km=1)
    event = sm.Event("Deal", "2017-05-04", names={"ar": "هدنة"})
    return sm.before_after(strikes, event, windows=sm.Windows(5, 6, gap=1), **options)


@pytest.mark.parametrize("suffix", [".csv", ".html", ".png"])
def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"map{suffix}"
    m = made(tmp_path, overlays=[shapely.LineString([(36, 35), (37, 36)])], lang="ar")
    m.save(path, **({"dpi": 40} if suffix == ".png" else {}))
    (tmp_path / "reports.csv").rename(tmp_path / "renamed.csv")
    again = sm.reproduce(path)
    assert again.same
    assert str(again) == "The same bytes."


@pytest.mark.filterwarnings("ignore::strikemap.errors.MapWarning")
def test_every_field_of_the_look_and_the_sum_are_made_again(tmp_path: Path) -> None:
    table(tmp_path, ROWS).write_text(
        "id,date,lat,lon,attacker,killed\na,2017-05-01,35.4,36.6,Russia,2\n"
        "b,2017-05-06,35.5,36.7,Syria,3\nc,2017-05-06,35.6,36.7,Syria,1\n",
        encoding="utf-8",
    )
    strikes = sm.read_reports(tmp_path / "reports.csv")
    looks = {"colour": "attacker", "size": None, "marks": True, "links": "none", "headline": True}
    asked = {**looks, "extent": "marks", "insets": [], "label": ["Idlib"], "country": "Syria"}
    asked |= {"viewpoint": "un", "palette": {"ISIS": "#888888"}}
    assert set(asked) == set(FIELDS)
    m = sm.before_after(strikes, sm.Event("Deal", "2017-05-04"), windows=5, sum="killed", **asked)
    m.save(tmp_path / "map.png", dpi=40)
    assert 'sum = "killed"' in m.to_toml()
    assert sm.reproduce(tmp_path / "map.png").same


def test_a_toml_file_makes_the_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    m = made(tmp_path, where={"attacker": "Russia"}, extent=(36, 35, 37, 36))
    (tmp_path / "figure.toml").write_text(m.to_toml(), encoding="utf-8")
    again = sm.run(tmp_path / "figure.toml")
    assert again.table.equals(m.table)
    assert again.spec.digest() == m.spec.digest()
    assert cli.main(["run", str(tmp_path / "figure.toml"), str(tmp_path / "map.csv")]) == 0
    assert cli.main(["provenance", str(tmp_path / "map.csv")]) == 0
    assert cli.main(["reproduce", str(tmp_path / "map.csv"), "--data", str(tmp_path)]) == 0
    assert "The same bytes." in capsys.readouterr().out


def test_another_input_is_named_and_numbers_and_pixels_are_compared(tmp_path: Path) -> None:
    made(tmp_path).save(tmp_path / "map.png", dpi=40)
    other = table(tmp_path, [*ROWS, "d,2017-05-08,35.6,36.8,Syria"])
    again = sm.reproduce(tmp_path / "map.png", {"strikes": other})
    assert not again.same
    assert "the strikes are another file" in str(again)
    assert {"zone": "all", "column": "n_after", "then": 1, "now": 2} in again.counts.to_dict(
        "records"
    )
    assert again.pixels is not None
    assert 0 < again.pixels <= 1


def test_a_changed_file_is_not_the_same(tmp_path: Path) -> None:
    made(tmp_path).save(tmp_path / "map.csv")
    with (tmp_path / "map.csv").open("ab") as stream:
        stream.write(b"all,9\r\n")
    assert "changed after it was saved" in str(sm.reproduce(tmp_path / "map.csv"))


def test_a_call_is_not_run_on_another_file_unless_told_to(tmp_path: Path) -> None:
    text = made(tmp_path).to_toml()
    (tmp_path / "figure.toml").write_text(text, encoding="utf-8")
    table(tmp_path, ROWS[:2])
    with pytest.raises(MapError) as caught:
        sm.run(tmp_path / "figure.toml")
    assert caught.value.code == "INPUT_DIFFERS"
    lines = [line for line in text.splitlines() if not line.startswith("sha256")]
    (tmp_path / "figure.toml").write_text("\n".join(lines), encoding="utf-8")
    assert sm.run(tmp_path / "figure.toml").table["n_after"].tolist() == [1]


def test_an_edited_frame_has_to_be_passed(tmp_path: Path) -> None:
    reports = sm.read_reports(table(tmp_path, ROWS))
    half = reports[reports["id"] != "c"]
    m = sm.before_after(half, sm.Event("Deal", "2017-05-04"))
    m.save(tmp_path / "map.csv")
    with pytest.raises(MapError, match="edited after they were read") as caught:
        sm.reproduce(tmp_path / "map.csv")
    assert caught.value.code == "INPUT_MISSING"
    assert sm.reproduce(tmp_path / "map.csv", {"strikes": half}).same


def test_another_frame_is_said_to_be_one(tmp_path: Path) -> None:
    half = sm.read_reports(table(tmp_path, ROWS)).iloc[:2]
    sm.before_after(half, sm.Event("Deal", "2017-05-04")).save(tmp_path / "map.csv")
    again = sm.reproduce(tmp_path / "map.csv", {"strikes": half.iloc[1:]})
    assert not again.same
    assert "the strikes are another frame" in str(again)


def saved_without_its_input(folder: Path) -> Path:
    made(folder).save(folder / "map.csv")
    (folder / "reports.csv").unlink()
    return folder / "map.csv"


@pytest.mark.parametrize("below", ["a", "a/b/c/d"])
def test_an_input_is_found_in_a_folder_of_the_folder(tmp_path: Path, below: str) -> None:
    path = saved_without_its_input(tmp_path)
    (tmp_path / below).mkdir(parents=True)
    table(tmp_path / below, ROWS).rename(tmp_path / below / "other name.csv")
    assert sm.reproduce(path).same


@pytest.mark.parametrize("below", [".hidden", "a/b/c/d/e"])
def test_hidden_and_deep_folders_are_not_looked_into(tmp_path: Path, below: str) -> None:
    path = saved_without_its_input(tmp_path)
    (tmp_path / below).mkdir(parents=True)
    table(tmp_path / below, ROWS)
    with pytest.raises(MapError) as caught:
        sm.reproduce(path)
    assert caught.value.code == "INPUT_MISSING"


def test_no_link_leads_out_of_the_folder_or_around_in_it(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    path = saved_without_its_input(inside)
    table(outside, ROWS)
    (inside / "reports.csv").symlink_to(outside / "reports.csv")
    (inside / "beside").symlink_to(outside)
    (inside / "again").symlink_to(inside)
    (inside / "kernel").symlink_to("/proc/kmsg")
    with pytest.raises(MapError) as caught:
        sm.reproduce(path)
    assert caught.value.code == "INPUT_MISSING"
    with pytest.raises(MapError) as caught:
        sm.run(made(outside).to_toml(), data=inside)
    assert caught.value.code == "INPUT_MISSING"


def test_of_many_files_no_more_are_read_than_stated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved_without_its_input(tmp_path)
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("x" * 100)
    monkeypatch.setattr(inputs, "_MOST_BYTES", path.stat().st_size + 4_000)
    with pytest.raises(MapError, match=r"is not in the folder '[^']*'\. Pass"):
        sm.reproduce(path)
    monkeypatch.setattr(inputs, "_MOST_BYTES", 150)
    with pytest.raises(MapError, match="of which not all was looked at"):
        sm.reproduce(path)


NOTES = [(36.6, 35.4, "A $5 <b>note</b> \u202e", (20, -20)), (36.7, 35.5, "Idlib إدلب")]


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_words_of_ones_own_are_in_the_record_and_drawn_again(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"map{suffix}"
    made(tmp_path).save(path, dpi=40, annotations=NOTES)
    told = sm.provenance(path).record["saved"]["annotations"]
    assert told[1] == [36.7, 35.5, "Idlib إدلب"]
    assert sm.reproduce(path).same


@pytest.mark.parametrize(
    "wrong",
    [
        7,
        "text",
        [7],
        [[36.6, 35.4]],
        [[36.6, 35.4, "x", [1, 2, 3]]],
        [[36.6, 35.4, "x", [1, 1e300]]],
        [[36.6, 35.4, "x", "ab"]],
        [["nan", 35.4, "x"]],
        [[36.6, 10**400, "x"]],
        [[36.6, 35.4, "x" * 301]],
        [[36.6, 35.4, ["x"]]],
        [[36.6, 35.4, "x"]] * 201,
        [[0, 0, "on no map"]],
    ],
)
def test_annotations_of_a_record_that_cannot_be_drawn_are_refused(
    tmp_path: Path, wrong: object
) -> None:
    m = made(tmp_path)
    told = json.loads(m._record(".png", "en", dpi=40))
    told["saved"]["annotations"] = wrong
    painted = io.BytesIO()
    Image.new("RGB", (2, 2)).save(painted, "PNG")
    path = tmp_path / "map.png"
    path.write_bytes(embedded(painted.getvalue(), ".png", json.dumps(told)))
    with pytest.raises(MapError) as caught:
        sm.reproduce(path)
    assert caught.value.code in ("ANNOTATION_INVALID", "CALL_INVALID", "EXTENT")


@pytest.mark.parametrize("suffix", [".html", ".csv", ".gpkg"])
def test_annotations_are_refused_where_nothing_is_drawn(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(MapError) as caught:
        made(tmp_path).save(tmp_path / f"map{suffix}", annotations=NOTES)
    assert caught.value.code == "ANNOTATION_INVALID"
    assert not (tmp_path / f"map{suffix}").exists()


def test_a_record_without_a_call_is_said_to_hold_none(tmp_path: Path) -> None:
    made(tmp_path).publish().save(tmp_path / "map.csv")
    with pytest.raises(MapError, match="holds none") as caught:
        sm.reproduce(tmp_path / "map.csv")
    assert caught.value.code == "CALL_INVALID"


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "1" * 5_000,
        "map = 0x" + "f" * 100_000,
        ".".join(["a"] * 100_000) + " = 1",
        "x = {" + ".".join(['"a"'] * 100_000) + " = 1}",
        "x = " + "[" * 100_000 + "]" * 100_000,
    ],
)
def test_numbers_and_names_without_end_are_no_call(text: str) -> None:
    start = time.process_time()
    with pytest.raises(MapError) as caught:
        sm.run(text + "\n")
    assert caught.value.code == "CALL_INVALID"
    assert time.process_time() - start < 2


CALL = {"map": "zone_map", "date": "2017-05-04", "zones": {"dataset": "syria_2017_control"}}


@pytest.mark.parametrize(
    "changed",
    [
        {"map": "__import__"},
        {"map": ["zone_map"]},
        {"zones": {"file": "/etc/passwd"}},
        {"zones": {"file": "../secret.geojson"}},
        {"zones": {"file": ".."}},
        {"zones": {"dataset": "../../x"}},
        {"zones": {"dataset": 3}},
        {"zones": "syria_2017_control"},
        {"zones": {"file": "a.kml", "read": {"limits": {"bytes": 10**15}}}},
        {"zones": {"file": "a.kml", "read": "x"}},
        {"lang": "/etc/passwd"},
        {"lang": "x.json"},
        {"palette": "/tmp/p.json"},
        {"overlays": [{"wkb": "zz"}]},
        {"overlays": [1]},
        {"event": {"name": 1}},
        {"event": "x"},
        {"windows": [["2017-01-01", "2017-01-02"]] * 1000},
        {"difference": {"km": 0.00001}},
        {"difference": {"by": "zone", "eval": "1"}},
        {"extent": [1, 2]},
        {"eval": "print(1)"},
        {"date": "x" * 1000},
        {"title": 7, "country": 9},
    ],
)
def test_a_hostile_call_is_refused_with_a_word(tmp_path: Path, changed: dict[str, object]) -> None:
    (tmp_path / "secret.geojson").write_text("{}")
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "figure.toml"
    path.write_text(toml_text({**CALL, **changed}), encoding="utf-8")
    with pytest.raises(sm.StrikemapError):
        sm.run(path)


@pytest.mark.parametrize(
    "text", ["a = [" * 5000, "\n= 1", "a = 1\n" * 2, "x = 1\n" + "#" * 5_000_000]
)
def test_a_text_that_is_no_call_is_refused(text: str) -> None:
    with pytest.raises(MapError):
        toml_values(text)


def test_period_maps_and_changes_are_made_again(tmp_path: Path) -> None:
    reports = sm.read_reports(table(tmp_path, ROWS))
    spans = {"one": ("2017-05-01", "2017-05-05"), "two": ("2017-05-05", "2017-05-09")}
    m = sm.period_maps(reports, spans)
    again = sm.run(m.to_toml(), data=tmp_path)
    assert [panel.heading for panel in again.spec.panels] == ["one", "two"]
    change = made(tmp_path).difference(by="hexagon", km=10)
    assert sm.run(change.to_toml(), data=tmp_path).spec.digest() == change.spec.digest()


def test_a_plain_table_given_as_a_frame_can_be_passed_again() -> None:
    frame = pd.DataFrame({"id": ["a"], "date": ["2017-05-05"], "lat": [35.0], "lon": [36.0]})
    reports = sm.read_reports(frame)
    m = sm.before_after(reports, sm.Event("Deal", "2017-05-04"))
    assert sm.run(m.to_toml(), data={"strikes": reports}).table.equals(m.table)
