"""Marks wear the colour of what a column says; how full they are still says their confidence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from coloraide import Color
from scene_samples import scene, strikes

import strikemap as sm
from strikemap.compose import Choices, compose
from strikemap.compose.colours import COLOURS, OTHER, SPOKES, UNSTATED
from strikemap.palettes.seeing import VISIONS, difference
from strikemap.spec import LegendGroup, MapSpec


def coloured(column: str = "attacker", **columns: list[object]) -> MapSpec:
    return compose(scene(strikes(**columns)), Choices(colour=column))


def many(values: Sequence[object], attacker: Sequence[object] | None = None) -> MapSpec:
    """Return a map of as many strikes as there are values of a column called crew."""
    rows = (
        strikes()
        .iloc[[2] * len(values)]
        .assign(id=[f"S{i}" for i in range(len(values))], crew=list(values), alternative=False)
    )
    if attacker is not None:
        rows["attacker"] = list(attacker)
    return compose(scene(rows), Choices(colour="crew" if attacker is None else "attacker"))


def legend(spec: MapSpec) -> LegendGroup:
    (group,) = (group for group in spec.legend if group.title.startswith("Colour"))
    return group


def entries(spec: MapSpec) -> list[tuple[str, tuple[int, ...]]]:
    return [(entry.label, entry.counts) for entry in legend(spec).entries]


def test_each_value_has_its_number_in_every_panel() -> None:
    crew = ["b", "a", "a", "a"]
    assert entries(coloured("crew", crew=crew)) == [("a", (1, 2)), ("b", (1, 0))]


def test_the_strip_is_taken_apart_by_what_colours_the_marks() -> None:
    spec = coloured("crew", crew=["b", "a", "a", "a"])
    found = spec.timeline.by_colour
    assert [(one.label, one.per_day.sum()) for one in found.series] == [("a", 3), ("b", 1)]
    assert [one.colour for one in found.series] == list(COLOURS[:2])
    shown = spec.marks.panel >= 0
    worn = [found.of_group[style] for style in spec.marks.style[shown]]
    assert sorted(worn) == [0, 0, 0, 1]
    assert compose(scene(strikes()), Choices()).timeline.by_colour is None


def test_strikes_of_a_or_b_are_a_group_of_their_own() -> None:
    found = entries(coloured())
    assert found[0] == ("Russia", (2, 1))
    assert found[1][1] == (0, 1)
    assert "Syria or Russia" in found[1][0]
    spec = coloured()
    assert spec.mark_styles[spec.marks.style[3]].shape == "diamond"


def test_of_more_than_eight_values_the_seven_commonest_have_a_colour() -> None:
    names = [name for i, name in enumerate("abcdefghi") for _ in range(9 - i)]
    found = entries(many(names))
    assert [label for label, _ in found] == [*"abcdefg", "2 others"]
    assert found[-1][1] == (0, 3)
    assert legend_colours(many(names))[-1] == OTHER


def test_eight_values_have_eight_colours() -> None:
    spec = many(list("abcdefgh"))
    assert sorted(legend_colours(spec)) == sorted(COLOURS)


def test_a_or_b_is_never_among_the_others() -> None:
    names = [*"aabbccddeeffggh", "i", "j or k", "l or m"]
    rows = (
        strikes()
        .iloc[[2] * len(names)]
        .assign(
            id=[f"S{i}" for i in range(len(names))],
            attacker=names,
            attackers_alternative=[tuple(n.split(" or ")) if " or " in n else () for n in names],
            alternative=False,
        )
    )
    found = dict(entries(compose(scene(rows), Choices(colour="attacker"))))
    assert found["2 others"] == (0, 2)
    assert sum(n for _, n in found.values()) == len(names)
    assert list(found.values())[-1] == (0, 2)


def test_what_is_missing_is_said_and_coloured_apart() -> None:
    spec = coloured("crew", crew=["a", None, " ", "a"])
    assert entries(spec) == [("a", (1, 1)), ("not stated", (1, 1))]
    assert legend_colours(spec)[-1] == UNSTATED


def legend_colours(spec: MapSpec) -> list[str]:
    return [spec.mark_styles[entry.index].edge for entry in legend(spec).entries]


def test_groups_and_classes_each_add_up_to_the_strikes_of_a_panel() -> None:
    spec = coloured("crew", crew=["a", "b", "c", None])
    for group in (spec.legend[0], legend(spec)):
        counts = [entry.counts for entry in group.entries if entry.counts]
        assert [sum(column) for column in zip(*counts, strict=True)] == [2, 2]


def test_full_half_and_hollow_stay_what_they_are_in_any_colour() -> None:
    rows = {"crew": ["a"] * 4, "confidence": ["high", "low", "medium", "low"]}
    plain = compose(scene(strikes(**rows)), Choices(size="killed_max"))
    spec = compose(scene(strikes(**rows)), Choices(size="killed_max", colour="crew"))
    looks = [spec.mark_styles[code] for code in spec.marks.style]
    assert [bool(style.fill) for style in looks] == [
        bool(plain.mark_styles[code].fill) for code in plain.marks.style
    ]
    assert looks[0].fill == looks[0].edge == looks[2].edge != looks[2].fill
    assert {style.edge for style in looks} == {COLOURS[0]}


@pytest.mark.parametrize("vision", [vision for vision in VISIONS if vision != "grayscale"])
def test_no_two_colours_are_confused_by_any_reader(vision: str) -> None:
    known = (*COLOURS, OTHER, UNSTATED)
    worst = min(difference(one, other, vision) for one, other in combinations(known, 2))
    assert worst >= 13


def test_any_two_groups_differ_in_grey_by_their_strokes() -> None:
    names = [name for i, name in enumerate("abcdefghi") for _ in range(9 - i)] + [None]
    spec = many(names)
    strokes = [spec.mark_styles[entry.index].spokes for entry in legend(spec).entries]
    assert len(set(strokes)) == len(strokes) == 9
    worn = {(style.key.split()[1], style.spokes) for style in spec.mark_styles if " " in style.key}
    assert len(worn) == 9
    assert len(SPOKES) == len(set(SPOKES)) == len(COLOURS) + 2


def test_colours_are_darker_than_any_ground() -> None:
    grounds = [style.fill for one in sm.palettes().values() for style in one.styles.values()]
    darkest = min(Color(fill).convert("lab-d65")["lightness"] for fill in grounds)
    for colour in COLOURS:
        assert Color(colour).convert("lab-d65")["lightness"] < darkest - 4


def test_codes_are_worded_and_labels_begin_alike() -> None:
    found = entries(coloured("crew", crew=["air-strike", "shelling_by_night", "air-strike", "x"]))
    assert [label for label, _ in found] == ["air strike", "shelling by night", "x"]
    found = entries(coloured("crew", crew=["al-Qaeda", "ISIS", "ISIS", "civilians-not stated"]))
    assert {label for label, _ in found} == {"Al-Qaeda", "ISIS", "Civilians, side not stated"}


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(sm.MapError) as caught:
        coloured("nope")
    assert caught.value.code == "COLUMNS_MISSING"
    assert "colour=" in str(caught.value)


def test_a_look_of_several_periods_takes_a_colour() -> None:
    m = sm.period_maps(
        sm.load_dataset("syria_2017_strikes"),
        [("2017-04-01", "2017-05-01"), ("2017-05-01", "2017-06-01")],
        look=sm.Look(colour="target_side"),
    )
    counts = [entry.counts for entry in legend(m.spec).entries]
    assert [sum(column) for column in zip(*counts, strict=True)] == [
        int((m.spec.marks.panel == panel).sum()) for panel in (0, 1)
    ]
