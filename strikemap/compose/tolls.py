"""Tolls: what a map says of the sums of reported deaths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from strikemap.words.phrases import Lang, has_phrase, phrase, whole_text
from strikemap.words.terms import term


def toll_words(sums: pd.DataFrame, column: str, lang: Lang) -> list[str]:
    """Return a sentence for each kind of toll: its reported range before and after.

    ``sums`` is the table of :func:`strikemap.comparison.casualties.casualties`.
    """
    what = phrase(column, lang) if column == "killed" and has_phrase(column) else column
    whole = sums[sums["zone"] == "all"].to_dict("records")
    return [_sentence(row, what, lang) for row in whole]


def _sentence(row: Mapping[Any, Any], what: str, lang: Lang) -> str:
    kinds = [
        *([] if row["whose"] == "all stated" else [phrase(f"toll_{row['whose']}", lang)]),
        *([] if row["standing"] == "counted" else [term(str(row["standing"]), lang)]),
    ]
    return phrase(
        "toll",
        lang,
        what=f"{what} ({', '.join(kinds)})" if kinds else what,
        before=_range(row, "before", lang),
        after=_range(row, "after", lang),
        n=_both(row, "n_unstated"),
        repeated=_both(row, "n_repeated"),
    )


def _both(row: Mapping[Any, Any], name: str) -> int:
    return int(str(row[f"{name}_before"])) + int(str(row[f"{name}_after"]))


def _range(row: Mapping[Any, Any], period: str, lang: Lang) -> str:
    low, high = (int(str(row[f"{end}_{period}"])) for end in ("min", "max"))
    text = whole_text(low, lang)
    text = text if low == high else f"{text}–{whole_text(high, lang)}"
    return phrase("toll_open", lang, range=text) if row[f"n_open_{period}"] else text
