"""One coordinate cell: degrees, or the reason why not."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final, Literal

Axis = Literal["lat", "lon"]

MISSING: Final = frozenset(
    ("", "-", "--", "?", "na", "n/a", "n.a.", "nan", "none", "null", "nil", "unknown", "unkn")
) | {"tbd", "#n/a", "<na>"}
#: No coordinate is written in more characters than these.
LONGEST: Final = 400
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑﹣－", "-"),
        **dict.fromkeys("°º˚ᵒ", "°"),
        **dict.fromkeys("′’‘´`ʹ", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
        "٫": ".",
        "،": ",",
        "٬": ",",
        "；": ";",
    }
)
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_COMMA: Final = re.compile(r"[+-]?\d{1,3},\d+")
_INFINITE: Final = re.compile(r"[+-]?inf(?:inity)?|[+-]?∞|[+-]?1\.#inf", re.IGNORECASE)
_PART: Final = r"\d+(?:[.,]\d+)?"
_DEGREES: Final = re.compile(
    rf"""(?P<first>[a-zء-ي]*)\s*(?P<sign>[+-]?)\s*
    (?P<d>{_PART})\s*(?:(?P<unit>°|deg(?:rees?|s)?\.?|d(?=[\s\d]))|:|\s|(?=[a-zء-ي]*$))\s*
    (?:(?P<m>{_PART})\s*(?:'(?!')|min(?:utes?)?\.?|m(?![a-z])|:|\s|(?=[a-zء-ي]*$))\s*
    (?:(?P<s>{_PART})\s*(?:"|''|sec(?:onds?)?\.?|s(?=\s*[nsew]|$))?\s*)?)?
    (?P<last>[a-zء-ي]*)\.?""",
    re.VERBOSE,
)
_LETTERS: Final[dict[str, tuple[Axis, int]]] = {
    **dict.fromkeys(["n", "north", "nord", "norte", "شمال", "ش"], ("lat", 1)),
    **dict.fromkeys(["s", "south", "sud", "sur", "جنوب", "ج"], ("lat", -1)),
    **dict.fromkeys(["e", "east", "est", "este", "شرق", "ق"], ("lon", 1)),
    **dict.fromkeys(["w", "west", "ouest", "oeste", "غرب", "غ"], ("lon", -1)),
}
_PAIR: Final = re.compile(r"\(?\s*[+-]?\d+\.\d+\D{0,12}?[,;/\s]\s*\D{0,12}?[+-]?\d+\.\d+.*")
_GRID: Final = re.compile(r"\d{1,2}\s*[c-x]\s*[a-z]{2}\s*\d[\d\s]*")


#: Latitude north and south, longitude east and west, as Russian and Ukrainian write them.
_CYRILLIC: Final = {
    re.compile(rf"{name}\.?\s*{axis}(?![а-яіїє])\.?"): letter
    for name, axis, letter in (
        *(("с", "ш", "n"), ("пн", "ш", "n"), ("ю", "ш", "s"), ("пд", "ш", "s")),
        *(("в", "д", "e"), ("сх", "д", "e"), ("з", "д", "w"), ("зх", "д", "w")),
    )
}


class CoordinateError(ValueError):
    """A coordinate that cannot be read; ``code`` is a row code of the input policy."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def plain(text: str) -> str:
    """Return a coordinate's text with plain digits, signs and spaces, in lower case.

    Examples
    --------
    >>> plain("３５．４５ Ｎ"), plain("٣٥٫٤٥"), plain("−35°27′")
    ('35.45 n', '35.45', "-35°27'")
    """
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
        text = "".join(
            str(unicodedata.decimal(char)) if char.isdecimal() else char
            for char in text
            if unicodedata.category(char) != "Cf"
        )
    lowered = " ".join(text.lower().split(" ")).strip(" \t\r\n\xa0")
    if not lowered.isascii():
        for form, letter in _CYRILLIC.items():
            lowered = form.sub(letter, lowered)
    return lowered


def parse(text: str, axis: Axis) -> float:
    """Read one latitude or longitude.

    Parameters
    ----------
    text
        Decimal degrees (also with a decimal comma, a degree sign, a hemisphere letter, digits of
        any script) or degrees, minutes and seconds.
    axis
        ``"lat"`` or ``"lon"``; a letter of the other axis is an error.

    Returns
    -------
    float
        Degrees, positive to the north and the east; the range is not checked here.

    Raises
    ------
    CoordinateError
        ``COORD_MISSING``, ``COORD_NOT_FINITE``, ``COORD_PAIR_IN_CELL`` or ``COORD_NOT_NUMERIC``.

    Examples
    --------
    >>> parse("35 27 00 N", "lat"), parse("36 deg 28'36N", "lat"), parse("36,65", "lon")
    (35.45, 36.47666666666667, 36.65)
    """
    if len(text) > LONGEST:
        raise CoordinateError(
            "COORD_NOT_NUMERIC",
            f"{text[:40]!r}... has {len(text):,} characters, which is no coordinate",
        )
    stated = plain(text)
    if stated[:1] == "'":
        stated = stated[1:].strip()
    if stated in MISSING:
        raise CoordinateError("COORD_MISSING", "no coordinate is given")
    if _NUMBER.fullmatch(stated):
        return _finite(float(stated))
    if _COMMA.fullmatch(stated):
        return float(stated.replace(",", "."))
    if _INFINITE.fullmatch(stated):
        raise CoordinateError("COORD_NOT_FINITE", f"{text[:40]!r} is infinite")
    return _parts(stated, text, axis)


def _finite(value: float) -> float:
    if value in (float("inf"), float("-inf")):
        raise CoordinateError("COORD_NOT_FINITE", "is beyond every number")
    return value


def _parts(stated: str, text: str, axis: Axis) -> float:
    """Read degrees with a unit, a letter, minutes or seconds."""
    hit = _DEGREES.fullmatch(stated) if len(stated) <= 60 else None
    if hit is None:
        raise _not_numeric(stated, text)
    letters = [hit[name] for name in ("first", "last") if hit[name]]
    bare_pair = hit["m"] is not None and hit["s"] is None and not letters and hit["unit"] is None
    if bare_pair or len(letters) > 1 or (letters and hit["sign"]):
        raise _not_numeric(stated, text)
    sign = _sign(letters[0], axis, text) if letters else (-1 if hit["sign"] == "-" else 1)
    return sign * _sum(hit, text)


def _sign(letter: str, axis: Axis, text: str) -> int:
    """Return 1 or -1 for a hemisphere, after checking that it belongs to the axis."""
    found = _LETTERS.get(_hemisphere(letter))
    if found is None:
        raise CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} is no coordinate")
    if found[0] != axis:
        other = "latitude" if axis == "lon" else "longitude"
        raise CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} names a {other}")
    return found[1]


def _hemisphere(letter: str) -> str:
    """Return a hemisphere's word; the Arabic adverb ("northwards") counts as the noun."""
    return letter if letter.isascii() else letter.removesuffix("ا")


def _sum(hit: re.Match[str], text: str) -> float:
    """Return degrees from degrees, minutes and seconds; only the last may have decimals."""
    stated = [hit[name].replace(",", ".") for name in ("d", "m", "s") if hit[name] is not None]
    values = [float(part) for part in stated]
    whole = all(part.isdigit() for part in stated[:-1])
    if not whole or any(part >= 60 for part in values[1:-1]) or max(values[1:], default=0) > 60:
        raise CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} has minutes that are none")
    return float(sum(part / 60**place for place, part in enumerate(values)))


def _not_numeric(stated: str, text: str) -> CoordinateError:
    """Return the error for a cell that is no single coordinate, with what it looks like."""
    if _PAIR.fullmatch(stated):
        return CoordinateError(
            "COORD_PAIR_IN_CELL",
            f"{text[:40]!r} holds two coordinates; name the column with columns={{'lat_lon': ...}}",
        )
    if _GRID.fullmatch(stated):
        return CoordinateError(
            "COORD_NOT_NUMERIC",
            f"{text[:40]!r} looks like a grid reference; name it with columns={{'mgrs': ...}}",
        )
    return CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} is no coordinate")


_POINT: Final = re.compile(r"point\s*z?\s*\(\s*(\S+)\s+(\S+).*\)")
_CUTS: Final = (
    *(r"\s*;\s*", r"\s*/\s*", r"\s*,\s+", r",(?=[+-]?\d)"),
    *(r"(?<=[nsew])\s*,?\s*", r"(?<=\d|[°'\"])\s*,?\s*(?=[nsew]\s*\d)", r"\s+"),
)
_WORD: Final = re.compile(r"^[a-zء-ي]+|[a-zء-ي]+(?=\.?$)")


def parse_pair(text: str, *, lon_first: bool = False) -> tuple[float, float]:
    """Read a cell that holds a latitude and a longitude.

    Parameters
    ----------
    text
        Such as "35.45, 36.65", "(35,45; 36,65)", "35°27'N 36°39'E" or "POINT (36.65 35.45)".
    lon_first
        Order of the two where neither letters nor the form state it.

    Returns
    -------
    lat, lon : float

    Raises
    ------
    CoordinateError
        As for :func:`parse`.

    Examples
    --------
    >>> parse_pair("35.45, 36.65"), parse_pair("36°39'E, 35°27'N")
    ((35.45, 36.65), (35.45, 36.65))
    """
    if len(text) > LONGEST:
        raise CoordinateError(
            "COORD_NOT_NUMERIC", f"{text[:40]!r}... has {len(text):,} characters, which is no point"
        )
    lat, lon, _ = _read_pair(text, lon_first)
    return lat, lon


def order_told(text: str) -> bool:
    """Return whether a pair says by its letters or its form which of the two is the latitude.

    Examples
    --------
    >>> order_told("44.2E 13.5N"), order_told("POINT (44.2 13.5)"), order_told("13.5, 44.2")
    (True, True, False)
    """
    try:
        return len(text) <= LONGEST and _read_pair(text, False)[2]
    except CoordinateError:
        return False


def _read_pair(text: str, lon_first: bool) -> tuple[float, float, bool]:
    """Return latitude, longitude, and whether the cell itself says which is which."""
    stated = plain(text).strip("'()[] ")
    if stated in MISSING:
        raise CoordinateError("COORD_MISSING", "no coordinate is given")
    point = _POINT.fullmatch(plain(text))
    if point is not None:
        return parse(point[2], "lat"), parse(point[1], "lon"), True
    for cut in _CUTS:
        halves = [half for half in re.split(cut, stated, maxsplit=0) if half]
        if len(halves) != 2:
            continue
        try:
            return _pair(halves[0], halves[1], lon_first)
        except CoordinateError:
            continue
    raise CoordinateError("COORD_NOT_NUMERIC", f"{text[:40]!r} is no pair of coordinates")


def _pair(first: str, second: str, lon_first: bool) -> tuple[float, float, bool]:
    """Read two halves, in the order that their letters prove or that was stated."""
    axes = _axis_of(first), _axis_of(second)
    told = axes[0] == "lon" or axes[1] == "lat"
    lon_first = told or (lon_first and axes == (None, None))
    lat, lon = (second, first) if lon_first else (first, second)
    return parse(lat, "lat"), parse(lon, "lon"), axes != (None, None)


def _axis_of(half: str) -> Axis | None:
    """Return the axis that the hemisphere of a half names, None where it names none."""
    words = (_LETTERS.get(_hemisphere(hit[0])) for hit in _WORD.finditer(half))
    return next((found[0] for found in words if found is not None), None)
