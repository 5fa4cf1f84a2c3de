"""Strikes on one spot: how each medium draws them, and the words for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from strikemap.spec import COUNTABLE, FAN, PAINTED, Marks
from strikemap.words.phrases import Lang, phrase

Medium = Literal["both", "print", "page"]


def spot_words(
    marks: Marks, lang: Lang, *, in_cells: bool = False
) -> Iterator[tuple[Medium, list[str]]]:
    """Return what is to be said of strikes on one spot, once for each medium that differs.

    Parameters
    ----------
    marks
        The strikes, those on no panel (below 0) among them.
    lang
        Language of the words.
    in_cells
        Whether cells stand for the marks, which only a page draws then.

    Yields
    ------
    tuple
        The medium and its sentences. What signs beside their places and numbers mean the print
        says itself, where it draws some.
    """
    on_page = [phrase(_page_key(marks), lang)] if _shared(marks) else []
    on_print = [phrase("one_spot_over", lang)] if on_page and not in_cells and _over(marks) else []
    if on_print == on_page:
        yield "both", on_page
        return
    yield "print", on_print
    yield "page", on_page


def _shared(marks: Marks) -> bool:
    return bool(_spots(marks).duplicated(["panel", "lon", "lat"]).any())


def _page_key(marks: Marks) -> str:
    painted = len(marks) > PAINTED and marks.diameter_pt is None
    if painted or marks.diameter_pt is not None:
        return "one_spot_darker" if painted else "one_spot"
    times = _spots(marks).groupby(["panel", "lon", "lat"]).size()
    return "one_spot_number" if times.max() > FAN else "one_spot"


def _over(marks: Marks) -> bool:
    """Return whether a panel has more strikes than a print sets side by side."""
    return bool(np.bincount(marks.panel[marks.panel >= 0]).max() > COUNTABLE)


def _spots(marks: Marks) -> pd.DataFrame:
    """Return panel and point (to some 100 m, which no medium tells apart) of the strikes shown."""
    shown = marks.panel >= 0
    return pd.DataFrame(
        {
            "panel": marks.panel[shown],
            "lon": np.round(marks.lon[shown], 3),
            "lat": np.round(marks.lat[shown], 3),
        }
    )
