"""A strike's card: what it says of fields that were merged from several reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.arrays import Ints
from strikemap.coded_texts import CodedTexts, different
from strikemap.words.phrases import Lang, phrase

_JOINED: Final = "; "


def n_reports(rows: pd.DataFrame) -> Ints:
    """Return how many reports each strike was made of, 1 where the table does not say."""
    if "n_reports" not in rows:
        return np.ones(len(rows), dtype=np.int64)
    stated = pd.to_numeric(rows["n_reports"], errors="coerce").fillna(1)
    return stated.to_numpy(dtype=np.int64)


def ranges(texts: Sequence[str], rows: pd.DataFrame, lang: Lang) -> Sequence[str]:
    """Say over how many reports a range of numbers runs."""
    if not any("–" in text for text in different(texts)):
        return texts
    counted = zip(texts, n_reports(rows).tolist(), strict=True)
    return [
        phrase("in_reports", lang, values=text, n=n) if "–" in text and n > 1 else text
        for text, n in counted
    ]


def all_sources(shown: Sequence[str], listed: Sequence[str]) -> Sequence[str]:
    """Return every source of each strike: the list where the table has one beside the lead's."""
    if not any(different(listed)):
        return shown
    pairs = zip(shown, listed, strict=True)
    return [
        _JOINED.join(dict.fromkeys(filter(None, map(str.strip, every.split(";"))))) or one
        for one, every in pairs
    ]


def how_merged(rows: pd.DataFrame, lang: Lang) -> CodedTexts:
    """Say how the fields of strikes of several reports were chosen, nothing of the others."""
    several = (n_reports(rows) > 1).astype(np.int64)
    return CodedTexts.of(several, ["", phrase("merged_fields", lang)])


def grading_words(graded: Mapping[str, Any] | None, lang: Lang) -> list[str]:
    """Say whose the grades of a table are, and which none of its strikes could have."""
    if not graded:
        return []
    words = [phrase("graded", lang, publisher=graded["publisher"])] if graded["publisher"] else []
    for key, missing in graded["unattainable"].items():
        why = phrase(f"no_{missing}", lang)
        words.append(phrase("grade_unattainable", lang, grades=key, why=why))
    return [*words, phrase("kinds_unverified", lang)] if graded["kinds_given"] else words
