"""Kinds of events: how many rows of a broader list are strikes from the air."""

from __future__ import annotations

import pandas as pd

from strikemap.ledger import facts
from strikemap.words.phrases import Lang, list_text, phrase


def other_kinds(rows: pd.DataFrame, lang: Lang) -> str:
    """Return words on rows that are no strikes from the air, ``""`` where all are.

    A reader knows of some publishers which of their events are (``strikes`` of a dialect).
    """
    for column, values in facts(rows).get("strikes", {}).items():
        if column in rows and len(rows):
            n = int(rows[column].isin(values).sum())
            if n < len(rows):
                words = list_text([f"“{value}”" for value in values], lang)
                return phrase(
                    "other_kinds", lang, n=n, total=len(rows), column=column, values=words
                )
    return ""
