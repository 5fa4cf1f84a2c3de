"""Strikes on one spot: how each medium draws them, and the words for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from strikemap.spec import COUNTABLE, FAN, PAINTED, STACKABLE, Marks
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
        The medium and its sentences, none where no two strikes of a panel share a point.
    """
    if not _shared(marks):
        yield "both", []
        return
    if in_cells:
        yield "print", []
        yield "page", [phrase(_page_key(marks), lang)]
        return
    on_print, on_page = _print_key(marks), _page_key(marks)
    if on_print == on_page:
        yield "both", [phrase(on_print, lang)]
        return
    yield "print", [phrase(on_print, lang)]
    yield "page", [phrase(on_page, lang)]


def _shared(marks: Marks) -> bool:
    return bool(_spots(marks).duplicated(["panel", "lon", "lat"]).any())


def _page_key(marks: Marks) -> str:
    painted = len(marks) > PAINTED and marks.diameter_pt is None
    if painted or marks.diameter_pt is not None:
        return "one_spot_darker" if painted else "one_spot"
    times = _spots(marks).groupby(["panel", "lon", "lat"]).size()
    return "one_spot_number" if times.max() > FAN else "one_spot"


def _print_key(marks: Marks) -> str:
    """Return the words that are true of every panel."""
    numbered = over = False
    for _, spots in _spots(marks).groupby("panel"):
        signs = len(spots)
        if marks.diameter_pt is None and FAN < signs <= STACKABLE:
            times = spots.groupby(["lon", "lat", "style", "near_front"]).size()
            crowded = times[times > FAN]
            numbered |= len(crowded) > 0
        over |= signs > COUNTABLE
    return ("one_spot_over" if over else "one_spot") + ("_number" if numbered else "")


def _spots(marks: Marks) -> pd.DataFrame:
    """Return point (to some 100 m, which no medium tells apart) and look of strikes on panels."""
    shown = marks.panel >= 0
    return pd.DataFrame(
        {
            "panel": marks.panel[shown],
            "lon": np.round(marks.lon[shown], 3),
            "lat": np.round(marks.lat[shown], 3),
            "style": marks.style[shown],
            "near_front": marks.near_front[shown],
        }
    )
