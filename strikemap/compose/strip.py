"""The strip of days: strikes per day, by the class that counts apart and by zone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

import numpy as np
import numpy.typing as npt

from strikemap.comparison.counting import NOT_STATED
from strikemap.compose.colours import Coloured
from strikemap.compose.ground_held import zone_palette
from strikemap.compose.marks import alternative_label
from strikemap.compose.scene import Scene
from strikemap.compose.table import by_words
from strikemap.palettes import Palette, PaletteLike
from strikemap.palettes.tones import channels, no_lighter, of_channels
from strikemap.spec import (
    Breakdown,
    Float,
    Int,
    Marks,
    MarkStyle,
    Pattern,
    Series,
    SideStyle,
    Theme,
    Timeline,
)
from strikemap.words.phrases import Lang, day_text, phrase, unit_use
from strikemap.zones.areas import NO_ZONE

#: More zones than this are not told apart; the smaller ones become one series together.
MOST_SERIES: Final = 7
_TICKS: Final = 8
#: A bar's edge is no lighter than this (relative luminance, WCAG 2.2): 3:1 on the windows' bands.
EDGE: Final = 0.23
#: Edges that differ by less than this in every channel are told apart by darkening one.
_ALIKE: Final = 35
_BLANK_EDGE: Final = "#6B7280"
#: Fill, pattern and its colour of groups that are no zones, the largest group first.
_NEUTRAL: Final[tuple[tuple[str, Pattern, str], ...]] = (
    ("#4B5563", "none", "#4B5563"),
    ("#B8A98F", "none", "#8A7A5C"),
    ("#7F9A94", "none", "#4F6F68"),
    ("#D8DCE2", "hatch", "#7B8594"),
    ("#9A8496", "none", "#6B4F66"),
    ("#C9D3B5", "dots", "#6F7F4E"),
    ("#8796B8", "lines", "#3F5180"),
)


@dataclass(frozen=True, eq=False)
class Counted:
    """What a strip is made of: the scene, and its strikes as the map has them.

    ``groups`` are those that the codes of ``drawn`` count in, ``names`` local names of some;
    ``palette`` is the one asked for the zones.
    """

    scene: Scene
    drawn: Marks
    groups: Sequence[str]
    names: Mapping[str, str]
    palette: PaletteLike | None
    theme: Theme
    lang: Lang

    @property
    def days(self) -> tuple[int, int]:
        """First day of all windows, and the day after their last one."""
        frames = self.scene.frames
        return min(one.start_day for one in frames), max(one.stop_day for one in frames)

    def per_day(self, series: Int, n: int) -> Float:
        """Return strikes per day of each of ``n`` series."""
        start, stop = self.days
        return per_day(
            self.drawn.day_start, self.drawn.day_end, series, n=n, start=start, stop=stop
        )


def timeline(counted: Counted, *, by: str, event: str) -> Timeline | None:
    """Return strikes per day over all windows, or None for a map without an event.

    ``by`` says whom the strikes are attributed to, ``event`` names the event and its date.
    """
    scene, theme, lang = counted.scene, counted.theme, counted.lang
    if not scene.unit or scene.event_day is None:
        return None
    other = scene.strikes["alternative"].to_numpy(dtype=bool)
    code = np.where(counted.drawn.panel >= 0, other.astype(np.intp), -1)
    named, apart = counted.per_day(code, 2)
    label = unit_use(scene.unit, "heading", lang) + by
    series = [Series(label, theme.accent, named)]
    if (code == 1).any():
        label = alternative_label(scene, "alternative", lang)
        series.append(Series(label, theme.alternative, apart, hollow=True))
    start, stop = counted.days
    made = Timeline(
        label=phrase("timeline", lang, unit=scene.unit),
        day_start=start,
        event_day=scene.event_day,
        event_label=event,
        series=tuple(series),
        ticks=_ticks(start, stop, lang),
        by_zone=_by_zone(counted, code, series[1:]),
    )
    holes = [(max(one, start), min(other, stop)) for one, other in scene.uncovered]
    holes = [hole for hole in holes if hole[0] < hole[1]]
    return replace(
        made,
        top_label=phrase("strip_top", lang, n=made.top),
        uncovered=tuple(holes),
        uncovered_label=phrase("strip_uncovered", lang) if holes else "",
    )


def per_day(
    day_start: npt.NDArray[np.integer[Any]],
    day_end: npt.NDArray[np.integer[Any]],
    series: npt.NDArray[np.integer[Any]],
    *,
    n: int,
    start: int,
    stop: int,
) -> Float:
    """Spread each strike evenly over its possible days.

    Parameters
    ----------
    day_start, day_end
        First and last possible day of each strike, both within ``start`` <= day < ``stop``
        where ``series`` is not negative.
    series
        The series of each strike, 0 to ``n`` - 1; negative for none.
    n, start, stop
        Number of series, first day, and the day after the last one.

    Returns
    -------
    numpy.ndarray
        A row per series, a column per day.

    Examples
    --------
    >>> per_day(np.array([2, 3]), np.array([3, 3]), np.array([0, 0]), n=1, start=2, stop=5)
    array([[0.5, 1.5, 0. ]])
    """
    kept = series >= 0
    row = np.asarray(series, dtype=np.intp)[kept] * (stop - start + 1)
    first = np.asarray(day_start, dtype=np.intp)[kept] - start
    after = np.asarray(day_end, dtype=np.intp)[kept] - start + 1
    share, size = 1.0 / (after - first), n * (stop - start + 1)
    steps = np.bincount(row + first, share, size) - np.bincount(row + after, share, size)
    days = np.cumsum(steps.reshape(n, stop - start + 1), axis=1)[:, :-1]
    return np.round(days, 9) + 0.0


def _ticks(start: int, stop: int, lang: Lang) -> tuple[tuple[int, str], ...]:
    every = max(1, math.ceil((stop - start) / _TICKS))
    return tuple((day, day_text(day, lang, year=False)) for day in range(start, stop, every))


def _by_zone(counted: Counted, code: Int, apart: Sequence[Series]) -> Breakdown | None:
    """Return the counted strikes by the groups of the table, the "A or B" class on top.

    None where the table has no groups.
    """
    scene, groups = counted.scene, counted.groups
    by_zone = scene.group_column in ("zone", "zone_side")
    if scene.group_column in ("", "all") or (by_zone and scene.zones is None):
        return None
    group = np.where(counted.drawn.group < 0, len(groups), counted.drawn.group)
    named, others = _told_apart(np.bincount(group[code == 0], minlength=len(groups) + 1))
    if not named:
        return None
    looks = _looks(counted, named) if by_zone else _neutral(counted, named)
    of_group = np.full(len(groups) + 1, -1, dtype=np.intp)
    of_group[named] = range(len(named))
    if others:
        key = "other_zones" if by_zone else "other_groups"
        label = phrase(key, counted.lang, n=len(others))
        looks.append(SideStyle("other", label, counted.theme.country, "lines", _BLANK_EDGE))
        of_group[others] = len(named)
    days = counted.per_day(np.where(code == 0, of_group[group], -1), len(looks))
    tones = _tones(looks)
    made = [
        Series(look.label, tone, one, style=look)
        for look, tone, one in zip(looks, tones, days, strict=True)
    ]
    place = len(made) if apart else -1
    words = "" if by_zone else by_words(scene.group_column, counted.lang)
    return Breakdown((*made, *apart), tuple(of_group.tolist()), place, words)


def by_colour(
    counted: Counted, found: Coloured, styles: Sequence[MarkStyle], words: str
) -> Breakdown:
    """Return the strikes that are shown by what colours their marks; ``words`` say what that is."""
    code = np.where(counted.drawn.panel >= 0, found.of_row, -1)
    days = counted.per_day(code, len(found.labels))
    series = map(Series, found.labels, found.colours, days)
    of_style = np.full(len(styles), -1, dtype=np.intp)
    of_style[counted.drawn.style] = found.of_row
    return Breakdown(tuple(series), tuple(of_style.tolist()), -1, words)


def _told_apart(tally: npt.NDArray[np.intp]) -> tuple[list[int], list[int]]:
    """Return the groups that get a series each, the largest first, and those that share one."""
    held = np.flatnonzero(tally)
    ranked = held[np.argsort(-tally[held], kind="stable")].tolist()
    most = MOST_SERIES if len(ranked) <= MOST_SERIES else MOST_SERIES - 1
    return ranked[:most], ranked[most:]


def _looks(counted: Counted, wanted: Sequence[int]) -> list[SideStyle]:
    """Return how the bars of zones look: as their side's ground, no two alike."""
    scene, zones = counted.scene, [*counted.groups, NO_ZONE]
    assert scene.zones is not None
    chosen, sides = zone_palette(scene.zones, counted.palette), _sides(scene)
    taken: set[tuple[str, Pattern]] = set()
    looks = []
    for zone in (zones[index] for index in wanted):
        look = _look(sides.get(zone, zone), chosen, counted.theme)
        free = [p for p in (look.pattern, *get_args(Pattern)) if (look.fill, p) not in taken]
        pattern = free[0] if free else look.pattern
        taken.add((look.fill, pattern))
        name = counted.names.get(zone, zone)
        looks.append(replace(look, key=zone, label=name, pattern=pattern))
    return looks


def _neutral(counted: Counted, wanted: Sequence[int]) -> list[SideStyle]:
    """Return how the bars of groups look that are no zones: in tones that mean nothing else."""
    groups = [*counted.groups, NOT_STATED]
    names = [(groups[index], counted.names.get(groups[index], groups[index])) for index in wanted]
    return [
        SideStyle(group, name, fill, pattern, colour)
        for (group, name), (fill, pattern, colour) in zip(names, _NEUTRAL, strict=False)
    ]


def _look(side: str, chosen: Palette, theme: Theme) -> SideStyle:
    if chosen.side(side) is None:
        return SideStyle(side, side, theme.country, "none", _BLANK_EDGE)
    return chosen.style(side)


def _sides(scene: Scene) -> dict[str, str]:
    """Return the side of each zone: the one that most of its strikes were placed under."""
    rows = scene.strikes
    if scene.group_column == "zone_side" or not {"zone", "zone_side"} <= set(rows.columns):
        return {}
    pairs = rows[["zone", "zone_side"]].dropna().astype(str).value_counts()
    return dict(reversed(pairs.index.tolist()))


def _tones(looks: Sequence[SideStyle]) -> list[str]:
    """Return the edges of bars, apart from one another: narrow bars have nothing else."""
    tones: list[str] = []
    for look in looks:
        tone = no_lighter(look.pattern_colour, EDGE)
        for _ in range(3):
            if any(np.abs(channels(tone) - channels(other)).max() < _ALIKE for other in tones):
                tone = of_channels(channels(tone) * 0.75)
        tones.append(tone)
    return tones
