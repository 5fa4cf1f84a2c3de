"""Palettes know their sides by any name, and stay apart without colour."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import strikemap as sm
from strikemap.palettes import CONTESTED, Palette, known_side, palette, palette_for
from strikemap.spec import Theme

NAMES = ["isw-syria-control", "isw-syria-influence", "astana-2017-deescalation", "neutral"]

#: Full loss of one cone type in linear RGB (Machado, Oliveira and Fernandes 2009, table 1).
LOSS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def nearest_pair(chosen: Palette, sides: list[str], loss: str) -> float:
    """Return the smallest colour difference (CIE 1976) of two sides with the same pattern."""
    styles = [chosen.style(side) for side in sides]
    return min(
        float(
            np.linalg.norm(
                lab(np.array(LOSS[loss]) @ linear(a.fill))
                - lab(np.array(LOSS[loss]) @ linear(b.fill))
            )
        )
        for a, b in combinations(styles, 2)
        if a.pattern == b.pattern
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_palette_says_where_it_comes_from_and_speaks_both_languages(name: str):
    chosen = palette(name)
    assert len(chosen.attribution) > 20
    assert set(chosen.headings) == {"en", "ar"}
    for side in chosen.sides:
        english, arabic = (chosen.style(side, lang).label for lang in ("en", "ar"))
        assert english.isascii()
        assert any("\u0600" <= letter <= "\u06ff" for letter in arabic)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("isis", "ISIS"),
        ("  Daesh ", "ISIS"),
        ("داعش", "ISIS"),
        ("pro-regime", "Government and allies"),
        ("pro_regime", "Government and allies"),
        ("Mixed (SDF + Government)", "contested"),
        ("Turkey-backed (Euphrates Shield)", "Turkey-backed opposition"),
        ("martians", None),
        ("", None),
    ],
)
def test_other_spellings_mean_the_same_side(text: str, side: str | None):
    assert known_side(text) == side


def test_no_spelling_means_two_sides_of_one_palette():
    for name in NAMES:
        chosen = palette(name)
        for side in chosen.sides:
            assert chosen.side(side) == side


def test_the_first_palette_that_knows_every_side_is_taken():
    assert palette_for(["ISIS", "SDF"]).name == "isw-syria-control"
    assert palette_for(["United States", "Turkey", "ISIS"]).name == "isw-syria-influence"
    assert palette_for(["De-escalation zone"]).name == "astana-2017-deescalation"


def test_unknown_sides_are_drawn_from_the_neutral_palette_each_in_its_own_way():
    chosen = palette_for(["Russia", "Ukraine", CONTESTED, *"ABCDEF"])
    styles = [chosen.style(side) for side in ("Russia", "Ukraine", *"ABCDEF")]
    assert len({(style.fill, style.pattern) for style in styles}) == 8
    assert chosen.style("Russia").label == "Russia"
    assert chosen.style("Russia", "ar").label == "Russia"


def lightness(colour: str) -> float:
    """Return CIE L*: what a photocopy keeps of a colour."""
    return float(lab(linear(colour))[0])


def shown_sides(name: str) -> tuple[Palette, list[str]]:
    """Return a palette and the sides that one map may show beside one another."""
    chosen = palette(name).with_sides("ABCDEFGH") if name == "neutral" else palette(name)
    return chosen, list(chosen.sides)


@pytest.mark.parametrize("name", ["isw-syria-control", "isw-syria-influence", "neutral"])
def test_any_two_sides_differ_in_grey_by_pattern_or_by_lightness(name: str):
    chosen, sides = shown_sides(name)
    for one, other in combinations([chosen.style(side) for side in sides], 2):
        apart = abs(lightness(one.fill) - lightness(other.fill))
        assert one.pattern != other.pattern or apart >= 9, (one.label, other.label, apart)


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_is_seen_in_grey_on_the_fill_under_it(name: str):
    chosen, sides = shown_sides(name)
    for style in (chosen.style(side) for side in sides):
        if style.pattern != "none":
            assert lightness(style.fill) - lightness(style.pattern_colour) >= 15, style.label


def test_marks_stay_the_strongest_thing_on_the_ground():
    for name in NAMES:
        chosen, sides = shown_sides(name)
        for style in (chosen.style(side) for side in sides):
            assert lightness(style.fill) - lightness(Theme().accent) > 25, style.label


def test_the_pairs_that_colour_alone_would_confuse_differ_in_pattern():
    control = palette("isw-syria-control")
    for one, other in [
        ("SDF", "Government and allies"),
        ("Opposition", "Turkey-backed opposition"),
        ("Opposition", "HTS"),
    ]:
        assert control.style(one).pattern != control.style(other).pattern


@pytest.mark.parametrize("loss", LOSS)
@pytest.mark.parametrize("name", ["isw-syria-control", "isw-syria-influence"])
def test_sides_with_the_same_pattern_stay_apart_for_colour_blind_readers(name: str, loss: str):
    chosen = palette(name)
    assert nearest_pair(chosen, list(chosen.sides), loss) > 10


@pytest.mark.parametrize("loss", LOSS)
def test_neutral_colours_stay_apart_for_colour_blind_readers(loss: str):
    chosen = palette("neutral").with_sides("ABCDEFGH")
    assert nearest_pair(chosen, list("ABCDEFGH"), loss) > 10


def test_an_unknown_palette_and_an_unknown_side_say_what_there_is():
    with pytest.raises(sm.ZoneError, match="isw-syria-control") as caught:
        palette("isw")
    assert caught.value.code == "PALETTE_UNKNOWN"
    with pytest.raises(sm.ZoneError, match="sides=") as caught:
        palette("isw-syria-control").style("martians")
    assert caught.value.code == "OWNER_UNKNOWN"
    with pytest.raises(sm.ZoneError, match="martians"):
        palette("isw-syria-control").with_sides(["martians"])


def test_swatches_never_carry_markup_of_a_name():
    html = palette("neutral").with_sides(["<script>alert(1)</script>"])._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
