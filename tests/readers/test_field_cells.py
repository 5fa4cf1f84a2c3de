"""Cells of the field: points in one cell, links side by side, tolls in words, rows said twice."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

import strikemap as sm
from strikemap.compose.marks import link
from strikemap.coordinates import order_of_pairs
from strikemap.ledger import facts
from strikemap.readers.casualties import read_toll


def table(**columns: list[object]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    days = [f"2025-01-{18 + i % 10}" for i in range(n)]
    own = {"id": [f"r{i}" for i in range(n)], "date": days, "lat": [13.5] * n, "lon": [44.1] * n}
    return pd.DataFrame({**own, **columns})


def lines(reports: pd.DataFrame, code: str) -> list[str]:
    ledger = sm.ledger(reports)
    return ledger.loc[ledger["code"] == code, "detail"].tolist()


@pytest.mark.parametrize(
    "cells",
    [
        ["13.5N 44.2E", "13°30'N, 44°12'E"],
        ["44.2E 13.5N", "44.2 E, 13.5 N"],
        ["N 13.5 E 44.2", "13.5 North, 44.2 East"],
        ["13,5° с. ш. 44,2° в. д.", "POINT (44.2 13.5)"],
    ],
)
def test_letters_settle_which_of_two_numbers_is_the_latitude(cells: list[object]) -> None:
    given = table(coords=cells).drop(columns=["lat", "lon"])
    reports = sm.read_reports(given)
    assert reports.geometry.x.tolist() == pytest.approx([44.2, 44.2])
    assert reports.geometry.y.tolist() == pytest.approx([13.5, 13.5])


def test_a_number_beyond_the_pole_settles_a_column_and_nothing_else_does() -> None:
    assert order_of_pairs(pd.Series(["144.2, 13.5", "44.1, 13.6"])) is True
    assert order_of_pairs(pd.Series(["13.5, 144.2", "13.6, 44.1"])) is False
    for open_ones in (["13.5, 44.2"], ["13.5N 44.2E", "13.6, 44.1"], ["144.2, 120.5"], ["a hill"]):
        assert order_of_pairs(pd.Series(open_ones)) is None
    bare = table(coords=["13.5, 44.2", "13.6, 44.1"]).drop(columns=["lat", "lon"])
    with pytest.raises(sm.ReportError, match="'coords' may hold whole points"):
        sm.read_reports(bare)


def test_an_archived_copy_is_a_column_of_reports() -> None:
    copies = ["https://web.archive.org/web/1/https://a.org", None]
    for name in ("archive_url", "Archived link", "wayback"):
        assert sm.read_reports(table(**{name: copies}))["archive_url"].iloc[0] == copies[0]
    named = sm.read_reports(table(copy=copies), columns={"archive_url": "copy"})
    assert named["archive_url"].iloc[0] == copies[0]


def test_of_several_addresses_in_a_cell_the_first_is_the_link_and_the_ledger_says_so() -> None:
    cells: list[object] = ["https://a.org/1 ; https://b.org/2", "https://a.org/3"]
    reports = sm.read_reports(table(link=cells))
    assert [link(url) for url in reports["source_url"]] == ["https://a.org/1", "https://a.org/3"]
    assert "1 cell holds several addresses" in lines(reports, "LINKS_IN_CELL")[0]
    inner = "https://web.archive.org/web/1/https://a.org"
    assert link(inner) == inner
    assert link("https://a.org,https://b.org") == "https://a.org"
    assert link("see https://a.org") == ""


def test_rows_that_say_the_same_under_another_id_are_told_and_kept() -> None:
    given = pd.concat([table(note=["x", "y", "z"])] * 2, ignore_index=True)
    given["id"] = list("abcdef")
    reports = sm.read_reports(given)
    assert len(reports) == 6
    assert (
        "3 rows say the same as an earlier one under another id (d, e, f)"
        in (lines(reports, "REPEATED_ROWS")[0])
    )
    given["note"] = list("uvwxyz")
    assert not lines(sm.read_reports(given), "REPEATED_ROWS")


def test_tolls_that_say_no_bounds_are_named_in_the_ledger() -> None:
    cells: list[object] = ["~6", "dozens", ">10", "6+", "at least 6", "5-7", "", None]
    reports = sm.read_reports(table(killed=cells))
    pairs = zip(reports["killed_min"], reports["killed_max"], strict=True)
    read = [tuple(None if pd.isna(end) else int(end) for end in pair) for pair in pairs]
    nothing = (None, None)
    assert read == [nothing, nothing, (11, None), (6, None), (6, None), (5, 7), nothing, nothing]
    assert "'~6' (1), 'dozens' (1)" in lines(reports, "VALUE_UNKNOWN")[0]


def test_confidences_that_no_mark_stands_for_are_named_in_the_ledger() -> None:
    reports = sm.read_reports(table(confidence=["High", "Confirmed", "low", "N/A", "", None]))
    assert "'Confirmed' (1), neither high, medium nor low" in lines(reports, "VALUE_UNKNOWN")[0]
    assert not lines(sm.read_reports(table(confidence=["LOW", "Medium"])), "VALUE_UNKNOWN")


def test_points_far_from_the_others_of_their_province_are_told_and_listed() -> None:
    lon = [44.2 + 0.01 * step for step in range(20)] + [49.07] * 12
    given = table(lon=lon, lat=[15.3] * 32, admin1=["Capital"] * 21 + ["Hadramawt"] * 11)
    reports = sm.read_reports(given)
    assert "1 point lies far" in lines(reports, "FAR_FROM_NAME")[0]
    found = sm.check(given).doubtful
    assert found is not None
    assert found.loc[found["reason"] != "pile-up", "row"].tolist() == [20]
    assert "far from the others of its admin1 1" in str(sm.check(given))
    given["admin1"] = "a large country"
    given["lon"] = [30.0 + 2 * step for step in range(32)]
    assert not lines(sm.read_reports(given), "FAR_FROM_NAME")


@pytest.mark.parametrize(
    ("text", "toll"),
    [
        *[
            (text, (6, None))
            for text in ("au moins 6", "al menos 6", "не менее 6", "ما لا يقل عن 6")
        ],
        *[(text, (11, None)) for text in ("plus de 10", "понад 10", "أكثر من 10", "mehr als 10")],
        *[(text, (None, 9)) for text in ("moins de 10", "menos de 10", "менше 10")],
        *[(text, (5, 7)) for text in ("de 5 à 7", "от 5 до 7", "من 5 إلى 7")],
    ],
)
def test_tolls_are_read_in_the_languages_of_the_field(
    text: str, toll: tuple[int | None, int | None]
) -> None:
    assert read_toll(text) == toll


def test_a_part_of_a_month_is_in_the_ledger() -> None:
    given = table(note=["x", "y"]).assign(date=["early Feb 2025", "18-20/01/2025"])
    reports = sm.read_reports(given)
    assert reports["date_precision"].tolist() == ["month", "range"]
    assert lines(reports, "DATE_PRECISION") == [
        "names a part of a month: the whole month stands for it"
    ]


def test_rows_that_look_exchanged_are_said_to_stand_only_where_they_do() -> None:
    given = table(note=list("abcdefghijkl")).assign(lon=144.1)
    given.loc[3, ["lat", "lon"]] = [144.1, 13.5]
    with pytest.warns(sm.ReportWarning, match=r"\(r3\): it is set aside\. Pass swap="):
        reports = sm.read_reports(given)
    assert facts(reports)["set_aside"] == {"LAT_RANGE": 1}
    given = table(note=list("abcdefghijkl"))
    given.loc[3, ["lat", "lon"]] = [44.1, 13.5]
    with pytest.warns(sm.ReportWarning, match=r"\(r3\): it stands as stated\."):
        assert len(sm.read_reports(given)) == 12


def test_several_columns_of_sources_are_read_together(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "id,date,lat,lon,Source,Source\na,2017-05-04,35,36,BBC,CNN\nb,2017-05-05,35,36,BBC,\n"
    )
    reports = sm.read_reports(path)
    assert reports["source"].tolist() == ["BBC; CNN", "BBC"]
    assert facts(reports)["columns"]["Source (2)"] == "source"


def test_midnights_in_utc_are_days_where_a_column_has_no_other_time(tmp_path: Path) -> None:
    days = [f"2017-05-{day:02d}" for day in range(1, 11)]
    given = table(note=days)
    given["date"] = [f"{day}T00:00:00Z" for day in days]
    reports = sm.read_reports(given)
    assert reports["date_start"].dt.strftime("%Y-%m-%d").tolist() == days
    assert "midnight in UTC" in lines(reports, "DATE_ORDER")[0]
    stamps = sm.read_reports(given.assign(date=pd.to_datetime(given["date"])))
    assert stamps["date_start"].tolist() == reports["date_start"].tolist()
    path = tmp_path / "table.csv"
    given.to_csv(path, index=False)
    scanned = sm.scan_reports(path).between("2017-05-01", "2017-05-31")
    assert scanned["date_start"].tolist() == reports["date_start"].tolist()
    for wrong in (
        given.head(3),
        given.replace({"date": {given["date"][4]: "2017-05-05T21:00:00Z"}}),
    ):
        with pytest.raises(sm.ReportError) as caught:
            sm.read_reports(wrong)
        assert caught.value.code == "TZ_MISSING"


def test_a_second_file_in_an_archive_of_kml_is_named_in_the_ledger(tmp_path: Path) -> None:
    mark = (
        "<kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><name>one</name><TimeStamp><when>"
        "2017-05-03</when></TimeStamp><Point><coordinates>36,35</coordinates></Point></Placemark>"
        "</kml>"
    )
    path = tmp_path / "two.kmz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("doc.kml", mark)
        packed.writestr("files/two.kml", mark)
    told = lines(sm.read_reports(path), "KML_OTHERS")
    assert told == ["doc.kml was read; files/two.kml was not"]
