"""The naming: which towns a map is about, so that they are named before larger ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from strikemap.comparison.notices import warn
from strikemap.compose.scene import Choices, Scene
from strikemap.ground import gazetteer
from strikemap.spec import NEEDED, Places

_SHORTEST = 4  # letters of a name that is looked for in a title


def needed_first(places: Places, scene: Scene, choices: Choices) -> Places:
    """Return the towns with those first that the title, the event or ``label`` names.

    Warns
    -----
    MapWarning
        When a town of ``label`` is not among those of the map.
    """
    called = {name: gazetteer.name(name, choices.lang) for name in choices.label}
    asked = {name.casefold() for each in called.items() for name in each}
    known = {name.casefold() for name in places.names}
    if missing := [
        name for name, own in called.items() if not {name.casefold(), own.casefold()} & known
    ]:
        warn(
            f"label= names {', '.join(map(repr, missing))}, which is no town that this map knows "
            "there. Write it as the map does, or draw closer with extent=."
        )
    said = " ".join(_words(scene, choices)).casefold()
    about = [
        name.casefold() in asked
        or (len(name) >= _SHORTEST and bool(re.search(rf"\b{re.escape(name.casefold())}\b", said)))
        for name in places.names
    ]
    return replace(places, rank=np.where(about, NEEDED, places.rank))


def _words(scene: Scene, choices: Choices) -> list[str]:
    title = choices.title
    titles = list(title.values()) if isinstance(title, Mapping) else [title or ""]
    return [*titles, scene.event_name, *scene.event_names.values()]
