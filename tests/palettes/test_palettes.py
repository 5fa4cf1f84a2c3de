"""Palettes know their sides by any name, and stay apart without colour."""

from __future__ import annotations

import json
import warnings
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from coloraide import Color
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

import strikemap as sm
from strikemap.palettes import CONTESTED, known_side, palette, palette_for, palette_of, weak_points
from strikemap.palettes.palette import PATTERNS
from strikemap.palettes.seeing import APART, VISIONS, confused, difference
from strikemap.spec import SideStyle, Theme
from strikemap.words.languages import catalogue, codes

NAMES = list(sm.palettes())

#: Names of sides that no palette knows: as many as have a style of their own.
TWELVE = list("ABCDEFGHIJKL")


def grey(colour: str) -> float:
    """Return CIE L*: what a photocopy keeps of a colour."""
    return float(Color(colour).convert("lab-d65")["lightness"])


def shown(name: str) -> list[SideStyle]:
    """Return the sides that one map may show beside one another."""
    chosen = palette(name).with_sides(TWELVE) if name == "neutral" else palette(name)
    return [chosen.style(side) for side in chosen.sides]


@pytest.mark.parametrize("name", NAMES)
def test_every_palette_says_where_it_comes_from_and_speaks_every_language(name: str):
    chosen = palette(name)
    assert len(chosen.attribution) > 20
    for lang in codes():
        known = catalogue(lang).terms
        words = [chosen.heading(lang), *(chosen.style(side, lang).label for side in chosen.sides)]
        assert set(words) <= set(known.values()), lang


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


def test_every_file_of_the_folder_is_a_palette_and_the_list_shows_it() -> None:
    files = list((Path(sm.__file__).parent / "palettes").glob("*.json"))
    assert len(files) == len(sm.palettes()) >= 4
    assert repr(sm.palettes()).startswith(f"{len(files)} palettes\n")
    assert sm.palettes()["neutral"] is palette("Neutral")


@pytest.mark.parametrize("name", NAMES)
def test_two_sides_of_a_palette_differ_by_colour_in_every_way_of_seeing_or_by_pattern(name: str):
    for one, other in combinations(shown(name), 2):
        assert not confused(one, other), (one.label, other.label, confused(one, other))


@pytest.mark.parametrize("name", NAMES)
def test_a_side_differs_from_sea_and_land_in_every_way_of_seeing_or_by_pattern(name: str):
    grounds = (Theme().water, Theme().land, Theme().country)
    for style in shown(name):
        if style.pattern == "none":
            worst = min(difference(style.fill, one, way) for one in grounds for way in VISIONS)
            assert worst >= APART, style.label


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_is_seen_in_grey_on_the_fill_under_it(name: str):
    for style in shown(name):
        if style.pattern != "none":
            assert grey(style.fill) - grey(style.pattern_colour) >= 15, style.label


@pytest.mark.parametrize("name", NAMES)
def test_marks_stay_the_strongest_thing_on_the_ground(name: str):
    for style in shown(name):
        assert grey(style.fill) - grey(Theme().accent) > 25, style.label
        assert min(difference(style.fill, Theme().accent, way) for way in VISIONS) >= APART


def test_unknown_sides_have_neither_the_grey_of_isis_nor_the_red_of_the_marks() -> None:
    isis = palette("isw-syria-control").style("ISIS").fill
    for style in palette("neutral").slots:
        assert difference(style.fill, isis) >= APART, style.fill
        assert difference(style.fill, Theme().accent) >= 25, style.fill
        assert Color(style.fill).convert("lch-d65")["chroma"] > 8, style.fill


def test_a_dozen_unknown_sides_have_a_style_each_and_further_ones_another_pattern() -> None:
    chosen = palette_for([*TWELVE, *map(str, range(48)), CONTESTED])
    styles = [chosen.style(side) for side in chosen.sides]
    assert len({(style.fill, style.pattern) for style in styles}) == 61
    assert len({style.fill for style in styles[:12]}) == 12
    assert [style.key for style in styles if style.pattern == "hatch"] == [CONTESTED]
    assert chosen.sides[-1] == CONTESTED
    assert chosen.style("A", "ar").label == "A"


def test_an_unknown_palette_and_an_unknown_side_say_what_there_is():
    with pytest.raises(sm.ZoneError, match="'isw-syria-control'") as caught:
        palette("isw-syria")
    assert caught.value.code == "PALETTE_UNKNOWN"
    with pytest.raises(sm.ZoneError, match="sides=") as caught:
        palette("isw-syria-control").style("martians")
    assert caught.value.code == "OWNER_UNKNOWN"
    with pytest.raises(sm.ZoneError, match="martians"):
        palette("isw-syria-control").with_sides(["martians"])


HOSTILE = '<img src=x onerror="alert(1)">'


def test_swatches_never_carry_markup_of_a_name():
    chosen = sm.Palette.read(
        {
            "name": HOSTILE,
            "title": HOSTILE,
            "attribution": HOSTILE,
            "sides": [{"key": HOSTILE, "fill": "khaki", "label": HOSTILE}],
        }
    )
    for html in (chosen._repr_html_(), palette("neutral").with_sides([HOSTILE])._repr_html_()):
        assert "<img" not in html
        assert "&lt;img" in html
    assert sm.palettes()._repr_html_().count("<dt>") == len(NAMES)


def test_a_style_that_is_no_colour_never_becomes_a_palette() -> None:
    own = palette("neutral")
    evil = SideStyle("A", "A", "red;background:url(x)", "none", "#000000")
    with pytest.raises(sm.ZoneError) as caught:
        sm.Palette("x", "x", "", {}, {"A": evil}, {"A": {}}, {"a": "A"}, own.slots)
    assert caught.value.code == "PALETTE_INVALID"


def zones(*sides: str) -> gpd.GeoDataFrame:
    """Return a zone per side, each smaller than the one before."""
    boxes = [box(44 + at, 13, 45 + at - at / 20, 14) for at in range(len(sides))]
    named = gpd.GeoDataFrame({"side": list(sides)}, geometry=boxes, crs=4326)
    return sm.read_zones(named, sides={side: side for side in sides}, as_of="2020-01-01")


def drawn(asked: Any, *sides: str, lang: Any = "en") -> dict[str, SideStyle]:
    shown = sm.zone_map(zones(*sides), "2020-01-02", palette=asked, lang=lang).spec.sides
    return {style.key: style for style in shown}


def test_a_mapping_sets_colour_words_order_and_pattern_of_her_own_sides() -> None:
    asked = {
        "Small": {"fill": "#e9c46a", "pattern": "lines", "label": {"en": "The few", "ar": "قلة"}},
        "My side": "#2a9d8f",
        "Rest": None,
    }
    found = drawn(asked, "Rest", "My side", "Small")
    assert list(found) == ["Small", "My side", "Rest"]
    assert found["My side"].fill == "#2A9D8F"
    assert (found["Small"].label, found["Small"].pattern) == ("The few", "lines")
    assert found["Rest"].fill == palette("neutral").slots[0].fill
    assert drawn(asked, "Rest", "My side", "Small", lang="ar")["Small"].label == "قلة"


def test_a_file_and_the_object_read_from_it_paint_as_the_mapping_does(tmp_path: Path) -> None:
    asked = {"My side": "khaki", "Theirs": {"color": "#fed", "pattern": "dots"}}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    painted = [
        [(style.fill, style.pattern) for style in drawn(one, "Theirs", "My side").values()]
        for one in (asked, file, str(file), sm.Palette.read(file))
    ]
    assert painted == [[("#F0E68C", "none"), ("#FFEEDD", "dots")]] * 4


def test_sides_that_a_mapping_leaves_out_keep_the_style_they_have() -> None:
    mine = {"Daesh": "#8a8a8a", "My side": {"fill": "#2a9d8f", "pattern": "dots"}}
    found = drawn(mine, "ISIS", "Opposition", "My side")
    assert found["Daesh"].fill == "#8A8A8A"
    theirs = palette("isw-syria-control").style("Opposition")
    assert (found["Opposition"].fill, found["Opposition"].label) == (theirs.fill, theirs.label)


def test_a_name_that_means_something_in_syria_keeps_its_own_meaning_elsewhere() -> None:
    mine = {"Government": "#2a9d8f"}
    chosen = palette_of(mine, ["Government", "Opposition"])
    assert chosen.style("Government").label == "Government"
    with pytest.raises(sm.ZoneError) as caught:
        palette_of({"RSF": "#2a9d8f"}, ["RSF", "Government"])
    assert caught.value.code == "OWNER_UNKNOWN"


def test_a_side_that_the_palette_lacks_is_refused_at_the_call_with_the_nearest_name() -> None:
    for asked in ({"My side": "#2a9d8f"}, sm.Palette.read({"My side": "#2a9d8f"})):
        with pytest.raises(sm.ZoneError, match="mean 'My side'") as caught:
            sm.zone_map(zones("My sides"), "2020-01-02", palette=asked)
        assert caught.value.code == "OWNER_UNKNOWN"
    with pytest.raises(sm.ZoneError, match="astana"):
        sm.zone_map(zones("My side"), "2020-01-02", palette="astana-2017-deescalation")


def test_contested_ground_has_its_hatch_under_every_palette() -> None:
    whole = {"name": "mine", "sides": [{"key": "A", "fill": "khaki"}]}
    for asked in ({"A": "khaki"}, whole):
        assert drawn(asked, "A", CONTESTED)[CONTESTED].pattern == "hatch"


def test_free_slots_go_to_the_largest_side_first() -> None:
    slots = palette("neutral").slots
    assert drawn(None, "Zeta", "Alpha")["Zeta"].fill == slots[0].fill
    slot = {"fill": "pink", "pattern": "dots"}
    with_slots = {"name": "mine", "sides": [{"key": "A", "fill": "khaki"}], "slots": [slot]}
    assert drawn(with_slots, "A", "Other")["Other"].fill == "#FFC0CB"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"A": "gren"}, "A.fill is 'gren', which is no opaque colour"),
        ({"A": "#11223380"}, "no opaque colour"),
        ({"A": 7}, "A takes a colour, None, or an object"),
        ({"A": {"fil": "red"}}, "A.fil is not known here. Did you mean 'fill'"),
        ({"A": {"fill": "red", "colour": "red"}}, "states its colour twice"),
        ({"A": {"pattern": "dots"}}, "A has no 'fill'"),
        ({"A": {"fill": "red", "pattern": "dot"}}, "A.pattern is 'dot'.*mean 'dots'"),
        ({"A": {"fill": "red", "aliases": "B"}}, r"A.aliases takes a list.*write \['B'\]"),
        ({"A": "red", "a": "blue"}, "another side's name"),
        ({"": "red"}, "a side needs a name"),
        ({1: "red"}, "it is not a text"),
        ({}, "names no side"),
        ({"name": "x", "side": [{"key": "A"}]}, "side is not known here. Did you mean 'sides'"),
        ({"name": "x", "sides": []}, "sides is empty"),
        ({"sides": [{"key": "A", "fill": "red"}]}, "has no 'name'"),
        ({"name": "x", "sides": [{"fill": "red"}]}, r"sides\[0\] has no 'key'"),
        ({"name": "x", "sides": [3]}, r"sides\[0\] takes an object, not a number"),
        (7, "takes a name, a mapping, the path of a JSON file"),
    ],
)
def test_what_is_wrong_in_a_palette_is_named_at_the_call(asked: Any, said: str) -> None:
    with pytest.raises(sm.ZoneError, match=said) as caught:
        sm.zone_map(zones("A"), "2020-01-02", palette=asked)
    assert caught.value.code == "PALETTE_INVALID"
    assert caught.value.where.startswith("palette=")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "EMPTY"), ("{", "CORRUPT"), ('{"A": "red", "A": "blue"}', "DUP_KEY"),
     ("[]", "PALETTE_INVALID"), ('{"A": "gren"}', "PALETTE_INVALID"), (None, "NOT_FOUND")],
)  # fmt: skip
def test_a_file_that_is_no_palette_is_refused_by_its_name(
    text: str | None, code: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(sm.ZoneError, match=r"^mine\.json") as caught:
        sm.zone_map(zones("A"), "2020-01-02", palette=file)
    assert caught.value.code == code


def test_pairs_that_readers_confuse_are_named_once_with_a_pattern_to_take() -> None:
    asked = {"A": "#d7a0a0", "B": "#a0bfa0", "C": "#2a4d8f"}
    with pytest.warns(sm.MapWarning) as caught:
        sm.zone_map(zones("A", "B", "C"), "2020-01-02", palette=asked)
    (said,) = {str(one.message) for one in caught}
    assert "A and B look alike in protanopia, deuteranopia" in said
    assert "'B': {'fill': '#A0BFA0', 'pattern': 'crosshatch'}" in said
    assert "the marks are hardly seen on C in" in said
    assert said.count("look alike") == 1


def test_a_pattern_settles_what_was_confused_and_named_palettes_do_not_warn() -> None:
    asked = {"A": "#d7a0a0", "B": {"fill": "#a0bfa0", "pattern": "crosshatch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn(asked, "A", "B")
        drawn({"My side": "#2a9d8f"}, "My side")
        drawn("isw-syria-control", "ISIS", "Opposition")


def test_a_side_that_fades_into_the_ground_is_named() -> None:
    own = palette_of({"A": Theme().land}, ["A"])
    assert "A is hardly seen on ground that nobody holds" in weak_points(own, ["A"])


words = st.text(max_size=8) | st.sampled_from(["A", "red", "#2a9d8f", "dots", "#fff", "ISIS"])
keys = words | st.sampled_from(["name", "sides", "slots", "fill", "key", "label", "pattern"])
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(keys, anything, max_size=4))
def test_no_mapping_at_all_ends_in_an_error_that_is_not_ours(asked: dict[str, Any]) -> None:
    try:
        chosen = palette_of(asked, ["A", "ISIS"])
    except sm.ZoneError:
        return
    for side in chosen.sides:
        style = chosen.style(side)
        assert Color.match(style.fill) is not None
        assert style.pattern in PATTERNS
    weak_points(chosen, chosen.sides)


def test_a_closed_palette_names_every_side_that_it_lacks_in_one_error() -> None:
    closed = palette({"name": "mine", "sides": [{"key": "A", "fill": "khaki"}]})
    with pytest.raises(sm.ZoneError, match="has no side 'B', 'C'") as caught:
        closed.with_sides(["A", "B", "C"])
    assert caught.value.code == "OWNER_UNKNOWN"


def test_no_two_sides_have_one_colour_whenever_they_come() -> None:
    twice = palette_of(None, ["A", "B"]).with_sides(["C"]).with_sides(["D"])
    assert len({twice.style(side).fill for side in "ABCD"}) == 4
    stated = palette({"A": sm.palettes()["neutral"].slots[0].fill, "B": None, "C": None})
    assert len({stated.style(side).fill for side in "ABC"}) == 3
    many = palette_of(None, [f"side {number}" for number in range(30)])
    looks = {(style.fill, style.pattern) for style in many.styles.values()}
    assert len(looks) == len(many.sides)
