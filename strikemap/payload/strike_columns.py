"""What travels of each strike: the columns that the popups show, no position finer than known."""

from __future__ import annotations

import base64
import hashlib
import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from strikemap import spec as sp
from strikemap.arrays import Floats
from strikemap.coded_texts import CodedTexts, first_rows
from strikemap.payload.data_block import dumps, whole
from strikemap.payload.packing import deflated, pack
from strikemap.spec import PAINTED

Json = dict[str, Any]
Rows = npt.NDArray[np.intp]

KM_PER_DEGREE: Final = 111.0


def strike_columns(spec: sp.MapSpec, shown: Rows) -> Json:
    """Return the strikes as plain columns, or packed where there are very many.

    Parameters
    ----------
    spec
        The map.
    shown
        Rows of its marks that travel.

    Returns
    -------
    dict
        ``marks`` and ``popups``, or ``packed``, as ``web/src/payload.d.ts`` has them.
    """
    lon, lat = published_positions(spec, shown)
    if len(shown) <= PAINTED or spec.marks.diameter_pt is not None:
        return {"marks": _marks(spec.marks, shown, lon, lat), "popups": _popups(spec.popups, shown)}
    order, packed = pack(spec.marks, shown, lon, lat)
    texts = dumps(_popups(spec.popups, shown[order]))
    return {"packed": {**packed, "texts": deflated(texts.encode("utf-8"))}}


def rows_sent(spec: sp.MapSpec) -> Rows:
    """Return the rows of a map's marks in the order in which a page numbers its strikes."""
    shown = rows_shown(spec)
    if len(shown) <= PAINTED or spec.marks.diameter_pt is not None:
        return shown
    order: Rows = shown[pack(spec.marks, shown, *published_positions(spec, shown))[0]]
    return order


def rows_shown(spec: sp.MapSpec) -> Rows:
    """Return the rows that a panel shows, or would show with the event on another day."""
    panel = np.asarray(spec.marks.panel)
    return np.arange(len(panel)) if spec.recut else np.flatnonzero(panel >= 0)


def position_decimals(radius_km: float) -> int:
    """Return the decimals of a degree that a location radius supports.

    The step of rounding is the largest power of ten that is no longer than the radius, so
    a file never states a position more finely than its source does.

    Examples
    --------
    >>> [position_decimals(km) for km in (0.25, 3.0, 20.0, 300.0)]
    [3, 2, 1, 0]
    """
    if not radius_km > 0:
        return 4  # nothing is stated: about 11 m, the step of the file
    return int(min(4, max(0, math.ceil(math.log10(KM_PER_DEGREE / radius_km) - 1e-9))))


def published_positions(spec: sp.MapSpec, rows: Rows) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes rounded to what each location radius supports."""
    radius = np.asarray(spec.marks.radius_km, dtype=float)[rows]
    known, code = np.unique(radius, return_inverse=True)
    decimals = np.array([position_decimals(km) for km in known], dtype=np.intp)[code]
    lon, lat = (np.asarray(v, dtype=float)[rows] for v in (spec.marks.lon, spec.marks.lat))
    for digits in np.unique(decimals):
        here = decimals == digits
        lon[here], lat[here] = lon[here].round(digits), lat[here].round(digits)
    return lon, lat


def _marks(marks: sp.Marks, rows: Rows, lon: Floats, lat: Floats) -> Json:
    radius = np.asarray(marks.radius_km, dtype=float)[rows]
    return {
        "id": [marks.id[row] for row in rows],
        "lon": lon.tolist(),
        "lat": lat.tolist(),
        "panel": whole_numbers(np.asarray(marks.panel)[rows]),
        "style": whole_numbers(np.asarray(marks.style)[rows]),
        "group": whole_numbers(np.asarray(marks.group)[rows]),
        "dayStart": whole_numbers(np.asarray(marks.day_start)[rows]),
        "dayEnd": whole_numbers(np.asarray(marks.day_end)[rows]),
        "radiusKm": [round(float(km), 2) for km in np.nan_to_num(radius)],
        "coarse": whole_numbers(np.asarray(marks.coarse)[rows]),
        "nearFront": whole_numbers(np.asarray(marks.near_front)[rows]),
        "outside": [0] * len(rows) if marks.outside is None else whole_numbers(marks.outside[rows]),
        "diameter": None
        if marks.diameter_pt is None
        else [round(float(pt), 2) for pt in np.asarray(marks.diameter_pt)[rows]],
    }


def _popups(popups: sp.Popups, rows: Rows) -> Json:
    addresses = _numbering()
    index = _codes(popups.url, rows, addresses)
    named = popups.reports
    reports = None if named is None else _reports(named, rows, addresses)
    return {
        "title": _coded(popups.title, rows),
        "columns": [
            {
                "key": column.key,
                "label": column.label,
                **_coded(column.values, rows),
                "choices": _choices(column, rows),
                "codes": _stated(column, rows),
            }
            for column in popups.columns
        ],
        "url": {"texts": list(addresses), "index": index},
        "urlLabel": popups.url_label,
        "reports": reports,
    }


def _choices(column: sp.PopupColumn, rows: Rows) -> Json | bool:
    """Return what a column is filtered by: its own texts (True), coarser ones, or nothing."""
    if column.choices is None or column.choices == column.values:
        return column.choices is not None
    return _coded(column.choices, rows)


def _stated(column: sp.PopupColumn, rows: Rows) -> list[str]:
    """Return a code for each text that a column is filtered by, the same in every language.

    Addresses hold these codes, so that an address of one language works on the page of another.
    """
    if column.choices is None:
        return []
    known = _told(column.choices, rows)
    return [code(column.stated.get(text, text)) for text in known]


def code(word: str) -> str:
    """Return six letters and digits that stand for a word in an address.

    Examples
    --------
    >>> code("Russia")
    'x2qice'
    """
    digest = hashlib.blake2s(whole(word).encode(), digest_size=5).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:6]


def _reports(reports: sp.Reports, rows: Rows, addresses: dict[str, int]) -> Json:
    """Return the reports of the strikes that travel, numbered anew, and no others."""
    number: dict[int, int] = {}
    named = [[number.setdefault(r, len(number)) for r in reports.of_mark[row]] for row in rows]
    kept = np.fromiter(number, dtype=np.intp, count=len(number))
    return {
        "source": _coded(reports.source, kept),
        "date": _coded(reports.date, kept),
        "title": _coded(reports.title, kept),
        "url": _codes(reports.url, kept, addresses),
        "archive": _codes(reports.archive, kept, addresses) if reports.archive else None,
        "ofMark": named,
    }


def _coded(values: Sequence[str], rows: Rows) -> Json:
    texts = _numbering()
    index = _codes(values, rows, texts)
    return {"texts": list(texts), "index": index}


def _codes(values: Sequence[str], rows: Rows, texts: dict[str, int]) -> list[int]:
    """Return the number of each text in ``texts``, which takes up those it does not hold."""
    if not isinstance(values, CodedTexts):
        return list(map(texts.__getitem__, map(values.__getitem__, rows.tolist())))
    number = np.zeros(len(values.known), dtype=np.int64)
    for code in _codes_met(values, rows):
        number[code] = texts[values.known[code]]
    return list(number[values.codes[rows]].tolist())


def _told(values: Sequence[str], rows: Rows) -> list[str]:
    """Return the different texts of rows, in the order of the rows."""
    if isinstance(values, CodedTexts):
        return [values.known[met] for met in _codes_met(values, rows)]
    return list(dict.fromkeys(map(values.__getitem__, rows.tolist())))


def _codes_met(values: CodedTexts, rows: Rows) -> list[int]:
    codes = values.codes[rows]
    return list(codes[first_rows(codes, len(values.known))].tolist())


def _numbering() -> dict[str, int]:
    """Return a dict that numbers what it is asked for, from 0 in the order of asking."""
    return defaultdict(count().__next__)


def whole_numbers(values: Any) -> list[int]:
    """Return values as plain whole numbers."""
    return [int(v) for v in values]
