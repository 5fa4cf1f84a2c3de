"""Which column of a table was read as what, and which was not read as anything."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from typing import Any

from strikemap import schema
from strikemap.formats.names import forms
from strikemap.formats.table import RawTable
from strikemap.readers.dialects import known_dialects
from strikemap.readers.header import Layout, of_one_name

_ALIKE = 0.8
_SHOWN = 60
_OWN = frozenset(
    (*schema.REPORT_COLUMNS, *schema.FURTHER_COLUMNS, *schema.STRIKE_COLUMNS, "precision_flag")
)


def columns_read(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return, for the facts of a frame, ``columns`` (theirs to ours) and ``unused`` (theirs)."""
    found: dict[str, str] = {name: role for role, name in reversed(list(layout.roles.items()))}
    parts = dict(zip(layout.parts, ("date (year)", "date (month)", "date (day)"), strict=False))
    checked = {name: f"{role} (compared)" for role, name in layout.again.items()}
    actors = dict.fromkeys(_named(table, layout.dialect.actors.columns), "attacker")
    times = {layout.utc: "time (UTC)"} if layout.utc else {}
    source = layout.roles.get("source")
    sources = dict.fromkeys(of_one_name(table.frame.columns, source) if source else (), "source")
    known = {**checked, **actors, **times, **parts, **sources, **found}
    names = [str(name) for name in table.frame.columns]
    return {
        "columns": {name: known[name] for name in names if name in known},
        "unused": [name for name in names if name not in known and name not in _OWN],
    }


def _named(table: RawTable, plain: Iterable[str]) -> list[str]:
    wanted = set(plain)
    return [str(name) for name in table.frame.columns if wanted & set(forms(str(name)))]


def near_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the columns whose names come near one that we know, with our name for it.

    Examples
    --------
    >>> near_names(["Lattitude", "remarks"])
    [('Lattitude', 'lat')]
    """
    found = []
    for name in names:
        near = difflib.get_close_matches(forms(name)[-1], _known(), n=1, cutoff=_ALIKE)
        if near:
            found.append((name, _known()[near[0]]))
    return found


@cache
def _known() -> dict[str, str]:
    """Return every name that a plain table's columns go by, with our name for it."""
    plain = known_dialects()[-1].columns
    return {name: role for role, names in reversed(list(plain.items())) for name in names}


def unused_text(unused: Iterable[str]) -> str:
    """Return the columns that were not read as anything, with the nearest name of ours."""
    names = list(unused)
    near = dict(near_names(names[:_SHOWN]))
    shown = [
        f"{name!r} (near our {near[name]!r})" if name in near else repr(name)
        for name in names[:_SHOWN]
    ]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
