"""The house style: matplotlib's settings while a print is drawn, and the file's metadata."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import matplotlib
from matplotlib import rcParams, rcParamsDefault

from strikemap.sheet.lettering import plain
from strikemap.sheet.typefaces import FAMILY
from strikemap.spec import MapSpec

# matplotlib's settings belong to the whole process: prints are drawn one after the other.
_ONE_AT_A_TIME = RLock()
_SETTINGS: Any = {
    "font.family": [FAMILY],
    "svg.fonttype": "none",
    "svg.hashsalt": "strikemap",
    "pdf.fonttype": 42,
    "text.hinting": "no_hinting",
    "text.usetex": False,
    "path.simplify": True,
    "path.simplify_threshold": 1 / 9,
    "savefig.bbox": None,
}


@contextmanager
def applied() -> Iterator[None]:
    """Draw with matplotlib's own defaults and the house's settings, then put all back.

    Whatever the user's style sheets say neither leaks into a print nor is changed by one.
    """
    with _ONE_AT_A_TIME, matplotlib.rc_context():
        for key, value in rcParamsDefault.items():
            if not key.startswith("backend") and rcParams[key] != value:
                rcParams[key] = value
        rcParams.update(_SETTINGS)
        yield


def metadata(spec: MapSpec, suffix: str) -> dict[str, str | None]:
    """Return what a file says about itself, without the time it was written."""
    title, about = plain(spec.title), plain(spec.alt)
    sources = " ".join(dict.fromkeys(plain(note.text) for note in spec.notes))
    origin = "; ".join(f"{key}: {plain(spec.provenance[key])}" for key in sorted(spec.provenance))
    if suffix == ".png":
        return {"Title": title, "Description": about, "Source": sources, "Comment": origin}
    if suffix == ".svg":
        return {"Date": None, "Title": title, "Description": about, "Source": sources}
    return {
        "CreationDate": None,
        "Title": title,
        "Subject": about,
        "Keywords": origin,
    }
