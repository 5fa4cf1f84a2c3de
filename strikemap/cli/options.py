"""The options of the command line: what each is called, what it takes, what it is for."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

Table = Mapping[str, tuple[str, dict[str, Any]]]


def pair(text: str) -> tuple[str, str]:
    """Return the two sides of ``ours=theirs``.

    Examples
    --------
    >>> pair("date=Day of event")
    ('date', 'Day of event')
    """
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def numbers(text: str) -> tuple[float, ...]:
    """Return numbers with commas between."""
    return tuple(float(part) for part in text.split(","))


def days(text: str) -> tuple[int, ...]:
    """Return one or two whole numbers of days: 19, or 19,42."""
    found = tuple(int(part) for part in text.split(","))
    if len(found) > 2:
        raise ValueError(text)
    return found


def span(text: str) -> tuple[str, str]:
    """Return the two dates of ``FIRST,LAST``."""
    first, last = text.split(",")
    return first, last


def look(text: str) -> tuple[str, Any]:
    """Return a field of the look with its value, read as JSON where it is such.

    Examples
    --------
    >>> look("marks=true"), look("extent=country"), look("extent=35,32,42,37")
    (('marks', True), ('extent', 'country'), ('extent', [35, 32, 42, 37]))
    """
    name, value = pair(text)
    for written in (value, f"[{value}]") if "," in value else (value,):
        try:
            return name, json.loads(written)
        except ValueError:
            pass
    return name, value.split(",") if "," in value else value


_PAIRS: Final[dict[str, Any]] = {"type": pair, "action": "append", "metavar": "NAME=VALUE"}
_MANY: Final[dict[str, Any]] = {"action": "append"}

READING: Final[Table] = {
    "source": ("dialect of the file where it is not recognised: a name or a JSON file", {}),
    "columns": ("our name of a column and the file's, as date='Day of event'; repeatable", _PAIRS),
    "date": ("day or span of all rows without a date of their own", {"metavar": "DATE"}),
    "dayfirst": (
        "whether 04/05/2017 is 4 May",
        {"action": argparse.BooleanOptionalAction, "default": None},
    ),
    "area": ("west,south,east,north in degrees; rows outside are set aside", {"type": numbers}),
    "sheet": ("sheet of a workbook", {}),
    "layer": ("layer of a GeoPackage or KML", {}),
    "encoding": ("encoding of a text file", {}),
    "crs": ("CRS of the coordinates where the format states none", {}),
    "tz": ("time zone of the local dates, such as Asia/Damascus", {}),
    "date-unit": ("what numbers in a column of dates count: s, ms, excel or excel-1904", {}),
    "hidden-rows": ("what becomes of hidden rows of a workbook: read or skip", {}),
    "earliest": ("first possible day or year of the events", {}),
    "swap": (
        "ids, with commas between, of rows whose longitude and latitude are exchanged; a table of "
        "decisions; or x,y for all that would lie among the others",
        {},
    ),
}
ZONES: Final[Table] = {
    "zones": ("file of dated zones; repeatable, one a date", {**_MANY, "type": Path}),
    "sides": ("what a name in the zones means, as RF=Russia; repeatable", _PAIRS),
    "side": ("column of the zones that says who holds them", {}),
    "zone-columns": ("our name of a column of the zones and the file's; repeatable", _PAIRS),
    "as-of": ("day that the zones describe, where they do not say it", {"metavar": "DATE"}),
}
COUNTING: Final[Table] = {
    "event": ("name of the event", {"default": "Event"}),
    "days": (
        "days before the event and from it on: 19, or 19,42",
        {"type": days, "default": (19,)},
    ),
    "gap": ("days from the event on that count in neither window", {"type": int, "default": 0}),
    "attacker": ("only strikes that name this attacker; repeatable", _MANY),
    "where": ("only rows with this value in a column; repeatable", _PAIRS),
    "alternatives": (
        "also rows that name the attacker as 'A or B', as a class of their own",
        {"action": "store_true"},
    ),
    "by": ("column to count by instead of the zone", {}),
    "covered": ("first and last day that the source covers: FIRST,LAST", {"type": span}),
    "max-days": ("refuse zones of a day further than this from a strike's own", {"type": int}),
}
LOOK: Final[Table] = {
    "title": ("title of the map", {}),
    "lang": ("language: a code or a JSON file", {"default": "en"}),
    "palette": ("colours of the zones: a name that 'palettes' lists, or a JSON file", {}),
    "colour": ("column that the colour of a mark shows", {}),
    "look": (
        "another field of the look, as extent=country or marks=true; repeatable",
        {**_PAIRS, "type": look},
    ),
}
SAVING: Final[Table] = {
    "layout": ("arrangement of the maps, such as swipe for a page or column for a figure", {}),
    "format": ("size preset of a figure, such as single-column or slide", {}),
    "dpi": ("resolution of a PNG", {"type": int}),
    "toml": ("file for the call, which 'run' makes the map of again", {"type": Path}),
    "cite": ("print the references that the map owes", {"action": "store_true"}),
}
TILES: Final[Table] = {
    "tiles": (
        "background from the network: a provider known to xyzservices, such as "
        "Esri.WorldGrayCanvas, or an address with {z}, {x} and {y}",
        {},
    ),
    "tiles-credit": ("credit that an address of tiles asks for", {}),
}
PUBLISHING: Final[Table] = {
    "until": ("last day that may be shown", {"metavar": "DATE"}),
    "km": ("places are rounded to so many kilometres", {"type": float, "default": 1.0}),
    "show": ("column that is shown beyond the usual ones; repeatable", _MANY),
    "sources": ("also show whose word a strike is", {"action": "store_true"}),
    "links": ("also show the links to sources", {"action": "store_true"}),
}
LINKING: Final[Table] = {
    "km": ("distance within which reports may be of one strike", {"type": float, "default": 2.0}),
    "days": ("days within which they may be", {"type": int, "default": 1}),
    "decisions": ("table of an analyst's decisions", {"type": Path}),
}


def add(parser: argparse.ArgumentParser, title: str, table: Table) -> None:
    """Add a table of options under a heading of the help text."""
    group = parser.add_argument_group(title)
    for name, (words, more) in table.items():
        group.add_argument(f"--{name}", help=words, **more)


def given(options: argparse.Namespace, *names: str, **called: str) -> dict[str, Any]:
    """Return the options that were given, each under its own name or that of a parameter."""
    wanted = {**{name: name for name in names}, **called}
    found = {ours: getattr(options, name) for ours, name in wanted.items()}
    return {ours: value for ours, value in found.items() if value is not None}
