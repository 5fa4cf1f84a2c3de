"""The strikes of a map as rows that may leave the desk: what its page publishes, and no more."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.payload.strike_columns import published_positions
from strikemap.schema import date_of
from strikemap.spec import MapSpec
from strikemap.words.languages import codes
from strikemap.words.phrases import day_text

#: Columns of the cards that are delivered, by a name of ten letters at most.
FIELDS: Final = {
    "attacker": "attacker",
    "attribution": "attributed",
    "confidence": "confidence",
    "target_type": "target",
    "target_side": "target_of",
    "zone": "zone",
    "killed": "killed",
    "location_precision": "location",
    "n_reports": "n_reports",
    "source": "source",
    "retrieved": "retrieved",
}


def published_rows(spec: MapSpec) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the strikes that a map shows, and the words for its columns.

    Positions are rounded to what each location radius supports; days are words, and whole
    numbers such as 20170504 to sort by: texts in ISO form are taken for dates by programs that
    then move them over a time zone. Links are those the map publishes.

    Returns
    -------
    rows : pandas.DataFrame
        ``id``, ``place``, ``period``, ``date_from``, ``date_to``, ``day_from``, ``day_to``,
        ``lon``, ``lat``, ``radius_km``, the filled ones of :data:`FIELDS`, and ``url``.
    labels : dict
        Words in the map's language by column, where it has some.
    """
    marks = spec.marks
    words = spec.lang if spec.lang in codes() else "en"
    shown = np.flatnonzero(marks.panel >= 0)
    lon, lat = published_positions(spec, shown)
    columns: dict[str, Any] = {
        "id": [marks.id[row] for row in shown],
        "place": [spec.popups.title[row] for row in shown],
        "period": [_heading(spec, int(marks.panel[row])) for row in shown],
        "date_from": [day_text(int(marks.day_start[row]), words) for row in shown],
        "date_to": [day_text(int(marks.day_end[row]), words) for row in shown],
        "day_from": [_number(int(marks.day_start[row])) for row in shown],
        "day_to": [_number(int(marks.day_end[row])) for row in shown],
        "lon": lon,
        "lat": lat,
        "radius_km": np.asarray(marks.radius_km, dtype=float)[shown].round(2),
    }
    labels: dict[str, str] = {}
    for column in spec.popups.columns:
        if column.key in FIELDS:
            columns[FIELDS[column.key]] = [column.values[row] for row in shown]
            labels[FIELDS[column.key]] = column.label
    if any(spec.popups.url):
        columns["url"] = [spec.popups.url[row] for row in shown]
        labels["url"] = spec.popups.url_label
    return pd.DataFrame(columns), labels


def _number(day: int) -> int:
    """Return a day as a whole number that reads as its date."""
    return int(f"{date_of(day):%Y%m%d}")


def _heading(spec: MapSpec, panel: int) -> str:
    shown = spec.panels[panel]
    return shown.heading or shown.dates
