"""Stills: a map of several panels as one map per panel, for a time-lapse."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from strikemap.spec import Bool, LegendGroup, MapSpec, Marks, PopupColumn, Popups

T = TypeVar("T")


def stills(spec: MapSpec) -> tuple[MapSpec, ...]:
    """Return one spec of a single panel for each panel, all with the same words around it."""
    return tuple(_still(spec, index) for index in range(len(spec.panels)))


def _still(spec: MapSpec, index: int) -> MapSpec:
    shown = np.asarray(spec.marks.panel) == index
    return replace(
        spec,
        panels=(spec.panels[index],),
        marks=_marks(spec.marks, shown),
        popups=_popups(spec.popups, shown),
        legend=tuple(_group(group, index) for group in spec.legend),
        timeline=None,
    )


def _marks(marks: Marks, shown: Bool) -> Marks:
    columns = {
        name: getattr(marks, name)[shown]
        for name in Marks.__slots__
        if isinstance(getattr(marks, name), np.ndarray)
    }
    columns["panel"] = np.zeros(int(shown.sum()), dtype=np.int8)
    return replace(marks, id=_kept(marks.id, shown), **columns)


def _popups(popups: Popups, shown: Bool) -> Popups:
    columns = tuple(
        PopupColumn(column.key, column.label, _kept(column.values, shown))
        for column in popups.columns
    )
    named = popups.reports
    return replace(
        popups,
        title=_kept(popups.title, shown),
        columns=columns,
        url=_kept(popups.url, shown),
        reports=named and replace(named, of_mark=_kept(named.of_mark, shown)),
    )


def _group(group: LegendGroup, index: int) -> LegendGroup:
    entries = tuple(
        replace(entry, counts=(entry.counts[index],) if entry.counts else ())
        for entry in group.entries
    )
    return replace(group, entries=entries)


def _kept(values: tuple[T, ...], shown: Bool) -> tuple[T, ...]:
    return tuple(value for value, keep in zip(values, shown, strict=True) if keep)
