"""Dialect files: from a mapping or a JSON file to a dialect, every key and value checked."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields as fields_of
from typing import Final

from strikemap import schema
from strikemap.documents import Documented, Fields, fields, unknown
from strikemap.errors import ReportError
from strikemap.formats.names import plain_name
from strikemap.readers.dialect import DATE_PARTS, ROLES, ActorRule, Dialect

_SCALES: Final = {
    "location_precision": schema.LOCATION_PRECISION,
    "date_precision": schema.DATE_PRECISION,
    "attribution": schema.ATTRIBUTION,
    "source_kind": schema.SOURCE_KIND,
    "unit": schema.UNIT,
}
_CONSTANTS: Final = (
    *("place", "admin1", "region", "location_precision", "attacker", "attribution"),
    *("source_kind", "origin", "target_type", "target_side", "confidence", "source"),
    *("source_url", "source_date", "unit"),
)
_WIDEN: Final = ("week-centred", "week", "month", "year")
_WHOLE_POINTS: Final = ("lat_lon", "lon_lat", "mgrs", "utm", "wkt")


def read(source: Documented) -> Dialect:
    """Read a dialect; see :meth:`Dialect.read`."""
    document = fields(source, called="source=", error=ReportError, code="DIALECT")
    document.only(field.name for field in fields_of(Dialect))
    document.needs("name", '"name": "my-monitor"')
    document.needs("columns", '"columns": {"date": ["day"], "lat": ["y"], "lon": ["x"]}')
    if "exact" not in document.raw:
        document.needs(
            "signature",
            '"signature": [["day", "x", "y"]], sets of column names that give the dialect away, '
            "or [] where only source= chooses it",
        )
    name = document.text("name")
    if not name or name != _dashed(name):
        document.fail("name", f"is {name!r}. Names are in lower case with dashes: 'my-monitor'.")
    positional = _names(document, "positional")
    dialect = Dialect(
        name=name,
        title=document.text("title", name),
        signature=_sets(document, "signature"),
        columns=_columns(document.part("columns")),
        scales=_scales(document.part("scales")),
        radius_km=_radius(document.part("radius_km")),
        widen=_widen(document.part("widen")),
        constants=_constants(document.part("constants")),
        actors=_actors(document.part("actors")),
        dayfirst=document.flag("dayfirst", False) if "dayfirst" in document.raw else None,
        encoding=_encoding(document),
        exact=_sets(document, "exact"),
        remarks=_remarks(document.part("remarks")),
        strikes=_strikes(document.part("strikes")),
        checks=_names(document, "checks"),
        positional=positional,
        first_cells=_first_cells(document, positional),
        keep=_lists(document.part("keep")),
        pairs=_pairs(document.part("pairs")),
        licence=document.text("licence"),
        citation=document.text("citation"),
        redistribute=document.flag("redistribute", True),
    )
    _check_date(document, dialect)
    return dialect


def _dashed(name: str) -> str:
    return plain_name(name).replace("_", "-")


def _names(part: Fields, key: str) -> tuple[str, ...]:
    """Return a list of column names as dialects write them."""
    names = part.texts(key)
    for name in names:
        _plain(part, key, name)
    return names


def _plain(part: Fields, key: object, name: object) -> None:
    """Raise for a column's name that is not in the form in which headers are compared."""
    plain = plain_name(str(name))
    if name != plain or not plain:
        part.fail(key, f"has {name!r}, but headers are compared as {plain!r}. Write that.")


def _sets(document: Fields, key: str) -> tuple[frozenset[str], ...]:
    """Return sets of column names, each of which gives a dialect away."""
    raw = document.raw.get(key, [])
    if not isinstance(raw, list | tuple) or not all(isinstance(one, list | tuple) for one in raw):
        document.fail(key, 'takes a list of lists of column names: [["day", "x", "y"]].')
    part = Fields({str(at): names for at, names in enumerate(raw)}, **document.told(key))
    found = tuple(frozenset(_names(part, at)) for at in part.raw)
    if not all(found):
        document.fail(key, "has an empty list, which every table would match.")
    return found


def _columns(part: Fields) -> dict[str, tuple[str, ...]]:
    part.only(ROLES)
    found = {role: _names(part, role) for role in part.raw}
    for role, names in found.items():
        if not names:
            part.fail(role, "is empty: leave it out, or list the names it goes by.")
    for one, other in (("lat", "lon"), ("lon", "lat")):
        if one in found and other not in found:
            part.fail("", f'have {one!r} but no {other!r}. Write {other!r}: ["..."].')
    if "lat" not in found and not {"place", *_WHOLE_POINTS} & found.keys():
        part.fail(
            "",
            "say nowhere where a row is. Write 'lat' and 'lon', a whole point "
            f"({', '.join(_WHOLE_POINTS)}; 'wkt': ['geometry'] for a layer of points), or 'place'.",
        )
    return found


def _check_date(document: Fields, dialect: Dialect) -> None:
    """Raise where no column dates a row."""
    known = {*dialect.positional}.union(*dialect.signature, *dialect.exact)
    parted = any(set(parts) <= known for parts in DATE_PARTS)
    if not {"date", "date_start"} & dialect.columns.keys() and not parted:
        document.fail("columns", "say nowhere when. Write 'date': [\"...\"], or 'date_start'.")


def _scales(part: Fields) -> dict[str, Mapping[str, str]]:
    part.only(_SCALES)
    return {column: _scale(part.part(column), _SCALES[column]) for column in part.raw}


def _scale(part: Fields, allowed: Collection[str]) -> dict[str, str]:
    return {_stated(part, key): _harmonised(part, key, allowed) for key in part.raw}


def _harmonised(part: Fields, key: str, allowed: Collection[str]) -> str:
    value = part.text(key)
    return value if not value or value in allowed else part.fail(key, unknown(value, allowed))


def _stated(part: Fields, key: object) -> str:
    """Return a stated value in the form in which cells are compared."""
    plain = " ".join(str(key).replace("_", " ").lower().split())
    if key != plain:
        part.fail(key, f"is never met: cells are compared in lower case, as {plain!r}. Write that.")
    return plain


def _radius(part: Fields) -> dict[str, float]:
    return {_stated(part, key): part.number(key) for key in part.raw}


def _widen(part: Fields) -> dict[str, str]:
    return {_stated(part, key): part.word(key, _WIDEN, "") for key in part.raw}


def _constants(part: Fields) -> dict[str, str]:
    part.only(_CONSTANTS)
    return {
        name: _harmonised(part, name, _SCALES[name]) if name in _SCALES else part.text(name)
        for name in part.raw
    }


def _actors(part: Fields) -> ActorRule:
    part.only(field.name for field in fields_of(ActorRule))
    return ActorRule(
        columns=_names(part, "columns"),
        separator=part.text("separator"),
        alternatives=_lists(part.part("alternatives")),
        only=_lists(part.part("only")),
        aliases=part.table("aliases"),
    )


def _lists(part: Fields) -> dict[str, tuple[str, ...]]:
    """Return values by column, both in the form in which they are compared."""
    for column in part.raw:
        _plain(part, column, column)
        for value in part.texts(column):
            if value != value.lower():
                part.fail(column, f"has {value!r}, but cells are compared in lower case.")
    return {column: part.texts(column) for column in part.raw}


def _remarks(part: Fields) -> dict[str, Mapping[str, str]]:
    return {str(column): part.table(column) for column in part.raw}


def _strikes(part: Fields) -> dict[str, tuple[str, ...]]:
    return {str(column): part.texts(column) for column in part.raw}


def _pairs(part: Fields) -> dict[str, str]:
    for column in part.raw:
        _plain(part, column, column)
        if not part.text(column):
            part.fail(column, 'is empty. Write the mark between two pairs, such as ";".')
    return {column: part.text(column) for column in part.raw}


def _encoding(document: Fields) -> str:
    name = document.text("encoding")
    try:
        codecs.lookup(name or "utf-8")
    except (LookupError, ValueError):
        document.fail("encoding", f"is {name!r}, which is no encoding. Write one such as 'cp1252'.")
    return name


def _first_cells(document: Fields, positional: Sequence[str]) -> dict[int, str]:
    """Return patterns by the position of the cell that each must match."""
    part = document.part("first_cells")
    found = {}
    for key in part.raw:
        if not str(key).isdecimal() or int(key) >= len(positional):
            part.fail(key, f"is no position among the {len(positional)} names of 'positional'.")
        try:
            re.compile(part.text(key))
        except re.error as problem:
            part.fail(key, f"is no pattern: {problem}.")
        found[int(key)] = part.text(key)
    return found
