"""A time-lapse shows each period over the zones of its own date, and loses no strike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import strikemap as sm
from strikemap.compose import compose
from strikemap.compose.film import film
from strikemap.compose.scene import in_steps, usual_step
from strikemap.paint.print.formats import format_of
from strikemap.paint.print.panel import plan
from strikemap.strike_map import StrikeMap


@pytest.fixture(scope="module")
def deal() -> StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("Deal", "2017-05-04"),
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
    )


def test_stills_share_out_the_marks_of_the_map(deal: StrikeMap) -> None:
    before, after = film(deal._scene, deal.spec)
    assert [len(before.marks), len(after.marks)] == [40, 18]
    assert sorted([*before.marks.id, *after.marks.id]) == sorted(deal.spec.marks.id)
    counts = [entry.counts for group in after.legend for entry in group.entries if entry.counts]
    assert sum(n for (n,) in counts) == 18
    assert len(after.popups.title) == 18


def test_a_gif_has_a_picture_for_each_step_and_none_reaches_over_the_event(
    deal: StrikeMap, tmp_path: Path
) -> None:
    deal.animate(tmp_path / "deal.gif", step=10, seconds=0.5, dpi=40)
    with Image.open(tmp_path / "deal.gif") as film:
        assert film.n_frames == 4
        assert film.info["duration"] == 500


def test_a_film_keeps_the_colour_of_its_marks(deal: StrikeMap, tmp_path: Path) -> None:
    deal.animate(tmp_path / "deal.gif", step=19, dpi=60)
    accent = tuple(int(deal.spec.theme.accent[i : i + 2], 16) for i in (1, 3, 5))
    with Image.open(tmp_path / "deal.gif") as film:
        for index in range(film.n_frames):
            film.seek(index)
            pixels = np.asarray(film.convert("RGB")).astype(int)
            assert (np.abs(pixels - accent).sum(axis=2) < 24).sum() > 20


def test_a_stepped_film_still_says_how_long_the_windows_are(deal: StrikeMap) -> None:
    stepped = compose(in_steps(deal._scene, 5))
    assert "19 days before and 19 days after. Each" in stepped.subtitle
    assert len(stepped.panels) == 8


def test_by_default_long_windows_about_an_event_go_by_the_week(deal: StrikeMap) -> None:
    scene, spec = deal._stepped(None, "en")
    assert [panel.dates for panel in spec.panels] == [
        "15–19 April 2017",
        "20–26 April 2017",
        "27 April – 3 May 2017",
        "4–10 May 2017",
        "11–17 May 2017",
        "18–22 May 2017",
    ]
    assert [panel.heading for panel in spec.panels][2:4] == ["Before (3)", "After (1)"]
    assert sum(len(still.marks) for still in film(scene, spec)) == 58


@pytest.mark.parametrize(("days", "step"), [(14, None), (15, 7), (182, 7), (183, 28)])
def test_the_usual_step_fits_the_windows(days: int, step: int | None) -> None:
    rows = sm.load_dataset("syria_2017_strikes")
    m = sm.before_after(rows, sm.Event("Deal", "2017-05-04"), windows=days)
    assert usual_step(m._scene) == step


def test_periods_that_the_caller_named_are_a_still_each() -> None:
    rows = sm.load_dataset("syria_2017_strikes")
    months = {"April": ("2017-04-01", "2017-05-01"), "May": ("2017-05-01", "2017-06-01")}
    m = sm.period_maps(rows, months)
    shown = film(*m._stepped(None, "en"))
    assert [still.panels[0].heading for still in shown] == ["April", "May"]
    assert [still.subtitle for still in shown] == [
        f"Picture {k} of 2. Each mark is one reported strike." for k in (1, 2)
    ]


def test_each_still_has_words_of_its_own(deal: StrikeMap) -> None:
    first = film(*deal._stepped(None, "en"))[0]
    fourth = film(*deal._stepped(None, "en"))[3]
    assert first.subtitle.startswith("Deal, 4 May 2017. Picture 1 of 6: 5 of 19 days before it.")
    assert "Picture 4 of 6: 7 of 19 days after it." in fourth.subtitle
    assert "4–10 May" in fourth.alt
    assert "April" not in fourth.alt.split("zones as of")[0]
    aside = [note.text for note in fourth.notes if note.kind == "set aside"]
    assert aside[0].startswith("Whole film – Set aside: ")


def test_a_still_says_the_day_of_its_zones_which_is_that_of_its_last_day(deal: StrikeMap) -> None:
    notes = [still.panels[0].zones_note for still in film(*deal._stepped(None, "en"))]
    assert notes[3:] == ["zones as of 30 April 2017", *["zones as of 15 May 2017"] * 2]


def test_arabic_stills_are_worded_in_arabic(deal: StrikeMap) -> None:
    words = film(*deal._stepped(None, "ar"))[3].subtitle
    assert "الصورة 4 من 6: 7 أيام من أصل 19 يوماً بعده." in words


def test_a_page_of_a_time_lapse_has_the_panels_of_the_film(deal: StrikeMap, tmp_path: Path) -> None:
    deal.save(tmp_path / "lapse.html", layout="timelapse")
    whole = (tmp_path / "lapse.html").read_text(encoding="utf-8")
    assert all(f"After ({k})" in whole for k in (1, 2, 3))
    deal.save(tmp_path / "lapse.html", layout="timelapse", step=19)
    assert "After (1)" not in (tmp_path / "lapse.html").read_text(encoding="utf-8")


def test_a_map_of_the_change_is_one_picture(deal: StrikeMap) -> None:
    change = deal.difference()
    (only,) = film(*change._stepped(5, "en"))
    assert only.panels[0].dates == change.spec.panels[0].dates


def test_the_same_film_has_the_same_bytes(deal: StrikeMap, tmp_path: Path) -> None:
    for name in ("one.gif", "two.gif"):
        deal.animate(tmp_path / name, step=10, dpi=30)
    assert (tmp_path / "one.gif").read_bytes() == (tmp_path / "two.gif").read_bytes()


def test_an_mp4_is_written(deal: StrikeMap, tmp_path: Path) -> None:
    pytest.importorskip("imageio_ffmpeg")
    deal.animate(tmp_path / "deal.mp4", seconds=0.2, dpi=40)
    assert (tmp_path / "deal.mp4").read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("name", "step", "code"),
    [("deal.avi", None, "SUFFIX_UNKNOWN"), ("deal.gif", 0, "STEP_INVALID")],
)
def test_a_film_that_cannot_be_made_is_refused(
    deal: StrikeMap, tmp_path: Path, name: str, step: int | None, code: str
) -> None:
    with pytest.raises(sm.StrikemapError) as caught:
        deal.animate(tmp_path / name, step=step)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_what_stands_on_a_film_stands_still(deal: StrikeMap) -> None:
    scene = in_steps(deal._scene, 5)
    stills = film(scene, compose(scene))
    alone = replace(format_of(None), width=600.0)
    plans = [plan(still, replace(alone, beside=stills), 540.0, 470.0) for still in stills]
    for part in ("bar_box", "zooms"):
        assert len({getattr(each, part) for each in plans}) == 1
    assert len({each.note and each.note.box for each in plans}) == 1
