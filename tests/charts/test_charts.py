"""The charts draw the numbers they are given, and nothing a report says can harm them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import strikemap as sm
from strikemap.errors import MapError
from strikemap.paint.charts.chart_sheet import number_axis, sheet

DEAL = sm.Event("De-escalation deal", "2017-05-04")


@pytest.fixture(scope="module")
def case() -> sm.Comparison:
    strikes = sm.load_dataset("syria_2017_strikes")
    return sm.compare(strikes, DEAL, by="region", where={"attacker": "Russia"})


def texts(figure) -> list[str]:
    return [text.get_text() for axis in figure.axes for text in axis.texts]


@pytest.mark.parametrize("weekly", [False, True])
def test_the_bars_hold_every_strike_of_the_covered_days(case, weekly):
    figure = sm.days_chart(case, weekly=weekly)
    totals = [sum(bar.get_height() for bar in axis.patches[2:]) for axis in figure.axes]
    names = [text.split(":")[0] for text in texts(figure)]
    assert totals == [case.daily[name].sum() for name in names]
    assert names[-1] == "all"
    assert "north-west: 34 before, 0 after" in texts(figure)


def test_a_week_covered_in_part_is_drawn_otherwise(case):
    axis = sm.days_chart(case, weekly=True).axes[-1]
    colours = [tuple(bar.get_facecolor()) for bar in axis.patches[2:]]
    assert colours[0] != colours[1]
    assert len(set(colours[1:-1])) == 1


def test_the_windows_are_bands_of_their_own_days(case):
    axis = sm.days_chart(case).axes[0]
    edges = [(band.get_x(), band.get_x() + band.get_width()) for band in axis.patches[:2]]
    assert edges == [(period.start_day, period.stop_day) for period in case.periods]
    assert axis.lines[0].get_xdata()[0] == DEAL.day


def test_every_event_has_a_line_with_its_numbers(case):
    both = pd.concat([sm.load_dataset("syria_2016_strikes"), case.source], ignore_index=True)
    events = [sm.Event("Cessation of hostilities", "2016-02-27"), DEAL]
    study = sm.event_study(both, events, by="region", where={"attacker": "Russia"})
    figure = sm.event_study_chart(study)
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == [
        f"{event.event}: {event.n_before} before, {event.n_after} after"
        for event in study.events.itertuples()
    ]
    line = figure.axes[0].lines[1]
    want = study.table.query("zone == 'all' and event == @DEAL.name")["per_day"].to_numpy()
    np.testing.assert_array_equal(line.get_ydata()[:-1], want)
    share = sm.event_study_chart(study, measure="share")
    assert "all" not in texts(share)
    with pytest.raises(MapError) as caught:
        sm.event_study_chart(study, measure="median")
    assert caught.value.code == "MEASURE_UNKNOWN"


def test_every_setting_has_its_pair_of_marks(case):
    table = sm.sensitivity(case, days=2)
    figure = sm.sensitivity_chart(table)
    for axis, (_, rows) in zip(figure.axes, table.groupby("zone", sort=False), strict=True):
        before, after = (mark.get_offsets()[:, 0] for mark in axis.collections[1:3])
        np.testing.assert_array_equal(before, rows["per_day_before"])
        np.testing.assert_array_equal(after, rows["per_day_after"])
    words = texts(figure)
    for setting in table["setting"]:
        assert setting in words


def test_every_source_has_a_panel_with_its_bars(case):
    table = sm.sources_by_zone(case)
    figure = sm.sources_chart(table)
    drawn = [axis for axis in figure.axes if axis.get_visible()]
    for axis in drawn:
        source = axis.texts[0].get_text()
        widths = np.nansum([bar.get_width() for bar in axis.patches])
        own = table.loc[table["source"] == source, ["n_before", "n_after"]]
        assert widths == own.to_numpy().sum()


def test_names_of_sources_and_zones_are_letters_and_no_formulas():
    strikes = sm.load_dataset("syria_2017_strikes").assign(
        region="$\\frac{1}{", source="$x^{\n<script>"
    )
    result = sm.compare(strikes, DEAL, by="region", where={"attacker": "Russia"})
    for figure in (
        sm.days_chart(result),
        sm.sources_chart(sm.sources_by_zone(result)),
        sm.sensitivity_chart(sm.sensitivity(result, days=0)),
    ):
        assert figure._repr_png_().startswith(b"\x89PNG")


def test_the_same_numbers_give_the_same_picture(case):
    assert sm.days_chart(case)._repr_png_() == sm.days_chart(case)._repr_png_()


def test_what_is_not_drawn_is_named():
    strikes = sm.load_dataset("syria_2017_strikes")
    many = strikes.assign(region=[f"r{i % 9}" for i in range(len(strikes))])
    result = sm.compare(many, DEAL, by="region")
    table = result.table.iloc[:-1]
    total = (table["n_before"] + table["n_after"]).sort_values()
    figure = sm.days_chart(result)
    words = " ".join(text.get_text() for text in figure.texts)
    assert f"3 further zones with {total.iloc[:3].sum()} strikes not shown" in words
    by_source = sm.sources_by_zone(result)
    left = by_source["source"].nunique() - 6
    words = " ".join(text.get_text() for text in sm.sources_chart(by_source).texts)
    assert f"{left} further sources" in words


def test_reports_are_not_called_reported_reports():
    reports = sm.load_dataset("syria_2017_reports")
    figure = sm.days_chart(sm.compare(reports, DEAL))
    assert figure.texts[0].get_text() == "Reports of strikes per day"


def test_the_calendar_of_coverage_paints_each_status_of_each_day_once(case):
    calendar = sm.coverage(case.source)
    figure = sm.coverage_chart(calendar)
    [axis] = figure.axes
    days = sum(
        box.x1 - box.x0
        for stripes in axis.collections
        for box in (path.get_extents() for path in stripes.get_paths())
    )
    lines = len(axis.get_yticks())
    assert lines == 25
    assert days == pytest.approx(lines * len(calendar))
    assert axis.get_yticklabels()[-1].get_text() == "any source"
    assert "sources not shown: 5" in figure.texts[1].get_text()


def test_a_calendar_that_was_stated_is_not_called_proposed():
    day = pd.to_datetime(["2017-05-01"])
    reports = pd.DataFrame({"source": "A", "date_start": day, "date_end": day})
    stated = sm.coverage(reports, stated={"A": ("2017-05-01", "2017-05-09")})
    assert "proposed" not in sm.coverage_chart(stated).texts[1].get_text()
    assert "proposed" in sm.coverage_chart(sm.coverage(reports)).texts[1].get_text()


@pytest.mark.parametrize(("lang", "written"), [("en", "1,500"), ("fr", "1\u202f500")])
def test_numbers_along_an_axis_have_the_separators_of_the_language(lang, written):
    figure, (axis,) = sheet(1, 1, height=2)
    axis.set_ylim(0, 1600)
    axis.set_yticks([0, 1500, 1500.5])
    number_axis(axis.yaxis, lang)
    figure.canvas.draw()
    shown = [label.get_text() for label in axis.get_yticklabels()]
    assert shown[:2] == ["0", written]
    assert shown[2].startswith(written)
    assert shown[2].endswith("5")
