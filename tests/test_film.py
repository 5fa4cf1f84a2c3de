"""A time-lapse shows each period over the zones of its own date, and loses no strike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import strikemap as sm
from strikemap.compose import compose
from strikemap.compose.scene import in_steps
from strikemap.compose.stills import stills
from strikemap.strike_map import StrikeMap


@pytest.fixture(scope="module")
def deal() -> StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("De-escalation deal", "2017-05-04"),
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
    )


def test_stills_share_out_the_marks_of_the_map(deal: StrikeMap) -> None:
    before, after = stills(deal.spec)
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
    deal.animate(tmp_path / "deal.gif", dpi=60)
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


def test_the_same_film_has_the_same_bytes(deal: StrikeMap, tmp_path: Path) -> None:
    for name in ("one.gif", "two.gif"):
        deal.animate(tmp_path / name, dpi=30)
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
