"""A table carried through six weeks: late, revised, withdrawn and doubled reports, two coders."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import strikemap as sm

WEEKS = 6
SOURCES = ("SMART", "Step", "SOHR")


def all_reports() -> gpd.GeoDataFrame:
    """Return the reports of 60 strikes with the week in which each comes in."""
    draw = np.random.default_rng(21)
    rows = []
    for strike in range(60):
        day = int(draw.integers(0, 7 * WEEKS))
        lon, lat = 36 + strike % 10 * 0.3, 35 + strike // 10 * 0.3
        told = draw.permutation(3)[: draw.integers(1, 4)]
        for source in sorted(told.tolist()):
            late = int(draw.choice([0, 0, 0, 1, 2]))
            rows.append(
                {
                    "id": f"{SOURCES[source]}-{strike:02d}",
                    "date_start": pd.Timestamp("2017-04-01") + pd.Timedelta(days=day),
                    "source": SOURCES[source],
                    "killed_max": float(draw.integers(0, 9)),
                    "week": min(day // 7 + late, WEEKS - 1),
                    "x": lon + draw.normal() * 0.003,
                    "y": lat + draw.normal() * 0.003,
                }
            )
    frame = pd.DataFrame(rows)
    points = gpd.points_from_xy(frame.pop("x"), frame.pop("y"))
    frame["date_end"] = frame["date_start"]
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


class Table:
    """The table of a source that edits as it goes, and what it did in each week."""

    def __init__(self) -> None:
        self.reports = all_reports()
        self.withdrawn: set[str] = set()
        self.told: set[tuple[str, str]] = set()

    def week(self, number: int) -> gpd.GeoDataFrame:
        reports, was = self.reports, self.reports["week"] < number
        known = reports.index[was & ~reports["id"].isin(self.withdrawn)]
        came = reports.loc[reports["week"] == number, "id"]
        self.told = {(one, "added") for one in came}
        self.reports = reports.copy()
        if number == 1:
            self._revise(known[:3])
        if number == 2:
            self.withdrawn |= set(reports.loc[known[4:7], "id"])
            self.told |= {(one, "withdrawn") for one in self.withdrawn}
        if number == 3:
            self._rename(known)
        if number == 4:
            self._move(known[8])
        shown = self.reports[(self.reports["week"] <= number)]
        shown = shown[~shown["id"].isin(self.withdrawn)].drop(columns="week")
        if number == 5:
            self.told |= {(one, "delivered twice") for one in shown["id"].iloc[[2, 9]]}
            shown = pd.concat([shown, shown.iloc[[2, 9]]])
        return shown.sample(frac=1, random_state=number)

    def _revise(self, rows: pd.Index) -> None:
        self.reports.loc[rows, "killed_max"] += 10
        self.told |= {(one, "revised") for one in self.reports.loc[rows, "id"]}

    def _rename(self, known: pd.Index) -> None:
        step = self.reports["source"] == "Step"
        self.reports.loc[step, "source"] = "Step News"
        self.told |= {(one, "revised") for one in self.reports.loc[known, "id"] if "Step-" in one}
        self.told.add(("source", "source renamed"))

    def _move(self, row: int) -> None:
        point = self.reports.loc[row, "geometry"]
        self.reports.loc[row, "geometry"] = gpd.points_from_xy([point.x + 0.001], [point.y])[0]
        self.told.add((self.reports.loc[row, "id"], "moved"))


def adjudicated(strikes: gpd.GeoDataFrame) -> sm.Adjudication:
    """Let two people answer the same questions apart, and a third settle where they differ."""
    pairs = sm.review(strikes, n=40).query("field == ''").head(4).copy()
    one = pairs.assign(action=["merge", "split", "merge", "split"], who="AB")
    two = pairs.assign(action=["merge", "split", "split", "split"], who="CD")
    third = pairs.iloc[[2]].assign(action="merge", who="chief", why="one crater")
    return sm.adjudicate({"AB": one, "CD": two}, resolved=third)


@pytest.fixture(scope="module")
def carried() -> list[tuple[gpd.GeoDataFrame, set[tuple[str, str]]]]:
    """Return the strikes of every week with what the source did in it."""
    table = Table()
    strikes = sm.corroborate(table.week(0))
    weeks = [(strikes, set())]
    for number in range(1, WEEKS):
        options = {"decisions": adjudicated(strikes).decisions} if number == 3 else {}
        strikes = sm.update(strikes, table.week(number), **options)
        weeks.append((strikes, table.told))
    return weeks


def test_every_change_is_told_and_no_other(carried):
    for strikes, told in carried[1:]:
        found = sm.changes(strikes)
        found = found[found["subject"] != "strike"]
        assert set(zip(found["id"], found["change"], strict=True)) == told


def test_no_id_is_lost(carried):
    last = carried[-1][0]
    superseded = last.attrs["strikemap"]["lineage"]["superseded"]
    for strikes, _ in carried:
        for name in strikes["id"]:
            assert name in set(last["id"]) or name in superseded
    assert all(set(into) <= set(last["id"]) for into in superseded.values())


def test_an_id_that_stays_means_the_same_strike(carried):
    for (before, _), (after, _) in pairwise(carried):
        was = dict(zip(before["id"], before["report_ids"], strict=True))
        for name, now in zip(after["id"], after["report_ids"], strict=True):
            assert name not in was or set(was[name]) & set(now)


def test_every_strike_that_came_or_changed_is_in_the_list_of_strikes(carried):
    for (before, _), (after, _) in pairwise(carried):
        was, now = (dict(zip(s["id"], s["report_ids"], strict=True)) for s in (before, after))
        found = sm.strike_changes(after)
        changed = {name for name in {*was, *now} if was.get(name) != now.get(name)}
        assert set(found["id"]) == changed


def test_what_two_people_decided_holds_to_the_end(carried):
    decided = carried[-1][0].attrs["strikemap"]["corroboration"]["decisions"]
    assert {one["action"] for one in decided} == {"merge", "split"}
    for strikes, _ in carried[3:]:
        group = {
            one: name
            for name, ids in zip(strikes["id"], strikes["report_ids"], strict=True)
            for one in ids
        }
        for line in decided:
            names = [group[one] for one in line["report_ids"].split("; ") if one in group]
            if len(names) == 2:
                assert (names[0] == names[1]) == (line["action"] == "merge")


def test_a_map_of_the_last_week_tells_all_six(carried):
    drawn = sm.before_after(carried[-1][0], sm.Event("Deal", "2017-04-22"), windows=15)
    said = " ".join(note.text for note in drawn.spec.notes if note.kind == "version")
    assert said.startswith("Version 6, data to ")
    for word in ("revised", "withdrawn", "moved", "delivered twice"):
        assert word in said
