"""Colours: what a column says of each strike, as the colour of its mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from strikemap.comparison.selection import ALTERNATIVE, names_in, require_column
from strikemap.compose.furniture import counted
from strikemap.compose.marks import Styled, alternative_label, half, texts
from strikemap.compose.scene import Scene
from strikemap.compose.table import column_words
from strikemap.spec import Bool, Int, LegendEntry, LegendGroup, Marks, MarkStyle, Theme
from strikemap.words.phrases import Lang, list_text, phrase
from strikemap.words.terms import term

#: Colours by rank, as far apart as eight can be for readers of any colour vision (CIEDE2000) that
#: are darker than any ground, on four steps of lightness.
COLOURS: Final = (
    *("#0036E2", "#936326", "#123630", "#EB5B63"),
    *("#0093E3", "#8B274F", "#3671A2", "#472A00"),
)
#: Strokes by rank, as in :class:`strikemap.spec.MarkStyle`: no group has those of another.
SPOKES: Final = (
    *((), (90, 270), (0, 180), (0, 90, 180, 270), (45, 225), (135, 315)),
    *((45, 135, 225, 315), (0, 120, 240), (60, 180, 300), (0, 90)),
)
OTHER: Final = "#5E6670"
UNSTATED: Final = "#A4A8AE"
#: What a value of a list of codes is written as.
_CODE: Final = re.compile("[a-z0-9]+(?:[-_ ]+[a-z0-9]+)*")
#: Keys of the groups that are no single value of the column.
_OTHER, _SEVERAL, _UNSTATED = "\0other", "\0several", "\0unstated"


@dataclass(frozen=True, eq=False, slots=True)
class Coloured:
    """The groups of a column, the largest first: their words, colours, and that of each row."""

    title: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    of_row: Int


def coloured(scene: Scene, column: str, theme: Theme, lang: Lang) -> Coloured:
    """Return the groups that marks are coloured by, and each strike's index into them.

    Up to eight values have a colour each; of more, seven have and the rest are "others". Rows
    that say "A or B" are never among those: they are a group of their own.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``: there is no such column.
    """
    require_column(scene.strikes, column, "colour=")
    keys, either = _keys(scene, column)
    shown = scene.strikes["panel"].to_numpy() >= 0
    counts = Counter(keys[shown].tolist())
    apart = {_SEVERAL, _UNSTATED}
    ranked = sorted(counts.keys() - apart, key=lambda key: (-counts[key], key))
    kept = ranked if len(ranked) <= len(COLOURS) else ranked[: len(COLOURS) - 1]
    known = np.isin(keys, [*kept, *apart])
    rest = len(set(keys[~known & ~either].tolist()))
    keys[~known] = np.where(either[~known], _SEVERAL, _OTHER)
    label = {
        _OTHER: phrase("other_values", lang, n=rest),
        _SEVERAL: alternative_label(scene, "alternative", lang),
        _UNSTATED: phrase("colour_unstated", lang),
    }
    colour = {_OTHER: OTHER, _SEVERAL: theme.alternative, _UNSTATED: UNSTATED}
    groups = [*kept, *(key for key in label if (keys == key).any())]
    words = column_words(column, lang)
    label |= zip(kept, _worded(kept, lang), strict=True)
    return Coloured(
        title=phrase("legend_colour", lang, column=words),
        labels=_capitals([label[key] for key in groups]),
        colours=tuple(colour.get(key) or COLOURS[i % len(COLOURS)] for i, key in enumerate(groups)),
        of_row=np.array([groups.index(key) for key in keys], dtype=np.int16),
    )


def _worded(keys: Sequence[str], lang: Lang) -> list[str]:
    """Return the words of values; those of a list of codes lose the signs between their parts."""
    codes = all(_CODE.fullmatch(key) for key in keys)
    found = [term(key, lang) for key in keys]
    if not codes:
        return found
    return [
        re.sub("[-_]+", " ", text) if text == key else text
        for key, text in zip(keys, found, strict=True)
    ]


def _capitals(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels that all begin with a capital where names stand among them."""
    if not any(label[:1].isupper() for label in labels):
        return tuple(labels)
    return tuple(label[:1].upper() + label[1:] for label in labels)


def _keys(scene: Scene, column: str) -> tuple[npt.NDArray[np.object_], Bool]:
    """Return what each row says, and which rows say "A or B" of the attacker.

    Rows of the class "A or B", which count apart, are one group of the attackers.
    """
    rows = scene.strikes
    keys = np.array([text.strip() or _UNSTATED for text in texts(rows, column)], dtype=object)
    if column != "attacker":
        return keys, np.zeros(len(rows), dtype=bool)
    keys[rows["alternative"].to_numpy(dtype=bool)] = _SEVERAL
    several = [len(names_in(cell)) > 1 for cell in rows.get(ALTERNATIVE, [()] * len(rows))]
    return keys, np.array(several, dtype=bool)


def styled(base: Styled, found: Coloured, theme: Theme, lang: Lang) -> Styled:
    """Return a style for each class in each colour that is in use.

    Before them stand the styles of the legend: each class in the colour of words, and a disc of
    each group's colour. No mark wears these.
    """
    styles, codes = base
    pairs = codes.astype(np.int64) * len(found.labels) + found.of_row
    used, index = np.unique(pairs, return_inverse=True)
    plain = [recoloured(style, theme.ink) for style in styles]
    discs = [
        MarkStyle(f"group {i}", label, "circle", 6.4, colour, colour, 0.6, 0, SPOKES[i])
        for i, (label, colour) in enumerate(zip(found.labels, found.colours, strict=True))
    ]
    worn = [_worn(styles[code], found, group, lang) for code, group in _pairs(used, found)]
    return (*plain, *discs, *worn), (index + len(plain) + len(discs)).astype(np.int16)


def _pairs(used: Int, found: Coloured) -> list[tuple[int, int]]:
    return [divmod(int(pair), len(found.labels)) for pair in used]


def _worn(style: MarkStyle, found: Coloured, group: int, lang: Lang) -> MarkStyle:
    label = list_text([style.label, found.labels[group]], lang)
    made = recoloured(style, found.colours[group])
    return replace(made, key=f"{style.key} {group}", label=label, spokes=SPOKES[group])


def recoloured(style: MarkStyle, colour: str) -> MarkStyle:
    """Return a style in another colour, as full, half or hollow as it was."""
    if not style.fill:
        return replace(style, edge=colour)
    return replace(style, fill=colour if style.fill == style.edge else half(colour), edge=colour)


def colour_legend(
    marks: Marks, styles: Sequence[MarkStyle], found: Coloured, panels: int
) -> LegendGroup:
    """Return the colours with the number of each group in every panel."""
    entries = []
    for group, label in enumerate(found.labels):
        of = tuple(i for i, style in enumerate(styles) if style.key.endswith(f" {group}"))
        entries.append(LegendEntry("mark", of[0], label, counted(marks, of, panels), of=of[1:]))
    return LegendGroup(found.title, tuple(entries))
