"""The table beside the picture: counts and rates as finished texts, in the map's language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from strikemap.comparison.counting import NOT_STATED
from strikemap.spec import Table
from strikemap.words.phrases import Lang, number_text, phrase
from strikemap.words.terms import term

_COLUMNS = (
    ("n_before", "col_n_before", 0),
    ("n_after", "col_n_after", 0),
    ("n_before_alternatives", "col_n_before_alternatives", 0),
    ("n_after_alternatives", "col_n_after_alternatives", 0),
    ("per_day_before", "col_per_day_before", 2),
    ("per_day_after", "col_per_day_after", 2),
    ("rate_ratio", "col_rate_ratio", 2),
)


#: Columns of every table of reports that strikes may be counted by.
_FIELDS = frozenset(
    ("attacker", "attribution", "confidence", "target_type", "target_side", "location_precision")
)


def column_words(by: str, lang: Lang) -> str:
    """Return what a column is called in words; a column of the caller's own stays as it is."""
    if by in ("", "all", "zone", "zone_side"):
        return phrase("col_zone", lang)
    return phrase(by, lang) if by in _FIELDS else by


def by_words(by: str, lang: Lang) -> str:
    """Return words such as "by target" for the column that is counted by."""
    return phrase("by_group", lang, by=_inside(by, lang))


def _inside(by: str, lang: Lang) -> str:
    """Return what a column is called within a sentence."""
    words = column_words(by, lang)
    return words if words == by else words[:1].lower() + words[1:]


def group_names(by: str, groups: Sequence[str], lang: Lang) -> dict[str, str]:
    """Return the names of groups that are values of a known column, or that name none."""
    return {name: term(name, lang) for name in groups if by in _FIELDS or name == NOT_STATED}


def table(
    rows: pd.DataFrame, by: str, names: dict[str, str], headings: Sequence[str], lang: Lang
) -> Table:
    """Return a table of counts as finished texts.

    ``by`` is the column counted by, ``names`` gives the zones' local names, ``headings`` those
    of the panels.
    """
    if rows.empty:
        return Table("", (), ())
    used = [(key, phrase(words, lang), n) for key, words, n in _COLUMNS if key in rows]
    used += [(f"n_{i + 1}", h, 0) for i, h in enumerate(headings) if f"n_{i + 1}" in rows]
    counted_by = column_words(by, lang)
    heads = [counted_by, *(words for _, words, _ in used)]
    keys = ["zone", *(key for key, _, _ in used)]
    with_ci = {"ci_low_adjusted", "ci_high_adjusted"} <= set(rows.columns)
    if with_ci:
        heads.append(phrase("col_ci", lang))
        keys.append("ci_adjusted")
    body = []
    for row in rows.to_dict("records"):
        name = str(row["zone"])
        cells = [phrase("all", lang) if name == "all" else names.get(name, name)]
        cells += [number_text(row[key], digits, lang) for key, _, digits in used]
        if with_ci:
            ends = [row["ci_low_adjusted"], row["ci_high_adjusted"]]
            low, high = (number_text(end, lang=lang) for end in ends)
            cells.append(low if np.isnan(ends).all() else f"{low}–{high}")
        body.append(tuple(cells))
    caption = phrase("table_caption", lang, by=_inside(by, lang))
    return Table(caption, tuple(heads), tuple(body), tuple(keys))
