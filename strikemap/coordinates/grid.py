"""Grid references: MGRS and UTM cells to longitude and latitude."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from strikemap.coordinates.cell import MISSING, CoordinateError, plain
from strikemap.coordinates.column import CoordinateColumn

_UTM = re.compile(
    r"(?:utm\s*)?(?:zone\s*)?(?P<zone>\d{1,2})\s*(?P<band>[c-hj-np-x])\s*,?\s*"
    r"(?P<e>\d{5,7}(?:\.\d+)?)\s*m?e?[\s,;/]+(?P<n>\d{1,8}(?:\.\d+)?)\s*m?n?"
)
_MGRS = re.compile(
    r"(?P<zone>\d{1,2})(?P<band>[C-HJ-NP-X])(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])(?P<digits>\d*)"
)
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_BANDS = "CDEFGHJKLMNPQRSTUVWX"


def utm_of_mgrs(text: str) -> tuple[int, str, float, float]:
    """Return zone, band, easting and northing of the middle of an MGRS square.

    Parameters
    ----------
    text
        An MGRS reference on the WGS 84 ellipsoid, such as "37SBV 8810 2510"; the polar
        areas (UPS) are not covered.

    Returns
    -------
    zone : int
    band : str
    easting, northing : float
        Metres; the middle of the square that the digits leave open.

    Raises
    ------
    CoordinateError
        ``COORD_NOT_NUMERIC``.

    References
    ----------
    NGA.STND.0037, "Universal Grids and Grid Reference Systems", 2014, chapter 3.
    """
    hit = _MGRS.fullmatch(plain(text).upper().replace(" ", ""))
    if hit is None or len(hit["digits"]) % 2 or len(hit["digits"]) > 10:
        raise CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} is no MGRS reference")
    zone, half = int(hit["zone"]), len(hit["digits"]) // 2
    letters = _COLUMNS[(zone - 1) % 3]
    if not 1 <= zone <= 60 or hit["square"][0] not in letters:
        raise CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} has no such square in its zone")
    size = 10 ** (5 - half)
    east, north = (
        (int(part or 0) * size + size / 2) for part in (hit["digits"][:half], hit["digits"][half:])
    )
    easting = (letters.index(hit["square"][0]) + 1) * 100_000 + east
    row = (_ROWS.index(hit["square"][1]) - (0 if zone % 2 else 5)) % 20
    return zone, hit["band"], easting, _northing(hit["band"], row * 100_000 + north)


def _northing(band: str, within: float) -> float:
    """Return the northing whose latitude band is the stated one; rows repeat every 2,000 km."""
    middle = -76 + 8 * _BANDS.index(band) + (2 if band == "X" else 0)
    expected = middle * 110_950.0 + (0 if middle > 0 else 10_000_000)
    cycle = round((expected - within) / 2_000_000)
    return within + cycle * 2_000_000


def _utm_parts(text: str) -> tuple[int, str, float, float]:
    """Return zone, band, easting and northing of a UTM cell such as "37S 288100 3925100"."""
    hit = _UTM.fullmatch(plain(text))
    if hit is None or not 1 <= int(hit["zone"]) <= 60:
        raise CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} is no UTM coordinate")
    return int(hit["zone"]), hit["band"].upper(), float(hit["e"]), float(hit["n"])


def read_grid(values: pd.Series[Any], kind: str) -> tuple[CoordinateColumn, CoordinateColumn]:
    """Read a column of grid references.

    Parameters
    ----------
    values
        Texts.
    kind
        ``"mgrs"`` or ``"utm"`` (zone with latitude band, easting, northing; WGS 84).

    Returns
    -------
    lat, lon : CoordinateColumn

    Examples
    --------
    >>> lat, lon = read_grid(pd.Series(["31U 448251 5411932"]), "utm")
    >>> round(float(lat.values[0]), 4), round(float(lon.values[0]), 4)
    (48.8582, 2.2945)
    """
    import pyproj

    cells = values.to_numpy(dtype=object, na_value="")
    found = np.full((len(cells), 2), np.nan)
    problems: dict[int, tuple[str, str]] = {}
    groups: dict[int, list[tuple[int, float, float]]] = {}
    for at, cell in enumerate(cells):
        text = str(cell)
        if plain(text) in MISSING:
            problems[at] = ("COORD_MISSING", "no coordinate is given")
            continue
        try:
            zone, band, easting, northing = (utm_of_mgrs if kind == "mgrs" else _utm_parts)(text)
        except CoordinateError as problem:
            problems[at] = (problem.code, str(problem))
            continue
        groups.setdefault(32600 + zone + (0 if band >= "N" else 100), []).append(
            (at, easting, northing)
        )
    for code, members in groups.items():
        places = [member[0] for member in members]
        turn = pyproj.Transformer.from_crs(code, 4326, always_xy=True)
        lon, lat = turn.transform([m[1] for m in members], [m[2] for m in members])
        found[places, 0], found[places, 1] = lat, lon
    done = np.flatnonzero(np.isfinite(found[:, 0]))
    return (
        CoordinateColumn(found[:, 0].copy(), problems, done),
        CoordinateColumn(found[:, 1].copy(), problems, done),
    )
