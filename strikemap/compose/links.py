"""The links that a map publishes: originals, archived copies, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar, get_args

import pandas as pd

from strikemap.compose.scene import Scene
from strikemap.errors import MapError
from strikemap.look import Links

Frame = TypeVar("Frame", bound=pd.DataFrame)

_URL: Final = "source_url"
_ARCHIVED: Final = "archive_url"


def linked(scene: Scene, links: Links) -> Scene:
    """Return the scene with the addresses that are to be published, and no others.

    Raises
    ------
    MapError
        Code ``LINKS_UNKNOWN``: ``links`` is none of the three choices.
    """
    if links not in get_args(Links):
        raise MapError(
            f"links={links!r} is none of {', '.join(get_args(Links))}.",
            code="LINKS_UNKNOWN",
            where="links",
        )
    if links == "original":
        return scene
    reports = scene.reports if scene.reports is None else _published(scene.reports, links)
    return replace(scene, strikes=_published(scene.strikes, links), reports=reports)


def _published(rows: Frame, links: Links) -> Frame:
    kept = rows.drop(columns=[name for name in (_URL, _ARCHIVED) if name in rows])
    if links == "archived" and _ARCHIVED in rows:
        kept = kept.assign(**{_URL: rows[_ARCHIVED]})
    return kept
