"""The reports behind the strikes: what a reader of a page can see of each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final

import pandas as pd

from strikemap.compose.marks import link, texts
from strikemap.compose.scene import Scene
from strikemap.errors import MapError
from strikemap.spec import Reports

#: The columns of a report that travel, in the order of :class:`~strikemap.spec.Reports`.
_COLUMNS: Final = ("source", "source_date", "source_title", "source_url", "archive_url")


def reports(scene: Scene) -> Reports | None:
    """Return the reports that the strikes name, or None where the map was given none.

    Parameters
    ----------
    scene
        Its strikes name reports in ``report_ids``, its reports have an ``id``.

    Returns
    -------
    Reports or None
        A report that several strikes name is held once. One that is named but not given
        is listed by its id in the place of its source.

    Raises
    ------
    MapError
        Code ``REPORTS_UNKNOWN``: the strikes name no reports, the reports have no ``id``, or
        none of those named is among them.
    """
    if scene.reports is None:
        return None
    _check(scene.strikes, scene.reports)
    named = [_ids(cell) for cell in scene.strikes["report_ids"]]
    wanted = list(dict.fromkeys(chain.from_iterable(named)))
    chosen = _chosen(scene.reports, wanted)
    rows_of: dict[str, list[int]] = {}
    for row, name in enumerate(chosen["id"]):
        rows_of.setdefault(name, []).append(row)
    source, date, title, url, archive = (tuple(texts(chosen, column)) for column in _COLUMNS)
    return Reports(
        source=tuple(text or name for text, name in zip(source, chosen["id"], strict=True)),
        date=date,
        title=title,
        url=tuple(map(link, url)),
        of_mark=tuple(tuple(chain.from_iterable(rows_of[i] for i in ids)) for ids in named),
        archive=tuple(map(link, archive)) if any(archive) else (),
    )


def _chosen(given: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    """Return the wanted reports in the order of their naming, with nothing but their words."""
    ids = pd.Series(given["id"].astype(str).to_numpy(), dtype=object)
    words = pd.DataFrame({"id": ids, **{c: texts(given, c) for c in _COLUMNS}})
    if len(wanted) and not ids.isin(wanted).any():
        raise MapError(
            f"None of the {len(wanted)} reports that the strikes name, such as {wanted[0]!r}, is "
            "in reports=. Pass the reports that the strikes were made of.",
            code="REPORTS_UNKNOWN",
            where="reports",
        )
    frame = pd.DataFrame({"id": pd.Series(wanted, dtype=object)})
    return frame.merge(words, on="id", how="left", sort=False)


def _check(strikes: pd.DataFrame, given: pd.DataFrame) -> None:
    for frame, column, name in ((strikes, "report_ids", "strikes"), (given, "id", "reports")):
        if column not in frame:
            raise MapError(
                f"The {name} have no column {column!r}: reports= joins report_ids of the strikes "
                "with id of the reports. Strikes made by corroborate() have them.",
                code="REPORTS_UNKNOWN",
                where=column,
            )


def _ids(cell: object) -> list[str]:
    """Return the ids in a cell: a tuple of them, or nothing."""
    if isinstance(cell, str):
        return [cell]
    return [str(name) for name in cell] if isinstance(cell, Iterable) else []
