"""The column contracts of reports, strikes and zones, and the harmonised scales."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pandas as pd

CRS: Final = "EPSG:4326"

#: Type of text columns: pandas' string type where that is the default (3.0), else object.
TEXT: Final[Any] = pd.Series(["text"]).dtype

#: From the finest to the coarsest; the order is part of the contract.
LOCATION_PRECISION: Final = (
    "exact",
    "neighbourhood",
    "town",
    "area",
    "district",
    "governorate",
    "country",
)

#: Radius of the 90 % circle in km that a class stands for where a row states none.
#: These are assumptions of ours, to be replaced by the user's knowledge.
RADIUS_KM: Final = {
    "exact": 0.25,
    "neighbourhood": 1.0,
    "town": 3.0,
    "area": 10.0,
    "district": 20.0,
    "governorate": 60.0,
    "country": 300.0,
}

#: A location known no better than this (km) is drawn as a disc, never as a pinpoint.
COARSE_KM: Final = 10.0

#: A location known no better than this (km) has a mark of its own in the middle of the area: its
#: disc would cover the map, and any other mark would look like a place.
WIDE_KM: Final = 50.0

DATE_PRECISION: Final = ("day", "range", "week", "month", "year")

ATTRIBUTION: Final = (
    "confirmed by attacker",
    "claimed by attacker",
    "alleged",
    "contested",
    "unattributed",
)

SOURCE_KIND: Final = (
    "attacker official",
    "other official",
    "activist",
    "media",
    "NGO",
    "visual",
)

#: Columns by which the class of a mark is told.
MARKING: Final = ("attribution", "claim", "attacker_word_only", "confidence", "confidence_mark")

#: Confidences that a mark is drawn for; other words are graded by a scale.
CONFIDENCES: Final = ("high", "medium", "low")

#: Stages of the work on a report, after the Berkeley Protocol on Digital Open Source
#: Investigations (OHCHR and Human Rights Center, 2022): a workflow, no scale of confidence.
STATUS: Final = (
    "online inquiry",
    "preliminary assessment",
    "collection",
    "preservation",
    "verification",
    "investigative analysis",
)

#: What one row is; each has its words in :mod:`strikemap.words` in every language.
UNIT: Final = (
    "location",
    "incident",
    "report",
    "sortie",
    "strike",
    "event",
    "ACLED event",
    "lethal event",
    "civilian-harm incident",
    "air raid",
)

#: Columns of a table of reports; strikes have the same and those of STRIKE_COLUMNS.
REPORT_COLUMNS: Final = (
    "id",
    "date_start",
    "date_end",
    "date_precision",
    "place",
    "admin1",
    "location_precision",
    "radius_km",
    "attacker",
    "attackers_stated",
    "attackers_alternative",
    "attribution",
    "source_kind",
    "origin",
    "target_type",
    "target_side",
    "killed_min",
    "killed_max",
    "confidence",
    "source",
    "source_url",
    "source_date",
    "unit",
    "geometry",
)

#: What a table may say beside them; each is a column of the reports where the table has it.
FURTHER_COLUMNS: Final = (
    "claim",
    "region",
    "n_sources",
    "source_title",
    "archive_url",
    "retrieved",
    "sha256",
)

STRIKE_COLUMNS: Final = ("n_reports", "n_sources", "report_ids", "claim")

ZONE_COLUMNS: Final = ("zone", "side", "valid_from", "valid_to", "as_of", "source", "geometry")


def precision_values(values: Any) -> pd.Categorical:
    """Return location precisions as the ordered category, exact < ... < country."""
    return pd.Categorical(values, categories=list(LOCATION_PRECISION), ordered=True)


_EPOCH: Final = dt.date(1970, 1, 1)


def date_of(day: int) -> dt.date:
    """Return the calendar date of a day counted from 1970-01-01.

    Examples
    --------
    >>> date_of(17290)
    datetime.date(2017, 5, 4)
    """
    return _EPOCH + dt.timedelta(days=int(day))


def day_of(date: dt.date) -> int:
    """Return a calendar date as days since 1970-01-01.

    Examples
    --------
    >>> day_of(dt.date(2017, 5, 4))
    17290
    """
    return (date - _EPOCH).days
