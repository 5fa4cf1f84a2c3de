"""Columns of the report table filled from a raw table, by the dialect's word."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap import schema
from strikemap.formats.names import plain_name
from strikemap.formats.table import RawTable
from strikemap.readers.actors import (
    constant_tuples,
    read_actors,
    rename_actors,
    written_tuples,
)
from strikemap.readers.casualties import read_tolls
from strikemap.readers.dialect import ROLES
from strikemap.readers.harmonise import (
    clean_text,
    distinct_values,
    harmonised,
    spread_text,
    stated_values,
)
from strikemap.readers.header import Layout, of_one_name
from strikemap.readers.text_bytes import rows_with_several

#: What makes a text an address: a scheme, or one word with a dot in it.
_ADDRESS = re.compile(r"[a-z]+://|^(?=.*[a-z])\S+\.\S+$", re.IGNORECASE)
#: Addresses in a cell; one within another, as of an archived copy, is none of its own.
_ADDRESSES = re.compile(r"(?:^|[\s;,|])https?://", re.IGNORECASE)
_SCALED = ("location_precision", "attribution", "source_kind", "unit")
#: Columns that are there before the others are filled.
_JUDGED = ("id", "date_start", "date_end", "date_precision", "geometry")
_ATTACKERS = ("attacker", "attackers_stated", "attackers_alternative", "attribution")
#: Roles that columns of reports come from beside those of their own names.
_FURTHER = {
    "source": ("source", "source_url"),
    "source_url": ("source", "source_url"),
    "radius_km": ("radius_km", "location_precision"),
    "killed_min": ("killed", "killed_min", "killed_max"),
    "killed_max": ("killed", "killed_min", "killed_max"),
}
_TEXTS = (
    *("place", "admin1", "origin", "target_type", "target_side", "confidence", "source"),
    *("region", "source_title"),
)


_SAID = 5
_UNREAD = {name: f"not on the scale of {name}" for name in _SCALED} | {
    "casualties": "which say no least and no most: no toll is stated there",
    "radius_km": "which are no lengths in km",
    "confidence": "neither high, medium nor low: not graded, unless strikemap.grade() grades them",
}


def harmonised_columns(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return the columns of the contract that are not ids, dates, actors or points."""
    frame, roles, dialect = table.frame, layout.roles, layout.dialect
    columns: dict[str, Any] = {}
    for name in _SCALED:
        if name in roles:
            values, unknown = harmonised(frame[roles[name]], dialect.scales.get(name, {}))
            _note_unknown(table, roles[name], unknown, name)
            columns[name] = values
    for name in _TEXTS:
        if name in roles:
            own = frame[roles[name]] if name != "source" else _sources(frame, roles[name])
            columns[name] = own if roles[name] == name else clean_text(own)
    for name in ("source_url", "source_date", "archive_url", "retrieved", "sha256"):
        if name in roles:
            columns[name] = frame[roles[name]]
    _note_grades(table, layout)
    _note_links(table, layout)
    if "source_url" in roles and "source" not in roles:
        columns |= _names_among_links(table, roles["source_url"])
    for name, value in dialect.constants.items():
        columns[name] = _constant(columns.get(name), value, len(frame))
    columns |= _tolls(table, layout)
    columns["radius_km"] = _radius(table, layout, columns.get("location_precision"))
    if "claim" in roles:
        stated = stated_values(frame[roles["claim"]]).astype(str)
        columns["claim"] = np.isin(stated, ["true", "1", "yes"])
    _note_remarks(table, layout)
    return columns


def _sources(frame: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Return the sources of each row, those of several columns of one name joined by ";"."""
    further = of_one_name(frame.columns, column)
    if not further:
        return frame[column]
    cells = frame[[column, *further]].astype(object)
    rows = cells.where(cells.notna(), "").astype(str).itertuples(index=False)
    joined = ["; ".join(dict.fromkeys(filter(None, map(str.strip, row)))) for row in rows]
    return pd.Series(joined, index=frame.index, dtype=object)


def _note_links(table: RawTable, layout: Layout) -> None:
    """Say how many cells hold several addresses, of which a map links to the first."""
    for role in ("source_url", "archive_url"):
        if role in layout.roles:
            column = layout.roles[role]
            texts = table.frame[column].astype("str").fillna("").array
            doubtful = texts[rows_with_several(texts, b"://")]
            n = sum(len(_ADDRESSES.findall(text)) > 1 for text in doubtful)
            if n:
                what = "cell holds" if n == 1 else "cells hold"
                said = f"{n} {what} several addresses; maps link to the first"
                table.note("LINKS_IN_CELL", f"column {column!r}: {said}")


def columns_behind(
    names: Collection[str], layout: Layout, stated: Sequence[str]
) -> set[str] | None:
    """Return the columns of a table that some columns of its reports come from; None: any."""
    found: set[str] = set()
    for name in names:
        if name in _JUDGED:
            return None
        if name in _ATTACKERS:
            found |= _actors_behind(layout, stated)
        elif name in ROLES:
            roles = _FURTHER.get(name, (name,))
            found |= {layout.roles[role] for role in roles if role in layout.roles}
        elif name in stated:
            found.add(name)
        else:
            return None
    return found


def _actors_behind(layout: Layout, stated: Sequence[str]) -> set[str]:
    rule, by_plain = layout.dialect.actors, {plain_name(name): name for name in stated}
    plain = {*rule.columns, *rule.alternatives, *rule.only}
    found = {column for name, column in by_plain.items() if name in plain}
    return found | {layout.roles[role] for role in _ATTACKERS if role in layout.roles}


def _names_among_links(table: RawTable, column: str) -> dict[str, Any]:
    """Return names of sources apart from addresses, where a column of links holds both."""
    codes, distinct = pd.factorize(table.frame[column])
    if pd.Series(distinct, dtype="str").str.contains("://", regex=False).all():
        return {}
    texts = [str(value).strip() for value in distinct]
    named = [bool(text) and _ADDRESS.search(text) is None for text in texts]
    if not any(named):
        return {}
    table.note("LINK_IS_NAME", f"column {column!r} holds names of sources; they are read as source")
    names = [text if is_name else None for text, is_name in zip(texts, named, strict=True)]
    links = [None if is_name else text for text, is_name in zip(texts, named, strict=True)]
    return {
        "source": clean_text(pd.Series(spread_text(names, codes))),
        "source_url": spread_text(links, codes),
    }


def _note_remarks(table: RawTable, layout: Layout) -> None:
    """Say what the dialect says about certain values."""
    for column, values in layout.dialect.remarks.items():
        name = next((known for known in table.frame.columns if known == column), None)
        if name is not None:
            stated = stated_values(table.frame[name]).astype(str)
            for value, remark in values.items():
                count = int((stated == value).sum())
                if count:
                    table.note("REMARK", f"{count} rows have {column!r} = {value!r}: {remark}")


def _constant(column: Any, value: str, length: int) -> Any:
    """Return a column filled with a dialect's constant where it states nothing itself."""
    if column is None:
        return spread_text([value], np.zeros(length, dtype=np.int64))
    return pd.Series(column, dtype=schema.TEXT).fillna(value).array


def _note_unknown(table: RawTable, column: str, unknown: Mapping[str, int], name: str) -> None:
    """Say which stated values have no place on the harmonised scale."""
    if unknown:
        said = ", ".join(f"{value!r} ({count})" for value, count in list(unknown.items())[:_SAID])
        more = f" and {len(unknown) - _SAID} more" if len(unknown) > _SAID else ""
        table.note("VALUE_UNKNOWN", f"column {column!r} states {said}{more}, {_UNREAD[name]}")


def _note_grades(table: RawTable, layout: Layout) -> None:
    """Say which stated confidences no map can draw as one."""
    if "confidence" in layout.roles and layout.dialect.name == "table":
        column = layout.roles["confidence"]
        counts = pd.Series(clean_text(table.frame[column])).value_counts()
        known = counts.index.str.casefold().isin(schema.CONFIDENCES)
        unknown = {str(value): int(count) for value, count in counts[~known].items()}
        _note_unknown(table, column, unknown, "confidence")


def _tolls(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return killed_min and killed_max."""
    frame, roles = table.frame, layout.roles
    found: dict[str, Any] = {}
    if "killed" in roles and not {"killed_min", "killed_max"} & roles.keys():
        found["killed_min"], found["killed_max"], unknown = read_tolls(frame[roles["killed"]])
        _note_unknown(table, roles["killed"], unknown, "casualties")
    for place, name in enumerate(("killed_min", "killed_max")):
        if name in roles:
            *ends, unknown = read_tolls(frame[roles[name]])
            found[name] = ends[place]
            _note_unknown(table, roles[name], unknown, "casualties")
    return found


def _radius(table: RawTable, layout: Layout, precision: Any) -> npt.NDArray[np.float64]:
    """Return the radius of the 90 % circle: stated, else by the dialect, else by class."""
    radius = np.full(len(table.frame), np.nan)
    if "radius_km" in layout.roles:
        radius = _stated_radius(table, layout.roles["radius_km"])
    if precision is None:
        return radius
    precision = np.asarray(precision, dtype=object)
    if "location_precision" in layout.roles and layout.dialect.radius_km:
        raw = stated_values(table.frame[layout.roles["location_precision"]])
        by_value = pd.Series(raw).map(layout.dialect.radius_km).to_numpy(dtype=float)
        radius = np.where(np.isnan(radius), by_value, radius)
    by_class = pd.Series(precision).map(schema.RADIUS_KM).to_numpy(dtype=float)
    return np.where(np.isnan(radius), by_class, radius)


def _stated_radius(table: RawTable, name: str) -> npt.NDArray[np.float64]:
    """Return stated radii; what is no length is noted."""
    codes, distinct = distinct_values(table.frame[name])
    lengths = [_length(text) for text in distinct]
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    unknown = {
        str(text)[:60]: int(count)
        for text, length, count in zip(distinct, lengths, counts, strict=True)
        if text is not None and np.isnan(length)
    }
    _note_unknown(table, name, unknown, "radius_km")
    return np.array([*lengths, np.nan], dtype=float)[codes]


def _length(text: str | None) -> float:
    """Return a length in km, above 0, from a number or a text such as "2,5 km"."""
    hit = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(?:km)?", text or "")
    return float(hit[1].replace(",", ".")) or np.nan if hit is not None else np.nan


def actor_columns(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return attacker, attackers_stated, attackers_alternative and a default attribution."""
    rule = layout.dialect.actors
    by_plain = {plain_name(name): name for name in table.frame.columns}
    named = [by_plain[name] for name in rule.columns if name in by_plain]
    if "attacker" in layout.roles:
        named = [layout.roles["attacker"]]
    if {"attackers_stated", "attackers_alternative"} <= layout.roles.keys():
        return _stated_actors(table, layout)
    if not named:
        constant = layout.dialect.constants.get("attacker")
        stated = constant_tuples((constant,) if constant else (), len(table.frame))
        return {
            "attackers_stated": stated,
            "attackers_alternative": constant_tuples((), len(table.frame)),
        }
    text, stated, either = read_actors(table.frame, named, rule)
    for old, new, count in rename_actors(text, stated, either, rule.aliases):
        table.note("ACTOR_RENAMED", f"{count} rows name {old!r}, which is called {new!r} here")
    found: dict[str, Any] = {
        "attacker": text,
        "attackers_stated": stated,
        "attackers_alternative": either,
    }
    if "attribution" not in layout.roles:
        found["attribution"] = spread_text(
            ["alleged", "unattributed"], pd.isna(text).astype(np.int64)
        )
    return found


def _stated_actors(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return the actors of a table that this library wrote."""
    frame, roles = table.frame, layout.roles
    found: dict[str, Any] = {
        name: written_tuples(frame[roles[name]], joint)
        for name, joint in (("attackers_stated", "; "), ("attackers_alternative", " or "))
    }
    if "attacker" in roles:
        found["attacker"] = frame[roles["attacker"]].array
    return found
